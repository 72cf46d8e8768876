import type { SeenLevels } from '../../../src/offshore/sale/plan/depthForecast.ts'
import type { LossCurve } from '../../../src/offshore/sale/plan/lossCurve.ts'

/** One sale to be tried by every entrant on the same books, the same hidden resilience and the same mishaps. */
export interface Episode {
  /** For the score only; never shown to a strategy. */
  readonly label: {
    readonly asset: string
    readonly block: string
    readonly size: number
    readonly halfLife: 'fast' | 'middle' | 'slow'
  }
  readonly steps: number
  readonly stepSeconds: number
  readonly lots: number
  /** Reference mid per step, relative to arrival. */
  readonly mid: Float64Array
  /** Rested books by step and venue; undefined where the venue does not quote. */
  readonly books: readonly (readonly (LossCurve | undefined)[])[]
  /** Books before the sale by time and venue. */
  readonly history: readonly (readonly SeenLevels[])[]
  readonly venues: readonly VenueTerms[]
  readonly prePositioned: boolean
  /** Venue and steps that are dark. */
  readonly outage?: { readonly venue: number; readonly from: number; readonly steps: number }
  /** Long-run frequency of outages per venue and sale, known to all from the venues' record. */
  readonly record: { readonly darkChance: number; readonly darkStepsMax: number }
  /** How old the book is that a strategy sees, as a share of a step. */
  readonly age: number
  /** Uniform draws by step, two for each venue, that decide on rejects and partial fills. */
  readonly luck: readonly (readonly number[])[]
  readonly rejectChance: number
  readonly partialChance: number
  readonly unsoldBps: number
  readonly depositLotsBps: number
  /** Most that may be sold per step over all venues. */
  readonly stepLotsMax?: number
  /** No fill below this share of the arrival mid: every order is a limit order there. */
  readonly floor?: number
  readonly impact: Impact
}

export interface VenueTerms {
  readonly feeBps: number
  readonly minLots: number
  /** The tier of the fee changes with this step: venues count volume once a day, at a known hour. */
  readonly feeChange?: { readonly step: number; readonly feeBps: number }
  /** No order is taken that would trade farther below the venue's own price. */
  readonly bandBps?: number
  /** What may be sold there: no more proceeds than this leave the venue in a day. */
  readonly lotsMax?: number
  /** Share of what we took that is still missing one step later. Hidden. */
  readonly keep: number
}

/** A: books are emptied and refill. B: one shared price trace, square root in size, fading as a power law. C: linear lasting, 3/5 passing. */
export type Impact =
  | { readonly model: 'A' }
  | { readonly model: 'B'; readonly scaleBps: number; readonly scaleLots: number; readonly decay: number }
  | {
      readonly model: 'C'
      readonly lastingBpsPerLot: number
      readonly passingBps: readonly number[]
      readonly scaleLots: number
    }

export function isDark(episode: Episode, step: number, venue: number): boolean {
  const { outage } = episode
  const dark =
    outage !== undefined && outage.venue === venue && step >= outage.from && step < outage.from + outage.steps
  return dark || episode.books[step]![venue] === undefined
}

export function feeAt({ feeBps, feeChange }: VenueTerms, step: number): number {
  return feeChange !== undefined && step >= feeChange.step ? feeChange.feeBps : feeBps
}
