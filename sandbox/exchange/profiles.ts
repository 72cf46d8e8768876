import type { AssetProfile, InstrumentProfile, ShapeProfile, VenueProfile } from './profile.ts'

/**
 * Two profiles. What is marked "probed" is a fact about a real venue, taken by hand from public profiles of 22 September 2026 (see
 * docs: the file hk_licensed_venues_profile_202609.json); all else is assumed for the sandbox and says nothing of any real venue.
 */

const assets: Readonly<Record<string, AssetProfile>> = {
  BTC: {
    scale: 8,
    kind: 'coin',
    name: 'Bitcoin',
    networks: [{ network: 'BTC', confirmations: 3, minDeposit: '0.0001', withdrawFee: '0.0002', minWithdraw: '0.001' }],
  },
  ETH: {
    scale: 18,
    kind: 'coin',
    name: 'Ethereum',
    networks: [{ network: 'ETH', confirmations: 12, minDeposit: '0.001', withdrawFee: '0.002', minWithdraw: '0.01' }],
  },
  USDT: {
    scale: 6,
    kind: 'coin',
    name: 'Tether USD',
    networks: [
      { network: 'ETH', confirmations: 12, minDeposit: '1', withdrawFee: '5', minWithdraw: '10' },
      { network: 'Tron', confirmations: 20, minDeposit: '1', withdrawFee: '1', minWithdraw: '10' },
    ],
  },
  // Cents: money at a bank. Fills are booked in whole cents, gross down and fee up (see fees.ts).
  USD: { scale: 2, kind: 'fiat', name: 'US dollar', networks: [] },
  HKD: { scale: 2, kind: 'fiat', name: 'Hong Kong dollar', networks: [] },
}

/** k1, Y and the knee follow benchmarks 3.7, assumed; the whole book reaches about a tenth of the price away, as the probed ones do. */
const shape: ShapeProfile = {
  halfSpread: 500_000,
  impact: 1_000_000,
  kneeOfDay: 10_000,
  bookOfDay: 140_000,
  resilienceHalfLifeMs: 60_000,
  refreshMs: 1_000,
}

const hashKeyBand = { buyUp: 200_000, sellDown: 200_000 }

/** BTCUSD: tick, step, 16 BTC and USD 400,000 an order are probed. The other pairs' filters, all volumes and volatilities are assumed. */
const hashKeyInstruments: readonly InstrumentProfile[] = [
  {
    symbol: 'BTCUSD',
    base: 'BTC',
    quote: 'USD',
    tick: '0.01',
    lot: '0.00001',
    minQuantity: '0.00001',
    maxQuantity: '16',
    minNotional: '1',
    maxNotional: '400000',
    band: hashKeyBand,
    dailyVolume: '400',
    volatilityPerDay: 25_000,
    bidLevels: 130,
    askLevels: 130,
  },
  {
    symbol: 'ETHUSD',
    base: 'ETH',
    quote: 'USD',
    tick: '0.01',
    lot: '0.0001',
    minQuantity: '0.0001',
    maxQuantity: '240',
    minNotional: '1',
    maxNotional: '400000',
    band: hashKeyBand,
    dailyVolume: '5000',
    volatilityPerDay: 32_000,
    bidLevels: 130,
    askLevels: 130,
  },
  {
    symbol: 'BTCHKD',
    base: 'BTC',
    quote: 'HKD',
    tick: '0.1',
    lot: '0.00001',
    minQuantity: '0.00001',
    maxQuantity: '16',
    minNotional: '10',
    maxNotional: '3000000',
    band: hashKeyBand,
    dailyVolume: '90',
    volatilityPerDay: 25_000,
    bidLevels: 110,
    askLevels: 110,
  },
  {
    symbol: 'USDTUSD',
    base: 'USDT',
    quote: 'USD',
    tick: '0.0001',
    lot: '0.01',
    minQuantity: '1',
    maxQuantity: '400000',
    minNotional: '1',
    maxNotional: '400000',
    band: { buyUp: 50_000, sellDown: 50_000 },
    dailyVolume: '8000000',
    volatilityPerDay: 300,
    bidLevels: 40,
    askLevels: 40,
  },
]

/**
 * Speaks and behaves like HashKey Exchange as far as it was probed: fee tiers of 1 August 2026, USD 1.99 minimum fee for a fully
 * executed order, 100 levels a side, 5 queries and 20 orders a second, 429 then 418, 404 as HTML called JSON. Assumed: that client
 * order ids are remembered for ever, the ban's length, and everything marked so above.
 */
