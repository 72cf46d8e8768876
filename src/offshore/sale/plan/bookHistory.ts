import { SluiceError } from '../../../core/errors.ts'
import {
  compare,
  divide,
  floorOf,
  multiply,
  parseDecimal,
  type Rational,
  rational,
  subtract,
} from '../../../core/price/rational.ts'
import { remembered } from '../../../core/record/remembered.ts'
import { midOf } from '../books/loggedBooks.ts'
import type { SeenLevels } from './depthForecast.ts'
import type { FeeSchedule } from './feeSchedule.ts'

export const historyFormat = 'sluice/book-history/1'

/** What a plan is made from: books of each platform before the sale, fees and limits as the platforms state them, a day's move, quotes of desks. */
export interface BookHistory {
  readonly format: typeof historyFormat
  readonly asset: string
  /** How people call the asset: BTC. */
  readonly ticker: string
  readonly currency: string
  /** Standard deviation of a day's price change in basis points, and where it is from. */
  readonly sigmaDayBps: number
  readonly sigmaSource: string
  readonly venues: readonly HistoryVenue[]
  /** What desks would pay, not firm: basis for the choice of channel only. */
  readonly quotes: readonly {
    readonly desk: string
    readonly price: string
    readonly units: string
    readonly at: string
  }[]
}

export interface HistoryVenue {
  readonly platform: string
  readonly host: string
  readonly symbol: string
  /** Currency of its books and of its fees; absent: the history's. */
  readonly quote?: string
  readonly tick: string
  readonly lot: string
  readonly takerPpm: string
  readonly minFee?: string
  /** How the platform's fee follows the volume; absent where it does not. */
  readonly fees?: FeeSchedule
  /** Whole units of the asset traded there in a day. */
  readonly dayVolume: string
  /** Whole units that may lie there at most. */
  readonly unitsMax?: string
  readonly books: readonly {
    readonly at: string
    readonly bids: readonly (readonly [price: string, quantity: string])[]
    readonly asks: readonly (readonly [price: string, quantity: string])[]
  }[]
}

/** @throws {INPUT_INVALID} a document that is no history of books */
export function readBookHistory(text: string): BookHistory {
  return historiesRead(text)
}

/** Every step of a sale reads the same history. */
const historiesRead = remembered(4, (text: string): BookHistory => {
  const history = JSON.parse(text) as BookHistory
  if (history.format !== historyFormat)
    throw new SluiceError('INPUT_INVALID', `expected ${historyFormat}, found ${String(history.format)}.`)
  return history
})

/** Which platforms a history shows, and how many books in all. */
export function evidenceShown(text: string): { readonly platforms: readonly string[]; readonly books: number } {
  const { venues } = readBookHistory(text)
  const shown = venues.filter(({ books }) => books.some(({ bids, asks }) => midOf({ bids, asks }) !== undefined))
  return {
    platforms: shown.map(({ platform }) => platform),
    books: shown.reduce((sum, { books }) => sum + books.length, 0),
  }
}

/**
 * Books as the planner sees them: basis points below the middle of that book, and planning lots. Floating point from here on: forecasts, never booked.
 *
 * @example seenLevels(history.venues[0], '0.00001')[0] // [[2.1, 400], [3.4, 900]]
 */
export function seenLevels(venue: HistoryVenue, lot: string): readonly SeenLevels[] {
  const size = parseDecimal(lot)
  return venue.books.flatMap((book) => {
    const mid = midOf(book)
    if (mid === undefined) return []
    const levels = book.bids.map(([price, quantity]): readonly [number, number] => [
      bpsBelow(parseDecimal(price), mid),
      Number(floorOf(divide(parseDecimal(quantity), size))),
    ])
    return [levels.filter(([, lots]) => lots > 0)]
  })
}

/** Thousandths of a basis point are exact, the rest is cut. */
export function bpsBelow(price: Rational, mid: Rational): number {
  const difference = subtract(mid, price)
  const scaled = floorOf(multiply(divide(difference, mid), rational(10_000_000n)))
  return Number(scaled) / 1000
}

/** Coarsest lot of the platforms: what a plan counts in. @example planningLot(history) // '0.00001' */
export function planningLot({ venues }: BookHistory): string {
  const lots = venues.map(({ lot }) => lot)
  const [first, ...rest] = lots
  if (first === undefined) throw new SluiceError('PRICE_EVIDENCE_LACKING', 'a plan without a platform.')
  return rest.reduce((a, b) => (compare(parseDecimal(b), parseDecimal(a)) > 0 ? b : a), first)
}
