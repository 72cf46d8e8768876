/** Crossings as files, for an air gap: what waits goes out as documents, acknowledgements come back. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import Type from 'typebox'
import Value from 'typebox/value'
import { administration } from '../../core/access/parties.ts'
import { SluiceError } from '../../core/errors.ts'
import { bytesToHex } from '../../core/record/hash.ts'
import type { NoteVerifier } from '../../core/record/log/keys.ts'
import { latestCheckpoint } from '../log/checkpoints.ts'
import { peerOf } from '../peers.ts'
import { acknowledgedSize, crossingText, keepAcknowledgement } from './sendCrossing.ts'

export interface CrossingFiles {
  readonly pool: Pool
  readonly zone: string
  readonly peers: readonly FilePeer[]
}

export interface FilePeer {
  readonly zone: string
  /** Its witness key, asked each time. */
  witnessVerifier(): Promise<NoteVerifier>
}

/**
 * The documents of what waits for a peer, in the order of the entries, all under the newest head. The first proves the growth since the peer
 * acknowledged, the others stand on the first, so that they are to be handed in in this order.
 *
 * @param asked the peer, and the size that it holds, where its acknowledgement was lost and it said so
 */
export async function waitingCrossings(
  files: CrossingFiles,
  asked: { readonly to: FilePeer; readonly from?: number },
): Promise<string[]> {
  const { pool, zone, peers } = files
  const { rows } = await pool.query<{ entry: Buffer }>(
    "select entry from outbox where type = 'cross' and state <> 'done' order by made limit 10000",
  )
  let held = asked.from ?? (await acknowledgedSize(pool, (await asked.to.witnessVerifier()).name))
  const head = await latestCheckpoint(pool)
  const texts: string[] = []
  for (const row of rows) {
    const entry = bytesToHex(row.entry)
    const { zone: to } = await peerOf({ pool, peers, entry })
    if (to !== asked.to.zone) continue
    const document = await crossingText({ pool, zone, entry, from: held, head })
    // What is not in the log yet comes with the next file, and nothing overtakes it.
    if (document === undefined) break
    texts.push(document.text)
    held = document.size
  }
  return texts
}

const acknowledgementShape = Type.Object(
  {
    entry: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    outcome: Type.Literal('applied'),
    line: Type.String({ maxLength: 20_000 }),
    size: Type.Integer({ minimum: 1 }),
    stream: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  },
  { additionalProperties: false },
)

/**
 * Takes an acknowledgement: the cosignature must hold for a head of ours. Twice is harmless.
 *
 * @throws {INPUT_INVALID} {NOT_FOUND} {SIGNATURE_INVALID} and nothing is kept
 */
export async function acknowledgeCrossing(files: CrossingFiles, value: unknown, now: Date): Promise<void> {
  const { pool, peers } = files
  if (!Value.Check(acknowledgementShape, value))
    throw new SluiceError('INPUT_INVALID', 'expected an acknowledgement: entry, outcome applied, line, size, stream.')
  const { entry, line, size, stream } = value as { entry: string; line: string; size: number; stream: string }
  const { rowCount } = await pool.query("select from outbox where key = $1 and type = 'cross'", [`cross ${entry}`])
  if (rowCount === 0) throw new SluiceError('NOT_FOUND', `nothing of ${entry} waits to cross.`, { facts: { entry } })
  const { zone: peerZone, witnessVerifier } = await peerOf({ pool, peers, entry })
  const witness = await witnessVerifier()
  await keepAcknowledgement({ pool, entry, answer: { outcome: 'applied', line, size, stream }, witness, peerZone, now })
  await pool.query(
    "update outbox set state = 'done', outcome = 'acknowledged by file' where key = $1 and state <> 'done'",
    [`cross ${entry}`],
  )
}

/** `GET /api/crossings` and `POST /api/crossings/acknowledgements`. Documents come in at `/crossings`, by file or wire. */
export function crossingFileRoutes(server: FastifyInstance, files: CrossingFiles): void {
  server.get<{ Querystring: { from?: string; to?: string } }>('/api/crossings', async (request) => {
    onlyAdministrators(request)
    const { query } = request
    const to = askedPeer(files.peers, query.to)
    const from = query.from === undefined ? undefined : Number(query.from)
    if (from !== undefined && (!Number.isSafeInteger(from) || from < 0))
      throw new SluiceError('INPUT_INVALID', 'from: expected the size of a log.')
    return waitingCrossings(files, { to, ...(from === undefined ? {} : { from }) })
  })
  server.post('/api/crossings/acknowledgements', async (request) => {
    onlyAdministrators(request)
    await acknowledgeCrossing(files, request.body, new Date())
    return { outcome: 'acknowledged' }
  })
}

function askedPeer(peers: readonly FilePeer[], named: string | undefined): FilePeer {
  const peer = named === undefined && peers.length === 1 ? peers[0] : peers.find(({ zone }) => zone === named)
  if (peer !== undefined) return peer
  const known = peers.map(({ zone }) => zone).join(', ')
  throw new SluiceError('INPUT_INVALID', `to: expected the zone that the file goes to, one of ${known}.`)
}

/** Files for an air gap hold what crosses of every case: who administers the zone carries them. */
function onlyAdministrators(request: FastifyRequest): void {
  if (request.reader?.org === administration) return
  throw new SluiceError(
    'SIGN_IN_REQUIRED',
    'Crossings in files are for the administrators of this zone: sign in as one.',
  )
}
