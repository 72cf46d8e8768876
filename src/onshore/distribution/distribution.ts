import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import type { ClaimFile } from '../claims/claims.ts'
import type { ShareRow } from './courtPlan.ts'

/** What the case keeps of a distribution that was decided: enough to pay from, never the claims. Fen. */
export interface DistributionRow {
  readonly total: string
  /** All that goes to the treasury. */
  readonly treasury: string
  readonly paid?: boolean
  /** Of a decision under machine 1 these are absent: all went to the treasury. */
  readonly pot?: 'forfeitable' | 'lawful'
  readonly plan?: string
  readonly decidedAt?: string
  readonly lots?: readonly string[]
  readonly shares?: readonly ShareRow[]
  readonly claims?: { readonly files: number; readonly count: number; readonly root: string }
  readonly payout?: PayoutRow
  /** Paid of each share that does not go to claimants, by rank. */
  readonly paidShares?: Readonly<Record<string, string>>
}

/** How far claimants are paid. Claims are paid in the order of their numbers; what came back or had no account waits. Fen. */
export interface PayoutRow {
  /** Rows of the claims below this one were ordered, or passed over for want of an account. */
  readonly next: number
  readonly paid: string
  /** Came back, or had no account: amounts not ordered again yet. */
  readonly waiting: string
  /** Moved to the treasury after the year of notice. */
  readonly unclaimed: string
  /** In the order in which they were given. */
  readonly orders: readonly PayoutOrder[]
}

export interface PayoutOrder {
  /** Message id of the pain.001. */
  readonly order: string
  /** Rows from, up to but not including; absent where single claims are paid again. */
  readonly rows?: readonly [number, number]
  readonly instruction: string
  readonly total: string
  readonly count: number
  /** The bank's statement that reported on it; absent while none has. */
  readonly statement?: string
}

export interface DistributionSlice {
  readonly [lot: string]: DistributionRow
}

export function distributionsOf(state: CaseState): DistributionSlice {
  return slice<DistributionSlice>(state, 'distribution') ?? {}
}

export function withDistribution(state: CaseState, lot: string, row: DistributionRow): CaseState {
  return withSlice(state, 'distribution', { ...distributionsOf(state), [lot]: row })
}

export function distributionOf(state: CaseState, lot: string | undefined): DistributionRow | undefined {
  return lot === undefined ? undefined : distributionsOf(state)[lot]
}

export const emptyPayout: PayoutRow = { next: 0, paid: '0', waiting: '0', unclaimed: '0', orders: [] }

/** What claimants are to get from this pot. */
export function toClaimants(row: DistributionRow | undefined): bigint {
  return (row?.shares ?? [])
    .filter(({ to }) => to === 'claimants')
    .reduce((sum, { amount }) => sum + BigInt(amount), 0n)
}

/** What claimants were to get and nobody has: neither paid, nor in an order that the bank has, nor in the treasury. With an account or without. */
export function unpaid(row: DistributionRow): bigint {
  const { paid, unclaimed, orders } = row.payout ?? emptyPayout
  const open = orders.filter(({ statement }) => statement === undefined)
  return open.reduce((left, { total }) => left - BigInt(total), toClaimants(row) - BigInt(paid) - BigInt(unclaimed))
}

/** The files that a decision stands on: the first ones of the claims stream, as many as there were. */
export function filesOfDecision(row: DistributionRow | undefined, files: readonly ClaimFile[]): readonly ClaimFile[] {
  return files.slice(0, row?.claims?.files ?? 0)
}

/** Whether a distribution is paid out: every share, to the fen. */
export function isPaidOut(row: DistributionRow): boolean {
  if (row.shares === undefined) return row.paid === true
  const others = row.shares.filter(({ to }) => to !== 'claimants')
  const othersPaid = others.every(({ rank = 'rest', amount }) => row.paidShares?.[rank] === amount)
  const { paid, unclaimed } = row.payout ?? emptyPayout
  return othersPaid && BigInt(paid) + BigInt(unclaimed) === toClaimants(row)
}
