import { decimalOf, shortest, unitsOf } from '../decimal.ts'
import type { Depth, DepthLevel } from '../venue.ts'

/** Prices are compared as integers at this scale; venues quote coins in far fewer digits. */
const priceScale = 18

/** A level as it came: both texts are kept, because checksums are made over the venue's own digits. */
export interface BookLevel {
  readonly price: string
  readonly quantity: string
}

interface Kept extends BookLevel {
  readonly key: bigint
}

/**
 * One side of a book, best first. Levels come as decimal text; a quantity of zero takes the level out.
 *
 * @example const bids = new BookSide('bid'); bids.put({ price: '99.5', quantity: '2' }); bids.top(1) // [{ price: '99.5', quantity: '2' }]
 */
export class BookSide {
  readonly #direction: -1n | 1n
  #levels: Kept[] = []

  constructor(side: 'bid' | 'ask') {
    this.#direction = side === 'ask' ? 1n : -1n
  }

  get size(): number {
    return this.#levels.length
  }

  /** Replaces all levels. */
  reset(levels: readonly BookLevel[]): void {
    this.#levels = []
    for (const level of levels) this.put(level)
  }

  /** @throws {AMOUNT_MALFORMED} {AMOUNT_TOO_PRECISE} */
  put(level: BookLevel): void {
    const key = unitsOf(level.price, priceScale) * this.#direction
    const place = this.#placeOf(key)
    const there = this.#levels[place]?.key === key
    if (decimalOf(level.quantity).units === 0n) {
      if (there) this.#levels.splice(place, 1)
      return
    }
    this.#levels.splice(place, there ? 1 : 0, { ...level, key })
  }

  /** Where depth is limited, the venue sends nothing about what falls out behind the last level. */
  cut(countMax: number): void {
    if (this.#levels.length > countMax) this.#levels.length = countMax
  }

  top(count: number): readonly BookLevel[] {
    return this.#levels.slice(0, count)
  }

  /** Price of the best level as an integer at a common scale; undefined where the side is empty. */
  best(): bigint | undefined {
    const key = this.#levels[0]?.key
    return key === undefined ? undefined : key * this.#direction
  }

  /** First place whose key is not below. */
  #placeOf(key: bigint): number {
    let low = 0
    let high = this.#levels.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#levels[middle]!.key < key) low = middle + 1
      else high = middle
    }
    return low
  }
}

export interface LocalBook {
  readonly bids: BookSide
  readonly asks: BookSide
}

export function emptyBook(): LocalBook {
  return { bids: new BookSide('bid'), asks: new BookSide('ask') }
}

/** A bid at or above an ask: stale or torn, and nothing may be routed on it. */
export function isCrossed({ bids, asks }: LocalBook): boolean {
  const bid = bids.best()
  const ask = asks.best()
  return bid !== undefined && ask !== undefined && bid >= ask
}

/** The book as a venue's REST would give it. @example depthOf(book, { symbol: 'BTCUSD', changedAtMs, limit: 20 }) */
export function depthOf(
  book: { readonly bids: Pick<BookSide, 'top'>; readonly asks: Pick<BookSide, 'top'> },
  { symbol, changedAtMs, limit }: { readonly symbol: string; readonly changedAtMs: number; readonly limit: number },
): Depth {
  const plain = (levels: readonly BookLevel[]): DepthLevel[] =>
    levels.map(({ price, quantity }) => ({ price: shortest(price), quantity: shortest(quantity) }))
  return { symbol, changedAtMs, bids: plain(book.bids.top(limit)), asks: plain(book.asks.top(limit)) }
}
