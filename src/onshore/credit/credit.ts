import { type CaseState, slice } from '../../core/case/state.ts'

export interface FxApproval {
  readonly number: string
  readonly currency: string
  readonly ceiling: string
  readonly payee: string
  readonly from: string
  readonly until: string
  readonly used: string
}

export interface Settled {
  readonly received: string
  readonly rmb: string
}

export interface CreditSlice {
  /** By lot and currency: `A USD`. */
  readonly approvals: Readonly<Record<string, FxApproval>>
  /** By tranche, then by the currency that became the money of the case. */
  readonly settled: Readonly<Record<string, Readonly<Record<string, Settled>>>>
  /** Minor units of CNY credited, by tranche. */
  readonly credited: Readonly<Record<string, string>>
}

export function approvalOf(state: CaseState, lot: string | undefined, currency: string): FxApproval | undefined {
  return creditOf(state).approvals[`${lot ?? ''} ${currency}`]
}

export function creditOf(state: CaseState): CreditSlice {
  return slice<CreditSlice>(state, 'credit') ?? { approvals: {}, settled: {}, credited: {} }
}

/** Midnight beginning a mainland date, as UTC. */
export function dayStart(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00.000+08:00`)).toISOString()
}

/** Midnight ending a mainland date, as UTC. */
export function dayEnd(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00.000+08:00`) + 86_400_000).toISOString()
}
