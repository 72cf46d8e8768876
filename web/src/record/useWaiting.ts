import { useCases, useEntriesOf, useZone } from '../api/queries.ts'
import type { CaseRow, EntryRow } from '../api/types.ts'
import { type PackBook, usePackBook } from './packs.ts'
import { aboutOf, readFields } from './read.ts'
import { type Passages, passagesOf } from './stages.ts'
import { doneKey, type Waiting, waitingOf } from './waiting.ts'

export interface CaseView {
  readonly row: CaseRow
  readonly entries: readonly EntryRow[]
  readonly passages: Passages
  readonly waiting: readonly (Waiting & { readonly since: string })[]
}

/** Every case of the zone with what it waits for and since when. Entries of closed cases are read only where they are shown. */
export function useCaseViews(options: { readonly closed?: boolean } = {}): {
  readonly ready: boolean
  readonly views: readonly CaseView[]
  readonly book: PackBook
} {
  const zone = useZone()
  const cases = useCases()
  const book = usePackBook()
  const rows = cases.data ?? []
  const wanted = rows
    .filter(({ state }) => options.closed === true || state.stages.case !== 'closed')
    .map(({ id }) => id)
  const entries = useEntriesOf(wanted)
  const entriesOf = (id: string): readonly EntryRow[] => entries[wanted.indexOf(id)]?.data ?? []
  const views = rows.map((row) => viewOf(row, entriesOf(row.id), book, zone.data?.kind ?? 'onshore'))
  return {
    ready: zone.isSuccess && cases.isSuccess && book.ready && entries.every(({ isSuccess }) => isSuccess),
    views,
    book,
  }
}

function viewOf(row: CaseRow, entries: readonly EntryRow[], book: PackBook, zone: 'onshore' | 'offshore'): CaseView {
  const steps = book.model(row.state.model)?.manifest.steps ?? []
  const proposals = new Map<string, { key: string; purpose?: string }>()
  const done = new Set<string>()
  const last = new Map<string, string>()
  for (const { id, entry } of entries) {
    const { kind, subject, purpose } = aboutOf(entry)
    const key = keyOf(subject)
    if (readFields(entry).decision?.to !== undefined) last.set(key, entry.header.recordedAt)
    done.add(doneKey(key, kind, purpose))
    if (kind !== 'proposal.made' || row.state.proposals[id] === undefined) continue
    const content = readFields(entry).payload.payload as { purpose?: string } | undefined
    proposals.set(id, { key, ...(content?.purpose === undefined ? {} : { purpose: content.purpose }) })
    last.set(id, entry.header.recordedAt)
  }
  const waiting = waitingOf({ state: row.state, steps, zone, proposals, done }).map((one) => ({
    ...one,
    since:
      last.get(one.proposal ?? '') ??
      last.get(one.key) ??
      last.get(one.lot === undefined ? 'case' : `lot ${one.lot}`) ??
      last.get('case') ??
      row.recordedAt,
  }))
  return { row, entries, passages: passagesOf(entries), waiting }
}

function keyOf(subject: { lot?: string; tranche?: string }): string {
  if (subject.tranche !== undefined) return `tranche ${subject.tranche}`
  return subject.lot === undefined ? 'case' : `lot ${subject.lot}`
}
