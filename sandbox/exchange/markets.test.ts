import { expect, test } from 'vitest'
import { compareDecimals, productDown, sumDecimals } from '../../src/world/venues/decimal.ts'
import { openHashKey } from '../../src/world/venues/hashkey/hashkey.ts'
import { createExchange } from './createExchange.ts'
import { testStartMs } from './exchangeForTests.ts'
import { inProcessFetch } from './inProcessFetch.ts'
import { entityB, hashKeyLike } from './profiles.ts'

const cases = [
  { symbol: 'BTCUSD', asset: 'BTC', quote: 'USD', network: 'BTC', quantity: '1.5' },
  { symbol: 'ETHUSD', asset: 'ETH', quote: 'USD', network: 'ETH', quantity: '40' },
  { symbol: 'BTCHKD', asset: 'BTC', quote: 'HKD', network: 'BTC', quantity: '0.8' },
  { symbol: 'USDTUSD', asset: 'USDT', quote: 'USD', network: 'Tron', quantity: '25000.5' },
]

test.each([hashKeyLike, entityB].flatMap((profile) => cases.map((one) => ({ ...one, profile, venue: profile.name }))))(
  '$quantity $asset are sold for $quote at $venue, to the cent',
  async ({ profile, symbol, asset, quote, network, quantity }) => {
    const address = `SANDBOX${asset}${network}000000000000000000`
    const exchange = createExchange({
      seed: 21,
      clock: () => testStartMs,
      entity: 'sandbox-venue',
      profile,
      accounts: [{ id: 'agent', owner: 'SANDBOX', depositAddresses: [{ asset, network, address }] }],
    })
    exchange.creditDeposit({ asset, amount: quantity, txid: '0xabc', address })
    const venue = openHashKey({
      registration: exchange.registrationAt('agent', 'http://127.0.0.1:1'),
      credentials: exchange.credentials('agent', 'trade'),
      sandbox: true,
      clock: () => testStartMs,
      fetch: inProcessFetch(exchange),
    })
    const instrument = (await venue.instruments()).find((one) => one.symbol === symbol)!
    const { bids } = await venue.depth({ symbol })
    expect(
      await venue.placeOrder({ clientOrderId: 'all', symbol, side: 'SELL', type: 'MARKET', quantity }),
    ).toMatchObject({
      state: 'filled',
    })
    const fills = await venue.fills({ symbol })
    expect(sumDecimals(fills.map((fill) => fill.quantity))).toBe(quantity)
    expect(fills[0]!.price).toBe(bids[0]!.price)
    const gross = sumDecimals(fills.map((fill) => productDown(fill.price, fill.quantity, 2)))
    expect(instrument.quoteScale).toBe(2)
    const balance = new Map((await venue.balances()).map((one) => [one.asset, one.total]))
    expect(balance.get(asset)).toBe('0')
    expect(sumDecimals([balance.get(quote)!, ...fills.map((fill) => fill.fee)])).toBe(gross)
    // Within five percent of the middle: the books are deep enough for a rehearsal's slice.
    const average = Number(gross) / Number(quantity)
    expect(average / Number(exchange.control.mid(symbol))).toBeGreaterThan(0.95)
    expect(compareDecimals(gross, '0')).toBe(1)
  },
)

test('prices begin where they are told to', () => {
  const exchange = createExchange({
    seed: 21,
    clock: () => testStartMs,
    entity: 'sandbox-venue',
    profile: hashKeyLike,
    accounts: [],
    referencePricesUsd: { BTC: '91234.56', ETH: '4000' },
  })
  // A venue has its own small residual, of a hundredth of a percent or so.
  expect(Math.abs(Number(exchange.control.mid('BTCUSD')) / 91_234.56 - 1)).toBeLessThan(0.0005)
  expect(Math.abs(Number(exchange.control.mid('ETHUSD')) / 4_000 - 1)).toBeLessThan(0.0005)
  expect(Math.abs(Number(exchange.control.mid('BTCHKD')) / (91_234.56 * 7.8) - 1)).toBeLessThan(0.0005)
})
