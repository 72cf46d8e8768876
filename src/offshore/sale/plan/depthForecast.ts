import { curveOf, type LossCurve, rateAt } from './lossCurve.ts'

/** A book seen before the sale: levels as basis points below the reference mid and lots. */
export type SeenLevels = readonly (readonly [rateBps: number, lots: number])[]

export interface DepthForecast {
  /** The typical rate at each depth (geometric mean): plans expect it, and a book is judged dear, cheap or disturbed against it. */
  readonly shape: LossCurve
  readonly commonSd: number
  readonly ownSd: number
}

/**
 * Expects of a venue what it used to be, recent books counting more. Books at rest only; the sale's own traces must not be in them.
 * `halfLifeBooks` is how many books back count half.
 */
export function forecastDepth(history: readonly SeenLevels[], halfLifeBooks: number): DepthForecast | undefined {
  const books = history.filter((levels) => levels.length > 0)
  const curves = books.map(curveOf)
  const last = curves.at(-1)
  if (last === undefined) return undefined
  const raw = curves.map((_, i) => 0.5 ** ((curves.length - 1 - i) / halfLifeBooks))
  const total = raw.reduce((a, b) => a + b, 0)
  const weights = raw.map((w) => w / total)
  const middles = Array.from(last.depth, (depth, j) => (depth + (j === 0 ? 0 : last.depth[j - 1]!)) / 2)
  const logMeans = middles.map((x) =>
    curves.reduce((sum, curve, i) => sum + weights[i]! * Math.log(rateAt(curve, x) + tinyBps), 0),
  )
  const shape = curveOf(
    logMeans.map((log, j) => [Math.exp(log) - tinyBps, last.depth[j]! - (j === 0 ? 0 : last.depth[j - 1]!)]),
  )
  return {
    shape,
    ...noiseOf(curves, middles, logMeans),
  }
}

const tinyBps = 0.05
function noiseOf(curves: readonly LossCurve[], middles: readonly number[], logMeans: readonly number[]) {
  const commons = curves.map(
    (curve) =>
      middles.reduce((sum, x, j) => sum + Math.log(rateAt(curve, x) + tinyBps) - logMeans[j]!, 0) / middles.length,
  )
  let own = 0
  curves.forEach((curve, i) => {
    middles.forEach((x, j) => {
      own += (Math.log(rateAt(curve, x) + tinyBps) - logMeans[j]! - commons[i]!) ** 2
    })
  })
  const mean = commons.reduce((a, b) => a + b, 0) / commons.length
  const variance = commons.reduce((sum, c) => sum + (c - mean) ** 2, 0) / commons.length
  return {
    commonSd: Math.max(0.1, Math.sqrt(variance)),
    ownSd: Math.max(0.1, Math.sqrt(own / Math.max(1, curves.length * middles.length))),
  }
}

/** The same shape, `factor` times as dear. */
export function scaleCurve(curve: LossCurve, factor: number): LossCurve {
  return { depth: curve.depth, rate: curve.rate.map((r) => r * factor), loss: curve.loss.map((l) => l * factor) }
}
