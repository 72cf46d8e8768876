import { afterEach, describe, expect, test } from 'vitest'
import type { FeedFault } from '../../../../sandbox/exchange/depthFeed.ts'
import { entityB, hashKeyLike } from '../../../../sandbox/exchange/profiles.ts'
import { type ServedExchange, startExchange } from '../../../../sandbox/exchange/startExchange.ts'
import { oslFeed, oslStreamPath } from '../osl/oslFeed.ts'
import { openOslMarket } from '../osl/oslMarket.ts'
import { binanceFeed, binanceImage } from './binance.ts'
import { type DepthStream, followDepth, streamUrl } from './depthStream.ts'
import type { BookEvent } from './feed.ts'
import { hashkeyFeed } from './hashkey.ts'
import { okxFeed } from './okx.ts'

let nowMs = Date.UTC(2026, 2, 2, 2)
const clock = () => nowMs
let exchange: ServedExchange
let stream: DepthStream
afterEach(async () => {
  stream?.stop()
  await exchange?.stop()
})

async function open(profile: typeof hashKeyLike): Promise<string> {
  exchange = await startExchange({ seed: 3, clock, entity: 'sandbox-venue', profile, accounts: [], feedEveryMs: 10 })
  return exchange.url.replace('http:', 'ws:')
}

const dialects = {
  hashkey: { feed: hashkeyFeed, path: '/quote/ws/v1' },
  osl: { feed: oslFeed, path: oslStreamPath('BTCUSD') },
  okx: { feed: okxFeed, path: '/ws/v5/public' },
  binance: { feed: binanceFeed, path: '/ws' },
} as const

function follow(name: keyof typeof dialects, url: string): void {
  const { feed, path } = dialects[name]
  const image = async (): Promise<BookEvent> => {
    const reply = await fetch(`${exchange.url}/api/v3/depth?symbol=BTCUSD`)
    return binanceImage(await reply.json(), 'BTCUSD')
  }
  stream = followDepth({ feed: feed(), symbol: 'BTCUSD', url: `${url}${path}`, image, clock, reconnectMs: 10 })
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    if (holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
    nowMs += 20
  }
  throw new Error(`never: ${what}; ${JSON.stringify(stream.counts)}`)
}

const rest = () => {
  const query = { method: 'GET', path: '/quote/v1/depth', query: 'symbol=BTCUSD&limit=100', body: '' }
  const answered = exchange.handle(query)
  return JSON.parse(answered.kind === 'reply' ? answered.body : '{}') as { b: string[][]; a: string[][] }
}

describe.each([
  ['hashkey', hashKeyLike],
  ['osl', entityB],
  ['okx', entityB],
  ['binance', entityB],
] as const)('the stream of %s', (name, profile) => {
  test('shows what REST shows, once both stand still', async () => {
    follow(name, await open(profile))
    await until(() => stream.depth(5) !== undefined, 'a book')
    // Generated books move with the second: time goes on within one.
    const second = Math.ceil(nowMs / 1_000) * 1_000 + 1_000
    let passed = 0
    await until(() => {
      passed += 5
      nowMs = second + Math.min(passed, 900)
      const shown = stream.depth(5)
      const { b, a } = rest()
      const same = (mine: readonly { price: string; quantity: string }[], theirs: string[][]): boolean =>
        mine.every(
          ({ price, quantity }, i) => price === shorten(theirs[i]![0]!) && quantity === shorten(theirs[i]![1]!),
        )
      return shown !== undefined && shown.bids.length === 5 && same(shown.bids, b) && same(shown.asks, a)
    }, 'the same book')
  })

  test.each([
    'repeat',
    'back',
    'reorder',
    'lost',
    'checksum',
    'cut',
    'garbage',
    'crossed',
    'silent',
  ] satisfies FeedFault[])('after %s it shows no book that crosses, and shows one again', async (fault) => {
    follow(name, await open(profile))
    await until(() => stream.depth(5) !== undefined, 'a book')
    const { connections } = stream.counts
    exchange.feeds.fault(fault)
    if (fault === 'silent') {
      await until(() => stream.depth(5) === undefined, 'that silence is noticed')
      exchange.feeds.fault('cut')
    }
    let shown = 0
    for (let i = 0; i < 30; i++) {
      nowMs += 20
      await new Promise((resolve) => setTimeout(resolve, 5))
      const book = stream.depth(5)
      if (book === undefined) continue
      shown++
      expect(Number(book.bids[0]!.price)).toBeLessThan(Number(book.asks[0]!.price))
    }
    await until(() => stream.depth(5) !== undefined, 'a book again')
    // Where books are fetched, a new one needs no new connection.
    const fetched = name === 'binance' && fault === 'garbage'
    if (['cut', 'garbage', 'silent'].includes(fault) && !fetched)
      expect(stream.counts.connections).toBeGreaterThan(connections)
    else expect(shown).toBeGreaterThan(0)
  })
})

