import { assert } from '../../src/core/errors.ts'
import type { OrderSide } from '../../src/world/venues/venue.ts'

/** An order that waits in the book. Units: price in the tick's last digit, quantity in base units of the base asset. */
export interface Resting {
  readonly orderId: string
  readonly owner: string
  readonly side: OrderSide
  readonly price: bigint
  readonly sequence: number
  left: bigint
}

export interface Book {
  /** Best price first, then oldest first. */
  readonly bids: Resting[]
  readonly asks: Resting[]
  nextSequence: number
}

export interface Taker {
  readonly owner: string
  readonly side: OrderSide
  /** Absent: any price. */
  readonly price?: bigint
  readonly quantity: bigint
}

export interface Trade {
  readonly maker: Resting
  readonly price: bigint
  readonly quantity: bigint
}

export interface MatchResult {
  readonly trades: readonly Trade[]
  readonly left: bigint
  /** It met an order of the same owner and went no further. */
  readonly metOwn: boolean
}

export function emptyBook(): Book {
  return { bids: [], asks: [], nextSequence: 1 }
}

/**
 * Price, then time, exact. What trades leaves the book at once; the rest of the taker is the caller's to rest or to cancel. An order
 * never trades with its own owner's.
 *
 * @example match(book, { owner: 'a', side: 'SELL', price: 100n, quantity: 5n }).trades
 */
export function match(book: Book, taker: Taker): MatchResult {
  const opposite = taker.side === 'BUY' ? book.asks : book.bids
  const trades: Trade[] = []
  let left = taker.quantity
  let gone = 0
  let metOwn = false
  for (const maker of opposite) {
    if (left === 0n || !reaches(taker, maker.price)) break
    if (maker.owner === taker.owner) {
      metOwn = true
      break
    }
    const quantity = left < maker.left ? left : maker.left
    maker.left -= quantity
    left -= quantity
    trades.push({ maker, price: maker.price, quantity })
    if (maker.left > 0n) break
    gone++
  }
  opposite.splice(0, gone)
  return { trades, left, metOwn }
}

/** Whether a taker would trade against this price. */
export function reaches(taker: { side: OrderSide; price?: bigint }, price: bigint): boolean {
  if (taker.price === undefined) return true
  return taker.side === 'BUY' ? price <= taker.price : price >= taker.price
}

export function bestAgainst(book: Book, side: OrderSide): Resting | undefined {
  return side === 'BUY' ? book.asks[0] : book.bids[0]
}

/** Puts an order behind all of its price. It must not cross: match first. */
export function rest(book: Book, order: Omit<Resting, 'sequence'>): Resting {
  const best = bestAgainst(book, order.side)
  assert(order.left > 0n, 'an order rests with something left')
  assert(!best || !reaches({ side: order.side, price: order.price }, best.price), 'a resting order does not cross')
  const own = order.side === 'BUY' ? book.bids : book.asks
  const resting: Resting = { ...order, sequence: book.nextSequence++ }
  own.splice(placeOf(own, order.side, order.price), 0, resting)
  return resting
}

/** First place whose price is worse, by halving. */
function placeOf(list: readonly Resting[], side: OrderSide, price: bigint): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    const there = list[middle]!.price
    const worse = side === 'BUY' ? there < price : there > price
    if (worse) high = middle
    else low = middle + 1
  }
  return low
}

export function remove(book: Book, orderId: string): Resting | undefined {
  for (const list of [book.bids, book.asks]) {
    const place = list.findIndex((order) => order.orderId === orderId)
    if (place >= 0) return list.splice(place, 1)[0]
  }
  return undefined
}

/** Takes out every order of an owner. */
export function removeOwner(book: Book, owner: string): void {
  for (const list of [book.bids, book.asks]) {
    const keep = list.filter((order) => order.owner !== owner)
    list.splice(0, list.length, ...keep)
  }
}
