import { type CaseState, slice } from '../../core/case/state.ts'
import type { Balances } from '../../core/ledger/posting.ts'

/** A slice of a plan: what may be sold where, when. Quantities in base units, prices in the currency's own decimals for a whole unit. */
export interface PlanSlice {
  readonly slice: number
  readonly platform: string
  readonly host: string
  readonly symbol: string
  readonly units: string
  readonly notBefore: string
}

/** The approved plan of a tranche. Outside it nothing is sold. */
export interface SalePlan {
  readonly tranche: string
  readonly asset: string
  readonly currency: string
  readonly floor: string
  /** Largest share of what the book shows that one order may take, in millionths. */
  readonly participationCapPpm: string
  readonly deadline: string
  readonly method: '拍卖' | '变卖'
  readonly slices: readonly PlanSlice[]
}

export interface SaleSlice {
  readonly [tranche: string]: {
    readonly plan: string
    readonly floor: string
    readonly currency: string
    readonly deadline: string
    readonly validUntil: string
    readonly slices: readonly PlanSlice[]
    readonly stopped: boolean
    readonly closed: boolean
  }
}

export function saleOf(state: CaseState, tranche: string | undefined): SaleSlice[string] | undefined {
  return tranche === undefined ? undefined : slice<SaleSlice>(state, 'sale')?.[tranche]
}

export interface OrderRow {
  readonly slice: number
  readonly platform: string
  readonly units: string
  readonly price: string
  /** Absent until the venue answered: until then the whole quantity counts as possibly sold. */
  readonly filled?: string
}

/** State of the child stream in which the orders of one tranche stand. Open orders only; what is done is kept as totals. */
export interface OrdersState {
  readonly case: string
  readonly lot: string
  readonly tranche: string
  readonly open: Readonly<Record<string, OrderRow>>
  /** By platform: base units sold, minor units of money before fees, fees, number of fills. */
  readonly totals: Readonly<
    Record<string, { readonly units: string; readonly gross: string; readonly fee: string; readonly fills: number }>
  >
  /** Units sold or possibly sold, by slice of the plan. */
  readonly bySlice: Readonly<Record<string, string>>
  readonly count: number
  readonly balances: Balances
}