const shorten = (text: string): string => (text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text)

describe('what the sequence of a feed shows', () => {
  test.each([
    ['okx', 'checksum', 'checksum'],
    ['okx', 'lost', 'checksum'],
    ['binance', 'lost', 'gap'],
    ['binance', 'reorder', 'gap'],
  ] as const)('%s: after %s there was a doubt, %s, and a new book', async (name, fault, doubt) => {
    follow(name, await open(entityB))
    await until(() => stream.depth(5) !== undefined, 'a book')
    const { images } = stream.counts
    exchange.feeds.fault(fault)
    await until(() => (stream.counts.doubts[doubt] ?? 0) > 0, `a ${doubt}`)
    await until(() => stream.depth(5) !== undefined && stream.counts.images > images, 'a book again')
  })
  test('of whole books with a version the older is dropped, and none is missed', async () => {
    follow('hashkey', await open(hashKeyLike))
    await until(() => stream.depth(5) !== undefined, 'a book')
    const { dropped } = stream.counts
    exchange.feeds.fault('reorder')
    await until(() => stream.counts.dropped > dropped, 'that an older one came')
    expect(stream.counts.doubts).toEqual({})
  })
})

describe('a look at a followed book', () => {
  test('says what the book is called and when it was heard of, and grows old', async () => {
    follow('hashkey', await open(hashKeyLike))
    await until(() => typeof stream.look({ limit: 5, ageMaxMs: 2_000 }) !== 'string', 'a book')
    const found = stream.look({ limit: 5, ageMaxMs: 2_000 })
    expect(found).toMatchObject({ feed: 'hashkey', sequence: expect.stringMatching(/^846\d{5}$/) })
    exchange.feeds.fault('silent')
    await until(() => stream.look({ limit: 5, ageMaxMs: 2_000 }) === 'silent', 'silence')
    expect(await stream.fresh({ limit: 5, ageMaxMs: 2_000, waitMs: 30 })).toBe('silent')
  })
  test('waits for the next message where what was heard is too old', async () => {
    follow('hashkey', await open(hashKeyLike))
    await until(() => typeof stream.look({ limit: 5, ageMaxMs: 2_000 }) !== 'string', 'a book')
    nowMs += 60_000
    expect(stream.look({ limit: 5, ageMaxMs: 2_000 })).toBe('silent')
    expect(await stream.fresh({ limit: 5, ageMaxMs: 2_000, waitMs: 30_000 })).toMatchObject({ heardAtMs: nowMs })
  })
  test('is no input of the platform: its book stands as if nobody had looked', async () => {
    const lines: string[] = []
    exchange = await startExchange({
      seed: 3, clock, entity: 'sandbox-venue', profile: hashKeyLike, accounts: [], feedEveryMs: 5,
      journal: { lines: [], append: (line) => void lines.push(line) },
    }) // biome-ignore format: parameters
    follow('hashkey', exchange.url.replace('http:', 'ws:'))
    await until(() => stream.depth(5) !== undefined && stream.counts.images > 3, 'some books')
    expect(lines).toHaveLength(1)
    const peeked = exchange.peek('BTCUSD')!
    const { b, a } = rest()
    expect([peeked.b, peeked.a]).toEqual([b, a])
  })
})

