import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyBook, match, rest } from './book.ts'

const order = (orderId: string, side: 'BUY' | 'SELL', price: bigint, left: bigint, owner = orderId) => ({
  orderId,
  owner,
  side,
  price,
  left,
})

test('the better price trades first, then the older order', () => {
  const book = emptyBook()
  rest(book, order('late', 'BUY', 100n, 5n))
  rest(book, order('later', 'BUY', 100n, 5n))
  rest(book, order('best', 'BUY', 101n, 2n))
  const { trades, left } = match(book, { owner: 'me', side: 'SELL', price: 100n, quantity: 9n })
  expect(trades.map(({ maker, price, quantity }) => [maker.orderId, price, quantity])).toEqual([
    ['best', 101n, 2n],
    ['late', 100n, 5n],
    ['later', 100n, 2n],
  ])
  expect(left).toBe(0n)
  expect(book.bids.map(({ orderId, left }) => [orderId, left])).toEqual([['later', 3n]])
})

test('a limit is never passed', () => {
  const book = emptyBook()
  rest(book, order('a', 'BUY', 99n, 5n))
  expect(match(book, { owner: 'me', side: 'SELL', price: 100n, quantity: 1n })).toEqual({
    trades: [],
    left: 1n,
    metOwn: false,
  })
})

test('an order does not trade with its own owner', () => {
  const book = emptyBook()
  rest(book, order('mine', 'BUY', 100n, 5n, 'me'))
  rest(book, order('yours', 'BUY', 99n, 5n, 'you'))
  expect(match(book, { owner: 'me', side: 'SELL', price: 90n, quantity: 3n })).toEqual({
    trades: [],
    left: 3n,
    metOwn: true,
  })
})

test('nothing is made or lost, and the book never crosses, whatever comes in', () => {
  const incoming = fc.record({
    side: fc.constantFrom('BUY' as const, 'SELL' as const),
    price: fc.bigInt(90n, 110n),
    quantity: fc.bigInt(1n, 50n),
  })
  fc.assert(
    fc.property(fc.array(incoming, { maxLength: 60 }), (orders) => {
      const book = emptyBook()
      let entered = 0n
      let traded = 0n
      orders.forEach(({ side, price, quantity }, i) => {
        const { trades, left } = match(book, { owner: `o${i}`, side, price, quantity })
        entered += quantity
        traded += trades.reduce((sum, trade) => sum + trade.quantity, 0n)
        if (left > 0n) rest(book, order(`o${i}`, side, price, left))
      })
      const waiting = [...book.bids, ...book.asks].reduce((sum, one) => sum + one.left, 0n)
      // Each trade takes its quantity from two orders.
      expect(waiting + 2n * traded).toBe(entered)
      const [bid] = book.bids
      const [ask] = book.asks
      if (bid && ask) expect(bid.price).toBeLessThan(ask.price)
    }),
    { seed: 1, numRuns: 200 },
  )
})
