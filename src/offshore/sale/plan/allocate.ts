import { firstBelief, keepOf } from '../execute/resilience.ts'
import type { DepthForecast } from './depthForecast.ts'
import { venuePlan } from './venuePlan.ts'

export interface AllocateParameters {
  readonly lots: number
  readonly steps: number
  readonly stepSeconds: number
  /** Per venue: what is expected of its book (undefined: unknown, gets nothing), and its taker fee. */
  readonly venues: readonly { readonly forecast: DepthForecast | undefined; readonly feeBps: number }[]
  readonly urgencyBps: Float64Array
}

/** A venue that goes dark takes all its coins with it: what the last coin is charged when one venue has them all. */
const concentrationBps = 2

const ladder = Array.from({ length: 36 }, (_, i) => Math.sinh((i / 35) * Math.asinh(900)) - 0.2)

/**
 * Which venue gets how many coins before the sale, when none can be moved during it: until the last coin costs the same everywhere,
 * expected over what is not known of each book's resilience. Cost bends upwards, so doubt by itself spreads coins over venues.
 */
export function allocate({ lots, steps, stepSeconds, venues, urgencyBps }: AllocateParameters): readonly number[] {
  const belief = firstBelief()
  const curves = venues.map(({ forecast, feeBps }) => {
    if (forecast === undefined) return undefined
    const totals = belief.halfLivesSeconds.map((halfLife) => {
      const plan = venuePlan({
        now: forecast.shape,
        rested: forecast.shape,
        displaced: 0,
        keep: keepOf(halfLife, stepSeconds),
        steps,
        urgencyBps,
        lotsMax: lots,
        // Coins that are locked in cannot count on cheap minutes: forecasts that hoped for them put too many in one place.
        noiseSd: 0,
      })
      let before = 0
      return ladder.map((price) => {
        before = Math.max(before, plan.at(price).total)
        return before
      })
    })
    // Expected price of the marginal lot after x lots.
    return (x: number) =>
      feeBps +
      (concentrationBps * x) / lots +
      totals.reduce((sum, total, k) => sum + belief.weights[k]! * priceOf(total, x), 0)
  })
  const sold = (price: number) => curves.map((curve) => (curve === undefined ? 0 : invert(curve, price, lots)))
  let low = -10
  let high = 2000
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (sold(middle).reduce((a, b) => a + b, 0) < lots) low = middle
    else high = middle
  }
  const shares = sold(high)
  const total = shares.reduce((a, b) => a + b, 0)
  return shares.map((x) => (total > 0 ? (x * lots) / total : 0))
}

function priceOf(totals: readonly number[], x: number): number {
  for (let i = 0; i < totals.length; i++) {
    if (totals[i]! < x) continue
    if (i === 0) return ladder[0]!
    const span = totals[i]! - totals[i - 1]!
    return ladder[i - 1]! + (span > 0 ? (x - totals[i - 1]!) / span : 1) * (ladder[i]! - ladder[i - 1]!)
  }
  return ladder[ladder.length - 1]!
}

function invert(curve: (x: number) => number, price: number, max: number): number {
  if (curve(0) >= price) return 0
  if (curve(max) <= price) return max
  let low = 0
  let high = max
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2
    if (curve(middle) < price) low = middle
    else high = middle
  }
  return low
}
