import { curveOf, type LossCurve, rateAt } from './lossCurve.ts'

/** A book seen before the sale: levels as basis points below the reference mid and lots. */
export type SeenLevels = readonly (readonly [rateBps: number, lots: number])[]

export interface DepthForecast {
  /** What the book is expected to be at rest. */
  readonly rested: LossCurve
  readonly commonSd: number
  readonly ownSd: number
  /** How strongly this step's scale tells the next one's, in 0..1. */
  readonly persistence: number
}

/**
 * Expects of a venue what it used to be: at each depth the mean rate, recent books counting more. Books at rest only; the sale's own
 * traces must not be in them. `halfLifeBooks` is how many books back count half.
 */
export function forecastDepth(history: readonly SeenLevels[], halfLifeBooks: number): DepthForecast | undefined {
  const curves = history.filter((levels) => levels.length > 0).map(curveOf)
  const last = curves.at(-1)
  if (last === undefined) return undefined
  const edges = last.depth
  const weights = curves.map((_, i) => 0.5 ** ((curves.length - 1 - i) / halfLifeBooks))
  const total = weights.reduce((a, b) => a + b, 0)
  const levels: [number, number][] = []
  const logMeans: number[] = []
  const middles: number[] = []
  for (let j = 0; j < edges.length; j++) {
    const size = edges[j]! - (j === 0 ? 0 : edges[j - 1]!)
    const middle = edges[j]! - size / 2
    let mean = 0
    let logMean = 0
    curves.forEach((curve, i) => {
      const rate = rateAt(curve, middle)
      mean += (weights[i]! * rate) / total
      logMean += (weights[i]! * Math.log(rate + 0.05)) / total
    })
    levels.push([mean, size])
    logMeans.push(logMean)
    middles.push(middle)
  }
  return { rested: curveOf(levels), ...noiseOf(curves, middles, logMeans) }
}

function noiseOf(curves: readonly LossCurve[], middles: readonly number[], logMeans: readonly number[]) {
  const commons = curves.map(
    (curve) =>
      middles.reduce((sum, x, j) => sum + Math.log(rateAt(curve, x) + 0.05) - logMeans[j]!, 0) / middles.length,
  )
  let own = 0
  curves.forEach((curve, i) => {
    middles.forEach((x, j) => {
      own += (Math.log(rateAt(curve, x) + 0.05) - logMeans[j]! - commons[i]!) ** 2
    })
  })
  const mean = commons.reduce((a, b) => a + b, 0) / commons.length
  const variance = commons.reduce((sum, c) => sum + (c - mean) ** 2, 0) / commons.length
  let lagged = 0
  for (let i = 1; i < commons.length; i++) lagged += (commons[i]! - mean) * (commons[i - 1]! - mean)
  const persistence = variance > 0 ? Math.min(0.98, Math.max(0, lagged / (commons.length - 1) / variance)) : 0
  return {
    commonSd: Math.max(0.1, Math.sqrt(variance)),
    ownSd: Math.max(0.1, Math.sqrt(own / Math.max(1, curves.length * middles.length))),
    persistence,
  }
}

/** The same shape, `factor` times as dear. */
export function scaleCurve(curve: LossCurve, factor: number): LossCurve {
  return { depth: curve.depth, rate: curve.rate.map((r) => r * factor), loss: curve.loss.map((l) => l * factor) }
}
