import { useMemo } from 'react'
import { useDirectory, useEveryEntry } from '../api/queries.ts'
import type { EntryRow } from '../api/types.ts'
import { readFields } from './read.ts'

/** What a duty to delete took, as the record says it. */
export interface Deletion {
  /** The entry that says so. */
  readonly entry: string
  readonly at: string
  readonly duty: string
  readonly source: string
}

export interface Deletions {
  readonly ofValue: (entry: string, field: string) => Deletion | undefined
  readonly ofDocument: (sha256: string) => Deletion | undefined
}

/** Deletions of a zone by what they took. @example deletionsOf(rows).ofValue(entry, 'payload.personalName')?.duty */
export function deletionsOf(rows: readonly EntryRow[]): Deletions {
  const found = new Map<string, Deletion>()
  for (const { id, entry } of rows) {
    const { values = [], documents = [], duty, source } = readFields(entry).payload as unknown as Omit<Deletion, 'at'> & {
      readonly values?: readonly { readonly entry: string; readonly field: string }[]
      readonly documents?: readonly string[]
    } // biome-ignore format: one shape
    const deletion = { entry: id, at: entry.header.recordedAt, duty, source }
    for (const value of values) found.set(`${value.entry} ${value.field}`, deletion)
    for (const sha256 of documents) found.set(sha256, deletion)
  }
  return {
    ofValue: (entry, field) => found.get(`${entry} ${field}`),
    ofDocument: (sha256) => found.get(sha256),
  }
}

export function useDeletions(): Deletions {
  const rows = useEveryEntry(useDirectory().data?.id, ['value.deleted']).data
  return useMemo(() => deletionsOf(rows ?? []), [rows])
}
