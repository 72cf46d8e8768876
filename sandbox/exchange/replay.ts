import { unitsOf } from '../../src/world/venues/decimal.ts'
import type { Level } from './shape.ts'
import type { Market } from './state.ts'

/** A book that stood somewhere at a time: best first, decimal text. Prices off the tick move to the worse side of it, sizes down to the lot. */
export interface ReplayedBook {
  readonly atMs: number
  readonly bids: readonly (readonly [price: string, quantity: string])[]
  readonly asks: readonly (readonly [price: string, quantity: string])[]
}

/**
 * One side of the book that was last seen at or before a time, without what is taken from its near end; undefined before the first.
 *
 * @example replayedSide({ books: [{ atMs: 0, bids: [['99.5', '1']], asks: [] }], market, timeMs: 5, side: 'bid', taken: 0n })
 */
export function replayedSide(parameters: {
  readonly books: readonly ReplayedBook[]
  readonly market: Market
  readonly timeMs: number
  readonly side: 'bid' | 'ask'
  readonly taken: bigint
}): readonly Level[] | undefined {
  const { books, market, timeMs, side } = parameters
  const book = books.findLast(({ atMs }) => atMs <= timeMs)
  if (book === undefined) return undefined
  const levels = new Map<bigint, bigint>()
  let { taken } = parameters
  for (const [priceText, quantityText] of side === 'bid' ? book.bids : book.asks) {
    const price = onTick(unitsOf(cut(priceText, 18), 18), market, side)
    let quantity = unitsOf(cut(quantityText, market.baseScale), market.baseScale)
    quantity -= quantity % market.lot
    const eaten = quantity < taken ? quantity : taken
    taken -= eaten
    quantity -= eaten
    quantity -= quantity % market.lot
    if (quantity > 0n && price > 0n) levels.set(price, (levels.get(price) ?? 0n) + quantity)
  }
  return [...levels].map(([price, quantity]) => ({ price, quantity }))
}

/** Bids down, asks up: a replayed book is never better than the one that was. */
function onTick(price18: bigint, market: Market, side: 'bid' | 'ask'): bigint {
  const unit = 10n ** BigInt(18 - market.priceScale)
  const up = side === 'ask' && price18 % (unit * market.tick) !== 0n ? 1n : 0n
  return (price18 / (unit * market.tick) + up) * market.tick
}

function cut(text: string, scale: number): string {
  const [whole = '', fraction = ''] = text.split('.')
  return fraction.length <= scale ? text : scale === 0 ? whole : `${whole}.${fraction.slice(0, scale)}`
}
