import { afterEach, describe, expect, test } from 'vitest'
import { hashText } from '../../src/core/record/hash.ts'
import { compareDecimals, sumDecimals } from '../../src/world/venues/decimal.ts'
import { openTestExchange, type TestExchange, testAddress, testStartMs } from './exchangeForTests.ts'
import { tierMidnightMs } from './fees.ts'
import { entityB, hashKeyLike } from './profiles.ts'

const opened: TestExchange[] = []
const open = async (...options: Parameters<typeof openTestExchange>) => {
  const one = await openTestExchange(...options)
  opened.push(one)
  return one
}
afterEach(async () => {
  for (const one of opened.splice(0)) await one.exchange.stop()
})

const sell = (clientOrderId: string, quantity: string, price = '60000') =>
  ({ clientOrderId, symbol: 'BTCUSD', side: 'SELL', type: 'IOC', price, quantity }) as const

/** A morning at the venue: every answer that came back, as bytes. */
async function morning(seed: number): Promise<string> {
  const { exchange, venue, clock } = await open({ profile: hashKeyLike, seed })
  const said: unknown[] = []
  const say = async (path: string) => said.push(await (await fetch(exchange.url + path)).text())
  await say('/api/v1/exchangeInfo')
  for (let i = 0; i < 5; i++) {
    await say('/quote/v1/depth?symbol=BTCUSD')
    said.push(await venue.placeOrder(sell(`s-${i}`, '0.4')))
    clock.nowMs += 30_000
    await say('/quote/v1/depth?symbol=BTCHKD&limit=5')
  }
  said.push(await venue.fills({ symbol: 'BTCUSD' }), exchange.statement({ account: 'agent' }), exchange.ledger())
  return hashText(JSON.stringify(said))
}

test('the same seed, times and requests give the same bytes, another seed gives others', async () => {
  const first = await morning(1)
  expect(await morning(1)).toBe(first)
  expect(await morning(2)).not.toBe(first)
})

test('its answers are marked as the sandbox’s and carry no wall clock', async () => {
  const { exchange } = await open({ profile: hashKeyLike })
  const reply = await fetch(`${exchange.url}/api/v1/time`)
  expect(reply.headers.get('x-sluice-sandbox')).toBe('SANDBOX')
  expect(reply.headers.get('server')).toBe('SANDBOX')
  expect(reply.headers.get('date')).toBe(null)
  expect(await reply.text()).toBe(`{"serverTime":${testStartMs}}`)
})

test('two venues share the path of prices and have books of their own', async () => {
  const a = await open({ profile: hashKeyLike, entity: 'sandbox-venue-a' })
  const b = await open({ profile: entityB, entity: 'sandbox-venue-b' })
  for (const one of [a, b]) one.clock.nowMs += 36 * 3_600_000
  const mids = [a, b].map(({ exchange }) => Number(exchange.control.mid('BTCUSD')))
  expect(Math.abs(mids[0]! / mids[1]! - 1)).toBeLessThan(0.001)
  expect(Math.abs(mids[0]! / 64_000 - 1)).toBeGreaterThan(0.001)
  const [bookA, bookB] = await Promise.all([a, b].map(({ venue }) => venue.depth({ symbol: 'BTCUSD', limit: 50 })))
  expect(bookA!.bids).not.toEqual(bookB!.bids)
})

test('what is sold is missing from the book and comes back with time', async () => {
  const { venue, clock } = await open({ profile: hashKeyLike })
  const top = async () => (await venue.depth({ symbol: 'BTCUSD', limit: 1 })).bids[0]!.price
  const before = await top()
  await venue.placeOrder(sell('a', '3'))
  expect(compareDecimals(await top(), before)).toBe(-1)
  clock.nowMs += 1_000
  const soon = await top()
  expect(compareDecimals(soon, before)).toBe(-1)
  clock.nowMs += 1_200_000
  const { bids, asks } = await venue.depth({ symbol: 'BTCUSD', limit: 1 })
  // Twenty half-lives later the spread is as narrow as it was made.
  expect((Number(asks[0]!.price) - Number(bids[0]!.price)) / Number(bids[0]!.price)).toBeLessThan(0.001)
})

