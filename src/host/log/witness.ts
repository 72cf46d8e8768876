/** A witness of other logs (C2SP tlog-witness): what it saw is on disk before anybody hears of it. */
import { createHash } from 'node:crypto'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { SluiceError } from '../../core/errors.ts'
import { type AnySigningKey, witnessSigner } from '../../core/record/log/anyKey.ts'
import { parseCheckpoint } from '../../core/record/log/checkpoint.ts'
import { type MlDsaKey, mlDsaSigner } from '../../core/record/log/mlDsa.ts'
import { addSignatures, formatSignatureLine, parseNote, parseSignatureLines } from '../../core/record/log/note.ts'
import {
  type AddCheckpoint,
  considerCheckpoint,
  parseAddCheckpoint,
  type WitnessAcceptance,
  type WitnessedHead,
  type WitnessedLogs,
  type WitnessIncident,
  type WitnessRefusal,
} from '../../core/record/log/witness.ts'
import type { Queryable } from './queryable.ts'

export interface Witness {
  readonly key: AnySigningKey
  /** Cosigns too: the key that will take its place. */
  readonly nextKey?: AnySigningKey
  /** Cosigns a second time with ML-DSA-44. */
  readonly mlDsaKey?: MlDsaKey
  /** Asked at each request, so that a log can be added or a key changed while it runs. */
  readonly logs: () => WitnessedLogs | Promise<WitnessedLogs>
  readonly now: () => Date
  /** Told of each incident when it is kept. */
  readonly onIncident?: (origin: string, incident: WitnessIncident) => void
}

export interface Cosigned {
  readonly outcome: 'cosigned'
  readonly origin: string
  readonly size: number
  /** The signature line, or one for each key, each with its newline. */
  readonly line: string
}

/**
 * Decides on a head, keeps it and cosigns it. Atomic without a transaction of its own: the row is changed only where it still is what was
 * decided on. Inside a transaction of the caller's the head stands or falls with the rest of it, and the line must not be shown before the
 * commit.
 *
 * @example await witnessCheckpoint(client, witness, { oldSize: 0, proof: [], note })
 */
export async function witnessCheckpoint(
  client: Queryable,
  witness: Witness,
  request: AddCheckpoint,
): Promise<Cosigned | WitnessRefusal> {
  const logs = await witness.logs()
  for (;;) {
    const origin = originOf(request)
    const state = origin === undefined ? undefined : await witnessedHead(client, origin)
    const answer = considerCheckpoint({ logs, state, request })
    if (answer.outcome === 'refused') {
      if (origin !== undefined && answer.incident !== undefined && !overtaken(answer.incident, state, witness.now()))
        await keepIncident(client, witness, origin, answer.incident)
      return answer
    }
    const cosigned = await persist(client, witness, answer, state)
    // Another request moved the head in between: decide again on what it left.
    if (cosigned !== undefined) return cosigned
  }
}

/**
 * A log shows its heads in two ways, by itself and with each crossing, and one message may overtake another. For this long after a head was cosigned a
 * smaller one is refused all the same, and accuses nobody; a log that was rolled back goes on offering such heads.
 */
export const overtakenMs = 60_000

function overtaken({ kind }: WitnessIncident, held: HeldHead | undefined, now: Date): boolean {
  return kind === 'rollback' && held !== undefined && now.getTime() - held.cosignedAt.getTime() < overtakenMs
}

/** A head and when it was cosigned here. */
export interface HeldHead extends WitnessedHead {
  readonly cosignedAt: Date
}

function originOf(request: AddCheckpoint): string | undefined {
  try {
    return parseCheckpoint(parseNote(request.note).text).origin
  } catch (error) {
    if (error instanceof SluiceError) return undefined
    throw error
  }
}

/** The greatest head cosigned for a log. */
export async function witnessedHead(client: Queryable, origin: string): Promise<HeldHead | undefined> {
  const { rows } = await client.query<{ size: string; root: Buffer; note: string; cosigned_at: Date }>({
    name: 'witness_head',
    text: 'select size::text, root, note, cosigned_at from witness_state where origin = $1',
    values: [origin],
  })
  const row = rows[0]
  return (
    row && {
      size: Number(row.size),
      root: new Uint8Array(row.root),
      note: row.note,
      cosignedAt: new Date(row.cosigned_at),
    }
  )
}

