import { type CaseState, slice, withSlice } from '../../core/case/state.ts'

/** A test and tranches go to platforms; a return to whose it is, a handover to the organ that keeps it from now on. */
export const transferPurposes = ['test', 'tranche', 'return', 'handover'] as const

/** What does not go to be sold. */
export function isWayBack(purpose: string): boolean {
  return purpose === 'return' || purpose === 'handover'
}

export interface Payee {
  readonly platform?: string
  readonly address: string
  readonly units: string
}

export interface Transfer {
  readonly purpose: string
  readonly lot: string
  readonly tranche?: string
  readonly network: string
  readonly asset: string
  readonly pays: readonly Payee[]
  readonly fee: string
  readonly feeAsset: string
  /** Document of the unsigned transaction. */
  readonly unsigned: string
  readonly txid?: string
  readonly confirmed?: boolean
  /** The chain took it and it moved nothing. */
  readonly failed?: true
}

export type TransferSlice = Readonly<Record<string, Transfer>>

export function transfersOf(state: CaseState): TransferSlice {
  return slice<TransferSlice>(state, 'transfers') ?? {}
}

/** A transfer that is in the state, with what became of it. */
export function withTransfer(state: CaseState, id: string, became: Partial<Transfer>): CaseState {
  const transfers = transfersOf(state)
  return withSlice(state, 'transfers', { ...transfers, [id]: { ...transfers[id]!, ...became } })
}
