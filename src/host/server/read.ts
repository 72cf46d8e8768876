import type { FastifyInstance } from 'fastify'
import { applyEntry } from '../../core/case/apply.ts'
import { appliedOf } from '../../core/case/machine.ts'
import type { CaseState } from '../../core/case/state.ts'
import { SluiceError } from '../../core/errors.ts'
import type { Posting } from '../../core/ledger/posting.ts'
import { bytesToHex } from '../../core/record/hash.ts'
import { exportCase } from '../bundle/exportCase.ts'
import { childStreams, entriesOf, entryById, listStreams, loadDocuments, loadStream } from '../zone/streams.ts'
import type { Zone } from '../zone/zone.ts'

/** What a console or a script reads. All of it is derived from the record and can be thrown away. */
export function readRoutes(server: FastifyInstance, zone: Zone): void {
  const { pool } = zone
  server.get('/api/cases', async () => {
    const cases = await listStreams(pool, 'case')
    return cases.map(({ id, head, position, state, recordedAt }) => ({ id, head, position, recordedAt, state }))
  })
  server.get<{ Params: { id: string } }>('/api/cases/:id', async ({ params }) => {
    const stream = await caseStream(zone, params.id)
    const children = await childStreams(pool, stream.id)
    const { rows } = await pool.query<{ zone: string; peer: Buffer }>(
      'select zone, peer from peers where stream = $1',
      [Buffer.from(stream.id, 'hex')],
    )
    const peer = rows[0] && { zone: rows[0].zone, stream: bytesToHex(rows[0].peer) }
    const { id, head, position, state, recordedAt } = stream
    return {
      id,
      head,
      position,
      recordedAt,
      state,
      ...(peer === undefined ? {} : { peer }),
      children: children.map((child) => ({
        id: child.id,
        kind: child.kind,
        head: child.head,
        position: child.position,
        state: child.state,
      })),
    }
  })
  server.get<{ Params: { id: string } }>('/api/cases/:id/entries', async ({ params }) => {
    const stream = await loadAny(zone, params.id)
    const entries = await entriesOf(pool, stream)
    const { rows } = await pool.query<{ entry_id: Buffer; index: bigint }>(
      'select l.entry_id, l.index from log_leaves l join entries e on e.id = l.entry_id where e.stream = $1',
      [Buffer.from(stream, 'hex')],
    )
    const places = new Map(rows.map(({ entry_id, index }) => [bytesToHex(entry_id), Number(index)]))
    return entries.map(({ id, entry }) => ({ id, ...(places.has(id) ? { index: places.get(id)! } : {}), entry }))
  })
  server.get<{ Params: { id: string } }>('/api/cases/:id/ledger', async ({ params }) =>
    caseLedger(zone, (await caseStream(zone, params.id)).id),
  )
  server.get<{ Params: { id: string } }>('/api/cases/:id/export', async ({ params }, reply) => {
    const stream = await caseStream(zone, params.id)
    return reply.type('application/json').send(JSON.stringify(await exportCase(zone, stream.id)))
  })
  server.get<{ Params: { id: string } }>('/api/entries/:id', async ({ params }) => {
    const found = isId(params.id) ? await entryById(pool, params.id) : undefined
    if (found === undefined) throw new SluiceError('NOT_FOUND', `no entry ${params.id}.`)
    return { id: params.id, ...found }
  })
  server.get<{ Params: { sha256: string } }>('/api/documents/:sha256', async ({ params }, reply) => {
    const found = isId(params.sha256) ? (await loadDocuments(pool, [params.sha256])).get(params.sha256) : undefined
    if (found === undefined) throw new SluiceError('NOT_FOUND', `no document ${params.sha256}.`)
    return reply
      .type('text/plain; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .send(found)
  })
  for (const kind of ['directory', 'registers', 'packs'] as const) {
    server.get(`/api/${kind}`, async () => {
      const [stream] = await listStreams(pool, kind)
      return stream === undefined
        ? {}
        : { id: stream.id, head: stream.head, position: stream.position, state: stream.state }
    })
  }
  server.get('/api/outbox', async () => {
    const { rows } = await pool.query(
      'select key, type, state, attempts, outcome, encode(entry, $1) as entry from outbox order by made desc limit 200',
      ['hex'],
    )
    return rows
  })
  server.get('/api/rest', async () => {
    const { rows } = await pool.query<{ outbox: bigint; queue: bigint; unknown: bigint }>(
      `select (select count(*) from outbox where state in ('waiting', 'attempted')) as outbox,
        (select count(*) from outbox where state = 'unknown') as unknown, (select count(*) from log_queue) as queue`,
    )
    const row = rows[0]!
    return { outbox: Number(row.outbox), queue: Number(row.queue), unknown: Number(row.unknown) }
  })
}

function isId(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

async function loadAny(zone: Zone, id: string): Promise<string> {
  const stream = isId(id) ? await loadStream(zone.pool, id) : undefined
  if (stream !== undefined) return stream.id
  return (await caseStream(zone, id)).id
}

/** A case by its id, or by the official number that its officer knows it by. */
async function caseStream(zone: Zone, id: string) {
  const byId = isId(id) ? await loadStream(zone.pool, id) : undefined
  if (byId?.kind === 'case') return byId
  const cases = await listStreams(zone.pool, 'case')
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
export async function caseLedger(zone: Zone, stream: string): Promise<readonly LedgerRow[]> {
  const rows: LedgerRow[] = []
  let state: unknown
  for (const { id, entry } of await entriesOf(zone.pool, stream)) {
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
