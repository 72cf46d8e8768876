import { decimalsOf } from '../../../core/assets/units.ts'
import { SluiceError } from '../../../core/errors.ts'
import {
  ceilOf,
  compare,
  divide,
  floorOf,
  multiply,
  parseDecimal,
  type Rational,
  rational,
} from '../../../core/price/rational.ts'
import { remembered } from '../../../core/record/remembered.ts'
import type { Allowance } from '../allowance.ts'
import { quoteOf } from '../currency/planFx.ts'
import { floorIn, floorNow, type LoggedRate, worthOf } from '../currency/worth.ts'
import { parseBook } from '../router/parseBook.ts'
import type { RouteSliceParameters, VenueBook } from '../router/types.ts'
import type { PlanVenue, SalePlan } from '../sale.ts'
import type { BookCheck, BookSource } from './bookSource.ts'

/** One book as a platform showed it, with its filters. Decimals as they came, trailing zeros cut. */
export interface LoggedBook {
  readonly platform: string
  readonly host: string
  readonly symbol: string
  readonly quote: string
  readonly changedAt: string
  readonly fetchedAt: string
  readonly tick: string
  readonly lot: string
  readonly minQuantity: string
  readonly maxQuantity: string
  readonly minNotional: string
  /** '0' where there is none. */
  readonly maxNotional: string
  readonly bids: readonly (readonly [price: string, quantity: string])[]
  /** The best ask alone: the middle of the book is read from it. */
  readonly asks: readonly (readonly [price: string, quantity: string])[]
  readonly source?: BookSource
  readonly check?: BookCheck
}

export const booksFormat = 'sluice/books/1'

/** The books of all platforms of a plan at one moment: what a route was decided on, and what it is judged by afterwards. */
export interface LoggedBooks {
  readonly format: typeof booksFormat
  readonly asset: string
  readonly currency: string
  readonly books: readonly LoggedBook[]
  /** Platforms whose streams were found wrong in this sale and are not used again; absent where none was. */
  readonly streamsOff?: readonly string[]
  /** What the currencies were worth at that moment; there where the plan sells in several. */
  readonly rates?: readonly LoggedRate[]
}

/** @throws {INPUT_INVALID} a document that holds no books */
export function readBooks(text: string): LoggedBooks {
  return booksRead(text)
}

/** The books of one look are read by each fact of its route, and by each of its orders. */
const booksRead = remembered(16, (text: string): LoggedBooks => {
  const books = JSON.parse(text) as LoggedBooks
  if (books.format !== booksFormat)
    throw new SluiceError('INPUT_INVALID', `expected books ${booksFormat}, found ${String(books.format)}.`)
  return books
})

/** Middle of a book for one whole unit; undefined where a side is empty or the book is crossed. */
export function midOf({ bids, asks }: Pick<LoggedBook, 'bids' | 'asks'>): Rational | undefined {
  const [bid] = bids
  const [ask] = asks
  if (bid === undefined || ask === undefined) return undefined
  const [low, high] = [parseDecimal(bid[0]), parseDecimal(ask[0])]
  if (compare(low, high) >= 0) return undefined
  return rational(low.num * high.den + high.num * low.den, 2n * low.den * high.den)
}

/** Base units that a book shows at or above a price, in its own currency. */
export function shownAbove(book: LoggedBook, least: Rational, assetDecimals: number): bigint {
  const scale = rational(10n ** BigInt(assetDecimals))
  return book.bids.reduce(
    (sum, [price, quantity]) =>
      compare(parseDecimal(price), least) < 0 ? sum : sum + floorOf(multiply(parseDecimal(quantity), scale)),
    0n,
  )
}

/**
 * A logged book as the router reads it; without `capUnits` nothing but the book limits it.
 *
 * @param worth what one unit of the book's currency counts for where books of several currencies are compared
 */
export function venueBook(parameters: {
  readonly book: LoggedBook
  readonly venue: PlanVenue
  readonly asset: string
  readonly worth: Rational
  readonly capUnits?: bigint
}): VenueBook {
  const { book, venue, asset, worth, capUnits } = parameters
  const base = parseBook({
    venue: book.platform,
    bids: book.bids,
    tick: book.tick,
    lot: book.lot,
    assetDecimals: decimalsOf(asset),
    quoteRate: '1',
    takerPpm: BigInt(venue.takerPpm),
  })
  const lot = parseDecimal(book.lot)
  const lotTick = multiply(lot, parseDecimal(book.tick))
  const best = book.bids[0]
  const most = [divide(parseDecimal(book.maxQuantity), lot)]
  // No order is worth more than at the best bid: a cap on its value is a cap on its lots.
  if (book.maxNotional !== '0' && best !== undefined)
    most.push(divide(parseDecimal(book.maxNotional), multiply(lot, parseDecimal(best[0]))))
  const least = most.map(floorOf).reduce((a, b) => (b < a ? b : a))
  return {
    ...base,
    lotTickValue: multiply(base.lotTickValue, worth),
    minOrderLots: ceilOf(divide(parseDecimal(book.minQuantity), lot)),
    minNotional: ceilOf(divide(parseDecimal(book.minNotional), lotTick)),
    maxOrderLots: least,
    maxOrders: ordersMax,
    ...(venue.minFee === undefined ? {} : { minFee: ceilOf(divide(parseDecimal(venue.minFee), lotTick)) }),
    ...(capUnits === undefined ? {} : { capUnits }),
  }
}

/** Orders that one look may place at one platform. */
const ordersMax = 4

/**
 * What the router is asked: the allowance of the plan, split over the books, each capped by the plan, by what lies there, and by the share of what it
 * shows at or above the floor. Executor and verifier ask the same. Fees are left out: coins that lie at a platform are sold there and pay its fee sooner or
 * later, so that preferring the cheaper platform today only drains it first. Which platform gets coins at all, the plan decided with its fees. Books in other
 * currencies count at the look's rates, less what turning them costs and their haircut: exact fractions, so that the proof stands as it does for one currency.
 */
export function routeQuestion(parameters: {
  readonly plan: SalePlan
  readonly books: LoggedBooks
  readonly allowance: Allowance
}): RouteSliceParameters {
  const { plan, books, allowance } = parameters
  const decimals = decimalsOf(plan.asset)
  const cap = BigInt(plan.participationCapPpm)
  const venues = books.books.map((book) => {
    const venue = plan.venues.find(({ platform }) => platform === book.platform)
    if (venue === undefined)
      throw new SluiceError('INPUT_INVALID', `${book.platform} is no platform of the plan.`, {
        facts: { found: book.platform },
      })
    const quote = quoteOf(plan, venue)
    const share = (shownAbove(book, floorIn(plan, books, quote), decimals) * cap) / 1_000_000n
    const allowed = allowance.byPlatform[book.platform] ?? 0n
    const { minFee: _, ...sunk } = { ...venue, takerPpm: '0' }
    const capUnits = allowed < share ? allowed : share
    return venueBook({ book, venue: sunk, asset: plan.asset, worth: worthOf(plan, books, quote), capUnits })
  })
  return {
    books: venues,
    amount: allowance.units,
    floor: divide(floorNow(plan, books), rational(10n ** BigInt(decimals))),
  }
}