test('a waiting order is filled when the price comes to it, at its own price and as maker', async () => {
  const { exchange, venue, clock } = await open({ profile: hashKeyLike })
  await venue.placeOrder({ ...sell('wait', '0.5', '66000'), type: 'LIMIT' })
  exchange.control.shift({ asset: 'BTC', ppm: 60_000 })
  clock.nowMs += 1_000
  expect(await venue.order({ clientOrderId: 'wait' })).toMatchObject({ state: 'filled', executedQuote: '33000' })
  const fills = await venue.fills({ symbol: 'BTCUSD' })
  expect(fills.every((fill) => fill.maker && fill.price === '66000')).toBe(true)
})

describe('fees', () => {
  test('are the tier’s rate of each fill, rounded up to the cent', async () => {
    const { venue } = await open({ profile: hashKeyLike })
    await venue.placeOrder(sell('a', '0.1'))
    for (const { gross, fee, feeAsset } of await venue.fills({ symbol: 'BTCUSD' })) {
      expect(feeAsset).toBe('USD')
      expect(Number(fee) * 100).toBeCloseTo(Math.ceil(Number((Number(gross) * 0.29).toFixed(6))), 6)
    }
  })

  test('of a small order that is fully executed come to the minimum', async () => {
    const { venue } = await open({ profile: hashKeyLike })
    await venue.placeOrder(sell('a', '0.001'))
    const fees = (await venue.fills({ symbol: 'BTCUSD' })).map((fill) => fill.fee)
    expect(sumDecimals(fees)).toBe('1.99')
  })

  test('never take more than the order brought', async () => {
    const { venue } = await open({ profile: hashKeyLike })
    await venue.placeOrder(sell('a', '0.00002'))
    expect(await venue.fills({ symbol: 'BTCUSD' })).toMatchObject([{ gross: '1.27', fee: '1.27' }])
  })

  test('follow the volume of thirty days, from seven in the morning in Hong Kong', async () => {
    const { venue, clock, exchange } = await open({ profile: hashKeyLike })
    const taker = async () => {
      const id = `probe-${clock.nowMs}`
      await venue.placeOrder(sell(id, '0.1'))
      const fill = (await venue.fills({ symbol: 'BTCUSD' })).at(-1)!
      return Number(((Number(fill.fee) / Number(fill.gross)) * 10_000).toFixed(0))
    }
    exchange.creditDeposit({ asset: 'BTC', amount: '30', txid: 'c'.repeat(64), address: testAddress })
    clock.nowMs = Date.UTC(2026, 2, 2, 2)
    expect(await taker()).toBe(29)
    for (let i = 0; i < 6; i++) {
      await venue.placeOrder(sell(`big-${i}`, '5', '55000'))
      clock.nowMs += 600_000
    }
    // 23:00 UTC is 07:00 in Hong Kong of the next day.
    clock.nowMs = Date.UTC(2026, 2, 2, 22, 59)
    expect(await taker()).toBe(29)
    clock.nowMs = Date.UTC(2026, 2, 2, 23, 0)
    expect(await taker()).toBe(20)
    clock.nowMs = Date.UTC(2026, 3, 15)
    expect(await taker()).toBe(29)
  })

  test('a tier is computed at midnight and holds from seven', () => {
    const iso = (ms: number) => new Date(tierMidnightMs(ms)).toISOString()
    expect(iso(Date.UTC(2026, 2, 1, 22, 59))).toBe('2026-02-28T16:00:00.000Z')
    expect(iso(Date.UTC(2026, 2, 1, 23, 0))).toBe('2026-03-01T16:00:00.000Z')
    expect(iso(Date.UTC(2026, 2, 2, 15, 59))).toBe('2026-03-01T16:00:00.000Z')
  })

  test('of entity B are half a thousandth to take, nothing to make, nothing on stablecoins', async () => {
    const { venue, exchange } = await open({ profile: entityB })
    await venue.placeOrder(sell('take', '0.5', '61500'))
    const taken = await venue.fills({ symbol: 'BTCUSD' })
    const fees = Number(sumDecimals(taken.map((fill) => fill.fee)))
    const gross = Number(sumDecimals(taken.map((fill) => fill.gross)))
    expect(fees / gross).toBeCloseTo(0.0005, 5)
    await venue.placeOrder({ ...sell('make', '0.1', '66000'), type: 'LIMIT_MAKER' })
    exchange.control.stranger({ symbol: 'BTCUSD', side: 'BUY', price: '67000', quantity: '100' })
    const made = (await venue.fills({ symbol: 'BTCUSD' })).filter((fill) => fill.clientOrderId === 'make')
    expect(made).toMatchObject([{ fee: '0', maker: true, price: '66000' }])
  })
})

