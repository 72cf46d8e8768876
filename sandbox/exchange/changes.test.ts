import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { dataDir } from '../../test/support/data.ts'
import { openTestExchange, type TestExchange } from './exchangeForTests.ts'
import { hashKeyLike } from './profiles.ts'
import type { ReplayedBook } from './replay.ts'

/** What a venue changes while a sale goes on, and books that really stood. */
let open: TestExchange
afterEach(() => open.exchange.stop())

const sell = (clientOrderId: string, quantity: string, price = '60000') =>
  open.venue.placeOrder({ clientOrderId, symbol: 'BTCUSD', side: 'SELL', type: 'IOC', price, quantity })

describe('a venue that changes', () => {
  test('its lot: an order by the old one is refused, and the catalogue says the new one', async () => {
    open = await openTestExchange({ profile: hashKeyLike })
    await sell('before', '0.00123')
    open.exchange.control.amend({ symbol: 'BTCUSD', lot: '0.001', minQuantity: '0.001' })
    await expect(sell('after', '0.00123')).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
    expect((await open.venue.instruments()).find(({ symbol }) => symbol === 'BTCUSD')?.lot).toBe('0.001')
    expect((await sell('again', '0.002')).executedQuantity).toBe('0.002')
  })

  test('its fees: the next fill pays the new rate', async () => {
    open = await openTestExchange({ profile: { ...hashKeyLike, minimumFee: {} } })
    await sell('before', '1')
    open.exchange.control.setFeeTiers([{ fromUsd: '0', maker: 0, taker: 10_000 }])
    await sell('after', '1')
    const fills = await open.venue.fills({ symbol: 'BTCUSD' })
    const rate = (id: string): number => {
      const own = fills.filter(({ clientOrderId }) => clientOrderId === id)
      const sum = (of: 'fee' | 'gross'): number => own.reduce((total, fill) => total + Number(fill[of]), 0)
      return Math.round((sum('fee') / sum('gross')) * 10_000)
    }
    expect([rate('before'), rate('after')]).toEqual([29, 100])
  })

  test('its list: a pair that is delisted is gone from the catalogue, its waiting orders are cancelled, coins are free again', async () => {
    open = await openTestExchange({ profile: hashKeyLike })
    const order = {
      clientOrderId: 'wait',
      symbol: 'BTCUSD',
      side: 'SELL',
      type: 'LIMIT',
      price: '70000',
      quantity: '4',
    } as const
    await open.venue.placeOrder(order)
    open.exchange.control.delist('BTCUSD')
    await expect(sell('after', '1')).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
    expect((await open.venue.instruments()).map(({ symbol }) => symbol)).not.toContain('BTCUSD')
    expect(await open.venue.order({ clientOrderId: 'wait' })).toMatchObject({ state: 'cancelled' })
    expect((await open.venue.balances()).find(({ asset }) => asset === 'BTC')).toMatchObject({
      free: '10',
      locked: '0',
    })
  })

  test('what it said of a fill: the list that follows says what was', async () => {
    open = await openTestExchange({ profile: hashKeyLike })
    await sell('sold', '0.5')
    open.exchange.control.fault({ kind: 'wrong-fill' })
    const sum = async (): Promise<number> =>
      (await open.venue.fills({ symbol: 'BTCUSD' })).reduce(
        (total, { quantity }) => total + Math.round(Number(quantity) * 1e5),
        0,
      )
    expect(await sum()).toBe(49_999)
    expect(await sum()).toBe(50_000)
    expect(open.exchange.control.fired()['wrong-fill']).toBe(1)
  })
})

describe('a replayed book', () => {
  const at = Date.UTC(2026, 2, 2, 2)
  test('is shown from its time on, never better than it was, and what is sold into it is gone until it comes back', async () => {
    const book = (bid: string): Pick<ReplayedBook, 'bids' | 'asks'> => ({
      bids: [[bid, '1.000009'], ['59990', '5']],
      asks: [['60010.001', '2']],
    }) // biome-ignore format: a book
    open = await openTestExchange({
      profile: hashKeyLike,
      replays: { BTCUSD: [{ atMs: at, ...book('60000.019') }, { atMs: at + 60_000, ...book('60005') }] },
    }) // biome-ignore format: parameters
    const top = async () => {
      const { bids, asks } = await open.venue.depth({ symbol: 'BTCUSD', limit: 5 })
      return [bids[0], asks[0]]
    }
    expect(await top()).toEqual([
      { price: '60000.01', quantity: '1' },
      { price: '60010.01', quantity: '2' },
    ])
    await sell('one', '1')
    open.clock.nowMs += 2_000
    const [after] = await top()
    expect(Number(after!.quantity)).toBeLessThan(0.2)
    open.clock.nowMs = at + 600_000
    const [later] = await top()
    expect(later!.price).toBe('60005')
    expect(Number(later!.quantity)).toBeGreaterThan(0.99)
  })

  const data = dataDir()
  test.skipIf(!data)('of a real venue sells for what its levels pay', async () => {
    const file = join(data ?? '', 'orderbooks/dev/multi12_btcusdt_snapshot_20260117T152232Z.json.gz')
    const { results } = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as {
      results: { exchange: string; data: { price: number; qty: number; bidCum?: number; askCum?: number }[] }[]
    }
    const rows = results.find(({ exchange }) => exchange === 'Bitstamp')!.data
    const side = (cumulative: 'bidCum' | 'askCum'): (readonly [string, string])[] =>
      rows.filter((row) => row[cumulative] !== undefined).map(({ price, qty }) => [String(price), qty.toFixed(8)])
    const levels = { bids: side('bidCum'), asks: side('askCum') }
    open = await openTestExchange({
      profile: { ...hashKeyLike, minimumFee: {} },
      referencePricesUsd: { BTC: '95500' },
      replays: { BTCUSD: [{ atMs: at, ...levels }] },
    })
    const report = await sell('four', '4', '90000')
    const fills = await open.venue.fills({ symbol: 'BTCUSD' })
    const gross = fills.reduce((total, fill) => total + Number(fill.gross), 0)
    let left = 4
    let expected = 0
    for (const [price, quantity] of levels.bids) {
      const taken = Math.min(left, Math.floor(Number(quantity) * 1e5) / 1e5)
      expected += (taken * Math.floor(Number(price) * 100)) / 100
      left -= taken
      if (left < 1e-9) break
    }
    expect(report.executedQuantity).toBe('4')
    // Each fill is booked in whole cents, down.
    expect(Math.abs(gross - expected)).toBeLessThan(0.01 * fills.length + 1)
  })
})
