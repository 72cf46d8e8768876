import { type DepthForecast, ownSdAt, scaleCurve } from './depthForecast.ts'
import { type LossCurve, rateAt } from './lossCurve.ts'
import { sameMath } from './sameMath.ts'

/** What a sale has seen of one venue's weather: the forecast, and how dear its books have been since. */
export interface LiveForecast {
  readonly forecast: DepthForecast
  /** Sum of log ratios of seen to typical rates, and how many books they come from. Older ones fade. */
  readonly drift: number
  readonly seen: number
}

const tinyBps = 0.05

/** How much of a book is still remembered at the next. */
const memory = 0.9
const tolerableCorrection = 0.5

/** A venue without history is taken by its first book. */
export function liveForecast(
  forecast: DepthForecast | undefined,
  first: LossCurve | undefined,
): LiveForecast | undefined {
  if (forecast !== undefined) return { forecast, drift: 0, seen: 0 }
  return (
    first && {
      forecast: { shape: first, commonSd: 0.3, ownSd: first.rate.map(() => 0.3), doubtBooks: 2, minuteSd: 0.2 },
      drift: 0,
      seen: 0,
    }
  )
}

/** Takes one more book into account, own traces (`displaced` lots) allowed for. */
export function observe(
  live: LiveForecast,
  seen: LossCurve,
  displaced: number,
  sizes: readonly number[],
): LiveForecast {
  let sum = 0
  let correction = 0
  let weights = 0
  for (const size of sizes) {
    const weight = 1 / sameMath.square(ownSdAt(live.forecast, displaced + size))
    const disturbed = sameMath.log(rateAt(live.forecast.shape, displaced + size) + tinyBps)
    sum += weight * (sameMath.log(rateAt(seen, size) + tinyBps) - disturbed)
    correction += weight * (disturbed - sameMath.log(rateAt(live.forecast.shape, size) + tinyBps))
    weights += weight
  }
  const mean = Math.max(-1.5, Math.min(1.5, sum / weights))
  // A book that we have disturbed ourselves tells more about our belief in its refill than about the weather.
  const trust = 1 / (1 + sameMath.square(correction / weights / tolerableCorrection))
  return { ...live, drift: memory * live.drift + trust * mean, seen: memory * live.seen + trust }
}

/** What a book at rest should look like from now on: the drift so far, drawn towards none by habit. */
export function expectedShape(live: LiveForecast): LossCurve {
  return scaleCurve(live.forecast.shape, sameMath.exp(live.drift / (live.seen + live.forecast.doubtBooks)))
}
