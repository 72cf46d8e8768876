import { type DepthForecast, ownSdAt } from '../plan/depthForecast.ts'
import { type LossCurve, rateAt } from '../plan/lossCurve.ts'
import { sameMath } from '../plan/sameMath.ts'

/** How fast a book refills cannot be read from a book at rest: it is believed in degrees and learnt from what our own fills leave behind. */
export interface ResilienceBelief {
  readonly halfLivesSeconds: readonly number[]
  readonly weights: readonly number[]
  /** Per half-life, lots still missing from the rested book, as it would be if that half-life were true. */
  readonly displaced: readonly number[]
}

/** Before any own fill: lognormal between ten seconds and ten minutes. */
export function firstBelief(): ResilienceBelief {
  const halfLivesSeconds = [10, 20, 40, 80, 160, 320, 640]
  const middle = sameMath.log(77)
  const raw = halfLivesSeconds.map((seconds) =>
    sameMath.exp(-0.5 * sameMath.square((sameMath.log(seconds) - middle) / 1.02)),
  )
  const sum = raw.reduce((a, b) => a + b, 0)
  return { halfLivesSeconds, weights: raw.map((w) => w / sum), displaced: halfLivesSeconds.map(() => 0) }
}

export function keepOf(halfLifeSeconds: number, seconds: number): number {
  return sameMath.power(0.5, seconds / halfLifeSeconds)
}

/** Our fill, then time. */
export function afterFill(belief: ResilienceBelief, lots: number, seconds: number): ResilienceBelief {
  return {
    ...belief,
    displaced: belief.displaced.map((missing, k) => (missing + lots) * keepOf(belief.halfLivesSeconds[k]!, seconds)),
  }
}

/** Lots that were missing, by each half-life, when a book was taken `ageSeconds` ago: after the fills of the step before, by assumption. */
export function tracesAt(belief: ResilienceBelief, ageSeconds: number): readonly number[] {
  return belief.displaced.map((missing, k) => missing / keepOf(belief.halfLivesSeconds[k]!, ageSeconds))
}

const tinyBps = 0.05
/** A single level may not say more than three standard deviations against a half-life: books have outliers. */
const squareMax = 9

/**
 * Weighs the half-lives by how well each explains the book now seen, in which `traces` lots would be missing by each. Looks at `sizes`
 * into the book; a common shift of all rates is weather, not resilience, and costs little likelihood.
 */
export function weigh(
  belief: ResilienceBelief,
  traces: readonly number[],
  seen: LossCurve,
  rested: LossCurve,
  sizes: readonly number[],
  forecast: DepthForecast,
): ResilienceBelief {
  if (Math.max(...traces) < 1e-9) return belief
  const common = sameMath.square(forecast.commonSd)
  const logs = traces.map((missing) => {
    let squares = 0
    let sum = 0
    let precision = 0
    for (const size of sizes) {
      const sd = ownSdAt(forecast, missing + size)
      const residual =
        (sameMath.log(rateAt(seen, size) + tinyBps) - sameMath.log(rateAt(rested, missing + size) + tinyBps)) / sd
      const bounded = Math.max(-Math.sqrt(squareMax), Math.min(Math.sqrt(squareMax), residual))
      squares += bounded * bounded
      sum += bounded / sd
      precision += 1 / (sd * sd)
    }
    // Gaussian with covariance diag(own) + common·11ᵀ, by the matrix inversion lemma.
    return -0.5 * (squares - (common * sum * sum) / (1 + common * precision))
  })
  const best = Math.max(...logs)
  const raw = belief.weights.map((w, k) => w * sameMath.exp(temper * (logs[k]! - best)) + 1e-4)
  const total = raw.reduce((a, b) => a + b, 0)
  return { ...belief, weights: raw.map((w) => w / total) }
}

/** Neighbouring levels and minutes repeat themselves: not every number is news. */
const temper = 0.5
