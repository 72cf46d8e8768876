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
  readonly planned: string
  readonly sold: string
  readonly gross: string
  readonly fee: string
  readonly fills: number
  /** Gross over units, for a whole unit, rounded down. */
  readonly average?: string
}

export interface SaleFigures {
  readonly slices: readonly SliceFigures[]
  readonly venues: readonly VenueFigures[]
  readonly planned: string
  readonly sold: string
  readonly onOrder: string
  readonly gross: string
  readonly fee: string
  readonly average?: string
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
    return {
      platform,
      planned,
      sold: total.units,
      gross: total.gross,
      fee: total.fee,
      fills: total.fills,
      ...averageOf(plan, total.gross, total.units),
    }
  })
  const sold = sumUnits(venues.map((venue) => venue.sold))
  const gross = sumUnits(venues.map((venue) => venue.gross))
  return {
    slices,
    venues,
    planned: sumUnits(plan.slices.map(({ units }) => units)),
    sold,
    onOrder: sumUnits(slices.map(({ onOrder }) => onOrder)),
    gross,
    fee: sumUnits(venues.map((venue) => venue.fee)),
    ...averageOf(plan, gross, sold),
  }
}

function averageOf(plan: SalePlan, gross: string, units: string): { average?: string } {
  const decimals = decimalsOfAsset(plan.asset)
  const minor = decimalsOfAsset(plan.currency)
  if (decimals === undefined || minor === undefined) return {}
  const average = quotient(BigInt(gross) * 10n ** BigInt(decimals), BigInt(units) * 10n ** BigInt(minor), 2)
  return average === undefined ? {} : { average }
}
