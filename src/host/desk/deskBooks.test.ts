import { expect, test } from 'vitest'
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
