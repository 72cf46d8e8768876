import { unitsOf } from '../../src/world/venues/decimal.ts'
import { midAt } from './market.ts'
import { normalAt } from './random.ts'
import { replayedSide } from './replay.ts'
import { touchOf } from './shape.ts'
import type { ExchangeState, Market, PublicTrade } from './state.ts'

/** One trade among strangers in this time, by the instrument's day. */
const slotMs = 20_000
const slotsOfDay = 86_400_000n / BigInt(slotMs)

/**
 * Trades of strangers among themselves up to now, oldest first, newest `count`: what a tape shows beside our own. A function of seed, venue, symbol and
 * time, so that what was shown once is shown again; sizes make up the instrument's volume of a day. They take nothing from the book, which is generated
 * after they were made.
 */
export function strangersPrints(state: ExchangeState, market: Market, count: number): readonly PublicTrade[] {
  const nowMs = state.clock()
  const last = Math.floor(nowMs / slotMs)
  const prints: PublicTrade[] = []
  for (let slot = last; slot > last - count - 1; slot--) {
    const print = printOf(state, market, slot)
    if (print !== undefined && print.atMs <= nowMs) prints.push(print)
  }
  return prints.slice(0, count).toReversed()
}

function printOf(state: ExchangeState, market: Market, slot: number): PublicTrade | undefined {
  const { seed, entity } = state
  const label = `print|${entity}|${market.symbol}`
  const atMs = slot * slotMs + (Math.abs(normalAt(seed, `${label}|at`, slot)) % slotMs)
  const buyerIsMaker = normalAt(seed, `${label}|side`, slot) < 0
  const side = buyerIsMaker ? 'bid' : 'ask'
  const books = state.replays.get(market.symbol)
  const shown = books && replayedSide({ books, market, timeMs: atMs, side, taken: 0n })?.[0]?.price
  const mid = midAt(state, market, atMs)
  const price = shown ?? touchOf({ mid, instrument: market.profile, shape: state.profile.shape, side })
  const mean = unitsOf(market.profile.dailyVolume, market.baseScale) / slotsOfDay
  const factor = Math.min(1_900_000, Math.max(100_000, 1_000_000 + (normalAt(seed, label, slot) * 4) / 10))
  const quantity = (mean * BigInt(Math.trunc(factor))) / 1_000_000n
  const whole = quantity - (quantity % market.lot)
  if (whole === 0n || price <= 0n) return undefined
  return { symbol: market.symbol, atMs, price, quantity: whole, buyerIsMaker }
}
