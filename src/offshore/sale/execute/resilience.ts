import { type DepthForecast, scaleCurve } from '../plan/depthForecast.ts'
import type { LossCurve } from '../plan/lossCurve.ts'
import { sameMath } from '../plan/sameMath.ts'

/** How fast a book refills cannot be read from a book at rest: it is believed in degrees and learnt from what our own fills leave behind. */
export interface ResilienceBelief {
  readonly halfLivesSeconds: readonly number[]
  readonly weights: readonly number[]
  /** Per half-life, lots still missing from the rested book, as it would be if that half-life were true. */
  readonly displaced: readonly number[]
  /** Per half-life, log of how much dearer than typical the books of this sale are, and the variance of that. */
  readonly drift: readonly number[]
  readonly doubt: readonly number[]
}

/** Before any own fill: lognormal between ten seconds and ten minutes. */
export function firstBelief(forecast?: DepthForecast): ResilienceBelief {
  const halfLivesSeconds = [10, 20, 40, 80, 160, 320, 640]
  const middle = sameMath.log(77)
  const raw = halfLivesSeconds.map((seconds) =>
    sameMath.exp(-0.5 * sameMath.square((sameMath.log(seconds) - middle) / 1.02)),
  )
  const sum = raw.reduce((a, b) => a + b, 0)
  return {
    halfLivesSeconds,
    weights: raw.map((w) => w / sum),
    displaced: halfLivesSeconds.map(() => 0),
    drift: halfLivesSeconds.map(() => 0),
    doubt: halfLivesSeconds.map(() => forecast?.driftVariance ?? 0),
  }
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

/** The book at rest that is expected of a venue from now on if the half-life `k` is true: typical, and as dear as this sale's books have been. */
export function restedAt(belief: ResilienceBelief, forecast: DepthForecast, k: number): LossCurve {
  return scaleCurve(forecast.shape, sameMath.exp(belief.drift[k]!))
}

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
