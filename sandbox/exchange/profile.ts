import type { IdempotencyClass } from '../../src/world/venues/venue.ts'

/** Shares and rates in parts per million, so that nothing here is a float: 2900 is 0.29 %. */
export type Ppm = number

export interface NetworkProfile {
  /** Name on the wire, `chainType`. */
  readonly network: string
  readonly confirmations: number
  readonly minDeposit: string
  readonly withdrawFee: string
  readonly minWithdraw: string
  /** The most of one withdrawal; absent where the venue names none. */
  readonly maxWithdraw?: string
}

export interface AssetProfile {
  /** Digits after the point in which the venue keeps this asset. */
  readonly scale: number
  readonly kind: 'coin' | 'fiat'
  readonly name: string
  readonly networks: readonly NetworkProfile[]
}

export interface InstrumentProfile {
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly tick: string
  readonly lot: string
  readonly minQuantity: string
  readonly maxQuantity: string
  readonly minNotional: string
  readonly maxNotional: string
  readonly band: { readonly buyUp: Ppm; readonly sellDown: Ppm }
  /** Instead of the tiers, where the venue names a fee of its own for this pair. */
  readonly fee?: { readonly maker: Ppm; readonly taker: Ppm }
  /** Base asset traded in a day: scales the generated book. */
  readonly dailyVolume: string
  readonly volatilityPerDay: Ppm
  readonly bidLevels: number
  readonly askLevels: number
}

export interface FeeTier {
  /** Volume of the 30 days before, in USD, from which it holds. */
  readonly fromUsd: string
  readonly maker: Ppm
  readonly taker: Ppm
}

/** How the generated book looks: see benchmarks, "If no L2 exists for a venue". */
export interface ShapeProfile {
  /** Half spread as a share of one minute's volatility. */
  readonly halfSpread: Ppm
  /** Y of the square-root law. */
  readonly impact: Ppm
  /** Up to this share of a day's volume the square root holds, then the curve is convex (power 1.4). */
  readonly kneeOfDay: Ppm
  /** All of one side of the book as a share of a day's volume. */
  readonly bookOfDay: Ppm
  /** In this time half of what was taken from the book comes back. */
  readonly resilienceHalfLifeMs: number
  readonly refreshMs: number
}

export interface VenueProfile {
  readonly name: string
  readonly assets: Readonly<Record<string, AssetProfile>>
  readonly instruments: readonly InstrumentProfile[]
  readonly feeTiers: readonly FeeTier[]
  /** Per fully executed order, by quote asset; never more than the order's gross. */
  readonly minimumFee: Readonly<Record<string, string>>
  readonly idempotencyClass: IdempotencyClass
  readonly depthLevelsMax: number
  /** An order is missing from every answer for this long after it was accepted. */
  readonly orderVisibleDelayMs: number
  readonly limits: {
    readonly queriesPerSecond: number
    readonly ordersPerSecond: number
    readonly bannedAfter: number
    readonly banMs: number
  }
  readonly quirks: {
    /** An unknown path is answered with 404 and an HTML body called application/json. */
    readonly htmlCalledJson: boolean
    /** Refusals come as HTTP 200 with a code inside. */
    readonly errorsInside200: boolean
    readonly noContentType: boolean
    /** Serves OSL HK's public paths of version 5 beside its own. */
    readonly oslPublic?: boolean
  }
  readonly shape: ShapeProfile
}
