import { type CaseState, slice, withSlice } from '../../core/case/state.ts'

/** Who may say that it is theirs, or that it was done wrongly (CPL 117, SPC 279(2), EXE 14 and 15, OC 49). */
export const standings = [
  'right-holder',
  'suspect',
  'victim',
  'co-owner',
  'outsider',
  'defender',
  'fund-raising-participant',
] as const

export interface Objection {
  readonly lot: string
  readonly party: string
  readonly standing: string
  /** Base units claimed; absent: the whole lot. */
  readonly units?: string
  readonly receivedOn: string
  /** To an act of execution, or an outsider's to title: they are decided under different articles. */
  readonly about: string
  readonly decided?: string
}

export type ObjectionSlice = Readonly<Record<string, Objection>>

export function objectionsOf(state: CaseState): ObjectionSlice {
  return slice<ObjectionSlice>(state, 'objections') ?? {}
}

/** Objections on a lot that nobody has decided yet. */
export function openObjections(state: CaseState, lot: string | undefined): readonly (readonly [string, Objection])[] {
  return Object.entries(objectionsOf(state)).filter(([, row]) => row.lot === lot && row.decided === undefined)
}

/** Objections that were found right: what they claim is not the case's to dispose of. */
export function upheldObjections(state: CaseState, lot: string | undefined): readonly (readonly [string, Objection])[] {
  return Object.entries(objectionsOf(state)).filter(
    ([, row]) => row.lot === lot && (row.decided === 'upheld' || row.decided === 'partly'),
  )
}

export function withObjection(state: CaseState, id: string, row: Objection): CaseState {
  return withSlice(state, 'objections', { ...objectionsOf(state), [id]: row })
}

/** Name of the hold that an objection puts on what it claims. */
export function holdOf(objection: string): string {
  return `objection/${objection}`
}

/** Who was told that a lot is to be disposed of, and when. */
export interface Told {
  readonly about: string
  readonly parties: readonly { readonly party: string; readonly standing: string; readonly on: string }[]
}

export function toldOf(state: CaseState, lot: string | undefined): readonly Told[] {
  return lot === undefined ? [] : (slice<Readonly<Record<string, readonly Told[]>>>(state, 'told')?.[lot] ?? [])
}
