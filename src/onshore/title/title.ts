import { type CaseState, slice, withSlice } from '../../core/case/state.ts'

/** Whose property a lot is found to be, and who else is concerned. */
export interface Title {
  readonly rightHolder: string
  /** Who had it in hand: may be nobody, and is not by that the right-holder. */
  readonly holder?: string
  readonly undisputed: boolean
  readonly harmsNobody: boolean
  readonly coOwners: readonly string[]
  readonly concerned: readonly { readonly party: string; readonly standing: string }[]
}

export function titleOf(state: CaseState, lot: string | undefined): Title | undefined {
  return lot === undefined ? undefined : slice<Readonly<Record<string, Title>>>(state, 'titles')?.[lot]
}

export interface Consent {
  readonly lot: string
  readonly rightHolder: string
  readonly form: 'application' | 'consent'
  readonly paper: string
  readonly units: string
  readonly signedAt: string
  readonly inCustody: boolean
  readonly counsel?: string
  readonly withdrawnAt?: string
}

export type ConsentSlice = Readonly<Record<string, Consent>>

export function consentsOf(state: CaseState): ConsentSlice {
  return slice<ConsentSlice>(state, 'consents') ?? {}
}

export function withConsent(state: CaseState, id: string, row: Consent): CaseState {
  return withSlice(state, 'consents', { ...consentsOf(state), [id]: row })
}

/** The form that a right-holder signs: nothing that he should know before he decides is left out (law finding 23). */
export interface ConsentBody {
  readonly rightHolder?: string
  readonly form?: string
  readonly lot?: string
  readonly units?: string
  readonly signedAt?: string
  readonly valuation?: {
    readonly amount?: string
    readonly currency?: string
    readonly date?: string
    readonly source?: string
  }
  readonly model?: string
  readonly fee?: string
  readonly alternatives?: readonly string[]
  readonly noEffect?: boolean
  readonly howToWithdraw?: string
}

/** To wait for the judgment, to have it returned, to give security instead. */
const alternatives = ['wait', 'return', 'security']

/** Whether the form says all: units, a dated value with its source, model, fee, each alternative, that refusal has no effect, and how to withdraw. */
export function isFullForm(body: ConsentBody): boolean {
  const { units, valuation, model, fee, noEffect, howToWithdraw } = body
  const said = [
    units,
    valuation?.amount,
    valuation?.currency,
    valuation?.date,
    valuation?.source,
    model,
    fee,
    howToWithdraw,
  ]
  return (
    said.every((text) => typeof text === 'string' && text.length > 0) &&
    noEffect === true &&
    Array.isArray(body.alternatives) &&
    alternatives.every((one) => body.alternatives!.includes(one))
  )
}
