import type { NoiseNode } from '../plan/bookScenarios.ts'
import type { DepthForecast, SeenLevels } from '../plan/depthForecast.ts'
import type { PriceMoves } from './floorNear.ts'
import type { LongLevel } from './longRule.ts'
import type { ResilienceBelief } from './resilience.ts'

/** What a venue publishes of itself. */
export interface SaleVenue {
  readonly feeBps: number
  readonly minLots: number
  /** The tier of the fee changes with this step. */
  readonly feeChange?: { readonly step: number; readonly feeBps: number }
  /** The most that may lie there: what its withdrawal limit lets out again. */
  readonly lotsMax?: number
}

/** By step from `from` on, how much dearer than the first fee the fee is. */
export function feeExtra({ feeBps, feeChange }: SaleVenue, from: number, steps: number): Float64Array {
  return Float64Array.from({ length: Math.max(0, steps - from) }, (_, i) =>
    feeChange !== undefined && from + i >= feeChange.step ? feeChange.feeBps - feeBps : 0,
  )
}

/** What does not change during a sale. Lots are whole units of the least order size; money is basis points of the reference mid. */
export interface SaleSetting {
  readonly steps: number
  readonly stepSeconds: number
  readonly lots: number
  /** Coins lie at venues and cannot be moved during the sale. */
  readonly prePositioned: boolean
  /** Lots that lay at each venue when the sale began. With them no venue is allowed to fall far behind the even pace. */
  readonly deposits?: readonly number[]
  readonly venues: readonly SaleVenue[]
  /** Chance that a venue goes dark during the sale, and for how many steps at most: from its record. */
  readonly darkChance: number
  readonly darkStepsMax: number
  /** Share of orders that come back unfilled. */
  readonly rejectChance: number
  /** What a lot unsold at the deadline costs. */
  readonly unsoldBps: number
  /**
   * How much the principal dislikes the risk of the price while selling: kappa times the whole time of Almgren and Chriss. 0 or absent is
   * the even pace, 3 sells half in the first quarter. Heeded while the end is far; near it the books decide alone.
   */
  readonly aversion?: number
  /** Version of the rule; absent is that of today. With 2 or 3 the steps of `sluice/step/2` or `sluice/step/3` come out as they were recorded. */
  readonly rule?: 2 | 3
  /** Most that may be sold in one step over all venues; undefined when nothing caps it. */
  readonly stepLotsMax?: number
}

export interface SaleMemory {
  readonly setting: SaleSetting
  /** By venue; undefined before the first book of a venue that history does not know. */
  readonly forecasts: readonly (DepthForecast | undefined)[]
  readonly beliefs: readonly ResilienceBelief[]
  /** By how much each venue's book differs from step to step. */
  readonly noise: readonly (readonly NoiseNode[])[]
  /** Books of all venues that the history holds. */
  readonly booksSeen: number
  /** What a long sale sells down to, by venue. */
  readonly levels: readonly LongLevel[]
  /** Of a sale with a floor, since its first look. */
  readonly price?: PriceMoves
}

/** One moment of the sale, as the executor sees it. */
export interface SaleTick {
  readonly step: number
  readonly venues: readonly {
    readonly up: boolean
    /** Best first: basis points below the reference mid, lots. Our own traces are in it. */
    readonly levels: SeenLevels
    /** Coins there (pre-positioned) or everywhere together (not). */
    readonly inventory: number
    /** Lots filled in the step before. */
    readonly filled: number
  }[]
  readonly left: number
  /** How far below the reference mid a bid may lie: what the floor allows now. Absent without a floor. */
  readonly floorBps?: number
  /** How old the books are: what has refilled since then is known only by belief. */
  readonly ageSeconds: number
}
