/** The log's side of C2SP tlog-witness: shows its newest head and keeps the cosignature that comes back. */
import { SluiceError } from '../../core/errors.ts'
import { parseSize } from '../../core/record/log/checkpoint.ts'
import type { NoteVerifier } from '../../core/record/log/keys.ts'
import { parseNote, parseSignatureLines } from '../../core/record/log/note.ts'
import { formatAddCheckpoint } from '../../core/record/log/witness.ts'
import { keepCosignatures, latestCheckpoint, type PublishedCheckpoint } from './checkpoints.ts'
import type { TextReply, TextTransport } from './httpTransport.ts'
import { consistency } from './proofs.ts'
import type { Queryable } from './queryable.ts'

export interface AskWitnessParameters {
  readonly pool: Queryable
  readonly transport: Pick<TextTransport, 'post'>
  /** The key that must have cosigned. */
  readonly verifier: NoteVerifier
  readonly now: () => Date
}

/** The witness may move on between its answer and our next try; more often than this it does not. */
const triesMax = 4

/**
 * Gets the newest head cosigned. Nothing is sent where the witness cosigned it already.
 *
 * @returns the size that the witness has cosigned
 * @throws {LOG_INCONSISTENT} where the witness holds a greater head of ours, or one that ours does not continue: this log was rolled back or
 *   forked, or somebody else signs with its key
 * @throws {WITNESS_REFUSED} where it does not know the log or its key   @throws {WITNESS_UNREACHABLE} where it may be asked again
 * @throws {SIGNATURE_INVALID} where what came back is not its cosignature
 */
export async function askWitness(parameters: AskWitnessParameters): Promise<number> {
  const { pool, transport, verifier } = parameters
  let head = await latestCheckpoint(pool)
  let oldSize = await cosignedSize(pool, verifier)
  if (oldSize === head.size) return head.size
  for (let attempt = 0; attempt < triesMax; attempt++) {
    const from = oldSize ?? 0
    const proof = await consistency(pool, { from, to: head.size })
    const reply = await transport.post(formatAddCheckpoint({ oldSize: from, proof, note: head.own }))
    if (reply.status === 200) return keep(parameters, head, reply.body)
    // A crossing may have shown it a greater head while this one was on its way: what counts is how far the log is now.
    head = await latestCheckpoint(pool)
    oldSize = heldSize(reply, head, verifier.name)
  }
  throw new SluiceError('WITNESS_UNREACHABLE', `${verifier.name} moved on ${triesMax} times while it was asked.`, {
    facts: { witness: verifier.name },
  })
}

async function cosignedSize(pool: Queryable, { name, keyId }: NoteVerifier): Promise<number | undefined> {
  const { rows } = await pool.query<{ size: string | null }>(
    'select max(size)::text as size from log_cosignatures where name = $1 and key_id = $2',
    [name, keyId],
  )
  const size = rows[0]?.size
  return size === null || size === undefined ? undefined : Number(size)
}

async function keep(
  { pool, verifier, now }: AskWitnessParameters,
  head: PublishedCheckpoint,
  lines: string,
): Promise<number> {
  const { text } = parseNote(head.note)
  parseSignatureLines(lines)
  const kept = await keepCosignatures({ pool, note: `${text}\n${lines}`, verifiers: [verifier], now: now() })
  if (kept > 0) return head.size
  throw new SluiceError('SIGNATURE_INVALID', `The answer holds no cosignature of ${verifier.name}.`, {
    facts: { witness: verifier.name, size: head.size },
  })
}

/** The size to begin from, by a refusal of the witness. */
function heldSize(reply: TextReply, head: PublishedCheckpoint, witness: string): number {
  if (reply.status === 409 && reply.contentType.startsWith('text/x.tlog.size') && reply.body.endsWith('\n')) {
    const held = parseSize(reply.body.slice(0, -1))
    if (held <= head.size) return held
    throw new SluiceError(
      'LOG_INCONSISTENT',
      `${witness} cosigned a head of ${held} leaves; this log has ${head.size}. It was rolled back.`,
      {
        facts: { kind: 'rollback', witness, held, own: head.note },
      },
    )
  }
  const facts = { witness, status: reply.status, said: reply.body.slice(0, 500) }
  if (reply.status === 422) {
    throw new SluiceError(
      'LOG_INCONSISTENT',
      `${witness} finds that this log does not continue the head that it cosigned.`,
      {
        facts: { kind: 'fork', own: head.note, ...facts },
      },
    )
  }
  if (reply.status >= 500 || reply.status === 429) {
    throw new SluiceError('WITNESS_UNREACHABLE', `${witness} cannot answer now (HTTP ${reply.status}).`, { facts })
  }
  throw new SluiceError('WITNESS_REFUSED', `${witness} refused the checkpoint (HTTP ${reply.status}).`, { facts })
}
