/** One slice that may wait a little: what to show, and whether to take what is there. Prices in ticks. */
export interface PassiveParameters {
  readonly bestBid: bigint
  readonly bestAsk: bigint
  /** Share of the slice's patience that has passed, 0..1. At 1 the slice is taken. */
  readonly elapsed: number
}

/**
 * How many slices long a slice may wait while the next ones begin: the pace stays that of the schedule, each coin is sold at most so much
 * later. Within its own minute a slice saves less than three in ten of the spread on the replay of `bench/execution`, with this half.
 */
export const patienceSlices = 3

export interface PassiveDecision {
  readonly take: boolean
  /** Limit of the resting order: one tick better than anybody, never at or through the bid. */
  readonly post: bigint
}

/**
 * Shows an order one tick better than the best ask and takes the bid when time is up. Nothing cleverer is done on purpose: taking early
 * when the spread is narrow was tried on the replay of `bench/execution` and lost.
 *
 * @example choosePassive({ bestBid: 23647n, bestAsk: 23664n, elapsed: 0 }) // { take: false, post: 23663n }
 */
export function choosePassive({ bestBid, bestAsk, elapsed }: PassiveParameters): PassiveDecision {
  return { take: elapsed >= 1, post: bestAsk - 1n > bestBid ? bestAsk - 1n : bestAsk }
}