describe('limits of the rate', () => {
  test('are off by default, because a told clock may stand still', async () => {
    const { venue } = await open({ profile: hashKeyLike })
    for (let i = 0; i < 30; i++) await venue.balances()
  })

  test('answer 429 above five queries a second, and 418 for a minute when one goes on', async () => {
    const { venue, clock } = await open({ profile: hashKeyLike, rateLimited: true })
    for (let i = 0; i < 5; i++) await venue.balances()
    const over = () => venue.balances().catch((error: { facts: Record<string, unknown> }) => error.facts)
    expect(await over()).toMatchObject({ rateLimited: true, status: 429, outcome: 'none' })
    for (let i = 0; i < 50; i++) await over()
    expect(await over()).toMatchObject({ rateLimited: true, status: 418 })
    clock.nowMs += 30_000
    expect(await over()).toMatchObject({ status: 418 })
    clock.nowMs += 31_000
    expect(await venue.balances()).toHaveLength(5)
  })

  test('count orders apart from queries', async () => {
    const { venue } = await open({ profile: hashKeyLike, rateLimited: true })
    for (let i = 0; i < 5; i++) await venue.balances()
    for (let i = 0; i < 20; i++) await venue.placeOrder({ ...sell(`o${i}`, '0.1', '70000'), type: 'LIMIT' })
    await expect(venue.placeOrder(sell('o21', '0.1'))).rejects.toMatchObject({ facts: { rateLimited: true } })
  })
})

describe('how far it remembers client order ids', () => {
  const twice = async (idempotencyClass: 'client-order-id-forever' | 'while-open' | 'never') => {
    const { venue } = await open({ profile: { ...hashKeyLike, idempotencyClass } })
    expect(venue.idempotencyClass).toBe(idempotencyClass)
    const waiting = { ...sell('w', '0.1', '70000'), type: 'LIMIT' } as const
    for (const order of [sell('s', '0.1'), sell('s', '0.1'), waiting, waiting]) await venue.placeOrder(order)
    const sold = sumDecimals((await venue.fills({ symbol: 'BTCUSD' })).map((fill) => fill.quantity))
    return { sold, waiting: (await venue.openOrders({})).length }
  }
  test('for ever: an id never trades or waits twice', async () => {
    expect(await twice('client-order-id-forever')).toEqual({ sold: '0.1', waiting: 1 })
  })
  test('while open: what is closed sells again', async () => {
    expect(await twice('while-open')).toEqual({ sold: '0.2', waiting: 1 })
  })
  test('never: everything is new', async () => {
    expect(await twice('never')).toEqual({ sold: '0.2', waiting: 2 })
  })
})

