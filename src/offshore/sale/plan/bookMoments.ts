import type { DepthForecast } from './depthForecast.ts'
import { rateAt } from './lossCurve.ts'
import { sameMath } from './sameMath.ts'

const tinyBps = 0.05

/**
 * Log of the rate at some depth of a book: what is compared between books. A bid above the middle of all books costs nothing: another book stands lower, or
 * a stream lies. Of less than nothing there is no logarithm, and whatever is learnt from one that is none is lost for the rest of the sale.
 *
 * @example logRate(-50) === logRate(0) // true
 */
export function logRate(rateBps: number): number {
  return sameMath.log(Math.max(0, rateBps) + tinyBps)
}

/** A jump between two books counts no more than this: one thin moment must not make everything thinkable. */
const jumpMax = 1.5
/** So many pairs of books are assumed beside those seen, with this variance of each depth and this much of it in common. */
const assumed = { pairs: 4, variance: 0.13, common: 0.04 }
/** Neighbouring depths are believed to repeat each other a little less than the books say, and each to have noise of its own. */
const believed = { common: 0.95, own: 0.01 }

export interface BookMoments {
  /** Expected log rate at each depth. */
  readonly means: readonly number[]
  /** By how much log rates move from one book to the next, all pairs of depths, row by row. */
  readonly covariance: Float64Array
}

/**
 * What the books before the sale say about log rates at these depths: the middle, and how depths move together from book to book.
 * What moves slowly, the weather, is not in the covariance.
 *
 * @example momentsAt(forecast, [10, 50, 200]).covariance // nine numbers
 */
export function momentsAt({ curves, weights }: DepthForecast, depths: readonly number[]): BookMoments {
  const n = depths.length
  const covariance = new Float64Array(n * n)
  const means = new Array<number>(n).fill(0)
  let before: Float64Array | undefined
  for (const [i, curve] of curves.entries()) {
    const row = Float64Array.from(depths, (x) => logRate(rateAt(curve, x)))
    for (let j = 0; j < n; j++) means[j]! += weights[i]! * row[j]!
    if (before !== undefined) {
      for (let j = 0; j < n; j++)
        for (let k = 0; k <= j; k++) covariance[j * n + k]! += jump(row, before, j) * jump(row, before, k)
    }
    before = row
  }
  const pairs = Math.max(0, curves.length - 1) + assumed.pairs
  for (let j = 0; j < n; j++) {
    for (let k = 0; k <= j; k++) {
      const prior = assumed.pairs * (j === k ? assumed.variance : assumed.common)
      const found = (covariance[j * n + k]! / 2 + prior) / pairs
      covariance[j * n + k] = j === k ? found + believed.own : believed.common * found
      covariance[k * n + j] = covariance[j * n + k]!
    }
  }
  return { means, covariance }
}

function jump(row: Float64Array, before: Float64Array, j: number): number {
  return Math.max(-jumpMax, Math.min(jumpMax, row[j]! - before[j]!))
}
