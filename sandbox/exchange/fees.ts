import { unitsOf } from '../../src/world/venues/decimal.ts'
import { type Account, assetOf, type ExchangeState, type Market, type Order } from './state.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * The midnight (UTC+8) whose volumes decide the tier now: computed at 00:00, applied from 07:00, as the probed venue says.
 *
 * @example tierMidnightMs(Date.UTC(2026, 2, 2, 0)) // 08:00 in Hong Kong: this day's midnight, 2026-03-01T16:00Z
 */
export function tierMidnightMs(nowMs: number): number {
  const midnight = Math.floor((nowMs + 8 * hourMs) / dayMs) * dayMs - 8 * hourMs
  return nowMs < midnight + 7 * hourMs ? midnight - dayMs : midnight
}

/** Volume of the 30 days before that midnight, in cents. */
export function tierVolumeCents(account: Account, nowMs: number): bigint {
  const to = tierMidnightMs(nowMs)
  const from = to - 30 * dayMs
  const before = account.volumeUsd === undefined ? 0n : unitsOf(account.volumeUsd, 2)
  return account.volumes.reduce((sum, { atMs, cents }) => (atMs >= from && atMs < to ? sum + cents : sum), before)
}

/** Maker and taker rate in parts per million for an account on a market at this time. */
export function ratesOf(state: ExchangeState, account: Account, market: Market): { maker: number; taker: number } {
  if (market.profile.fee) return market.profile.fee
  const volume = tierVolumeCents(account, state.clock())
  const tiers = state.feeTiers.filter((tier) => volume >= unitsOf(tier.fromUsd, 2))
  const { maker, taker } = tiers.at(-1)!
  return { maker, taker }
}

/** A gross in US cents, for the tier: HKD at 7.8, stablecoins at one. */
export function centsOf(state: ExchangeState, market: Market, gross: bigint): bigint {
  const scale = assetOf(state.profile, market.quote).scale
  const cents = scale <= 2 ? gross * 10n ** BigInt(2 - scale) : gross / 10n ** BigInt(scale - 2)
  return market.quote === 'HKD' ? (cents * 10n) / 78n : cents
}

/** The fee's asset: the quote on pairs against fiat, what is received on pairs of coins, as the probed venue says. */
export function feeAssetOf(state: ExchangeState, market: Market, order: Pick<Order, 'side'>): string {
  if (assetOf(state.profile, market.quote).kind === 'fiat') return market.quote
  return order.side === 'BUY' ? market.base : market.quote
}

export function upTo(amount: bigint, ratePpm: number): bigint {
  const product = amount * BigInt(ratePpm)
  return (product + 999_999n) / 1_000_000n
}

/**
 * Fee of one fill: rate times what is received, rounded up to the unit in which the venue keeps the asset. The fill that completes an
 * order is charged what is missing to the minimum fee, as far as that fill's gross reaches: nobody is left below zero.
 */
export function feeOf(parameters: {
  state: ExchangeState
  market: Market
  order: Order
  gross: bigint
  quantity: bigint
  ratePpm: number
}): bigint {
  const { state, market, order, gross, quantity, ratePpm } = parameters
  const asset = feeAssetOf(state, market, order)
  if (asset === market.base) return upTo(quantity, ratePpm)
  const fee = upTo(gross, ratePpm)
  const minimum = state.profile.minimumFee[asset]
  if (minimum === undefined || order.executed + quantity < order.quantity) return fee
  const missing = unitsOf(minimum, market.quoteScale) - (order.fee + fee)
  if (missing <= 0n) return fee
  return fee + (missing < gross - fee ? missing : gross - fee)
}
