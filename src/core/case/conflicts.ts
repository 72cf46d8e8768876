import { type CaseState, slice } from './state.ts'

/** A tie to a case that somebody declared, with the entry, and the one that decided that it stands. */
export interface Conflict {
  readonly entry: string
  readonly decided?: string
}

/** By person: the conflicts that keep somebody from approving in a case. */
export function conflictsOf(state: CaseState): Readonly<Record<string, Conflict>> {
  return slice<Readonly<Record<string, Conflict>>>(state, 'conflicts') ?? {}
}
