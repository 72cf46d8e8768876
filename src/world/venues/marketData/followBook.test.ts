import { expect, test } from 'vitest'
import { binanceFeed, binanceImage } from './binance.ts'
import type { BookEvent } from './feed.ts'
import { FollowedBook } from './followBook.ts'
import { hashkeyFeed } from './hashkey.ts'

const spot = binanceFeed()
const change = (first: number, last: number, over: object = {}): BookEvent =>
  spot.read({ e: 'depthUpdate', E: 1_741_046_400_000, s: 'X', U: first, u: last, b: [], a: [], ...over })[0]!
const image = (last: number): BookEvent =>
  binanceImage({ lastUpdateId: last, bids: [['99', '1']], asks: [['101', '2']] }, 'X')
const opened = (): FollowedBook => new FollowedBook({ feed: spot, symbol: 'X' })

test('before an image there is no book, and what came before it is used as far as the image does not hold it', () => {
  const book = opened()
  expect(book.apply(change(3, 5, { b: [['98', '7']] }), 1)).toBe(false)
  expect(book.apply(change(6, 8, { b: [['97', '3']] }), 2)).toBe(false)
  expect(book.depth(5, 9)).toBeUndefined()
  expect(book.apply(image(5), 3)).toBe(false)
  expect(book.depth(5, 9)?.bids).toEqual([
    { price: '99', quantity: '1' },
    { price: '97', quantity: '3' },
  ])
})

test.each([
  ['a number is missing', change(8, 9), 'gap'],
  ['bid and ask cross', change(6, 6, { b: [['101.5', '1']] }), 'crossed'],
] as const)('when %s, the book is shown no more, until a new image came', (_, event, doubt) => {
  const book = opened()
  book.apply(image(5), 1)
  expect(book.apply(event, 2)).toBe(true)
  expect([book.followed.state, book.depth(5, 9)]).toEqual([doubt, undefined])
  expect(book.apply(change(10, 11), 3)).toBe(true)
  expect(book.apply(image(11), 4)).toBe(false)
  expect(book.depth(1, 9)?.asks).toEqual([{ price: '101', quantity: '2' }])
})

test('what came twice or late is dropped', () => {
  const book = opened()
  book.apply(image(5), 1)
  book.apply(change(6, 7, { a: [['101', '0']] }), 2)
  book.apply(change(6, 7, { a: [['101', '9']] }), 3)
  expect(book.depth(5, 9)?.asks).toEqual([])
  expect(book.counts).toMatchObject({ images: 1, changes: 1, dropped: 1 })
})

test('a level of zero that was not there is nothing, and the same price in other digits is the same level', () => {
  const book = opened()
  book.apply(image(5), 1)
  book.apply(
    change(6, 7, {
      b: [
        ['98', '0'],
        ['99.00', '4'],
      ],
    }),
    2,
  )
  expect(book.depth(5, 9)?.bids).toEqual([{ price: '99', quantity: '4' }])
})

test('of books with a version an older one changes nothing', () => {
  const feed = hashkeyFeed()
  const book = new FollowedBook({ feed, symbol: 'BTCUSD' })
  const push = (version: number, bid: string): void => {
    const data = [
      { e: 301, s: 'BTCUSD', t: 1_722_873_144_371, v: `${version}_18`, b: [[bid, '1']], a: [['70000', '1']] },
    ]
    for (const event of feed.read({ symbol: 'BTCUSD', topic: 'depth', data, f: false })) book.apply(event, version)
  }
  push(7, '60000')
  push(9, '60002')
  push(8, '60001')
  expect(book.depth(1, 9)?.bids[0]?.price).toBe('60002')
  expect(book.counts.dropped).toBe(1)
})

test.each([
  ['a negative price', { b: [['-1', '1']] }],
  ['a price of zero', { b: [['0', '1']] }],
  ['an exponent', { a: [['1e5', '1']] }],
  ['a number for a price', { a: [[100, '1']] }],
  ['three parts', { a: [['1', '1', '1']] }],
  ['a time of zero', { E: 0 }],
  ['numbers in the wrong order', { U: 9, u: 8 }],
])('a message with %s is refused by its path', (_, over) => {
  expect(() => change(6, 7, over)).toThrow(expect.objectContaining({ code: 'VENUE_REPLY_MALFORMED' }))
})

test('what is about something else is no event', () => {
  for (const message of [null, 1, 'x', [], {}, { e: 'trade' }, { result: null, id: 1 }])
    expect(spot.read(message)).toEqual([])
  expect(hashkeyFeed().read({ pong: 1 })).toEqual([])
  expect(hashkeyFeed().pong!({ ping: 5 })).toBe('{"pong":5}')
})