describe('scripted faults', () => {
  test('a partial fill trades a share, the rest waits and can be cancelled', async () => {
    const { exchange, venue } = await open({ profile: hashKeyLike })
    exchange.control.fault({ kind: 'partial-fill', share: 250_000 })
    await venue.placeOrder({ ...sell('p', '0.4'), type: 'LIMIT' })
    expect(await venue.order({ clientOrderId: 'p' })).toMatchObject({ state: 'partly-filled', executedQuantity: '0.1' })
    expect(await venue.cancelOrder({ clientOrderId: 'p' })).toMatchObject({
      state: 'cancelled',
      executedQuantity: '0.1',
    })
    expect(exchange.control.fired()).toEqual({ 'partial-fill': 1 })
  })

  test('late fills are missing for a while, though the order says that it is filled', async () => {
    const { exchange, venue, clock } = await open({ profile: hashKeyLike })
    exchange.control.fault({ kind: 'late-fills', forMs: 5_000 })
    await venue.placeOrder(sell('l', '0.1'))
    expect(await venue.order({ clientOrderId: 'l' })).toMatchObject({ state: 'filled' })
    expect(await venue.fills({ symbol: 'BTCUSD' })).toEqual([])
    clock.nowMs += 5_000
    expect(sumDecimals((await venue.fills({ symbol: 'BTCUSD' })).map((fill) => fill.quantity))).toBe('0.1')
  })

  test('fills in another order come back in order', async () => {
    const { exchange, venue, clock } = await open({ profile: hashKeyLike })
    for (const id of ['a', 'b', 'c']) {
      await venue.placeOrder(sell(id, '0.1'))
      clock.nowMs += 10
    }
    const inOrder = await venue.fills({ symbol: 'BTCUSD' })
    exchange.control.fault({ kind: 'reordered-fills' })
    expect(await venue.fills({ symbol: 'BTCUSD' })).toEqual(inOrder)
  })

  test('a crossed book is refused by the client, a stale one shows its age', async () => {
    const { exchange, venue } = await open({ profile: hashKeyLike })
    exchange.control.fault({ kind: 'crossed-book' })
    await expect(venue.depth({ symbol: 'BTCUSD' })).rejects.toMatchObject({ code: 'VENUE_REPLY_MALFORMED' })
    exchange.control.fault({ kind: 'stale-book', ageMs: 60_000 })
    expect((await venue.depth({ symbol: 'BTCUSD' })).changedAtMs).toBe(testStartMs - 60_000)
    expect((await venue.depth({ symbol: 'BTCUSD' })).changedAtMs).toBe(testStartMs)
  })

  test('a lagging balance still has what was sold', async () => {
    const { exchange, venue, clock } = await open({ profile: hashKeyLike })
    clock.nowMs += 1_000
    await venue.placeOrder(sell('a', '1'))
    exchange.control.fault({ kind: 'balance-lag', ageMs: 500 })
    const btc = async () => (await venue.balances()).find((one) => one.asset === 'BTC')!.total
    expect(await btc()).toBe('10')
    expect(await btc()).toBe('9')
  })

  test('a venue whose clock is off refuses what is not in time', async () => {
    const { exchange, venue } = await open({ profile: hashKeyLike })
    exchange.control.setClockOff(30_000)
    expect(await venue.serverTime()).toBe(testStartMs + 30_000)
    await expect(venue.balances()).rejects.toMatchObject({ code: 'VENUE_REFUSED', facts: { venueCode: '-1021' } })
    exchange.control.setClockOff(-30_000)
    await expect(venue.balances()).rejects.toMatchObject({ facts: { venueCode: '-1021' } })
  })

  test('a frozen account shows its coins and can do nothing with them', async () => {
    const { exchange, venue, treasury } = await open({ profile: hashKeyLike })
    exchange.control.freeze('agent')
    await expect(venue.placeOrder(sell('a', '1'))).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
    const money = { key: 'f', currency: 'USD', amount: '1', bankAccount: 'SANDBOX-BANK-001' }
    await expect(treasury.withdrawFiat(money)).rejects.toMatchObject({ code: 'VENUE_REFUSED' })
    expect((await venue.balances()).find((one) => one.asset === 'BTC')?.total).toBe('10')
    exchange.control.thaw('agent')
    expect(await venue.placeOrder(sell('a', '1'))).toMatchObject({ state: 'filled' })
  })

  test('an answer lost after a withdrawal was taken does not take it twice', async () => {
    const { exchange, venue, treasury } = await open({ profile: hashKeyLike })
    await venue.placeOrder(sell('a', '0.1'))
    const money = { key: 'f', currency: 'USD', amount: '1000', bankAccount: 'SANDBOX-BANK-001' }
    exchange.control.fault({ kind: 'timeout-after-accept', on: 'fiatWithdraw' })
    await expect(treasury.withdrawFiat(money)).rejects.toMatchObject({ facts: { outcome: 'unknown' } })
    const { withdrawalId } = await treasury.withdrawFiat(money)
    expect(exchange.pendingWithdrawals()).toMatchObject([{ withdrawalId, amount: '1000', kind: 'fiat' }])
    exchange.settleWithdrawal({ withdrawalId, reference: 'BANK-REF-1' })
    expect(exchange.pendingWithdrawals()).toEqual([])
    expect(await treasury.fiatWithdrawals({ currency: 'USD' })).toMatchObject([
      { key: 'f', state: 'done', reference: 'BANK-REF-1' },
    ])
  })
})

describe('deposits', () => {
  test('told twice are booked once, told twice otherwise are refused', async () => {
    const { exchange, venue } = await open({ profile: hashKeyLike })
    const again = { asset: 'BTC', amount: '10', txid: 'a'.repeat(64), address: testAddress }
    exchange.creditDeposit(again)
    expect((await venue.balances()).find((one) => one.asset === 'BTC')?.total).toBe('10')
    expect(() => exchange.creditDeposit({ ...again, amount: '11' })).toThrow('another amount')
    exchange.creditDeposit({ ...again, index: 1 })
    expect((await venue.balances()).find((one) => one.asset === 'BTC')?.total).toBe('20')
  })

  test('to an address of nobody are refused', async () => {
    const { exchange } = await open({ profile: hashKeyLike })
    const lost = { asset: 'BTC', amount: '1', txid: 'd'.repeat(64), address: 'bcrt1qnobody' }
    expect(() => exchange.creditDeposit(lost)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })
})
