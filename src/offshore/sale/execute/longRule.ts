import { logRate } from '../plan/bookMoments.ts'
import { type LossCurve, rateAt } from '../plan/lossCurve.ts'
import { sameMath } from '../plan/sameMath.ts'

/**
 * The rule of `sluice/step/2` for a sale that is long beside what a book remembers: sell down to a level, the same for a while, so that cheap books sell
 * more and dear ones less; the level follows what the even pace has lately had to pay, and bends to being behind or ahead of it.
 * Our own traces are in every book seen, so the level knows the refill without anybody estimating it.
 */
export interface LongLevel {
  /** Mean log rate, in basis points, at which an even step could have been sold; since `sluice/step/3` mean log price of a lot at which the even pace is kept. */
  readonly logRate: number
  readonly seen: number
}

export const firstLevel: LongLevel = { logRate: 0, seen: 0 }

const tinyBps = 0.05
/** Books that the level rests on, how far it bends for each step that the sale is behind the even pace, and the most even steps sold in one. */
export const longRule = { memoryBooks: 600, bendPerStep: 0.004, bendMax: 1.2, paceMax: 60 }

export interface LongStepParameters {
  readonly level: LongLevel
  readonly seen: LossCurve
  readonly left: number
  /** Lots of one step if books were all alike: of a sale at the even pace from the start, and now. */
  readonly even: number
  readonly pace: number
  /** Steps' worth of the even pace by which the sale is behind (positive) or ahead. */
  readonly behindSteps: number
}

/** @example longStep({ level: firstLevel, seen, left: 1000, even: 10, pace: 10, behindSteps: 0 }).lots // 10 */
export function longStep({ level, seen, left, even, pace, behindSteps }: LongStepParameters): {
  readonly level: LongLevel
  readonly lots: number
} {
  const neutral = logRate(smoothRate(seen, even))
  const weight = Math.max(1 / (level.seen + 1), 1 / longRule.memoryBooks)
  const next: LongLevel = { logRate: level.logRate + weight * (neutral - level.logRate), seen: level.seen + 1 }
  const bend = Math.max(-longRule.bendMax, Math.min(longRule.bendMax, longRule.bendPerStep * behindSteps))
  // What the level is for the pace that is due now: as much dearer as this book is for it.
  const dearer = logRate(smoothRate(seen, pace)) - neutral
  const limit = sameMath.exp(next.logRate + dearer + bend) - tinyBps
  const most = Math.min(left, longRule.paceMax * pace)
  if (smoothRate(seen, most) <= limit) return { level: next, lots: most }
  let low = 0
  let high = most
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2
    if (smoothRate(seen, middle) <= limit) low = middle
    else high = middle
  }
  return { level: next, lots: low }
}

/** Levels are an accident of the book: the rate runs straight from the middle of one to the middle of the next. */
export function smoothRate(curve: LossCurve, lots: number): number {
  const { depth, rate } = curve
  const middle = (j: number) => (depth[j]! + (j === 0 ? 0 : depth[j - 1]!)) / 2
  let low = 0
  let high = depth.length - 1
  if (high < 0) return 0
  if (lots <= middle(0)) return rate[0]!
  if (lots >= middle(high)) return rateAt(curve, lots)
  while (high - low > 1) {
    const m = (low + high) >> 1
    if (middle(m) <= lots) low = m
    else high = m
  }
  const share = (lots - middle(low)) / (middle(high) - middle(low))
  return rate[low]! + share * (rate[high]! - rate[low]!)
}

/** Almgren and Chriss: what should be left `stepsLeft` before the end, as a share of all, and the part of it to sell in the next step. */
export function paceOf(
  steps: number,
  stepsLeft: number,
  aversion = 0,
): { readonly left: number; readonly part: number } {
  if (aversion <= 0) return { left: stepsLeft / steps, part: 1 / stepsLeft }
  const kappa = aversion / steps
  return {
    left: sameMath.sinh(kappa * stepsLeft) / sameMath.sinh(aversion),
    part: 1 - sameMath.sinh(kappa * (stepsLeft - 1)) / sameMath.sinh(kappa * stepsLeft),
  }
}
