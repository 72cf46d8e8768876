import { type CaseState, slice } from '../../../core/case/state.ts'
import type { Round } from './clear.ts'

/** A sealed round of a tranche: what was invited, and what was committed and opened so far. */
export interface RoundState extends Omit<Round, 'reserve'> {
  readonly reserve: string
  readonly asset: string
  readonly currency: string
  readonly method: '拍卖' | '变卖'
  readonly envelopes: readonly {
    readonly bidder: string
    readonly commitment: string
    readonly committedAt: string
    /** Hash of the paper with the bid, and when it was opened. */
    readonly opened?: { readonly paper: string; readonly at: string }
  }[]
  readonly clearing?: { readonly entry: string; readonly document: string }
}

export interface RoundSlice {
  readonly [tranche: string]: RoundState
}

export function roundOf(state: CaseState, tranche: string | undefined): RoundState | undefined {
  return tranche === undefined ? undefined : slice<RoundSlice>(state, 'round')?.[tranche]
}
