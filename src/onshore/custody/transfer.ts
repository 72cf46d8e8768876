import { type CaseState, slice } from '../../core/case/state.ts'

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
}

export type TransferSlice = Readonly<Record<string, Transfer>>

export function transfersOf(state: CaseState): TransferSlice {
  return slice<TransferSlice>(state, 'transfers') ?? {}
}
