import type { FastifyInstance } from 'fastify'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import { bytesToHex, hexToBytes } from '../../core/record/hash.ts'
import { type Sealing, sealRows, sealState } from '../access/sealing.ts'
import { indexOf } from '../log/proofs.ts'
import { childStreams, entryById, listStreams, loadDocuments, loadStream } from '../zone/streams.ts'
import type { Zone } from '../zone/zone.ts'
import { caseStream, isId, type Read } from './caseStream.ts'
import { ledgerRoutes } from './ledgerPages.ts'
import { pageRoutes } from './pages.ts'

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
  pageRoutes(server, { read, sealing })
  ledgerRoutes(server, { read, sealing })
  server.get<{ Params: { id: string } }>('/api/entries/:id', (request) =>
    read(request, async (client) => {
      const { id } = request.params
      const found = isId(id) ? await entryById(client, id) : undefined
      if (found === undefined) throw flawError('NOT_FOUND', flaw('ZONE_NO_ENTRY', { entry: id }))
      const index = await indexOf(client, hexToBytes(id))
      const { kind } = (await loadStream(client, found.stream))!
      const row = { id, ...found, ...(index === undefined ? {} : { index }), of: kind }
      return (await sealing.sealed(request, client, found.stream)) ? sealRows([row])[0] : row
    }),
  )
  server.get<{ Params: { sha256: string } }>('/api/documents/:sha256', async (request, reply) => {
    const { sha256 } = request.params
    const found = await read(request, async (client) => {
      const text = isId(sha256) ? (await loadDocuments(client, [sha256])).get(sha256) : undefined
      if (text !== undefined) await sealing.checkDocument(request, client, sha256)
      return text
    })
    if (found === undefined) throw flawError('NOT_FOUND', flaw('ZONE_NO_DOCUMENT', { document: sha256 }))
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
