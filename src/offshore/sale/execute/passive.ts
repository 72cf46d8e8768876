/** One slice that may wait a little: what to show, and whether to take what is there. Prices in ticks. */
export interface PassiveParameters {
  readonly bestBid: bigint
  readonly bestAsk: bigint
  /** The next price above the best ask, where anybody shows one. */
  readonly nextAsk?: bigint
  /** Share of the slice's patience that has passed, 0..1. At 1 the slice is taken. */
  readonly elapsed: number
}

/**
 * How many slices long a slice may wait while the next ones begin: the pace stays that of the schedule, each coin is sold at most so much
 * later. Within its own minute a slice saves about four in ten of the spread on the replay of `bench/execution`, with this two in three.
 */
export const patienceSlices = 3

export interface PassiveDecision {
  readonly take: boolean
  /** Limit of the resting order: one tick better than the others, never at or through the bid. */
  readonly post: bigint
}

/**
 * Shows an order one tick better than the best ask, or, where that stands alone deep in the spread, than the one behind it: who has gone so far is
 * sold first, and going before him would cost more than his turn. Takes the bid when time is up. Taking early when the spread is narrow, coming
 * down towards the bid, joining instead of bettering, and standing farther back were tried on the replay of `bench/execution` and lost.
 *
 * @example choosePassive({ bestBid: 23647n, bestAsk: 23664n, nextAsk: 23670n, elapsed: 0 }) // { take: false, post: 23663n }
 */
export function choosePassive({ bestBid, bestAsk, nextAsk, elapsed }: PassiveParameters): PassiveDecision {
  const alone = nextAsk !== undefined && 2n * (bestAsk - bestBid) < nextAsk - bestBid
  const before = alone ? nextAsk : bestAsk
  return { take: elapsed >= 1, post: before - 1n > bestBid ? before - 1n : before }
}
