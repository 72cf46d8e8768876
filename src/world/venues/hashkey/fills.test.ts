import { expect, test } from 'vitest'
import { openHashKey } from './hashkey.ts'

const nowMs = Date.UTC(2026, 2, 2, 2)

/** A venue with these fills that gives at most as many as it is asked for, from the time it is asked for. */
function venueWith(timesMs: readonly number[]) {
  const rows = timesMs.map((time, i) => ({
    id: String(1_000_000 + i),
    orderId: '17',
    clientOrderId: 'a',
    symbol: 'BTCUSD',
    price: '64000.01',
    qty: '0.00001',
    commission: '0.01',
    commissionAsset: 'USD',
    time: String(time),
    isBuyer: false,
    isMaker: false,
    makerRebate: '0',
  }))
  const filters = [
    { filterType: 'PRICE_FILTER', tickSize: '0.01' },
    { filterType: 'LOT_SIZE', stepSize: '0.00001', minQty: '0.00001', maxQty: '16' },
    { filterType: 'MIN_NOTIONAL', minNotional: '1' },
    { filterType: 'TRADE_AMOUNT', maxAmount: '400000' },
    { filterType: 'LIMIT_TRADING', buyPriceUpRate: '0.2', sellPriceDownRate: '0.2' },
  ]
  const symbol = {
    symbol: 'BTCUSD',
    status: 'TRADING',
    baseAsset: 'BTC',
    quoteAsset: 'USD',
    quotePrecision: '0.0000001',
    filters,
  }
  let asked = 0
  const venue = openHashKey({
    registration: {
      entity: 'sandbox-venue',
      legalName: 'SANDBOX',
      apiOrigin: 'http://127.0.0.1:1',
      accountOwner: 'SANDBOX',
      idempotencyClass: 'never',
    },
    credentials: { apiKey: 'SANDBOX', secret: 'SANDBOX' },
    sandbox: true,
    clock: () => nowMs,
    fetch: (input) => {
      const url = new URL(String(input))
      if (url.pathname.endsWith('exchangeInfo')) return Promise.resolve(Response.json({ symbols: [symbol] }))
      asked++
      const from = Number(url.searchParams.get('startTime') ?? 0)
      const limit = Number(url.searchParams.get('limit'))
      return Promise.resolve(Response.json(rows.filter((row) => Number(row.time) >= from).slice(0, limit)))
    },
  })
  return { venue, asked: () => asked }
}

test('more fills than one answer holds are read page by page, each once', async () => {
  const { venue, asked } = venueWith(Array.from({ length: 2_500 }, (_, i) => nowMs + Math.floor(i / 3)))
  const fills = await venue.fills({ symbol: 'BTCUSD' })
  expect(fills).toHaveLength(2_500)
  expect(new Set(fills.map((fill) => fill.fillId)).size).toBe(2_500)
  expect(asked()).toBe(3)
})

test('a page full of one millisecond is refused rather than cut short', async () => {
  const { venue } = venueWith(Array.from({ length: 1_500 }, () => nowMs))
  await expect(venue.fills({ symbol: 'BTCUSD' })).rejects.toMatchObject({ code: 'VENUE_REPLY_MALFORMED' })
})

test('where the venue keeps money finer than cents, gross is the exact product', async () => {
  const { venue } = venueWith([nowMs])
  expect((await venue.fills({ symbol: 'BTCUSD' }))[0]?.gross).toBe('0.6400001')
})