async function persist(
  client: Queryable,
  witness: Witness,
  { origin, text, state }: WitnessAcceptance,
  before: WitnessedHead | undefined,
): Promise<Cosigned | undefined> {
  const now = witness.now()
  const line = cosignatureLines(witness, text, Math.floor(now.getTime() / 1000))
  const values = [origin, state.size, state.root, state.note, line, now]
  const { rowCount } =
    before === undefined
      ? await client.query({
          name: 'witness_first',
          text: `insert into witness_state (origin, size, root, note, line, cosigned_at) values ($1, $2, $3, $4, $5, $6)
            on conflict do nothing`,
          values,
        })
      : await client.query({
          name: 'witness_next',
          text: `update witness_state set size = $2, root = $3, note = $4, line = $5, cosigned_at = $6
            where origin = $1 and size = $7 and root = $8`,
          values: [...values, before.size, before.root],
        })
  return rowCount === 1 ? { outcome: 'cosigned', origin, size: state.size, line } : undefined
}

function cosignatureLines({ key, nextKey, mlDsaKey }: Witness, text: string, timestampSeconds: number): string {
  const signers = [key, ...(nextKey === undefined ? [] : [nextKey])].map((one) => witnessSigner(one, timestampSeconds))
  if (mlDsaKey !== undefined) signers.push(mlDsaSigner({ key: mlDsaKey, timestampSeconds }))
  return signers.map(({ name, keyId, sign }) => formatSignatureLine({ name, keyId, signature: sign(text) })).join('')
}

async function keepIncident(
  client: Queryable,
  witness: Witness,
  origin: string,
  incident: WitnessIncident,
): Promise<void> {
  const { rowCount } = await client.query(
    `insert into witness_incidents (origin, kind, held, offered, seen_at) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [origin, incident.kind, incident.held, incident.offered, witness.now()],
  )
  if (rowCount === 1) witness.onIncident?.(origin, incident)
}

export interface ServeWitnessOptions {
  readonly pool: Queryable
  readonly witness: Witness
}

/** 63 proof lines and a note with many signatures, post-quantum ones included. */
const bodyBytesMax = 128 * 1024

/**
 * `POST add-checkpoint`, and `GET <SHA-256 of the origin>/checkpoint` for monitors.
 *
 * @example await server.register(serveWitness, { prefix: '/witness', pool, witness })
 */
export const serveWitness: FastifyPluginAsync<ServeWitnessOptions> = async (server, { pool, witness }) => {
  // Whatever type a client declares, the body is text.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyBytesMax }, (_request, body, done) =>
    done(null, body),
  )
  server.post('/add-checkpoint', async (request, reply) => {
    const parsed = parseBody(request.body)
    if (parsed === undefined) return plain(reply, 400, 'The body is no add-checkpoint request.\n')
    const answer = await witnessCheckpoint(pool, witness, parsed)
    if (answer.outcome === 'cosigned') return plain(reply, 200, answer.line)
    if (answer.heldSize === undefined) return plain(reply, answer.status, `${answer.reason}\n`)
    return reply.status(answer.status).type('text/x.tlog.size').send(`${answer.heldSize}\n`)
  })
  server.get<{ Params: { originHash: string } }>('/:originHash/checkpoint', async ({ params }, reply) => {
    const note = await cosignedCheckpoint(pool, params.originHash)
    if (note === undefined) return plain(reply, 404, 'No checkpoint of this log was cosigned here.\n')
    return plain(reply.header('cache-control', 'public, max-age=1'), 200, note)
  })
}

function parseBody(body: unknown): AddCheckpoint | undefined {
  if (!(body instanceof Uint8Array)) return undefined
  try {
    return parseAddCheckpoint(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body))
  } catch {
    return undefined
  }
}

/** The last head cosigned for the log with this origin hash, with our line. */
async function cosignedCheckpoint(pool: Queryable, originHash: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ origin: string; note: string; line: string }>(
    'select origin, note, line from witness_state',
  )
  const row = rows.find(({ origin }) => createHash('sha256').update(origin).digest('hex') === originHash)
  return row && addSignatures(row.note, parseSignatureLines(row.line))
}

function plain(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.status(status).type('text/plain; charset=utf-8').send(text)
}
