import type { NoiseNode } from './bookScenarios.ts'
import { type LossCurve, lossAt } from './lossCurve.ts'
import { sameMath } from './sameMath.ts'

export interface VenueValueParameters {
  /** The book as it is expected when rested, and how much dearer or cheaper it may be in any step to come; chances add up to 1. */
  readonly rested: LossCurve
  readonly noise: readonly NoiseNode[]
  /** Share of what was taken that is still missing one step later. */
  readonly keep: number
  /** Steps that are still to come. */
  readonly steps: number
  /** Lots held plus lots missing from the book: the largest that will be asked for. */
  readonly lotsMax: number
  /** What a lot costs that is not sold at the end, in basis points. */
  readonly unsoldBps: number
  /** Chance, for each step to come, that the venue goes dark with it and stays so to the end; and that it is dark just then. */
  readonly lostChance: Float64Array
  readonly darkChance: number
  /** By how much dearer than the first fee the fee is, for each step to come. */
  readonly extraBps: Float64Array
  /** Share of an order that comes back unfilled: matters in the last step. */
  readonly unfilledShare: number
}

/** Lots times basis points that selling `held` lots should still cost when `missing` lots are missing from the book. */
export type VenueValue = (held: number, missing: number) => number

const sizes = 40
const shares = 26

/**
 * The least that is expected to be paid for what still lies at one venue, over books that come and go from step to step, thin ones and
 * dark steps among them, and a refill that is known. Backward induction over held plus missing lots and the share that is missing: selling
 * only turns held into missing, so one sweep over where to stop serves every state of a sum.
 *
 * @example venueValue({ rested, noise, keep: 0.5, steps: 14, lotsMax: 1000, … })(500, 120) // lots times basis points
 */
export function venueValue(parameters: VenueValueParameters): VenueValue {
  const { rested, noise, keep, steps, lotsMax, unsoldBps, lostChance, darkChance, unfilledShare, extraBps } = parameters
  const top = lotsMax * 1.0001 + 1
  const sum = Float64Array.from({ length: sizes }, (_, i) => top * sameMath.power(i / (sizes - 1), sizePower))
  const share = Float64Array.from({ length: shares }, (_, j) => sameMath.square(j / (shares - 1)))
  const cells = sizes * shares
  const loss = new Float64Array(cells)
  for (let i = 0; i < sizes; i++)
    for (let j = 0; j < shares; j++) loss[i * shares + j] = lossAt(rested, sum[i]! * share[j]!)
  // Where each state lies one step later.
  const corner = new Int32Array(cells)
  const right = new Float64Array(cells)
  const down = new Float64Array(cells)
  const place = (total: number, missing: number) => {
    const i = Math.min(sizes - 2, Math.floor(sameMath.power(Math.max(0, total) / top, 1 / sizePower) * (sizes - 1)))
    const f = total > 0 ? Math.min(1, missing / total) : 0
    const j = Math.min(shares - 2, Math.floor(Math.sqrt(f) * (shares - 1)))
    return { i, j, a: (total - sum[i]!) / (sum[i + 1]! - sum[i]!), b: (f - share[j]!) / (share[j + 1]! - share[j]!) }
  }
  for (let i = 0; i < sizes; i++) {
    for (let j = 0; j < shares; j++) {
      const missing = sum[i]! * share[j]!
      const at = place(sum[i]! - missing + keep * missing, keep * missing)
      corner[i * shares + j] = at.i * shares + at.j
      down[i * shares + j] = at.a
      right[i * shares + j] = at.b
    }
  }
  let value = new Float64Array(cells)
  for (let i = 0; i < sizes; i++)
    for (let j = 0; j < shares; j++) value[i * shares + j] = unsoldBps * sum[i]! * (1 - share[j]!)
  const later = new Float64Array(cells)
  const gain = new Float64Array(shares)
  for (let t = steps - 1; t >= 0; t--) {
    for (let c = 0; c < cells; c++) {
      const k = corner[c]!
      const a = down[c]!
      const b = right[c]!
      const low = value[k]! + b * (value[k + 1]! - value[k]!)
      const high = value[k + shares]! + b * (value[k + shares + 1]! - value[k + shares]!)
      later[c] = low + a * (high - low)
    }
    const next = new Float64Array(cells)
    const lost = lostChance[t] ?? 0
    // By lot sold in this step, beside the book.
    const beside = (t === steps - 1 ? unfilledShare * unsoldBps : 0) + (extraBps[t] ?? 0)
    for (let i = 0; i < sizes; i++) {
      const row = i * shares
      const held = (j: number) => sum[i]! * (1 - share[j]!)
      for (let j = 0; j < shares; j++) next[row + j] = darkChance * later[row + j]!
      for (const { scale, chance: of } of noise) {
        const chance = (1 - darkChance) * of
        let best = shares - 1
        for (let j = shares - 1; j >= 0; j--) {
          gain[j] = scale * loss[row + j]! + later[row + j]! + beside * sum[i]! * share[j]!
          if (gain[j]! < gain[best]!) best = j
        }
        const least = valley(share, gain, best)
        for (let j = 0; j < shares; j++)
          next[row + j]! +=
            chance * ((j <= best ? least : gain[j]!) - scale * loss[row + j]! - beside * sum[i]! * share[j]!)
      }
      for (let j = 0; j < shares; j++) next[row + j] = lost * unsoldBps * held(j) + (1 - lost) * next[row + j]!
    }
    value = next
  }
  return (held, missing) => {
    const { i, j, a, b } = place(held + missing, missing)
    const k = i * shares + j
    const low = value[k]! + b * (value[k + 1]! - value[k]!)
    const high = value[k + shares]! + b * (value[k + shares + 1]! - value[k + shares]!)
    return low + a * (high - low)
  }
}

const sizePower = 1.5

/** Least of the parabola through the best point and its neighbours: stopping places lie between points of the grid. */
function valley(x: Float64Array, y: Float64Array, best: number): number {
  if (best === 0 || best === x.length - 1) return y[best]!
  const h1 = x[best]! - x[best - 1]!
  const h2 = x[best + 1]! - x[best]!
  const d1 = (y[best]! - y[best - 1]!) / h1
  const d2 = (y[best + 1]! - y[best]!) / h2
  const bend = (d2 - d1) / (h1 + h2)
  if (bend <= 0) return y[best]!
  const slope = (d1 * h2 + d2 * h1) / (h1 + h2)
  return y[best]! - (slope * slope) / (4 * bend)
}
