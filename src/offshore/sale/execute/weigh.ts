import { type BookMoments, logRate, momentsAt } from '../plan/bookMoments.ts'
import type { DepthForecast } from '../plan/depthForecast.ts'
import { type LossCurve, rateAt } from '../plan/lossCurve.ts'
import { sameMath } from '../plan/sameMath.ts'
import type { ResilienceBelief } from './resilience.ts'

/** Books have outliers: likelihoods are those of Student with so many degrees of freedom. */
const freedom = 5
/** Neighbouring steps repeat themselves: not every number is news. */
const temper = 0.7
/** How much of what was learnt about the weather still holds one step later. */
const memory = 0.95
/** No half-life is ever ruled out. */
const leastWeight = 1e-4
const driftMax = 1.5

/**
 * Learns from one book seen, in which `traces` lots would be missing by each half-life: how well each half-life explains it, and how dear
 * this sale's books are if it is the true one. Both at once, for a dear book may be bad weather or a trace of our own: whoever takes it for a
 * trace expects it to heal. Looks at `sizes` into the book.
 *
 * @example weigh(belief, tracesAt(belief, 0), seen, [10, 50, 100], forecast).weights
 */
export function weigh(
  belief: ResilienceBelief,
  traces: readonly number[],
  seen: LossCurve,
  sizes: readonly number[],
  forecast: DepthForecast,
): ResilienceBelief {
  const shown = sizes.map((size) => logRate(rateAt(seen, size)))
  const untouched = Math.max(...traces) < 1e-9
  let moments: BookMoments | undefined
  const found = traces.map((missing, k) => {
    if (!untouched || moments === undefined)
      moments = momentsAt(
        forecast,
        sizes.map((size) => missing + size),
      )
    return explain(shown, moments, belief.drift[k]!, belief.doubt[k]! / memory)
  })
  const learnt = { ...belief, drift: found.map(({ drift }) => drift), doubt: found.map(({ doubt }) => doubt) }
  if (untouched) return learnt
  const best = Math.max(...found.map(({ log }) => log))
  const raw = belief.weights.map((w, k) => w * sameMath.exp(temper * (found[k]!.log - best)) + leastWeight)
  const total = raw.reduce((a, b) => a + b, 0)
  return { ...learnt, weights: raw.map((w) => w / total) }
}

/** Likelihood of the log rates shown, and the drift after them: covariance from book to book, plus the doubt about a drift common to all depths. */
function explain(shown: readonly number[], { means, covariance }: BookMoments, before: number, doubt: number) {
  const n = shown.length
  const root = cholesky(covariance, n)
  const residual = solveLower(
    root,
    shown.map((y, j) => y - means[j]! - before),
  )
  const ones = solveLower(
    root,
    shown.map(() => 1),
  )
  const along = dot(residual, ones)
  const precision = dot(ones, ones)
  // The inverse of covariance + doubt·11ᵀ, by the matrix inversion lemma.
  const square = dot(residual, residual) - (doubt * along * along) / (1 + doubt * precision)
  let logDeterminant = sameMath.log(1 + doubt * precision)
  for (let j = 0; j < n; j++) logDeterminant += 2 * sameMath.log(root[j * n + j]!)
  // An outlier says less about the weather.
  const trust = Math.min(1, (freedom + n) / (freedom + square))
  const spread = 1 + doubt * trust * precision
  const drift = before + (doubt * trust * along) / spread
  return {
    log: -0.5 * logDeterminant - ((freedom + n) / 2) * sameMath.log(1 + square / freedom),
    drift: Math.max(-driftMax, Math.min(driftMax, drift)),
    doubt: doubt / spread,
  }
}

function cholesky(matrix: Float64Array, n: number): Float64Array {
  const root = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!
      for (let k = 0; k < j; k++) sum -= root[i * n + k]! * root[j * n + k]!
      root[i * n + j] = i === j ? Math.sqrt(Math.max(1e-6, sum)) : sum / root[j * n + j]!
    }
  }
  return root
}

function solveLower(root: Float64Array, right: readonly number[]): readonly number[] {
  const n = right.length
  const x: number[] = []
  for (let i = 0; i < n; i++) {
    let sum = right[i]!
    for (let k = 0; k < i; k++) sum -= root[i * n + k]! * x[k]!
    x.push(sum / root[i * n + i]!)
  }
  return x
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
