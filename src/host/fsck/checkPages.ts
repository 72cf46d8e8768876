import type { PoolClient } from 'pg'
import { type Balanced, balancedOf, noteOf } from '../../core/case/about.ts'
import type { CaseState } from '../../core/case/state.ts'
import type { Posting } from '../../core/ledger/posting.ts'
import type { Entry } from '../../core/record/entry.ts'
import { hexToBytes } from '../../core/record/hash.ts'
import { noteValues } from '../zone/writeAppend.ts'
import type { Findings } from './finding.ts'

/** What is kept of an entry so that its case can be looked through. */
export interface PageRows {
  /** The columns behind stream and position, as text; undefined where there is no row. */
  readonly note: readonly string[] | undefined
  readonly postings: readonly Balanced[]
}

/** The rows of a span of a stream, by position. */
export async function pageRows(
  client: PoolClient,
  stream: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<(position: number) => PageRows> {
  const span = [hexToBytes(stream), from, to]
  const notes = await client.query<(string | number | boolean | null)[]>({
    text: `select position, kind, at, person, stage, lot, tranche, about_kind, about_lot, about_tranche, about_purpose, about_at, crossed
      from entry_notes where stream = $1 and position between $2 and $3`,
    values: span,
    rowMode: 'array',
  })
  const lines = await client.query<Balanced & { position: number }>(
    'select position, account, asset, units, balance from postings where stream = $1 and position between $2 and $3 order by position, line',
    span,
  )
  const byPosition = new Map(notes.rows.map(([position, ...columns]) => [position, columns.map(spelled)]))
  return (position) => ({
    note: byPosition.get(position),
    postings: lines.rows.filter((line) => line.position === position),
  })
}

/** What cases are looked through by says what their entries say. */
export function checkPages(parameters: {
  readonly entry: Entry
  /** The state before it. */
  readonly before: unknown
  readonly postings: readonly Posting[]
  readonly rows: PageRows
  readonly at: string
  readonly findings: Findings
}): void {
  const { entry, before, postings, rows, at, findings } = parameters
  const note = [entry.header.kind, ...noteValues(noteOf(entry))].map(spelled).join(' | ')
  const kept = rows.note?.join(' | ') ?? 'nothing'
  if (kept !== note) findings.add('page-note', at, kept, note)
  const balances = (before as Partial<Pick<CaseState, 'balances'>> | undefined)?.balances ?? {}
  const said = balancedOf(postings, balances).map(lineOf).join('; ')
  const written = rows.postings.map(lineOf).join('; ')
  if (written !== said) findings.add('page-posting', at, written || 'nothing', said || 'nothing')
}

function lineOf({ account, asset, units, balance }: Balanced): string {
  return `${account} ${units} ${asset}, then ${balance}`
}

function spelled(value: unknown): string {
  return value === null || value === undefined ? '--' : String(value)
}
