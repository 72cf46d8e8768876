import { convert, type FxPaths } from './convert.ts'
import { compare, multiply, parseDecimal, type Rational, rational, subtract } from './rational.ts'
import { momentMs, type Observation, type PriceSnapshot } from './snapshot.ts'

export interface AssessRules {
  readonly asset: string
  readonly basis: readonly Observation['basis'][]
  readonly paths: FxPaths
  /** A price older than this when fetched, or when the snapshot was frozen, does not count. */
  readonly ageMsMax: number
  readonly fxAgeMsMax: number
  /** Pairs of which a rate grows old sooner. */
  readonly pairAgeMsMax?: Readonly<Record<string, number>>
  /** Furthest from the median of all fresh prices that a price may lie, in millionths. */
  readonly deviationPpmMax: bigint
  /** Fewest sources that must remain. */
  readonly sourcesMin: number
}

export interface AcceptedPrice {
  readonly observation: Observation
  /** Reporting currency for one whole unit of the asset. */
  readonly value: Rational
}

export interface Assessment {
  readonly accepted: readonly AcceptedPrice[]
  readonly rejected: readonly {
    readonly observation: Observation
    readonly reason: 'stale' | 'outlier' | 'superseded'
  }[]
  readonly median: Rational | undefined
  /** Two parties of different groups captured accepted prices; one did; or too few sources are left to decide anything. */
  readonly standing: 'two-parties' | 'single-source' | 'too-few'
}

/**
 * Which prices of a snapshot count. Stale ones go first, then each source keeps its latest from each party, then outliers against
 * the median go (the median is taken once, over all that is fresh, so the order of removal cannot matter).
 *
 * @throws {PRICE_EVIDENCE_LACKING} a fresh price that cannot be converted
 */
export function assessSnapshot(snapshot: PriceSnapshot, rules: AssessRules): Assessment {
  const frozenMs = momentMs(snapshot.frozenAt)
  const rejected: Assessment['rejected'][number][] = []
  const fresh = new Map<string, AcceptedPrice>()
  for (const observation of snapshot.observations) {
    if (observation.asset !== rules.asset || !rules.basis.includes(observation.basis)) continue
    const asOfMs = momentMs(observation.asOf)
    const fetchedMs = momentMs(observation.fetchedAt)
    if (frozenMs - asOfMs > rules.ageMsMax || fetchedMs - asOfMs > rules.ageMsMax) {
      rejected.push({ observation, reason: 'stale' })
      continue
    }
    const key = JSON.stringify([observation.source, observation.capturedBy, observation.basis])
    const before = fresh.get(key)
    if (before !== undefined && momentMs(before.observation.asOf) >= asOfMs) {
      rejected.push({ observation, reason: 'superseded' })
      continue
    }
    if (before !== undefined) rejected.push({ observation: before.observation, reason: 'superseded' })
    const value = convert({
      value: parseDecimal(observation.price),
      currency: observation.currency,
      rates: snapshot.fx,
      paths: rules.paths,
      atMs: frozenMs,
      ageMsMax: rules.fxAgeMsMax,
      ...(rules.pairAgeMsMax === undefined ? {} : { pairAgeMsMax: rules.pairAgeMsMax }),
    })
    fresh.set(key, { observation, value })
  }
  const candidates = [...fresh.values()]
  const median = medianOf(candidates.map(({ value }) => value))
  const accepted = candidates.filter((candidate) => {
    const fits = median !== undefined && within(candidate.value, median, rules.deviationPpmMax)
    if (!fits) rejected.push({ observation: candidate.observation, reason: 'outlier' })
    return fits
  })
  return { accepted, rejected, median, standing: standingOf(snapshot, accepted, rules.sourcesMin) }
}

function standingOf(
  snapshot: PriceSnapshot,
  accepted: readonly AcceptedPrice[],
  sourcesMin: number,
): Assessment['standing'] {
  if (new Set(accepted.map(({ observation }) => observation.source)).size < sourcesMin) return 'too-few'
  const groupOf = new Map(snapshot.parties.map(({ id, group }) => [id, group]))
  return new Set(accepted.map(({ observation }) => groupOf.get(observation.capturedBy))).size >= 2
    ? 'two-parties'
    : 'single-source'
}

/** Middle value; mean of the two middle values of an even count. @example medianOf([rational(1n), rational(4n)]) // 5/2 */
export function medianOf(values: readonly Rational[]): Rational | undefined {
  if (values.length === 0) return undefined
  const sorted = values.toSorted(compare)
  const upper = sorted[sorted.length >> 1]!
  if (sorted.length % 2 === 1) return upper
  const lower = sorted[(sorted.length >> 1) - 1]!
  return rational(lower.num * upper.den + upper.num * lower.den, 2n * lower.den * upper.den)
}

function within(value: Rational, median: Rational, ppm: bigint): boolean {
  const difference = subtract(value, median)
  const distance = difference.num < 0n ? rational(-difference.num, difference.den) : difference
  return compare(distance, multiply(median, rational(ppm, 1_000_000n))) <= 0
}
