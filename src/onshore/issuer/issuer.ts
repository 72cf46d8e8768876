import { type CaseState, slice, withSlice } from '../../core/case/state.ts'

/** What an issuer did to units of a line: frozen is a fact and no measure; burned is owed by the issuer until it is issued again. */
export interface IssuedLine {
  readonly stage: 'frozen' | 'burned' | 'reissued'
  readonly asset: string
  readonly units: string
  readonly address: string
  /** Whether the units stood in the agency's books when they were burned. */
  readonly booked?: boolean
}

export function issuerOf(state: CaseState): Readonly<Record<string, IssuedLine>> {
  return slice<Readonly<Record<string, IssuedLine>>>(state, 'issuer') ?? {}
}

export function withIssued(state: CaseState, line: number, row: IssuedLine): CaseState {
  return withSlice(state, 'issuer', { ...issuerOf(state), [line]: row })
}
