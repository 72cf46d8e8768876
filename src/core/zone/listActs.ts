import type { KeptList } from '../case/registers.ts'
import { hashText } from '../record/hash.ts'
import type { Json } from '../record/jcs.ts'
import { type ListedSubject, type ListSnapshot, readListSnapshot } from '../rules/listSnapshot.ts'
import type { ScreeningList } from '../rules/screening.ts'
import { listChanges } from '../rules/screenSubjects.ts'
import { type ZoneAct, zoneAct } from './acts.ts'

/** The snapshot of a list as it was read, and what it would change against the one that is kept. */
export interface ReadList {
  readonly text: string
  readonly snapshot: ListSnapshot
  readonly changes: { readonly begun: readonly ListedSubject[]; readonly gone: readonly ListedSubject[] }
}

/** In which zone a list of a force binds. */
export const bindsIn = { 'binding-onshore': 'onshore', 'binding-hong-kong': 'offshore', information: 'both' } as const

/**
 * Reads a list and compares it with the snapshot before. Nothing is decided here: the zone counts the changes again from the texts.
 *
 * @example readList({ text, before }).changes.begun[0] // { line: 2, sort: 'address', value: '1A1z…', says: '' }
 * @throws {REGISTER_INVALID} when the text is no list at all
 */
export function readList(parameters: { readonly text: string; readonly before?: string | undefined }): ReadList {
  const { text, before } = parameters
  return { text, snapshot: readListSnapshot(text), changes: listChanges(before, text) }
}

/** The act that two administrators sign: the text by its hash, the one that it takes the place of, and how many begin and are gone. Days such as `2026-03-02`. */
export function listAct(parameters: {
  readonly about: Pick<ScreeningList, 'id' | 'issuer' | 'force' | 'source'> & { readonly title: string }
  readonly read: ReadList
  readonly kept?: Pick<KeptList, 'snapshot'> | undefined
  readonly publishedOn: string
  /** Day on which somebody looked whether this is the list. */
  readonly checkedOn: string
}): ZoneAct {
  const { about, read, kept, publishedOn, checkedOn } = parameters
  const snapshot = hashText(read.text)
  const payload: { [key: string]: Json } = {
    list: about.id,
    title: about.title,
    issuer: about.issuer,
    binds: bindsIn[about.force],
    force: about.force,
    snapshot,
    ...(kept === undefined ? {} : { previous: kept.snapshot }),
    publishedOn,
    checkedOn,
    source: about.source,
    subjects: read.snapshot.subjects.length,
    begun: read.changes.begun.length,
    gone: read.changes.gone.length,
  }
  const documents = [...new Set([snapshot, ...(kept === undefined ? [] : [kept.snapshot])])]
  return zoneAct('list', { kind: 'list.imported', payload, documents })
}