export const hashKeyLike: VenueProfile = {
  name: 'HashKey-like',
  assets,
  instruments: hashKeyInstruments,
  feeTiers: [
    { fromUsd: '0', maker: 2_900, taker: 2_900 },
    { fromUsd: '50000', maker: 2_500, taker: 2_900 },
    { fromUsd: '100000', maker: 2_000, taker: 2_900 },
    { fromUsd: '1000000', maker: 1_500, taker: 2_000 },
    { fromUsd: '5000000', maker: 800, taker: 1_500 },
    { fromUsd: '10000000', maker: 500, taker: 1_000 },
    { fromUsd: '50000000', maker: 300, taker: 800 },
    { fromUsd: '100000000', maker: 0, taker: 500 },
  ],
  minimumFee: { USD: '1.99' },
  idempotencyClass: 'client-order-id-forever',
  depthLevelsMax: 100,
  orderVisibleDelayMs: 0,
  limits: { queriesPerSecond: 5, ordersPerSecond: 20, bannedAfter: 50, banMs: 60_000 },
  quirks: { htmlCalledJson: true, errorsInside200: false, noContentType: false },
  shape,
}

const wide = { buyUp: 100_000, sellDown: 100_000 }
const half = { buyUp: 50_000, sellDown: 50_000 }
const stable = { buyUp: 30_000, sellDown: 30_000 }

/** BTCUSD: tick, step, minimum 1 and USD 600,000 an order, levels and daily volume are probed at OSL HK; bands and fees too. */
const entityBInstruments: readonly InstrumentProfile[] = [
  {
    symbol: 'BTCUSD',
    base: 'BTC',
    quote: 'USD',
    tick: '0.1',
    lot: '0.0000001',
    minQuantity: '0.0000001',
    maxQuantity: '100',
    minNotional: '1',
    maxNotional: '600000',
    band: half,
    dailyVolume: '177.7',
    volatilityPerDay: 25_000,
    bidLevels: 117,
    askLevels: 57,
  },
  {
    symbol: 'ETHUSD',
    base: 'ETH',
    quote: 'USD',
    tick: '0.01',
    lot: '0.000001',
    minQuantity: '0.000001',
    maxQuantity: '1000',
    minNotional: '1',
    maxNotional: '600000',
    band: half,
    dailyVolume: '2500',
    volatilityPerDay: 32_000,
    bidLevels: 90,
    askLevels: 60,
  },
  {
    symbol: 'BTCHKD',
    base: 'BTC',
    quote: 'HKD',
    tick: '1',
    lot: '0.0000001',
    minQuantity: '0.0000001',
    maxQuantity: '100',
    minNotional: '10',
    maxNotional: '4600000',
    band: wide,
    dailyVolume: '40',
    volatilityPerDay: 25_000,
    bidLevels: 80,
    askLevels: 50,
  },
  {
    symbol: 'USDTUSD',
    base: 'USDT',
    quote: 'USD',
    tick: '0.0001',
    lot: '0.01',
    minQuantity: '1',
    maxQuantity: '600000',
    minNotional: '1',
    maxNotional: '600000',
    band: stable,
    fee: { maker: 0, taker: 0 },
    dailyVolume: '5000000',
    volatilityPerDay: 300,
    bidLevels: 30,
    askLevels: 30,
  },
]

/**
 * A second legal entity of the sandbox. It speaks the same API as the first, with fees (maker 0, taker 0.05 %, stablecoin pairs 0),
 * filters and book size as probed at OSL HK, whose own order API is another one: this is not OSL. It reports refusals inside HTTP 200 and
 * sends no content type, two quirks probed there, and serves OSL's public paths and stream beside, for the reader of those.
 */
export const entityB: VenueProfile = {
  name: 'Sandbox entity B',
  assets,
  instruments: entityBInstruments,
  feeTiers: [{ fromUsd: '0', maker: 0, taker: 500 }],
  minimumFee: {},
  idempotencyClass: 'client-order-id-forever',
  depthLevelsMax: 1_000,
  orderVisibleDelayMs: 0,
  limits: { queriesPerSecond: 30, ordersPerSecond: 30, bannedAfter: 50, banMs: 60_000 },
  quirks: { htmlCalledJson: false, errorsInside200: true, noContentType: true, oslPublic: true },
  shape,
}
