import { describe, expect, test } from 'vitest'
import { booksFormat } from '../../offshore/sale/books/loggedBooks.ts'
import type { OrdersState, SalePlan } from '../../offshore/sale/sale.ts'
import type { DepthStream, FollowedDepth, StreamDoubt } from '../../world/venues/marketData/depthStream.ts'
import { deskBooks } from './deskBooks.ts'

const at = (second: number): string => new Date(Date.UTC(2026, 2, 2, 3, 0, second)).toISOString()
const plan = {
  tranche: 'A/1',
  asset: 'x',
  currency: 'USD',
  floor: '90',
  venues: [
    { platform: 'a', host: 'a.test', symbol: 'BTCUSD' },
    { platform: 'b', host: 'b.test', symbol: 'BTCUSD' },
  ],
} as unknown as SalePlan
const followed: FollowedDepth = {
  symbol: 'BTCUSD',
  feed: 'hashkey',
  sequence: '7',
  heardAtMs: Date.parse(at(9)),
  changedAtMs: Date.parse(at(8)),
  bids: [{ price: '99.50', quantity: '2.0' }],
  asks: [{ price: '101', quantity: '1' }],
}
const looked = JSON.stringify({
  format: booksFormat,
  books: [{ platform: 'a', fetchedAt: at(5), changedAt: at(4), bids: [['98', '1']], asks: [['102', '3']] }],
})
const show = (found: FollowedDepth | StreamDoubt | undefined, route = true) =>
  deskBooks({
    plan,
    orders: route ? ({ route: { books: 'hash' } } as unknown as OrdersState) : undefined,
    now: at(10),
    document: async () => looked,
    follow: (platform) =>
      platform === 'a' && found !== undefined
        ? { stream: { look: () => found } as Pick<DepthStream, 'look'> }
        : undefined,
  })

test('a followed book is shown with its sequence and when it was heard of', async () => {
  const { venues, floor, now } = await show(followed)
  expect([floor, now]).toEqual(['90', at(10)])
  expect(venues[0]).toEqual({
    platform: 'a',
    host: 'a.test',
    symbol: 'BTCUSD',
    currency: 'USD',
    floor: '90',
    worth: '1',
    by: 'stream',
    sequence: '7',
    seenAt: at(9),
    changedAt: at(8),
    bids: [['99.5', '2']],
    asks: [['101', '1']],
  })
})

test('a stream in doubt gives way to the newest look, and says why', async () => {
  const { venues } = await show('gap')
  expect(venues[0]).toMatchObject({ by: 'look', doubt: 'gap', seenAt: at(5), bids: [['98', '1']] })
})

test('a platform without a stream or a look shows nothing', async () => {
  const { venues } = await show(undefined)
  expect(venues[0]).toMatchObject({ by: 'look', doubt: 'not-followed' })
  expect(venues[1]).toMatchObject({ by: 'none', doubt: 'not-followed', bids: [], asks: [] })
  expect((await show(undefined, false)).venues[0]).toMatchObject({ by: 'none' })
})

describe('a sale over a book in dollars and one in Hong Kong dollars', () => {
  const rate = (pair: string) => ({ pair, source: 'bank', ageSecondsMax: 3600 })
  const several = {
    ...plan,
    floorCny: '651.60',
    fx: { yuan: rate('USD/CNY'), quotes: [{ ...rate('USD/HKD'), currency: 'HKD', costPpm: 1000, haircutPpm: 0 }] },
    venues: [
      { platform: 'a', host: 'a.test', symbol: 'BTCUSD', quote: 'USD' },
      { platform: 'b', host: 'b.test', symbol: 'BTCHKD', quote: 'HKD' },
    ],
  } as unknown as SalePlan
  const book = (platform: string, quote: string, bid: string) => ({ platform, quote, fetchedAt: at(5), changedAt: at(4), bids: [[bid, '1']], asks: [] }) // biome-ignore format: one book
  const told = (base: string, quote: string, of: string) => ({ source: 'bank', base, quote, rate: of, asOf: at(0) })
  const asked = (rates: readonly object[]) =>
    deskBooks({
      plan: several,
      orders: { route: { books: 'hash' } } as unknown as OrdersState,
      now: at(10),
      document: async () =>
        JSON.stringify({ format: booksFormat, books: [book('a', 'USD', '98'), book('b', 'HKD', '760')], rates }),
      follow: () => undefined,
    })

  test('each book says its own currency, its own floor, and what its currency is worth', async () => {
    const { floor, venues } = await asked([told('USD', 'CNY', '7.2'), told('USD', 'HKD', '7.8')])
    // 651.60 CNY at 7.2 is 90.50 USD, above the 90 that was set; at 7.8 less a thousandth 706.61 HKD.
    expect(floor).toBe('90.5')
    expect(venues.map(({ currency, floor: own, worth }) => [currency, own, worth])).toEqual([
      ['USD', '90.5', '1'],
      ['HKD', '706.61', '0.12807692'],
    ])
  })

  test('without a rate nothing is said of a book in another currency but its prices', async () => {
    const { floor, venues } = await asked([])
    expect(floor).toBe('90')
    expect(venues[1]).toMatchObject({ currency: 'HKD', bids: [['760', '1']] })
    expect(venues[1]).not.toHaveProperty('floor')
  })
})
