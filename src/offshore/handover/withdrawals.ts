import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { hashText } from '../../core/record/hash.ts'
import { canonical } from '../../core/record/jcs.ts'
import { roundOf } from '../sale/auction/roundState.ts'
import { saleOf } from '../sale/sale.ts'

/** One withdrawal that a platform was told to make. What is `ordered` counts as possibly sent until the platform says which it is. */
export interface WithdrawalLeg {
  readonly platform: string
  /** Base units taken from the account; what arrives is less by the fee. */
  readonly units: string
  readonly fee: string
  readonly state: 'ordered' | 'sent' | 'failed'
  readonly txid?: string
  /** Onshore has booked what it brought. Noted when the next is ordered of the platform: what crosses of one platform shows its newest arrival only. */
  readonly arrived?: true
}

/** What is withdrawn of one tranche, to which address, and what of it was sold before. */
export interface Withdrawals {
  readonly asset: string
  readonly address: string
  readonly feeBearer: string
  /** Base units sold at a platform and not yet booked as sold. */
  readonly sold: Readonly<Record<string, string>>
  /** By the key under which the platform knows it. */
  readonly legs: Readonly<Record<string, WithdrawalLeg>>
}

type WithdrawalSlice = Readonly<Record<string, Withdrawals>>

export function withdrawalsOf(state: CaseState, tranche: string | undefined): Withdrawals | undefined {
  return tranche === undefined ? undefined : slice<WithdrawalSlice>(state, 'withdrawals')?.[tranche]
}

export function withWithdrawals(state: CaseState, tranche: string, row: Withdrawals): CaseState {
  return withSlice(state, 'withdrawals', { ...slice<WithdrawalSlice>(state, 'withdrawals'), [tranche]: row })
}

/** Whether anything of the tranche was sold, over the books or as a block. */
export function anySold(state: CaseState, tranche: string, sold: Withdrawals['sold']): boolean {
  const { settled, past = [] } = saleOf(state, tranche) ?? {}
  // Of all rounds: the deals of one before the newest are not kept.
  const delivered = roundOf(state, tranche)?.delivered ?? {}
  const parts = [sold, settled?.sold ?? {}, ...past.map((one) => one.sold), delivered]
  return parts.some((part) => Object.values(part).some((units) => units !== '0'))
}

/**
 * The key of a withdrawal: the first 128 bits of the hash of what is intended, so that the same intent is the same withdrawal at the platform, however often
 * it is asked for. `attempt` counts what was ordered of the tranche at the platform before.
 */
export function withdrawalKeyFor(intent: {
  readonly tranche: string
  readonly platform: string
  readonly asset: string
  readonly address: string
  readonly units: string
  readonly attempt: number
}): string {
  const { tranche, platform, asset, address, units, attempt } = intent
  return hashText(canonical({ address, asset, attempt, platform, tranche, units, what: 'withdrawal' })).slice(0, 32)
}
