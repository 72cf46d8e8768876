import type { CaseState } from '../../../src/core/case/state.ts'
import type { PackStep } from '../../../src/core/rules/pack.ts'
import type { LotSlice } from '../../../src/onshore/custody/custody.ts'
import { distributionOf, isPaidOut } from '../../../src/onshore/distribution/distribution.ts'

/** What is recorded when it happens and waited for by nobody: a fork, a freeze, a claim, a late claimant. */
const recordedWhenItHappens: ReadonlySet<string> = new Set([
  'yield.recorded',
  'issuer.frozen',
  'issuer.burned',
  'issuer.reissued',
  'gas.lent',
  'gas.settled',
  'money.held',
  'claims.opened',
  'claims.registered',
  'claim.objected',
  'claim.decided',
  'claims.counted',
  'claim.answered',
  'treasury.refunded',
  'owner.compensated',
  'seal.reviewed',
])

/** Whether a step of the back half of the way waits; undefined for steps of which this says nothing. */
export function wantedLate(state: CaseState, lot: string | undefined, step: PackStep): boolean | undefined {
  if (recordedWhenItHappens.has(step.kind)) return false
  const custody = state.slices.custody as unknown as { readonly lots: Readonly<Record<string, LotSlice>> } | undefined
  const outcome = custody?.lots[lot ?? '']?.outcome
  if (step.kind === 'lot.destroyed') return outcome === 'destroy'
  if (step.kind === 'lot.sealed') return outcome === 'seal' || outcome === 'unsellable'
  const row = distributionOf(state, lot)
  const payout = row?.payout
  if (step.kind === 'payout.ordered') {
    if (payout === undefined) return false
    return step.purpose === 'again' ? payout.waiting !== '0' : payout.next < (row?.claims?.count ?? 0)
  }
  if (step.kind === 'victim.paid') return payout?.orders.some(({ statement }) => statement === undefined) === true
  if (step.kind === 'treasury.paid') {
    if (step.purpose === undefined) return row !== undefined && row.treasury === row.total && row.paid !== true
    if (step.purpose === 'unclaimed' || row?.treasury === row?.total) return false
    return openShare(row, 'treasury', step.purpose)
  }
  if (step.kind === 'convict.paid') return openShare(row, 'convict', 'rest') || openShare(row, 'convict', 'subsistence')
  if (step.kind === 'distribution.completed')
    return row !== undefined && row.treasury !== row.total && row.paid !== true && isPaidOut(row)
  return undefined
}

function openShare(row: ReturnType<typeof distributionOf>, to: string, rank: string): boolean {
  const share = row?.shares?.find((each) => each.to === to && (each.rank ?? 'rest') === rank)
  return share !== undefined && row?.paidShares?.[rank] === undefined
}
