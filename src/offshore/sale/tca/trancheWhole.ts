import { decimalsOf } from '../../../core/assets/units.ts'
import {
  add,
  divide,
  formatDecimal,
  multiply,
  parseDecimal,
  priceText,
  rational,
  subtract,
  zero,
} from '../../../core/price/rational.ts'
import type { SaleReport } from './saleReport.ts'

/** What a buyer of a block got and paid: base units, and minor units of the currency. */
export interface BlockPart {
  readonly units: string
  readonly gross: string
}

/** All that a tranche was sold in. Money in the currency with two decimals, prices for a whole unit, basis points with two decimals. */
export interface TrancheWhole {
  readonly asset: string
  readonly currency: string
  /** Sales in the books, oldest first, then what went as a block. */
  readonly parts: readonly {
    readonly kind: 'books' | 'block'
    readonly units: string
    readonly gross: string
    readonly average: string
  }[]
  readonly units: string
  readonly gross: string
  readonly fees: string
  readonly net: string
  readonly average: string
  /** Middle of the books at the first look of the first sale. */
  readonly arrivalMid: string
  /** What all of it brought after fees, against its value at that middle. */
  readonly shortfallBps: string
}

/**
 * The analysis of a tranche as a whole, from those of its sales and from what its blocks brought. Undefined where there is one sale and nothing else: its own
 * analysis says it.
 *
 * @param reports of one tranche, in the order in which they were sold
 * @example trancheWhole([first, second], []).shortfallBps // '21.07'
 */
export function trancheWhole(reports: readonly SaleReport[], blocks: readonly BlockPart[]): TrancheWhole | undefined {
  const [first] = reports
  if (first === undefined || reports.length + blocks.length < 2) return undefined
  const { asset, currency } = first
  const perCoin = rational(10n ** BigInt(decimalsOf(asset)))
  const price = (gross: ReturnType<typeof rational>, units: bigint): string =>
    priceText(multiply(divide(gross, rational(units)), perCoin))
  const rows = [
    ...reports.map(({ units, gross }) => ({
      kind: 'books' as const,
      units: BigInt(units),
      gross: parseDecimal(gross),
    })),
    ...blocks.map(({ units, gross }) => ({
      kind: 'block' as const,
      units: BigInt(units),
      gross: rational(BigInt(gross), 100n),
    })),
  ]
  const units = rows.reduce((sum, row) => sum + row.units, 0n)
  const gross = rows.reduce((sum, row) => add(sum, row.gross), zero)
  const fees = reports.reduce((sum, report) => add(sum, parseDecimal(report.fees)), zero)
  const net = subtract(gross, fees)
  const value = multiply(divide(parseDecimal(first.arrivalMid), perCoin), rational(units))
  const money = (of: typeof gross): string => formatDecimal(of, 2, 'half-even')
  return {
    asset,
    currency,
    parts: rows.map((row) => ({
      kind: row.kind,
      units: row.units.toString(),
      gross: money(row.gross),
      average: price(row.gross, row.units),
    })),
    units: units.toString(),
    gross: money(gross),
    fees: money(fees),
    net: money(net),
    average: price(gross, units),
    arrivalMid: first.arrivalMid,
    shortfallBps: money(multiply(divide(subtract(value, net), value), rational(10_000n))),
  }
}
