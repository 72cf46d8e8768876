import type { NoiseNode } from '../plan/bookScenarios.ts'
import type { LossCurve } from '../plan/lossCurve.ts'
import { sameMath } from '../plan/sameMath.ts'
import { smoothRate } from './longRule.ts'

/** A book far from the end of a sale: what it is at rest, how dear it may be from step to step, and the share of what was taken that is still missing one step later. */
export interface RefillingBook {
  readonly rested: LossCurve
  readonly noise: readonly NoiseNode[]
  readonly keep: number
}

const longestSteps = 60
const rounds = 12

/**
 * Basis points that one more lot taken now spoils of the sales to come, when every lot is worth `priceBps` and `missing` lots will be missing in
 * the next step. By backward induction without an end: W(D) = E max(price − rate(D), keep·W(keep·D)), for a step either sells its next lot there, or
 * leaves it to a later one. D shrinks to nothing along the chain, so it is computed from its far end.
 *
 * @example waitWorth({ rested, noise, keep: 0.7 }, 5, 0) // what an untouched book is worth to its next lot
 */
export function waitWorth({ rested, noise, keep }: RefillingBook, priceBps: number, missing: number): number {
  const steps = Math.min(longestSteps, stepsUntil(keep, 0.03))
  const rates = [smoothRate(rested, missing)]
  for (let i = 1, at = keep * missing; i <= steps; i++, at *= keep) rates.push(smoothRate(rested, at))
  let worth = 0
  for (let i = 0; i < rounds; i++) worth = oneStep(noise, priceBps, rates[steps]!, keep * worth)
  for (let i = steps - 1; i >= 0; i--) worth = oneStep(noise, priceBps, rates[i]!, keep * worth)
  return worth
}

/** Steps after which so small a share of what is missing is left. */
function stepsUntil(keep: number, share: number): number {
  return keep <= share ? 1 : Math.ceil(sameMath.log(share) / sameMath.log(keep))
}

function oneStep(noise: readonly NoiseNode[], priceBps: number, rate: number, waiting: number): number {
  let sum = 0
  for (let s = 0; s < noise.length; s++) {
    const { scale, chance } = noise[s]!
    const now = priceBps - scale * rate
    sum += chance * (now > waiting ? now : waiting)
  }
  return sum
}

/** Lots that a step sells on average at that price, when the weather stays as it is. */
export function flowAt(book: RefillingBook, priceBps: number): number {
  const { rested, noise, keep } = book
  const deepest = rested.depth.at(-1) ?? 0
  const opens = noise.map(({ scale }) =>
    mostWhere(deepest, (x) => priceBps - scale * smoothRate(rested, x) > keep * waitWorth(book, priceBps, keep * x)),
  )
  const steps = Math.min(200, stepsUntil(keep, 0.006))
  let missing = 0
  let sold = 0
  for (let i = 0; i < steps; i++) {
    sold = opens.reduce((sum, open, s) => sum + noise[s]!.chance * Math.max(0, open - missing), 0)
    missing = keep * (missing + sold)
  }
  return sold
}

/** The most in 0..`most` up to which something that only ceases once is true. */
export function mostWhere(most: number, isTrue: (x: number) => boolean): number {
  if (!isTrue(0)) return 0
  if (isTrue(most)) return most
  let low = 0
  let high = most
  for (let i = 0; i < 24; i++) {
    const middle = (low + high) / 2
    if (isTrue(middle)) low = middle
    else high = middle
  }
  return low
}
