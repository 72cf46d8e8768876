import { quoteOf } from '../../../src/offshore/sale/currency/planFx.ts'
import type { OrdersState, PlanSlice, SalePlan } from '../../../src/offshore/sale/sale.ts'
import { quotient, sumUnits } from '../format/amount.ts'
import { decimalsOfAsset } from '../format/asset.ts'

export interface SliceFigures extends PlanSlice {
  /** Reported as sold. */
  readonly sold: string
  /** On orders without an answer: possibly sold. */
  readonly onOrder: string
}

export interface VenueFigures {
  readonly platform: string
  /** What its book is quoted in: gross, fee and average are in it. */
  readonly currency: string
  readonly planned: string
  readonly sold: string
  readonly gross: string
  readonly fee: string
  readonly fills: number
  /** Gross over units, for a whole unit, rounded down. */
  readonly average?: string
}

/** What was sold for one currency, over all platforms that quote in it. */
export type CurrencyFigures = Omit<VenueFigures, 'platform' | 'planned'>

export interface SaleFigures {
  readonly slices: readonly SliceFigures[]
  readonly venues: readonly VenueFigures[]
  readonly planned: string
  readonly sold: string
  readonly onOrder: string
  /** By currency, the plan's own first: money of two currencies is never added. */
  readonly currencies: readonly CurrencyFigures[]
}

/** What the book of a platform is quoted in. */
export function currencyAt(plan: Pick<SalePlan, 'currency' | 'venues'>, platform: string): string {
  return quoteOf(plan, plan.venues.find((venue) => venue.platform === platform) ?? {})
}

/** What a sale shows, exact: the plan's slices against the orders stream, totals by venue, average price before fees. */
export function saleFigures(plan: SalePlan, orders: OrdersState | undefined): SaleFigures {
  const open = Object.values(orders?.open ?? {})
  const slices = plan.slices.map((slice) => {
    const onOrder = sumUnits(open.filter((order) => order.slice === slice.slice).map(({ units }) => units))
    const used = BigInt(orders?.bySlice[String(slice.slice)] ?? '0')
    return { ...slice, onOrder, sold: (used - BigInt(onOrder)).toString() }
  })
  const platforms = [...new Set([...plan.venues.map(({ platform }) => platform), ...Object.keys(orders?.totals ?? {})])]
  const venues = platforms.map((platform) => {
    const total = orders?.totals[platform] ?? { units: '0', gross: '0', fee: '0', fills: 0 }
    const planned = sumUnits(plan.venues.filter((venue) => venue.platform === platform).map(({ units }) => units))
    const currency = currencyAt(plan, platform)
    return {
      platform,
      currency,
      planned,
      sold: total.units,
      gross: total.gross,
      fee: total.fee,
      fills: total.fills,
      ...averageOf(plan, currency, total.gross, total.units),
    }
  })
  const sold = sumUnits(venues.map((venue) => venue.sold))
  const names = [...new Set(venues.map(({ currency }) => currency))]
  const currencies = names.sort((a, b) => Number(b === plan.currency) - Number(a === plan.currency))
  return {
    slices,
    venues,
    planned: sumUnits(plan.slices.map(({ units }) => units)),
    sold,
    onOrder: sumUnits(slices.map(({ onOrder }) => onOrder)),
    currencies: currencies.map((currency) => totalIn(plan, currency, venues)),
  }
}

function totalIn(plan: SalePlan, currency: string, venues: readonly VenueFigures[]): CurrencyFigures {
  const of = venues.filter((venue) => venue.currency === currency)
  const gross = sumUnits(of.map((venue) => venue.gross))
  const sold = sumUnits(of.map((venue) => venue.sold))
  return {
    currency,
    sold,
    gross,
    fee: sumUnits(of.map((venue) => venue.fee)),
    fills: of.reduce((sum, { fills }) => sum + fills, 0),
    ...averageOf(plan, currency, gross, sold),
  }
}

function averageOf(plan: SalePlan, currency: string, gross: string, units: string): { average?: string } {
  const decimals = decimalsOfAsset(plan.asset)
  const minor = decimalsOfAsset(currency)
  if (decimals === undefined || minor === undefined) return {}
  const average = quotient(BigInt(gross) * 10n ** BigInt(decimals), BigInt(units) * 10n ** BigInt(minor), 2)
  return average === undefined ? {} : { average }
}
