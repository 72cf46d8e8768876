import type { FastifyInstance, FastifyRequest } from 'fastify'
import { applyEntry } from '../../core/case/apply.ts'
import { appliedOf } from '../../core/case/machine.ts'
import type { CaseState } from '../../core/case/state.ts'
import { SluiceError } from '../../core/errors.ts'
import type { Posting } from '../../core/ledger/posting.ts'
import { bytesToHex } from '../../core/record/hash.ts'
import { type Sealing, sealLedger, sealRows, sealState } from '../access/sealing.ts'
import type { Queryable } from '../log/queryable.ts'
import { childStreams, entriesOf, entryById, listStreams, loadDocuments, loadStream } from '../zone/streams.ts'
import type { Zone } from '../zone/zone.ts'

/**
 * What a console or a script reads. All of it is derived from the record and can be thrown away. Each answer is read under the role that reads, as the
 * organisation of who asks: rows of others are not there.
 */
export function readRoutes(
  server: FastifyInstance,
  zone: Zone,
  { read, sealing }: { readonly read: Read; readonly sealing: Sealing },
): void {
  server.get('/api/cases', (request) =>
    read(request, async (client) => {
      const cases = await listStreams(client, 'case')
      const shown: object[] = []
      for (const { id, head, position, state, recordedAt } of cases) {
        const sealed = await sealing.sealed(request, client, id)
        shown.push({
          id,
          head,
          position,
          recordedAt,
          state: sealed ? sealState('case', state) : state,
          ...marked(sealed),
        })
      }
      return shown
    }),
  )
  server.get<{ Params: { id: string } }>('/api/cases/:id', (request) =>
    read(request, async (client) => {
      const stream = await caseStream(client, request.params.id)
      const children = await childStreams(client, stream.id)
      const { rows } = await client.query<{ zone: string; peer: Buffer }>(
        'select zone, peer from peers where stream = $1',
        [Buffer.from(stream.id, 'hex')],
      )
      const peer = rows[0] && { zone: rows[0].zone, stream: bytesToHex(rows[0].peer) }
      const { id, head, position, state, recordedAt } = stream
      const sealed = await sealing.sealed(request, client, id)
      return {
        id,
        head,
        position,
        recordedAt,
        state: sealed ? sealState('case', state) : state,
        ...marked(sealed),
        ...(peer === undefined ? {} : { peer }),
        children: children.map((child) => ({
          id: child.id,
          kind: child.kind,
          head: child.head,
          position: child.position,
          state: sealed ? sealState(child.kind, child.state) : child.state,
        })),
      }
    }),
  )
  server.get<{ Params: { id: string } }>('/api/cases/:id/entries', (request) =>
    read(request, async (client) => {
      const stream = await loadAny(client, request.params.id)
      const entries = await entriesOf(client, stream)
      const { rows } = await client.query<{ entry_id: Buffer; index: bigint }>(
        'select l.entry_id, l.index from log_leaves l join entries e on e.id = l.entry_id where e.stream = $1',
        [Buffer.from(stream, 'hex')],
      )
      const places = new Map(rows.map(({ entry_id, index }) => [bytesToHex(entry_id), Number(index)]))
      const placed = entries.map(({ id, entry }) => ({
        id,
        ...(places.has(id) ? { index: places.get(id)! } : {}),
        entry,
      }))
      return (await sealing.sealed(request, client, stream)) ? sealRows(placed) : placed
    }),
  )
  server.get<{ Params: { id: string } }>('/api/cases/:id/ledger', (request) =>
    read(request, async (client) => {
      const { id } = await caseStream(client, request.params.id)
      const rows = await caseLedger(zone, client, id)
      return (await sealing.sealed(request, client, id)) ? sealLedger(rows) : rows
    }),
  )
  server.get<{ Params: { id: string } }>('/api/entries/:id', (request) =>
    read(request, async (client) => {
      const { id } = request.params
      const found = isId(id) ? await entryById(client, id) : undefined
      if (found === undefined) throw new SluiceError('NOT_FOUND', `no entry ${id}.`)
      if (!(await sealing.sealed(request, client, found.stream))) return { id, ...found }
      const [row] = sealRows([{ id, ...found }])
      return row
    }),
  )
  server.get<{ Params: { sha256: string } }>('/api/documents/:sha256', async (request, reply) => {
    const { sha256 } = request.params
    const found = await read(request, async (client) => {
      const text = isId(sha256) ? (await loadDocuments(client, [sha256])).get(sha256) : undefined
      if (text !== undefined) await sealing.checkDocument(request, client, sha256)
      return text
    })
    if (found === undefined) throw new SluiceError('NOT_FOUND', `no document ${sha256}.`)
    return reply
      .type('text/plain; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .send(found)
  })
  for (const kind of ['directory', 'registers', 'packs'] as const) {
    server.get(`/api/${kind}`, (request) =>
      read(request, async (client) => {
        const [stream] = await listStreams(client, kind)
        return stream === undefined
          ? {}
          : { id: stream.id, head: stream.head, position: stream.position, state: stream.state }
      }),
    )
  }
  server.get('/api/outbox', (request) =>
    read(request, async (client) => {
      const { rows } = await client.query<{ stream: string }>(
        'select key, type, state, attempts, outcome, encode(entry, $1) as entry, encode(stream, $1) as stream from outbox order by made desc limit 200',
        ['hex'],
      )
      const shown: object[] = []
      for (const { stream, ...row } of rows) if (!(await sealing.sealed(request, client, stream))) shown.push(row)
      return shown
    }),
  )
  // Counts, and whose is not said.
  server.get('/api/rest', async () => {
    const { rows } = await zone.pool.query<{ outbox: bigint; queue: bigint; unknown: bigint }>(
      `select (select count(*) from outbox where state in ('waiting', 'attempted')) as outbox,
        (select count(*) from outbox where state = 'unknown') as unknown, (select count(*) from log_queue) as queue`,
    )
    const row = rows[0]!
    return { outbox: Number(row.outbox), queue: Number(row.queue), unknown: Number(row.unknown) }
  })
}

/** Said of a case that is sealed to who asks. */
function marked(sealed: boolean): { readonly sealed?: true } {
  return sealed ? { sealed: true } : {}
}

/** Reads as who asks. */
export type Read = <T>(request: FastifyRequest, work: (client: Queryable) => Promise<T>) => Promise<T>

function isId(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

async function loadAny(client: Queryable, id: string): Promise<string> {
  const stream = isId(id) ? await loadStream(client, id) : undefined
  if (stream !== undefined) return stream.id
  return (await caseStream(client, id)).id
}

/** A case by its id, or by the official number that its officer knows it by. */
export async function caseStream(client: Queryable, id: string) {
  const byId = isId(id) ? await loadStream(client, id) : undefined
  if (byId?.kind === 'case') return byId
  const cases = await listStreams(client, 'case')
  const numbered = cases.find(
    (stream) => ((stream.state as CaseState).slices.seizure as { caseNumber?: string } | undefined)?.caseNumber === id,
  )
  if (numbered === undefined) throw new SluiceError('NOT_FOUND', `no case ${id.slice(0, 100)} here.`)
  return numbered
}

export interface LedgerRow {
  readonly entry: string
  readonly kind: string
  readonly at: string
  readonly subject: { readonly lot?: string; readonly tranche?: string }
  readonly postings: readonly Posting[]
}

/** All postings of a case in this zone, derived from its entries. */
export async function caseLedger(
  zone: Pick<Zone, 'kinds'>,
  client: Queryable,
  stream: string,
): Promise<readonly LedgerRow[]> {
  const rows: LedgerRow[] = []
  let state: unknown
  for (const { id, entry } of await entriesOf(client, stream)) {
    const fields = Object.fromEntries(Object.entries(entry.fields).map(([name, { value }]) => [name, value]))
    const applied = appliedOf({ id, header: entry.header, fields })
    const result = applyEntry({ kinds: zone.kinds, state, entry: applied, world: entry.header.world })
    state = result.state
    if (result.postings.length > 0) {
      rows.push({
        entry: id,
        kind: entry.header.kind,
        at: entry.header.effectiveAt,
        subject: applied.subject,
        postings: result.postings,
      })
    }
  }
  return rows
}