describe('the address of a stream', () => {
  const parameters = {
    registration: { entity: 'v' },
    path: '/quote/ws/v1',
    hosts: ['stream.example'],
    host: '',
    sandbox: false,
  }
  test('is wss at a host that the register binds to the entity', () =>
    expect(streamUrl({ ...parameters, host: 'stream.example' })).toBe('wss://stream.example/quote/ws/v1'))
  test.each([
    ['a sister company', { host: 'stream-glb.example' }],
    ['loopback for a real one', { host: '127.0.0.1:1', hosts: ['127.0.0.1:1'] }],
    ['a real one in the sandbox', { host: 'stream.example', sandbox: true }],
    ['another port', { host: 'stream.example:8443', hosts: ['stream.example:8443'] }],
  ])('and not %s', (_, over) => {
    expect(() => streamUrl({ ...parameters, ...over })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  })
})

describe('OSL’s public market data', () => {
  const market = () =>
    openOslMarket({ registration: exchange.registrationAt('nobody', exchange.url), sandbox: true, clock })
  test('only published pairs, with their steps and fees', async () => {
    exchange = await startExchange({
      seed: 3, clock, entity: 'sandbox-venue', profile: entityB, accounts: [{ id: 'nobody', owner: 'nobody' }],
    }) // biome-ignore format: parameters
    const pairs = await market().pairs()
    expect(pairs.map(({ symbol }) => symbol)).toEqual(['BTCUSD', 'ETHUSD', 'BTCHKD', 'USDTUSD'])
    expect(pairs[0]).toMatchObject({ tick: '0.1', lot: '0.0000001', maxNotional: '600000', takerFee: '0.0005' })
    const { bids, asks } = await market().depth({ symbol: 'BTCUSD', limit: 20 })
    expect([bids.length, asks.length]).toEqual([20, 20])
    expect(await market().serverTime()).toBe(nowMs)
  })
  test.each([
    ['NOPEUSD', 'VENUE_REFUSED', '-1107'],
    ['XRPUSD', 'VENUE_REFUSED', '-100011'],
  ])('an error inside a 200 is an error: %s', async (symbol, code, venueCode) => {
    exchange = await startExchange({
      seed: 3, clock, entity: 'sandbox-venue', profile: entityB, accounts: [{ id: 'nobody', owner: 'nobody' }],
    }) // biome-ignore format: parameters
    await expect(market().depth({ symbol })).rejects.toMatchObject({ code, facts: { venueCode } })
  })
  test.each([
    ['a book that crosses', { lastUpdateId: '1', bids: [['2', '1']], asks: [['1', '1']] }],
    [
      'levels out of order',
      {
        lastUpdateId: '1',
        bids: [
          ['1', '1'],
          ['2', '1'],
        ],
        asks: [],
      },
    ],
    ['a number as an id', { lastUpdateId: 1, bids: [], asks: [] }],
    ['a number as a price', { lastUpdateId: '1', bids: [[1, '1']], asks: [] }],
    ['no bids', { lastUpdateId: '1', asks: [] }],
  ] as const)('%s is refused', async (_, body) => {
    exchange = await startExchange({
      seed: 3, clock, entity: 'sandbox-venue', profile: entityB, accounts: [{ id: 'nobody', owner: 'nobody' }],
    }) // biome-ignore format: parameters
    const osl = openOslMarket({
      registration: exchange.registrationAt('nobody', exchange.url),
      sandbox: true,
      clock,
      fetch: () => Promise.resolve(new Response(JSON.stringify(body))),
    })
    await expect(osl.depth({ symbol: 'BTCUSD' })).rejects.toMatchObject({ code: 'VENUE_REPLY_MALFORMED' })
  })
})
