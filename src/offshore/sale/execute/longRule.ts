import { type LossCurve, rateAt } from '../plan/lossCurve.ts'

/**
 * The rule for a sale that is long beside what a book remembers: sell down to a level, the same for a while, so that cheap books sell
 * more and dear ones less; the level follows what the even pace has lately had to pay, and bends to being behind or ahead of it.
 * Our own traces are in every book seen, so the level knows the refill without anybody estimating it.
 */
export interface LongLevel {
  /** Mean log rate, in basis points, at which an even step could have been sold. */
  readonly logRate: number
  readonly seen: number
}

export const firstLevel: LongLevel = { logRate: 0, seen: 0 }

const tinyBps = 0.05
/** Books that the level rests on, and how far it bends for each step that the sale is behind the even pace. */
export const longRule = { memoryBooks: 600, bendPerStep: 0.004, bendMax: 1.2, paceMax: 12 }

export interface LongStepParameters {
  readonly level: LongLevel
  readonly seen: LossCurve
  readonly left: number
  readonly stepsLeft: number
  /** Steps' worth of the even pace that the sale is behind (positive) or ahead. */
  readonly behindSteps: number
}

/** @example longStep({ level: firstLevel, seen, left: 1000, stepsLeft: 100, behindSteps: 0 }).lots // 10 */
export function longStep({ level, seen, left, stepsLeft, behindSteps }: LongStepParameters): {
  readonly level: LongLevel
  readonly lots: number
} {
  const pace = left / stepsLeft
  const neutral = Math.log(smoothRate(seen, pace) + tinyBps)
  const weight = Math.max(1 / (level.seen + 1), 1 / longRule.memoryBooks)
  const next: LongLevel = { logRate: level.logRate + weight * (neutral - level.logRate), seen: level.seen + 1 }
  const bend = Math.max(-longRule.bendMax, Math.min(longRule.bendMax, longRule.bendPerStep * behindSteps))
  const limit = Math.exp(next.logRate + bend) - tinyBps
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
