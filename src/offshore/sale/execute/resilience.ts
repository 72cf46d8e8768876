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

/**
 * The same traders fill the books of all venues: how fast one refills says something about the others. Half-lives are lognormal around a
 * middle that the venues share and that is itself in doubt.
 */
export function shareBelief(beliefs: readonly ResilienceBelief[]): readonly ResilienceBelief[] {
  const prior = firstBelief().weights
  // What each venue's own books have said, and how well each middle explains it.
  const said = beliefs.map(({ weights }) => weights.map((w, k) => w / prior[k]!))
  const explained = aroundMiddles.map((around) =>
    said.map((row) => row.reduce((sum, likelihood, k) => sum + likelihood * around[k]!, 0)),
  )
  const logs = middles.map((z, m) => explained[m]!.reduce((sum, e) => sum + sameMath.log(e), -0.5 * z * z))
  const best = Math.max(...logs)
  return beliefs.map((belief, v) => {
    const raw = said[v]!.map((likelihood, k) =>
      aroundMiddles.reduce(
        (sum, around, m) => sum + (sameMath.exp(logs[m]! - best) * around[k]! * likelihood) / explained[m]![v]!,
        0,
      ),
    )
    const total = raw.reduce((a, b) => a + b, 0)
    return { ...belief, weights: raw.map((x) => x / total) }
  })
}

const middles = [-1.8, -1.2, -0.6, 0, 0.6, 1.2, 1.8]
const sharedSd = 0.7
const ownSd = 0.75
const aroundMiddles = middles.map((z) => {
  const raw = firstBelief().halfLivesSeconds.map((seconds) =>
    sameMath.exp(-0.5 * sameMath.square((sameMath.log(seconds / 77) - sharedSd * z) / ownSd)),
  )
  const total = raw.reduce((a, b) => a + b, 0)
  return raw.map((x) => x / total)
})
