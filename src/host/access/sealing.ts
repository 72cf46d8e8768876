import type { FastifyRequest } from 'fastify'
import { isBound, sealedEntry, sealedState } from '../../core/access/seals.ts'
import { documentsOf, hashesNamed } from '../../core/bundle/bundle.ts'
import { lastFillKinds, lastFillWatch } from '../../core/bundle/seals.ts'
import type { CaseState } from '../../core/case/state.ts'
import type { SluiceError } from '../../core/errors.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import { type Entry, readEntry } from '../../core/record/entry.ts'
import { bytesToHex, hexToBytes } from '../../core/record/hash.ts'
import type { Queryable } from '../log/queryable.ts'
import { childStreams, eachEntryOf, loadStream } from '../zone/streams.ts'
import type { DirectoryReader } from './holder.ts'

/** What of a case one reader is shown before its last fill. */
export interface Sealing {
  /** Whether this case is sealed to who asks. `stream` is a case or a child of one. */
  sealed(request: FastifyRequest, client: Queryable, stream: string): Promise<boolean>
  /** @throws {SEALED} where a document is named by sealed fields only */
  checkDocument(request: FastifyRequest, client: Queryable, sha256: string): Promise<void>
}

export function sealingOf(directory: DirectoryReader): Sealing {
  const bound = async ({ reader }: FastifyRequest): Promise<boolean> => {
    if (reader === undefined) return true
    return isBound((await directory())?.organisations[reader.org]?.role)
  }
  return {
    sealed: async (request, client, stream) => (await bound(request)) && !(await lastFillBehind(client, stream)),
    checkDocument: async (request, client, sha256) => {
      if (await bound(request)) await refuseSealed(client, sha256)
    },
  }
}

/** Of all streams of the case that the reader sees: asked of the few entries that say it. */
async function lastFillBehind(client: Queryable, stream: string): Promise<boolean> {
  const caseId = (await loadStream(client, stream))?.parent ?? stream
  const { rows } = await client.query<{ body: string }>(
    'select e.body from entries e join streams s on s.id = e.stream where (s.id = $1 or s.parent = $1) and e.kind = any($2)',
    [hexToBytes(caseId), [...lastFillKinds]],
  )
  const watch = lastFillWatch()
  for (const { body } of rows) watch.add(readEntry(JSON.parse(body)))
  return watch.passed()
}

async function* entriesOfCase(client: Queryable, stream: string): AsyncGenerator<Entry> {
  const own = await loadStream(client, stream)
  const caseId = own?.parent ?? stream
  yield* eachEntryOf(client, caseId)
  for (const child of await childStreams(client, caseId)) yield* eachEntryOf(client, child.id)
}

/** A document is shown where something names it that is not sealed: of the zone itself, of a case whose last fill is behind, or in an open field. */
async function refuseSealed(client: Queryable, sha256: string): Promise<void> {
  const { rows } = await client.query<{ stream: Buffer; kind: string }>(
    'select p.stream, s.kind from document_places p join streams s on s.id = p.stream where p.sha256 = $1',
    [hexToBytes(sha256)],
  )
  if (rows.length === 0) return
  for (const { stream, kind } of rows) {
    if (kind === 'directory' || kind === 'registers' || kind === 'packs') return
    if (await lastFillBehind(client, bytesToHex(stream))) return
    for await (const entry of entriesOfCase(client, bytesToHex(stream))) {
      const open = sealedEntry(entry).entry
      if (documentsOf(open).includes(sha256) || hashesNamed(open).has(sha256)) return
    }
  }
  throw sealedError('ZONE_THIS_DOCUMENT')
}

export function sealedError(what: 'ZONE_DESK' | 'ZONE_THIS_DOCUMENT' | 'ZONE_WHOLE_CASE'): SluiceError {
  return flawError('SEALED', flaw('ZONE_SEALED', { what: flaw(what) }))
}

interface Row {
  readonly id: string
  readonly entry: Entry
}

/** Entries as a bound reader gets them: the fields that are sealed are named and not shown. */
export function sealRows<R extends Row>(rows: readonly R[]): readonly (R & { readonly sealed?: readonly string[] })[] {
  return rows.map((row) => {
    const { entry, sealed } = sealedEntry(row.entry)
    return sealed.length === 0 ? row : { ...row, entry, sealed }
  })
}

/** States of child streams are all about the sale or the money: none is shown. */
export function sealState(kind: string, state: unknown): unknown {
  return kind === 'case' ? sealedState(state as CaseState) : {}
}
