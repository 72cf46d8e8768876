import type { PoolClient } from 'pg'
import { documentsOf } from '../../core/bundle/bundle.ts'
import type { AnyKind, Applied } from '../../core/case/kind.ts'
import { type Machine, type Machines, valuesOf } from '../../core/case/machines.ts'
import type { Entry } from '../../core/record/entry.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { checkEffects, type OutboxRow } from './checkEffects.ts'
import { checkAction, checkVault, type EntryRow, readRow } from './checkEntry.ts'
import { checkPages, type PageRows } from './checkPages.ts'
import { firstDifference } from './difference.ts'
import { type Findings, messageOf } from './finding.ts'
import { type KeptStream, readBlock } from './readBlock.ts'

export interface CheckStreamParameters {
  readonly client: PoolClient
  readonly stream: KeptStream
  readonly machines: Machines
  readonly findings: Findings
  /** Told of each document that a fact was read from. */
  readonly reads: (hash: string, at: string) => void
  readonly onEntry: () => void
}

/** A stream while it is rebuilt. */
interface Rebuilt {
  head: string | undefined
  position: number
  recordedAt: string
  state: unknown
  /** False from where an entry cannot be read or applied: what follows has no state to stand on. */
  known: boolean
}

/** Rebuilds one stream from its entries alone and compares all that is kept of it. */
export async function checkStream(parameters: CheckStreamParameters): Promise<void> {
  const { client, stream, findings } = parameters
  const rebuilt: Rebuilt = { head: undefined, position: -1, recordedAt: '', state: undefined, known: true }
  for (let from = 0; ; ) {
    const block = await readBlock(client, stream.id, from)
    for (const item of block) {
      const at = `${stream.kind} ${stream.id} position ${item.row.position}, entry ${item.row.id}`
      checkOne({ ...parameters, rebuilt, at, ...item })
      parameters.onEntry()
    }
    const last = block.at(-1)
    if (last === undefined) break
    from = last.row.position + 1
  }
  if (rebuilt.head === undefined) findings.add('stream-empty', `${stream.kind} ${stream.id}`, 'no entry')
  else compareStream(stream, rebuilt, findings)
}

interface OneParameters extends CheckStreamParameters {
  readonly rebuilt: Rebuilt
  readonly at: string
  readonly row: EntryRow
  readonly vault: Parameters<typeof checkVault>[0]['rows']
  readonly actions: Parameters<typeof checkAction>[0]['rows']
  readonly outbox: readonly OutboxRow[]
  readonly pages: PageRows
}

function checkOne(parameters: OneParameters): void {
  const { row, rebuilt, findings, at, stream } = parameters
  if (row.position !== rebuilt.position + 1) {
    findings.add(
      'entry-missing',
      `${stream.kind} ${stream.id} position ${rebuilt.position + 1}`,
      `the next is ${row.position}`,
    )
    rebuilt.known = false
  }
  const read = readRow(row, at, findings)
  if (read !== undefined) {
    const { entry } = read
    checkChain(parameters, entry)
    const { kind } = madeBy(parameters, entry)
    checkVault({ entry, kind, rows: parameters.vault, at, findings })
    checkAction({ entry, rows: parameters.actions, at, findings })
    for (const hash of documentsReadBy(entry)) parameters.reads(hash, at)
    apply(parameters, entry)
  } else rebuilt.known = false
  rebuilt.head = row.id
  rebuilt.position = row.position
  rebuilt.recordedAt = read?.entry.header.recordedAt ?? row.recordedAt
}

/** Only what a fact was read from must be kept: of other attachments the record may hold no more than the hash. */
function documentsReadBy(entry: Entry): readonly string[] {
  const facts = Object.fromEntries(Object.entries(entry.fields).filter(([name]) => name.startsWith('fact.')))
  return documentsOf({ ...entry, fields: facts })
}

function checkChain({ rebuilt, stream, at, findings }: OneParameters, { header }: Entry): void {
  const expected = { stream: header.position === 0 ? undefined : stream.id, prev: rebuilt.head }
  if (header.stream !== expected.stream)
    findings.add('entry-chain', at, `stream ${header.stream ?? 'none'}`, `stream ${expected.stream ?? 'none'}`)
  if (header.prev !== expected.prev)
    findings.add('entry-chain', at, `after ${header.prev ?? 'none'}`, `after ${expected.prev ?? 'none'}`)
  if (header.recordedAt < rebuilt.recordedAt)
    findings.add('entry-chain', at, `recorded at ${header.recordedAt}`, `not before ${rebuilt.recordedAt}`)
}

function madeBy(
  { machines }: OneParameters,
  { header }: Entry,
): { readonly machine: Machine | undefined; readonly kind: AnyKind | undefined } {
  const machine = machines.get(header.machine)
  return { machine, kind: machine?.kinds.get(header.kind) }
}

function apply(parameters: OneParameters, entry: Entry): void {
  const { rebuilt, findings, at, row, outbox, stream } = parameters
  const { machine, kind } = madeBy(parameters, entry)
  if (kind === undefined || kind.stream !== stream.kind) {
    findings.add(
      'entry-apply',
      at,
      `kind ${entry.header.kind} of ${entry.header.machine}`,
      `a kind of a ${stream.kind} stream in this zone`,
    )
    rebuilt.known = false
  }
  if (machine === undefined || kind === undefined || !rebuilt.known) return
  try {
    const applied = machine.appliedOf({ id: row.id, header: entry.header, fields: valuesOf(entry.fields) })
    checkEffects({
      kind,
      applied: applied as unknown as Applied<never>,
      before: rebuilt.state,
      rows: outbox,
      at,
      findings,
    })
    const { kinds } = machine
    const { state, postings } = machine.applyEntry({
      kinds,
      state: rebuilt.state,
      entry: applied,
      world: entry.header.world,
    })
    // Of one that is filed in another's place that is said already.
    if (entry.header.position === row.position)
      checkPages({ entry, before: rebuilt.state, postings, rows: parameters.pages, at, findings })
    rebuilt.state = state
  } catch (error) {
    findings.add('entry-apply', at, messageOf(error))
    rebuilt.known = false
  }
}

function compareStream(stream: KeptStream, rebuilt: Rebuilt, findings: Findings): void {
  const at = `${stream.kind} ${stream.id}`
  const says = `${stream.head} at position ${stream.position}, ${stream.recordedAt}`
  const is = `${rebuilt.head} at position ${rebuilt.position}, ${rebuilt.recordedAt}`
  if (says !== is) findings.add('stream-head', at, says, is)
  if (!rebuilt.known) return
  // The text itself is compared too: it is canonical when we wrote it.
  const expected = canonical(rebuilt.state as Json)
  if (stream.stateText === expected) return
  const difference = firstDifference(stream.state, JSON.parse(expected))
  if (difference === undefined) findings.add('stream-state', at, 'other bytes for the same values')
  else findings.add('stream-state', `${at}, ${difference.path}`, difference.found, difference.expected)
}
