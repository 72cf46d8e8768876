/**
 * What selling into one book costs, as forecasts and plans see it: floating point, never booked. Sizes in lots, losses in basis points
 * of the reference mid, fees not included. Between knots each lot costs the same; the rate never falls with depth.
 */
export interface LossCurve {
  /** Cumulative size at the end of each level. */
  readonly depth: Float64Array
  /** Basis points that a lot in that level costs. */
  readonly rate: Float64Array
  /** Lots times basis points of everything up to the end of that level. */
  readonly loss: Float64Array
}

/** Past the last level shown nothing is known; it is priced so that no plan wants to go there. */
const unknownDepthFactor = 3
const unknownDepthBps = 50

/** @example curveOf([[0.5, 100], [2, 300]]) // 100 lots at 0.5 bps below mid, then 300 at 2 bps */
export function curveOf(levels: readonly (readonly [rateBps: number, lots: number])[]): LossCurve {
  const depth = new Float64Array(levels.length)
  const rate = new Float64Array(levels.length)
  const loss = new Float64Array(levels.length)
  let size = 0
  let sum = 0
  let worst = Number.NEGATIVE_INFINITY
  levels.forEach(([bps, lots], i) => {
    worst = Math.max(worst, bps)
    size += lots
    sum += lots * worst
    depth[i] = size
    rate[i] = worst
    loss[i] = sum
  })
  return { depth, rate, loss }
}

function levelAt(curve: LossCurve, lots: number): number {
  let low = 0
  let high = curve.depth.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (curve.depth[middle]! < lots) low = middle + 1
    else high = middle
  }
  return low
}

/** Lots times basis points lost by taking `lots` from the top. */
export function lossAt(curve: LossCurve, lots: number): number {
  if (lots <= 0) return 0
  const { depth, rate, loss } = curve
  const i = levelAt(curve, lots)
  if (i < depth.length) return loss[i]! - (depth[i]! - lots) * rate[i]!
  const last = depth.length - 1
  if (last < 0) return lots * unknownDepthBps
  return loss[last]! + (lots - depth[last]!) * beyond(curve)
}

/** Basis points that the next lot costs after `lots`. */
export function rateAt(curve: LossCurve, lots: number): number {
  const { depth, rate } = curve
  let i = levelAt(curve, Math.max(lots, 0))
  if (i < depth.length && depth[i] === lots && i + 1 < depth.length) i++
  return i < depth.length ? rate[i]! : beyond(curve)
}

/** How many lots cost at most this rate each. */
export function depthAt(curve: LossCurve, rateBps: number): number {
  const { depth, rate } = curve
  let low = 0
  let high = rate.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rate[middle]! <= rateBps) low = middle + 1
    else high = middle
  }
  return low === 0 ? 0 : depth[low - 1]!
}

function beyond(curve: LossCurve): number {
  return Math.max(0, curve.rate[curve.rate.length - 1] ?? 0) * unknownDepthFactor + unknownDepthBps
}
