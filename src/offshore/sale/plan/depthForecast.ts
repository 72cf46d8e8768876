import { logRate } from './bookMoments.ts'
import { curveOf, type LossCurve, rateAt } from './lossCurve.ts'
import { sameMath } from './sameMath.ts'

/** A book seen before the sale: levels as basis points below the reference mid and lots. */
export type SeenLevels = readonly (readonly [rateBps: number, lots: number])[]

export interface DepthForecast {
  /** The typical rate at each depth (geometric mean): plans expect it, and a book is judged dear, cheap or disturbed against it. */
  readonly shape: LossCurve
  /** By how much log rates move, all depths together. */
  readonly commonSd: number
  /** Variance of what a sale's books have in common against those before it: what there is to learn of its weather. */
  readonly driftVariance: number
  /** The books themselves, oldest first, and what each counts; weights add up to 1. */
  readonly curves: readonly LossCurve[]
  readonly weights: readonly number[]
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
  const raw = curves.map((_, i) => sameMath.power(0.5, (curves.length - 1 - i) / halfLifeBooks))
  const total = raw.reduce((a, b) => a + b, 0)
  const weights = raw.map((w) => w / total)
  const middles = Array.from(last.depth, (depth, j) => (depth + (j === 0 ? 0 : last.depth[j - 1]!)) / 2)
  const logMeans = middles.map((x) =>
    curves.reduce((sum, curve, i) => sum + weights[i]! * logRate(rateAt(curve, x)), 0),
  )
  const shape = curveOf(
    logMeans.map((log, j) => [sameMath.exp(log) - tinyBps, last.depth[j]! - (j === 0 ? 0 : last.depth[j - 1]!)]),
  )
  return { shape, ...noiseOf(curves, middles, logMeans), curves, weights }
}

/** A venue that nobody has seen before is taken by its first book. */
export function forecastOfFirst(first: LossCurve): DepthForecast {
  return { shape: first, commonSd: 0.3, driftVariance: 0.02, curves: [first], weights: [1] }
}

const tinyBps = 0.05
const leastSd = 0.1

/** Two rounds: levels that are noisy by themselves say little about what all levels have in common. */
function noiseOf(curves: readonly LossCurve[], middles: readonly number[], logMeans: readonly number[]) {
  const residuals = curves.map((curve) => middles.map((x, j) => logRate(rateAt(curve, x)) - logMeans[j]!))
  const ownSd = new Float64Array(middles.length).fill(1)
  let commons: number[] = []
  for (let round = 0; round < 2; round++) {
    const precision = Array.from(ownSd, (sd) => 1 / (sd * sd))
    const total = precision.reduce((a, b) => a + b, 0)
    commons = residuals.map((row) => row.reduce((sum, r, j) => sum + r * precision[j]!, 0) / total)
    for (let j = 0; j < middles.length; j++) {
      const square =
        residuals.reduce((sum, row, i) => sum + sameMath.square(row[j]! - commons[i]!), 0) / residuals.length
      ownSd[j] = Math.max(leastSd, Math.sqrt(square))
    }
  }
  const square = commons.reduce((sum, c) => sum + c * c, 0) / commons.length
  const within =
    commons.slice(1).reduce((sum, c, i) => sum + sameMath.square(c - commons[i]!), 0) /
    Math.max(1, commons.length - 1) /
    2
  // Books from one to the next move by `within`; it takes between half a book and eight to know what they have in common.
  const books = Math.min(8, Math.max(0.5, within / Math.max(1e-6, square - within)))
  return { commonSd: Math.max(leastSd, Math.sqrt(square)), driftVariance: Math.max(leastSd * leastSd, within / books) }
}

/** The same shape, `factor` times as dear. */
export function scaleCurve(curve: LossCurve, factor: number): LossCurve {
  return { depth: curve.depth, rate: curve.rate.map((r) => r * factor), loss: curve.loss.map((l) => l * factor) }
}
