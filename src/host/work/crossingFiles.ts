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
import { acknowledgedSize, crossingText, keepAcknowledgement } from './sendCrossing.ts'

export interface CrossingFiles {
  readonly pool: Pool
  readonly zone: string
  readonly peerZone: string
  /** The peer's witness key, asked each time. */
  readonly witness: () => Promise<NoteVerifier>
}

/**
 * The documents of what waits for the peer, in the order of the entries, all under the newest head. The first proves the growth since the peer
 * acknowledged, the others stand on the first, so that they are to be handed in in this order.
 *
 * @param from the size that the peer holds, where its acknowledgement was lost and it said so
 */
export async function waitingCrossings(files: CrossingFiles, from?: number): Promise<string[]> {
  const { pool, zone } = files
  const { rows } = await pool.query<{ entry: Buffer }>(
    "select entry from outbox where type = 'cross' and state <> 'done' order by made limit 10000",
  )
  let held = from ?? (await acknowledgedSize(pool, (await files.witness()).name))
  const head = await latestCheckpoint(pool)
  const texts: string[] = []
  for (const { entry } of rows) {
    const document = await crossingText({ pool, zone, entry: bytesToHex(entry), from: held, head })
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
  const { pool, peerZone } = files
  if (!Value.Check(acknowledgementShape, value))
    throw new SluiceError('INPUT_INVALID', 'expected an acknowledgement: entry, outcome applied, line, size, stream.')
  const { entry, line, size, stream } = value as { entry: string; line: string; size: number; stream: string }
  const { rowCount } = await pool.query("select from outbox where key = $1 and type = 'cross'", [`cross ${entry}`])
  if (rowCount === 0) throw new SluiceError('NOT_FOUND', `nothing of ${entry} waits to cross.`, { facts: { entry } })
  const witness = await files.witness()
  await keepAcknowledgement({ pool, entry, answer: { outcome: 'applied', line, size, stream }, witness, peerZone, now })
  await pool.query(
    "update outbox set state = 'done', outcome = 'acknowledged by file' where key = $1 and state <> 'done'",
    [`cross ${entry}`],
  )
}

/** `GET /api/crossings` and `POST /api/crossings/acknowledgements`. Documents come in at `/crossings`, by file or wire. */
export function crossingFileRoutes(server: FastifyInstance, files: CrossingFiles): void {
  server.get<{ Querystring: { from?: string } }>('/api/crossings', async (request) => {
    onlyAdministrators(request)
    const { query } = request
    const from = query.from === undefined ? undefined : Number(query.from)
    if (from !== undefined && (!Number.isSafeInteger(from) || from < 0))
      throw new SluiceError('INPUT_INVALID', 'from: expected the size of a log.')
    return waitingCrossings(files, from)
  })
  server.post('/api/crossings/acknowledgements', async (request) => {
    onlyAdministrators(request)
    await acknowledgeCrossing(files, request.body, new Date())
    return { outcome: 'acknowledged' }
  })
}

/** Files for an air gap hold what crosses of every case: who administers the zone carries them. */
function onlyAdministrators(request: FastifyRequest): void {
  if (request.reader?.org === administration) return
  throw new SluiceError(
    'SIGN_IN_REQUIRED',
    'Crossings in files are for the administrators of this zone: sign in as one.',
  )
}
