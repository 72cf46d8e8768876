import { SluiceError } from '../../../core/errors.ts'
import { convert } from '../../../core/price/convert.ts'
import {
  compare,
  decimalsOfPrice,
  divide,
  formatDecimal,
  multiply,
  one,
  parseDecimal,
  type Rational,
  rational,
  subtract,
} from '../../../core/price/rational.ts'
import type { LoggedBooks } from '../books/loggedBooks.ts'
import type { PlanFx, QuoteTerms, RateSource } from './planFx.ts'

/** A rate as it stood when the books were looked at. */
export interface LoggedRate {
  readonly source: string
  readonly base: string
  readonly quote: string
  readonly rate: string
  readonly asOf: string
  /** Hash of the bank's signed sheet that says so; absent for a platform's own book. */
  readonly paper?: string
}

/** What of a plan decides what a price is worth. */
export interface Priced {
  readonly currency: string
  /** For a whole unit, in the plan's currency. */
  readonly floor: string
  /** The same floor in yuan, as the reserve was confirmed; there where the plan sells in several currencies. */
  readonly floorCny?: string
  readonly fx?: PlanFx
}

type Rates = Pick<LoggedBooks, 'books' | 'rates'>

const million = 1_000_000n

/**
 * The plan's currency for one unit of a quote at the live rate, nothing taken off.
 *
 * @throws {PRICE_EVIDENCE_LACKING} no rate of the source that the plan names, or only an old one
 * @example rateOf(plan, books, 'HKD') // 5/39 at 7.8 HKD a dollar
 */
export function rateOf(plan: Priced, books: Rates, quote: string, at = momentOf(books)): Rational {
  if (quote === plan.currency) return one
  return turned(books, termsOf(plan, quote), quote, at)
}

/** What one unit of a quote counts for in the plan's currency: its live rate less what the turning costs and the haircut. Books are compared by it. */
export function worthOf(plan: Priced, books: Rates, quote: string): Rational {
  if (quote === plan.currency) return one
  const { costPpm, haircutPpm } = termsOf(plan, quote)
  return multiply(rateOf(plan, books, quote), rational(million - BigInt(costPpm + haircutPpm), million))
}

/** Yuan for one unit of the plan's currency at the live rate. */
export function yuanOf(plan: Priced, books: Rates, at = momentOf(books)): Rational {
  return turned(books, fxOf(plan).yuan, plan.currency, at)
}

/** The floor of a look in the plan's currency: the one set, or the one in yuan at the live rate where that is higher. */
export function floorNow(plan: Priced, books: Rates): Rational {
  const floor = parseDecimal(plan.floor)
  if (plan.fx === undefined) return floor
  const yuan = floorInYuan(plan, books, plan.floorCny)
  return compare(yuan, floor) > 0 ? yuan : floor
}

/** The floor of a look in the currency of a book: a price below it is worth less than the floor once it is turned. */
export function floorIn(plan: Priced, books: Rates, quote: string): Rational {
  return divide(floorNow(plan, books), worthOf(plan, books, quote))
}

function floorInYuan(plan: Priced, books: Rates, floorCny: string | undefined): Rational {
  if (floorCny === undefined)
    throw new SluiceError('INPUT_INVALID', 'a plan in several currencies without a floor in yuan.')
  return divide(parseDecimal(floorCny), yuanOf(plan, books))
}

/** A price of a book in yuan after it was turned, cut down to the fen, or as many digits as count. @example inYuanNow(plan, books, 'HKD', '499200') // '454608.31' */
export function inYuanNow(plan: Priced, books: Rates, quote: string, price: string): string {
  const value = multiply(multiply(parseDecimal(price), worthOf(plan, books, quote)), yuanOf(plan, books))
  return formatDecimal(value, decimalsOfPrice(value), 'floor')
}

/**
 * What is wrong with the rates of a look at a moment, or undefined: a currency of its books or the yuan without a rate of the source that the plan names, a
 * rate that is old or from the future, a stablecoin off its peg.
 */
export function faultOfRates(plan: Priced, books: LoggedBooks, at: string): string | undefined {
  const { fx, currency } = plan
  if (fx === undefined) return books.rates === undefined ? undefined : 'rates that the plan does not ask for'
  const names = (books.rates ?? []).map(({ source, base, quote }) => `${base}/${quote} of ${source}`)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) return `two rates ${twice}`
  try {
    yuanOf(plan, books, at)
    for (const quote of new Set(books.books.map((book) => book.quote))) {
      if (quote === currency) continue
      const fault = faultOfPeg(termsOf(plan, quote), rateOf(plan, books, quote, at))
      if (fault !== undefined) return fault
    }
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    return `${error.message} ${Object.values(error.facts).join(' ')}`.trim()
  }
  const early = books.rates?.find(({ asOf }) => Date.parse(asOf) > Date.parse(at) + 2_000)
  return early === undefined ? undefined : `a rate ${early.base}/${early.quote} from ${early.asOf}, which is to come`
}

/** Of a stablecoin: whether its rate lies further from one to one than the plan lets it. */
export function faultOfPeg({ currency, pegPpmMax }: QuoteTerms, rate: Rational): string | undefined {
  if (pegPpmMax === undefined) return undefined
  const off = subtract(rate, one)
  const size = off.num < 0n ? rational(-off.num, off.den) : off
  if (compare(size, rational(BigInt(pegPpmMax), million)) <= 0) return undefined
  return `${currency} at ${formatDecimal(rate, 6, 'floor')}, more than ${pegPpmMax} ppm off its peg`
}

/** The terms of a currency. @throws {INPUT_INVALID} one that the plan does not sell for */
export function termsOf(plan: Priced, quote: string): QuoteTerms {
  const found = plan.fx?.quotes.find(({ currency }) => currency === quote)
  if (found === undefined)
    throw new SluiceError('INPUT_INVALID', `the plan does not sell for ${quote}.`, { facts: { quote } })
  return found
}

function fxOf({ fx }: Priced): PlanFx {
  if (fx === undefined) throw new SluiceError('INPUT_INVALID', 'the plan sells in one currency and names no rates.')
  return fx
}

/** The moment of a look: that of its newest book. */
export function momentOf({ books }: Rates): string {
  return books.map(({ fetchedAt }) => fetchedAt).reduce((a, b) => (b > a ? b : a), '')
}

function turned(
  { rates = [] }: Rates,
  { pair, source, ageSecondsMax }: RateSource,
  from: string,
  at: string,
): Rational {
  const [base, quote] = pair.split('/')
  const known = rates.filter((rate) => rate.source === source && rate.base === base && rate.quote === quote)
  return convert({
    value: one,
    currency: from,
    // A clock that runs a moment ahead is no rate from the future: that is judged by itself.
    rates: known,
    paths: { [from]: [pair] },
    atMs: Date.parse(at) + 2_000,
    ageMsMax: ageSecondsMax * 1000 + 2_000,
  })
}
