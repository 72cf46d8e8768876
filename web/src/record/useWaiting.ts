import { useCases, useProgressOf, useZone } from '../api/queries.ts'
import type { CaseRow, Progress } from '../api/types.ts'
import { type PackBook, usePackBook } from './packs.ts'
import { readFields } from './read.ts'
import { type Passages, passagesOf } from './stages.ts'
import { doneKey, type Waiting, waitingOf } from './waiting.ts'

export interface CaseView {
  readonly row: CaseRow
  readonly progress: Progress
  readonly passages: Passages
  readonly waiting: readonly (Waiting & { readonly since: string })[]
}

/** Every case of the zone with what it waits for and since when. Closed cases are looked through only where they are shown. */
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
  const progress = useProgressOf(wanted)
  const progressOf = (id: string): Progress => progress[wanted.indexOf(id)]?.data ?? nothing
  const views = rows.map((row) => viewOf(row, progressOf(row.id), book, zone.data?.kind ?? 'onshore'))
  return {
    ready: zone.isSuccess && cases.isSuccess && book.ready && progress.every(({ isSuccess }) => isSuccess),
    views,
    book,
  }
}

const nothing: Progress = { passed: [], proposals: [], approvedAt: {} }

function viewOf(row: CaseRow, progress: Progress, book: PackBook, zone: 'onshore' | 'offshore'): CaseView {
  const steps = book.model(row.state.model)?.manifest.steps ?? []
  const proposals = new Map<string, { key: string; purpose?: string }>()
  const done = new Set<string>()
  const last = new Map<string, string>()
  for (const { kind, purpose, movedAt, ...subject } of progress.passed) {
    const key = keyOf(subject)
    const before = last.get(key)
    if (movedAt !== undefined && (before === undefined || before < movedAt)) last.set(key, movedAt)
    done.add(doneKey(key, kind, purpose))
  }
  for (const { id, entry } of progress.proposals) {
    const { subject, payload } = readFields(entry)
    const { purpose } = (payload.payload ?? {}) as { readonly purpose?: string }
    proposals.set(id, { key: keyOf(subject), ...(purpose === undefined ? {} : { purpose }) })
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
  return { row, progress, passages: passagesOf(progress.passed), waiting }
}

function keyOf(subject: { lot?: string; tranche?: string }): string {
  if (subject.tranche !== undefined) return `tranche ${subject.tranche}`
  return subject.lot === undefined ? 'case' : `lot ${subject.lot}`
}
