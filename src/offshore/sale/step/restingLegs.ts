import { decimalsOf } from '../../../core/assets/units.ts'
import { formatRate, parseRate } from '../../../core/money/rate.ts'
import {
  ceilOf,
  compare,
  divide,
  formatDecimal,
  multiply,
  parseDecimal,
  type Rational,
  rational,
  subtract,
} from '../../../core/price/rational.ts'
import type { LoggedBook, LoggedBooks } from '../books/loggedBooks.ts'
import { floorIn } from '../currency/worth.ts'
import type { RouteLeg, SalePlan } from '../sale.ts'
import { type StepDocument, stepFormat } from './stepDocument.ts'

/**
 * The orders that a step lets rest until the next look: one a platform, where `execute/passive.ts` would show it (steps before the third format: one tick
 * better than the best ask), never at or through the best bid, never below the floor.
 *
 * @example restingLegs({ plan, books, step })[0].type // 'LIMIT_MAKER'
 */
export function restingLegs(parameters: {
  readonly plan: SalePlan
  readonly books: LoggedBooks
  readonly step: StepDocument
}): readonly RouteLeg[] {
  const { plan, books, step } = parameters
  return step.venues.flatMap(({ platform, rest }): readonly RouteLeg[] => {
    const book = books.books.find((one) => one.platform === platform)
    const price = book && priceOf(book, floorIn(plan, books, book.quote), step.format)
    if (rest === '0' || book === undefined || price === undefined) return []
    const { host, symbol } = book
    return [{ platform, host, symbol, units: rest, price: text(price), type: 'LIMIT_MAKER' }]
  })
}

/** How much of what a platform offers may rest: the plan's share in whole lots of the platform, and nothing where that makes no order there. */
export function restOf(parameters: {
  readonly plan: SalePlan
  readonly books: LoggedBooks
  readonly book: LoggedBook
  readonly offered: bigint
  readonly format: StepDocument['format']
}): bigint {
  const { plan, books, book, offered, format } = parameters
  const price = priceOf(book, floorIn(plan, books, book.quote), format)
  if (price === undefined) return 0n
  const perCoin = rational(10n ** BigInt(decimalsOf(plan.asset)))
  const lot = multiply(parseDecimal(book.lot), perCoin)
  if (lot.den !== 1n || lot.num === 0n) return 0n
  const share = (offered * BigInt(plan.execution.passivePpm)) / 1_000_000n
  const units = share - (share % lot.num)
  const quantity = divide(rational(units), perCoin)
  const value = multiply(quantity, price)
  const small =
    compare(quantity, parseDecimal(book.minQuantity)) < 0 || compare(value, parseDecimal(book.minNotional)) < 0
  const large =
    compare(quantity, parseDecimal(book.maxQuantity)) > 0 ||
    (book.maxNotional !== '0' && compare(value, parseDecimal(book.maxNotional)) > 0)
  return units === 0n || small || large ? 0n : units
}

/**
 * One tick below the best ask, or below the next where the best stands alone; at that ask where a tick below is the best bid. The floor where all of that
 * lies below it, undefined where there is no ask.
 */
function priceOf(
  { bids, asks, tick }: LoggedBook,
  floor: Rational,
  format: StepDocument['format'],
): Rational | undefined {
  const [ask, next] = asks
  const [bid] = bids
  if (ask === undefined || bid === undefined) return undefined
  const first = parseDecimal(ask[0])
  if (compare(first, parseDecimal(bid[0])) <= 0) return undefined
  const above = (price: Rational) => subtract(price, parseDecimal(bid[0]))
  const second = next && parseDecimal(next[0])
  const alone =
    format === stepFormat && second !== undefined && compare(multiply(above(first), rational(2n)), above(second)) < 0
  const best = alone ? second : first
  const better = subtract(best, parseDecimal(tick))
  const wanted = compare(better, parseDecimal(bid[0])) > 0 ? better : best
  const size = parseDecimal(tick)
  return compare(wanted, floor) >= 0 ? wanted : multiply(size, rational(ceilOf(divide(floor, size))))
}

function text(price: Rational): string {
  return formatRate(parseRate(formatDecimal(price, 18, 'exact')))
}
