import { type CaseState, slice, withSlice } from '../../core/case/state.ts'

/** Gas that a service institution lent in kind, by coin. Base units. */
export interface GasLoan {
  readonly lender: string
  readonly lent: string
  readonly returned: string
  readonly expensed: string
}

export function gasOf(state: CaseState, asset: string): GasLoan | undefined {
  return slice<Readonly<Record<string, GasLoan>>>(state, 'gas')?.[asset]
}

export function withGas(state: CaseState, asset: string, row: GasLoan): CaseState {
  return withSlice(state, 'gas', { ...slice<Readonly<Record<string, GasLoan>>>(state, 'gas'), [asset]: row })
}
