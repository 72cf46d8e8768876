import type { NoiseNode } from './bookScenarios.ts'
import { type LossCurve, lossAt } from './lossCurve.ts'
import { sameMath } from './sameMath.ts'

/**
 * The best way to sell at one venue when every lot is worth a given price: the book refills between steps, so that of what has been
 * taken the share `keep` is still missing one step later.
 */
export interface VenuePlanParameters {
  /** The book as it stands now, with what we took already missing; absent when the venue is dark this step. */
  readonly now: LossCurve | undefined
  /** The book as it is expected when rested. */
  readonly rested: LossCurve
  /** Lots missing from the rested book now. */
  readonly displaced: number
  readonly keep: number
  readonly steps: number
  /** What a lot sold in a step is worth beyond the price, in basis points: the risk of still holding it later. Length `steps`. */
  readonly urgencyBps: Float64Array
  /** The most that may be sold: sets the grid. */
  readonly lotsMax: number
  /** How much dearer or cheaper than the rested one books to come may be: a patient seller sells more in the cheap ones. */
  readonly noise: readonly NoiseNode[]
}

export interface VenuePlan {
  /** What may be sold now, in lots, ascending from none: the same for all plans with the same `lotsMax`. */
  readonly offers: Float64Array
  /** With a lot worth `priceBps` more sold than unsold: what each offer now and the best after it gain, and how many lots an offer and the best after it sell. */
  readonly at: (priceBps: number) => { readonly gain: Float64Array; readonly total: (lots: number) => number }
}

const points = 72

/** Backward induction over displacement: value is concave, so each step sells up to one level of displacement, or nothing. */
export function venuePlan(parameters: VenuePlanParameters): VenuePlan {
  const { now, rested, displaced, keep, steps, urgencyBps, lotsMax, noise } = parameters
  const scenarios = noise
  const kinds = scenarios.length
  const top = (displaced + lotsMax) * 1.0001 + 1
  const grid = new Float64Array(points)
  const loss = new Float64Array(points)
  const offers = new Float64Array(points)
  const nowLoss = new Float64Array(points)
  for (let g = 0; g < points; g++) {
    const x = top * sameMath.square(g / (points - 1))
    grid[g] = x
    loss[g] = lossAt(rested, x)
    offers[g] = lotsMax * sameMath.square(g / (points - 1))
    nowLoss[g] = now === undefined ? 0 : lossAt(now, offers[g]!)
  }
  const indexOf = (x: number) => Math.min(points - 2, Math.floor(Math.sqrt(Math.max(0, x) / top) * (points - 1)))
  const after = new Int32Array(points)
  const afterShare = new Float64Array(points)
  for (let g = 0; g < points; g++) {
    const x = keep * grid[g]!
    const i = indexOf(x)
    after[g] = i
    afterShare[g] = (x - grid[i]!) / (grid[i + 1]! - grid[i]!)
  }
  const value = new Float64Array(points)
  const next = new Float64Array(points)
  const gain = new Float64Array(points)
  const target = new Float64Array(Math.max(1, steps) * kinds)

  const at = (priceBps: number) => {
    value.fill(0)
    for (let t = steps - 1; t >= 1; t--) {
      const price = priceBps + urgencyBps[t]!
      next.fill(0)
      for (let s = 0; s < kinds; s++) {
        const { scale, chance } = scenarios[s]!
        let best = 0
        for (let g = 0; g < points; g++) {
          const i = after[g]!
          gain[g] = price * grid[g]! - scale * loss[g]! + value[i]! + afterShare[g]! * (value[i + 1]! - value[i]!)
          if (gain[g]! > gain[best]!) best = g
        }
        target[t * kinds + s] = peak(grid, gain, best)
        for (let g = 0; g < points; g++) {
          next[g]! += chance * (scale * loss[g]! - price * grid[g]! + (g <= best ? gain[best]! : gain[g]!))
        }
      }
      value.set(next)
    }
    const gainNow = new Float64Array(now === undefined ? 1 : points)
    const worth = priceBps + urgencyBps[0]!
    for (let g = 0; g < gainNow.length; g++)
      gainNow[g] = worth * offers[g]! - nowLoss[g]! + valueAt(keep * (displaced + offers[g]!))
    const targets = target.slice()
    return { gain: gainNow, total: (lots: number) => totalAfter(targets, lots) }
  }

  function valueAt(x: number): number {
    const i = indexOf(x)
    return value[i]! + ((x - grid[i]!) / (grid[i + 1]! - grid[i]!)) * (value[i + 1]! - value[i]!)
  }

  function totalAfter(targets: Float64Array, lots: number): number {
    let total = lots
    let missing = keep * (displaced + lots)
    for (let t = 1; t < steps; t++) {
      const sold = soldAt(targets, t, missing)
      total += sold
      missing = keep * (missing + sold)
    }
    return total
  }

  function soldAt(targets: Float64Array, t: number, missing: number): number {
    let sold = 0
    for (let s = 0; s < kinds; s++) sold += scenarios[s]!.chance * Math.max(0, targets[t * kinds + s]! - missing)
    return sold
  }

  return { offers, at }
}

/** Top of the parabola through the best grid point and its neighbours: sales then move smoothly with price. */
export function peak(grid: Float64Array, gain: Float64Array, best: number): number {
  if (best === 0 || best === grid.length - 1) return grid[best]!
  const [a, b, c] = [grid[best - 1]!, grid[best]!, grid[best + 1]!]
  const left = (gain[best]! - gain[best - 1]!) / (b - a)
  const right = (gain[best + 1]! - gain[best]!) / (c - b)
  if (left - right <= 0) return b
  const top = (a + b) / 2 + (left / (left - right)) * ((c - a) / 2)
  return Math.min(c, Math.max(a, top))
}

/**
 * Finds the price at which plans sell `lots` in all, and what they sell now at that price. Between the two grid answers around it the
 * first step is interpolated, so that it moves smoothly with what is left.
 */
export function sellExactly(
  totalAt: (priceBps: number) => { first: readonly number[]; total: number },
  lots: number,
): { first: readonly number[]; priceBps: number } {
  let low = -50
  let high = 2000
  let below = totalAt(low)
  let above = totalAt(high)
  if (above.total <= lots) return { first: above.first, priceBps: high }
  for (let i = 0; i < 24 && above.total - below.total > 1e-6 * lots; i++) {
    // Prices that matter lie near zero: halve on a scale that is fine there.
    const middle = unbend((bend(low) + bend(high)) / 2)
    const found = totalAt(middle)
    if (found.total <= lots) {
      low = middle
      below = found
    } else {
      high = middle
      above = found
    }
  }
  const share = above.total > below.total ? (lots - below.total) / (above.total - below.total) : 0
  return { first: below.first.map((x, i) => x + share * (above.first[i]! - x)), priceBps: low + share * (high - low) }
}

const bend = (x: number) => sameMath.asinh(x)
const unbend = (x: number) => sameMath.sinh(x)
