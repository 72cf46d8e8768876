import { decimalOf } from '../../src/world/venues/decimal.ts'
import type { OrderSide } from '../../src/world/venues/venue.ts'
import { match, removeOwner, rest, type Trade } from './book.ts'
import { waveAt } from './random.ts'
import { pathPpm } from './referencePath.ts'
import { replayedSide } from './replay.ts'
import { settleTrade } from './settle.ts'
import { decayed, type Level, shapeSide } from './shape.ts'
import { type ExchangeState, type Market, nextId } from './state.ts'

/** Owner of the generated levels. */
export const generated = 'generated'

const usdOf = new Map([
  ['USD', { numerator: 1n, denominator: 1n }],
  ['USDT', { numerator: 1n, denominator: 1n }],
  // The middle of the band in which the currency board keeps it.
  ['HKD', { numerator: 78n, denominator: 10n }],
])

/** Middle of the book at a time, in units of the tick's last digit: the path all venues share, and a venue's own small residual. */
export function midAt(state: ExchangeState, market: Market, timeMs: number): bigint {
  const { seed } = state
  const path = { seed, label: market.base, volatilityPerDayPpm: market.profile.volatilityPerDay }
  const wandered = pathPpm({ ...path, timeMs }) - pathPpm({ ...path, timeMs: state.anchorMs })
  const residualSizePpm = Math.min(100, Math.trunc(market.profile.volatilityPerDay / 100))
  const wave = waveAt(seed, `residual|${state.entity}|${market.symbol}`, timeMs, 30_000)
  const residual = Math.trunc((residualSizePpm * wave) / 1_000_000)
  const shift = state.shiftsPpm.get(market.base)?.findLast(({ fromMs }) => fromMs <= timeMs)?.ppm ?? 0
  const factor = BigInt(Math.max(10_000, 1_000_000 + wandered + residual)) * BigInt(Math.max(10_000, 1_000_000 + shift))
  const usd = decimalOf(state.referencePricesUsd.get(market.base) ?? '1')
  const rate = usdOf.get(market.quote) ?? { numerator: 1n, denominator: 1n }
  // The reference may have more digits than the tick: they count, and only the result is cut down.
  const price = usd.units * 10n ** BigInt(market.priceScale) * rate.numerator * factor
  const mid = price / (10n ** BigInt(usd.scale) * rate.denominator * 10n ** 12n)
  return mid < 3n * market.tick ? 3n * market.tick : mid
}

/**
 * Brings a book to the present: what was generated before goes, what is missing comes back by the resilience, and the new levels enter
 * as orders do. A customer's waiting order that they reach is filled at its own price; what lies between two looks does not count, so
 * that fills are never kinder than the market was when somebody looked.
 */
export function refresh(state: ExchangeState, market: Market): void {
  renew(state, market, state.clock(), (side, level) => enter(state, market, side, level))
}

/** The book as `refresh` would make it at a time, in a copy: nothing is traded, and nobody can tell that it was looked at. */
export function peekedBook(state: ExchangeState, market: Market, nowMs: number): Market {
  const { bids, asks, nextSequence } = market.book
  const copied = (side: typeof bids): typeof bids => side.map((order) => ({ ...order }))
  const copy: Market = { ...market, book: { bids: copied(bids), asks: copied(asks), nextSequence } }
  renew(state, copy, nowMs, (side, { price, quantity }) => {
    const { left, metOwn } = match(copy.book, { owner: generated, side, price, quantity })
    if (left > 0n && !metOwn) rest(copy.book, { orderId: generated, owner: generated, side, price, left })
  })
  return copy
}

function renew(
  state: ExchangeState,
  market: Market,
  nowMs: number,
  put: (side: OrderSide, level: Level) => void,
): void {
  const slot = Math.floor(nowMs / state.profile.shape.refreshMs)
  if (slot === market.slot) return
  const elapsedMs = Math.max(0, nowMs - market.takenAtMs)
  const halfLifeMs = state.profile.shape.resilienceHalfLifeMs
  market.takenBids = decayed(market.takenBids, elapsedMs, halfLifeMs)
  market.takenAsks = decayed(market.takenAsks, elapsedMs, halfLifeMs)
  market.takenAtMs = nowMs
  market.slot = slot
  market.changedAtMs = slot * state.profile.shape.refreshMs
  removeOwner(market.book, generated)
  const timeMs = market.changedAtMs
  for (const level of generatedSide(state, market, timeMs, 'bid')) put('BUY', level)
  for (const level of generatedSide(state, market, timeMs, 'ask')) put('SELL', level)
}

/** One side of the book at a time, replayed or generated, without what is taken from it now. */
export function generatedSide(
  state: ExchangeState,
  market: Market,
  timeMs: number,
  side: 'bid' | 'ask',
): readonly Level[] {
  const taken = side === 'bid' ? market.takenBids : market.takenAsks
  const books = state.replays.get(market.symbol)
  const replayed = books === undefined ? undefined : replayedSide({ books, market, timeMs, side, taken })
  if (replayed !== undefined) return replayed
  return shapeSide({
    seed: state.seed,
    label: `${state.entity}|${market.symbol}`,
    instrument: market.profile,
    shape: state.profile.shape,
    baseScale: market.baseScale,
    mid: midAt(state, market, timeMs),
    timeMs,
    side,
    taken,
  })
}

function enter(state: ExchangeState, market: Market, side: OrderSide, level: Level): void {
  stranger(state, market, { owner: generated, side, ...level })
}

/** An order of somebody who is no customer of ours: it trades with what it reaches, and the rest waits. */
export function stranger(
  state: ExchangeState,
  market: Market,
  order: { owner: string; side: OrderSide; price: bigint; quantity: bigint },
): readonly Trade[] {
  const { trades, left, metOwn } = match(market.book, order)
  for (const trade of trades) settleTrade(state, market, trade, { side: order.side })
  // Generated levels count no ids: how often a book was looked at must not show in anyone's order id.
  const orderId = order.owner === generated ? generated : nextId(state)
  if (left > 0n && !metOwn) {
    rest(market.book, { orderId, owner: order.owner, side: order.side, price: order.price, left })
  }
  return trades
}
