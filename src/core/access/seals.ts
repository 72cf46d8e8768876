import { isSealed, sealedFields } from '../bundle/seals.ts'
import type { CaseState } from '../case/state.ts'
import { cutEntry, type Entry } from '../record/entry.ts'
import { sellerRoles } from './parties.ts'

/**
 * Roles of organisations that read reserve, plan and tranche sizes before the last fill: those that set, approve or execute them, and those that judge
 * or supervise. Every other role is bound by the seals.
 */
const unbound: ReadonlySet<string> = new Set([
  'public-security',
  'entrusted-agency',
  ...sellerRoles,
  'court',
  'procuratorate',
  'auditor',
])

/** Whether a reader of this role gets sealed values only after the last fill. An organisation without a role is bound. */
export function isBound(role: string | undefined): boolean {
  return role === undefined || !unbound.has(role)
}

export interface SealedEntry {
  readonly entry: Entry
  /** Fields that are there and not shown until the last fill. */
  readonly sealed: readonly string[]
}

/** An entry without what is sealed. What stays still fits its commitments. */
export function sealedEntry(entry: Entry): SealedEntry {
  const { kind } = entry.header
  const sealed = Object.keys(entry.fields).filter((field) => isSealed(kind, field))
  return { entry: sealed.length === 0 ? entry : cutEntry(entry, (field) => !sealed.includes(field)), sealed }
}

/** Kinds whose postings tell of sizes. */
export const sealedPosters: readonly string[] = [...Object.keys(sealedFields), 'crossing.received']

/** Parts of a case's state that say nothing of price, plan or size of what is sold. */
const openSlices: ReadonlySet<string> = new Set(['seizure', 'measures', 'access', 'basis'])

/** A state without what is sealed: stages, holds and what was seized stay. */
export function sealedState(state: CaseState): CaseState {
  const slices = Object.fromEntries(Object.entries(state.slices).filter(([name]) => openSlices.has(name)))
  return { ...state, proposals: {}, crossed: {}, documents: {}, balances: {}, slices } as CaseState
}
