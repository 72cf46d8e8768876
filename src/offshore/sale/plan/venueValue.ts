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
const cells = sizes * shares
const sizePower = 1.5
const sizeGrid = Float64Array.from({ length: sizes }, (_, i) => sameMath.power(i / (sizes - 1), sizePower))
const share = Float64Array.from({ length: shares }, (_, j) => sameMath.square(j / (shares - 1)))

/** Index of the size at or below `total` lots: searched for, and computed where it lies so near to a size that rounding decides. */
function lowerSize(total: number, top: number): number {
  const part = Math.max(0, total) / top
  let low = 0
  let high = sizes - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (sizeGrid[middle]! <= part) low = middle
    else high = middle
  }
  const clear = part > sizeGrid[low]! * (1 + nearness) && part < sizeGrid[low + 1]! * (1 - nearness)
  return clear ? low : Math.min(sizes - 2, Math.floor(sameMath.power(part, 1 / sizePower) * (sizes - 1)))
}

const nearness = 1e-9

function lowerShare(part: number): number {
  return Math.min(shares - 2, Math.floor(Math.sqrt(part) * (shares - 1)))
}

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
  const sum = Float64Array.from(sizeGrid, (x) => top * x)
  const loss = new Float64Array(cells)
  for (let i = 0; i < sizes; i++)
    for (let j = 0; j < shares; j++) loss[i * shares + j] = lossAt(rested, sum[i]! * share[j]!)
  // What a step's book costs by each state of the noise, which is the same in every step.
  const dear = noise.map(({ scale }) => loss.map((of) => scale * of))
  // Where each state lies one step later.
  const corner = new Int32Array(cells)
  const right = new Float64Array(cells)
  const down = new Float64Array(cells)
  for (let i = 0; i < sizes; i++) {
    for (let j = 0; j < shares; j++) {
      const missing = sum[i]! * share[j]!
      const total = sum[i]! - missing + keep * missing
      const c = i * shares + j
      const low = lowerSize(total, top)
      const f = total > 0 ? Math.min(1, (keep * missing) / total) : 0
      const left = lowerShare(f)
      corner[c] = low * shares + left
      down[c] = (total - sum[low]!) / (sum[low + 1]! - sum[low]!)
      right[c] = (f - share[left]!) / (share[left + 1]! - share[left]!)
    }
  }
  let value = new Float64Array(cells)
  let next = new Float64Array(cells)
  for (let i = 0; i < sizes; i++)
    for (let j = 0; j < shares; j++) value[i * shares + j] = unsoldBps * sum[i]! * (1 - share[j]!)
  const later = new Float64Array(cells)
  // By lots sold in this step, beside the book.
  const beside = new Float64Array(cells)
  let besideBps: number | undefined
  for (let t = steps - 1; t >= 0; t--) {
    for (let c = 0; c < cells; c++) {
      const k = corner[c]!
      const b = right[c]!
      const low = value[k]! + b * (value[k + 1]! - value[k]!)
      const high = value[k + shares]! + b * (value[k + shares + 1]! - value[k + shares]!)
      later[c] = low + down[c]! * (high - low)
    }
    const bps = (t === steps - 1 ? unfilledShare * unsoldBps : 0) + (extraBps[t] ?? 0)
    if (bps !== besideBps)
      for (let i = 0; i < sizes; i++)
        for (let j = 0; j < shares; j++) beside[i * shares + j] = bps * sum[i]! * share[j]!
    besideBps = bps
    for (let c = 0; c < cells; c++) next[c] = darkChance * later[c]!
    for (let n = 0; n < noise.length; n++)
      addStep(next, { later, dear: dear[n]!, beside, chance: (1 - darkChance) * noise[n]!.chance })
    const lost = lostChance[t] ?? 0
    for (let i = 0; i < sizes; i++)
      for (let j = 0; j < shares; j++) {
        const c = i * shares + j
        next[c] = lost * unsoldBps * (sum[i]! * (1 - share[j]!)) + (1 - lost) * next[c]!
      }
    ;[value, next] = [next, value]
  }
  const found = value
  return (held, missing) => {
    const total = held + missing
    const i = lowerSize(total, top)
    const f = total > 0 ? Math.min(1, missing / total) : 0
    const j = lowerShare(f)
    const a = (total - sum[i]!) / (sum[i + 1]! - sum[i]!)
    const b = (f - share[j]!) / (share[j + 1]! - share[j]!)
    const k = i * shares + j
    const low = found[k]! + b * (found[k + 1]! - found[k]!)
    const high = found[k + shares]! + b * (found[k + shares + 1]! - found[k + shares]!)
    return low + a * (high - low)
  }
}

const gain = new Float64Array(shares)

/** One state of the noise in one step: from each missing share the best place to stop is at or beyond it, so one sweep down finds it for all. */
function addStep(
  next: Float64Array,
  step: {
    readonly later: Float64Array
    readonly dear: Float64Array
    readonly beside: Float64Array
    readonly chance: number
  },
): void {
  const { later, dear, beside, chance } = step
  for (let row = 0; row < cells; row += shares) {
    let best = shares - 1
    let least = 0
    for (let j = shares - 1; j >= 0; j--) {
      const of = dear[row + j]! + later[row + j]! + beside[row + j]!
      gain[j] = of
      if (j === shares - 1 || of < least) {
        best = j
        least = of
      }
    }
    const bottom = valley(share, gain, best)
    for (let j = 0; j <= best; j++) next[row + j]! += chance * (bottom - dear[row + j]! - beside[row + j]!)
    for (let j = best + 1; j < shares; j++) next[row + j]! += chance * (gain[j]! - dear[row + j]! - beside[row + j]!)
  }
}

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
