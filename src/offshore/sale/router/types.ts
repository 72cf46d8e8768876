import type { Rational } from '../../../core/price/rational.ts'

/** One bid: price in ticks, size in lots of that venue. */
export interface Level {
  readonly ticks: bigint
  readonly lots: bigint
}

/** A fee that begins to apply when the notional traded in this slice passes `from` (lot·ticks): the part above is charged `ppm`. */
export interface FeeTier {
  readonly from: bigint
  readonly ppm: bigint
}

/**
 * What one venue would pay now, and its filters. Inside a venue money is counted in lot·ticks (lots times ticks), which is
 * an integer by construction; `lotTickValue` turns it into the unit in which venues are compared (CNY, say).
 */
export interface VenueBook {
  readonly venue: string
  /** Best bid first, prices strictly falling, sizes positive. */
  readonly bids: readonly Level[]
  /** Base units of the asset in one lot. */
  readonly lotUnits: bigint
  /** Reporting value of one lot·tick, exchange rate of the quote currency included. Positive. */
  readonly lotTickValue: Rational
  /** Taker fee by notional of this slice; the first tier starts at 0. Tier edges that only count tomorrow are one tier today. */
  readonly fees: readonly FeeTier[]
  /** The least fee that each order pays, in lot·ticks. */
  readonly minFee?: bigint
  /** What each order costs besides, in reporting value. */
  readonly perOrderCost?: Rational
  readonly minOrderLots?: bigint
  /** Least order size times limit price, in lot·ticks. */
  readonly minNotional?: bigint
  readonly maxOrderLots?: bigint
  /** How many orders the slice may place here; counts only where `maxOrderLots` is given. Default 1. */
  readonly maxOrders?: number
  /** Coins that lie at this venue and may be sold now, in base units: inventory, plan cap, withdrawal limit, whichever is least. */
  readonly capUnits?: bigint
}

export interface RouteSliceParameters {
  readonly books: readonly VenueBook[]
  /** Base units to sell at most. */
  readonly amount: bigint
  /** No limit price below this: reporting value per base unit, fees not deducted. */
  readonly floor?: Rational
  /** What an unsold base unit is worth: reporting value per base unit. Default 0: sell all that pays its costs. */
  readonly reserve?: Rational
  /** `refuse` throws VENUE_TOO_THIN when a whole lot of the amount is left. Default `allow`. */
  readonly partial?: 'allow' | 'refuse'
  /** Subproblems looked at before the search stops with a proven gap. Default 20,000. */
  readonly nodesMax?: number
}

export interface Leg {
  readonly venue: string
  readonly lots: bigint
  readonly units: bigint
  /** Orders to place, in lots each, all at `limitTicks`. */
  readonly orders: readonly bigint[]
  /** Price of the deepest level reached: the limit of an immediate-or-cancel order. */
  readonly limitTicks: bigint
  /** Before and after fees, in reporting value. */
  readonly gross: Rational
  readonly net: Rational
}

/** Branch: the venue's lots are either ≤ `at` or > `at`. Leaf: a price per base unit that proves that nothing better lies inside. */
export type CertificateNode =
  | { readonly venue: number; readonly at: bigint; readonly below: CertificateNode; readonly above: CertificateNode }
  | { readonly price: Rational }

export interface Certificate {
  /** Value of the route with unsold units at `reserve`, and the best that any split can reach. Equal when proven optimal. */
  readonly value: Rational
  readonly bound: Rational
  readonly tree: CertificateNode
}

export interface Route {
  readonly legs: readonly Leg[]
  readonly sold: bigint
  readonly unsold: bigint
  readonly gross: Rational
  readonly net: Rational
  readonly optimal: boolean
  readonly certificate: Certificate
  readonly nodes: number
}
