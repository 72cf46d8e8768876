import { decimalsOf } from '../../../core/assets/units.ts'
import {
  add,
  compare,
  divide,
  formatDecimal,
  multiply,
  one,
  type Rational,
  rational,
  subtract,
  zero,
} from '../../../core/price/rational.ts'
import { quoteDecimals, quotesOf } from '../currency/planFx.ts'
import { rateOf, worthOf, yuanOf } from '../currency/worth.ts'
import type { SalePlan } from '../sale.ts'
import type { Look, LookFill } from './looks.ts'

/**
 * What was sold in one currency: money in that currency as it was booked, its value in the plan's currency and in yuan at the rates of each look, before
 * what turning it costs, and that cost with its haircut as the plan counts them. `rate` is the mean by what was sold.
 */
export interface CurrencyRow {
  readonly currency: string
  readonly platforms: readonly string[]
  readonly fills: number
  readonly units: string
  readonly gross: string
  readonly fees: string
  readonly net: string
  /** The plan's currency for one unit, six digits; absent where nothing was sold. */
  readonly rate?: string
  readonly inPlan: string
  readonly inYuan: string
  readonly conversion: string
}

/** The whole sale in yuan at the rates of its looks, before what turning it costs; the floor is per whole unit, and so is the lowest fill. */
export interface YuanPart {
  readonly gross: string
  readonly fees: string
  readonly net: string
  readonly conversion: string
  readonly floor: string
  /** Lowest of all fills once it was turned: what was held to the floor. */
  readonly lowest: string
}

interface Placed {
  readonly fill: LookFill
  readonly look: Look
}

/** @example currencyRows(plan, looks)[1].gross // '312400.55' HKD */
export function currencyRows(plan: SalePlan, looks: readonly Look[]): readonly CurrencyRow[] {
  return quotesOf(plan).map((currency): CurrencyRow => {
    const rows = placed(looks).filter(({ fill }) => fill.quote === currency)
    const digits = quoteDecimals(currency)
    const gross = sum(rows, ({ fill }) => fill.booked.gross)
    const fees = sum(rows, ({ fill }) => fill.booked.fee)
    const value = sum(rows, (row) => netOf(plan, row))
    const net = subtract(gross, fees)
    return {
      currency,
      platforms: [...new Set(rows.map(({ fill }) => fill.venue))].sort(),
      fills: rows.length,
      units: rows.reduce((total, { fill }) => total + fill.units, 0n).toString(),
      gross: formatDecimal(gross, digits, 'half-even'),
      fees: formatDecimal(fees, digits, 'half-even'),
      net: formatDecimal(net, digits, 'half-even'),
      ...(net.num === 0n ? {} : { rate: formatDecimal(divide(value, net), 6, 'half-even') }),
      inPlan: cents(value),
      inYuan: cents(sum(rows, (row) => multiply(netOf(plan, row), yuanOf(plan, row.look.books)))),
      conversion: cents(sum(rows, (row) => costOf(plan, row))),
    }
  })
}

/** @example yuanPart(plan, looks).lowest // '455120.77' */
export function yuanPart(plan: SalePlan, looks: readonly Look[]): YuanPart {
  const rows = placed(looks)
  const inYuan = (of: (row: Placed) => Rational): string =>
    cents(sum(rows, (row) => multiply(of(row), yuanOf(plan, row.look.books))))
  const perCoin = rational(10n ** BigInt(decimalsOf(plan.asset)))
  const turned = rows.map(({ fill, look }) => {
    const { books } = look
    const share = divide(worthOf(plan, books, fill.quote), rateOf(plan, books, fill.quote))
    return multiply(multiply(multiply(fill.price, share), perCoin), yuanOf(plan, books))
  })
  return {
    gross: inYuan((row) => inPlan(plan, row, row.fill.booked.gross)),
    fees: inYuan((row) => inPlan(plan, row, row.fill.booked.fee)),
    net: inYuan((row) => netOf(plan, row)),
    conversion: inYuan((row) => costOf(plan, row)),
    floor: plan.floorCny ?? '0',
    // Down to the fen, as every price is cut that is held to a floor.
    lowest: formatDecimal(
      turned.reduce((a, b) => (compare(b, a) < 0 ? b : a), turned[0] ?? zero),
      2,
      'floor',
    ),
  }
}

function placed(looks: readonly Look[]): readonly Placed[] {
  return looks.flatMap((look) => look.fills.map((fill) => ({ fill, look })))
}

function inPlan(plan: SalePlan, { fill, look }: Placed, booked: Rational): Rational {
  return multiply(booked, rateOf(plan, look.books, fill.quote))
}

function netOf(plan: SalePlan, row: Placed): Rational {
  return inPlan(plan, row, subtract(row.fill.booked.gross, row.fill.booked.fee))
}

/** What turning the net of a fill costs in the plan's currency, haircut and all. */
function costOf(plan: SalePlan, row: Placed): Rational {
  const { quote } = row.fill
  const kept = divide(worthOf(plan, row.look.books, quote), rateOf(plan, row.look.books, quote))
  return multiply(netOf(plan, row), subtract(one, kept))
}

function sum(rows: readonly Placed[], of: (row: Placed) => Rational): Rational {
  return rows.reduce((total, row) => add(total, of(row)), zero)
}

function cents(value: Rational): string {
  return formatDecimal(value, 2, 'half-even')
}
