import { SluiceError } from '../errors.ts'
import { type Assessment, type AssessRules, assessSnapshot } from './assess.ts'
import { type DayAverageRules, dayAverage } from './dayAverage.ts'
import { compare, formatDecimal, multiply, type Rational, rational } from './rational.ts'
import { type PriceSnapshot, snapshotHash } from './snapshot.ts'

/** How a model sets its reserve price. `ratioPpm` 1,000,000 is the whole reference price. */
export type ReserveRules =
  | {
      readonly method: 'best-quote'
      readonly assess: AssessRules
      readonly ratioPpm: bigint
      readonly decimals: number
    }
  | {
      readonly method: 'day-average'
      readonly average: DayAverageRules
      readonly ratioPpm: bigint
      readonly decimals: number
    }

export interface ReservePrice {
  readonly snapshot: string
  readonly method: ReserveRules['method']
  /** Exact, then cut to `decimals`, upwards: a floor is never rounded down. Reporting currency for one whole unit. */
  readonly exact: Rational
  readonly price: string
  /** For the best quote: whose it is, and how the evidence stands. */
  readonly source?: string
  readonly standing?: Assessment['standing']
}

/**
 * The reserve price of a frozen snapshot. Anyone with the same snapshot and rules gets the same digits.
 *
 * `day` is the trade date in the rules' own time zone; only the day average looks at it, for that floor moves with every trade date.
 *
 * @example reservePrice({ snapshot, rules, day: '2026-01-02' }).price // '645123.07'
 * @throws {PRICE_EVIDENCE_LACKING} too few sources, a missing day, a rate that is absent or old
 */
export function reservePrice({
  snapshot,
  rules,
  day,
}: {
  snapshot: PriceSnapshot
  rules: ReserveRules
  day: string
}): ReservePrice {
  const base = { snapshot: snapshotHash(snapshot), method: rules.method }
  const close = (reference: Rational) => {
    const exact = multiply(reference, rational(rules.ratioPpm, 1_000_000n))
    return { exact, price: formatDecimal(exact, rules.decimals, 'ceil') }
  }
  if (rules.method === 'day-average') return { ...base, ...close(dayAverage(snapshot, rules.average, day)) }
  const { accepted, standing } = assessSnapshot(snapshot, rules.assess)
  if (standing === 'too-few') {
    throw new SluiceError(
      'PRICE_EVIDENCE_LACKING',
      'Too few sources are left after stale and outlying prices are set aside.',
      {
        facts: { accepted: accepted.length, least: rules.assess.sourcesMin },
      },
    )
  }
  // Of equal quotes the one listed first: the snapshot's order is part of its hash.
  const best = accepted.reduce((a, b) => (compare(b.value, a.value) > 0 ? b : a))
  return { ...base, ...close(best.value), source: best.observation.source, standing }
}
