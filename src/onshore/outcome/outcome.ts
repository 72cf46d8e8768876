import { type CaseState, slice, withSlice } from '../../core/case/state.ts'

/** Of a lot whose money was held: what the court decided after the sale. */
export interface HeldMoney {
  readonly amount: string
  readonly account: string
  readonly since: string
}

export function heldMoneyOf(state: CaseState, lot: string | undefined): HeldMoney | undefined {
  return lot === undefined ? undefined : slice<Readonly<Record<string, HeldMoney>>>(state, 'held')?.[lot]
}

export function withHeldMoney(state: CaseState, lot: string, row: HeldMoney): CaseState {
  return withSlice(state, 'held', { ...slice<Readonly<Record<string, HeldMoney>>>(state, 'held'), [lot]: row })
}
