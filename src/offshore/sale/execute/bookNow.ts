import { scaleCurve } from '../plan/depthForecast.ts'
import { curveOf, type LossCurve, lossAt } from '../plan/lossCurve.ts'
import { sameMath } from '../plan/sameMath.ts'
import { restedAt, tracesAt } from './resilience.ts'
import type { SaleMemory, SaleTick } from './saleState.ts'

/** The book at rest that is expected of a venue in this sale's weather, if the half-life `k` is true. */
export function restedBook(memory: SaleMemory, v: number, k: number): LossCurve | undefined {
  const forecast = memory.forecasts[v]
  return forecast && restedAt(memory.beliefs[v]!, forecast, k)
}

const tinyBps = 0.05

/**
 * Books a step apart have little in common beyond what is usual, and one seen between two steps lies between them: the best guess of how
 * much of its surprise is still true, by its age in steps.
 */
function surpriseKept(age: number): number {
  const a = Math.min(1, age)
  return Math.min(1, (1 - a) / ((1 - a) * (1 - a) + a * a))
}

/**
 * The book as it should be now, if the half-life `k` is true, from one seen some time ago: what has come back since stands on top of it;
 * and how dear or cheap it looked is believed the less the older it is.
 */
export function bookNow(
  memory: SaleMemory,
  tick: SaleTick,
  v: number,
  seen: LossCurve,
  k: number,
  inventory: number,
): LossCurve {
  const { setting } = memory
  const belief = memory.beliefs[v]!
  const rested = restedBook(memory, v, k) ?? seen
  const trace = tracesAt(belief, tick.ageSeconds)[k]!
  const size = Math.max(1, Math.min(inventory, (1.5 * inventory) / (setting.steps - tick.step)))
  const expected = lossAt(rested, trace + size) - lossAt(rested, trace)
  const surprise = sameMath.log(
    (Math.max(0, lossAt(seen, size)) / size + tinyBps) / (Math.max(0, expected) / size + tinyBps),
  )
  const doubt = 1 - surpriseKept(tick.ageSeconds / setting.stepSeconds)
  const shown = scaleCurve(seen, sameMath.exp(-doubt * Math.max(-3, Math.min(3, surprise))))
  return refilled(shown, rested, belief.displaced[k]!, trace)
}

/** What has come back since, `missingThen - missing` lots, stands on top, priced as in the rested book. */
function refilled(seen: LossCurve, rested: LossCurve, missing: number, missingThen: number): LossCurve {
  const back = missingThen - missing
  if (back < 1) return seen
  const limit = seen.rate[0] ?? 0
  const levels: [number, number][] = []
  for (let j = 0; j < rested.depth.length; j++) {
    const from = Math.max(missing, j === 0 ? 0 : rested.depth[j - 1]!)
    const to = Math.min(missingThen, rested.depth[j]!)
    if (to > from) levels.push([Math.min(limit, rested.rate[j]!), to - from])
  }
  seen.rate.forEach((rate, j) => {
    levels.push([rate, seen.depth[j]! - (j === 0 ? 0 : seen.depth[j - 1]!)])
  })
  return curveOf(levels)
}
