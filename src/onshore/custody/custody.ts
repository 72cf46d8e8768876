import { type CaseState, slice } from '../../core/case/state.ts'

/** An agency address book entry: who must sign for a network, and how many. */
export interface Wallet {
  readonly network: string
  /** Output descriptor for Bitcoin, checksummed address of the Safe for an EVM chain. */
  readonly wallet: string
  readonly threshold: number
  readonly custodians: readonly string[]
}

/** Units at an agency address, as proved from the chain. */
export interface Held {
  readonly line: number
  readonly asset: string
  readonly units: string
  readonly address: string
  readonly txid: string
  readonly index: number
}

export interface LotSlice {
  readonly lines: readonly number[]
  readonly asset: string
  readonly units: string
  readonly outcome: string
  /** Needed in kind as evidence. */
  readonly evidence?: boolean
  /** The lot that it was split from: lots split and never merge. */
  readonly from?: string
}

export interface CustodySlice {
  readonly wallets: readonly Wallet[]
  readonly held: readonly Held[]
  readonly inventory?: string
  /** Lines counted by an inventory; absent in states of the first machine, which counted all at once. */
  readonly inventoried?: readonly number[]
  readonly lots: Readonly<Record<string, LotSlice>>
}

export function custodyOf(state: CaseState): CustodySlice {
  return slice<CustodySlice>(state, 'custody') ?? { wallets: [], held: [], lots: {} }
}

export function lotOf(state: CaseState, lot: string | undefined): LotSlice | undefined {
  return lot === undefined ? undefined : custodyOf(state).lots[lot]
}

export function walletFor(state: CaseState, network: string): Wallet | undefined {
  return custodyOf(state).wallets.find((wallet) => wallet.network === network)
}
