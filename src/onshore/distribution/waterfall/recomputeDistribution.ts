import { SluiceError } from '../../../core/errors.ts'
import { formatMoney } from '../../../core/money/amount.ts'
import type { DistributionPlan, Judgment, PaidPot } from './judgment.ts'
import { planDistribution } from './planDistribution.ts'

export interface RecomputeDistributionParameters {
  readonly judgment: Judgment
  readonly plan: DistributionPlan
  /** What was decided for one pot. */
  readonly decided: PaidPot
}

export interface DistributionVerdict {
  readonly ok: boolean
  readonly found: string
  readonly required: string
}

/**
 * Is what was decided what judgment and plan give, to the fen? Names the first payment that differs. For the guard `sharesExact`.
 *
 * @example recomputeDistribution({ judgment, plan, decided }).ok
 */
export function recomputeDistribution({
  judgment,
  plan,
  decided,
}: RecomputeDistributionParameters): DistributionVerdict {
  let required: PaidPot | undefined
  try {
    required = planDistribution({ judgment, plan }).pots.find(({ pot }) => pot === decided.pot)
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'DISTRIBUTION_INCOMPLETE') {
      return { ok: false, found: 'not computable', required: error.message }
    }
    throw error
  }
  const expected = lines(required)
  const found = lines(decided)
  const place = Array.from({ length: Math.max(expected.length, found.length) }).findIndex(
    (_, i) => expected[i] !== found[i],
  )
  if (place < 0) return { ok: true, found: found.at(-1)!, required: expected.at(-1)! }
  return { ok: false, found: found[place] ?? 'nothing more', required: expected[place] ?? 'nothing more' }
}

function lines(pot: PaidPot | undefined): string[] {
  if (!pot) return ['no such pot']
  const yuan = (fen: string) =>
    /^[0-9]{1,30}$/.test(fen) ? formatMoney({ amount: BigInt(fen), currency: 'CNY' }) : fen
  const payments = pot.payments.map(
    ({ to, claimant, rank, amount }) =>
      `${rank} ${claimant === undefined ? to : `${to} ${claimant}`} CNY ${yuan(amount)}`,
  )
  return [...payments, `pot ${pot.pot} CNY ${yuan(pot.total)}`]
}
