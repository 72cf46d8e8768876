import type { Pool } from 'pg'
import { SluiceError } from '../../core/errors.ts'
import { parseCheckpoint } from '../../core/record/log/checkpoint.ts'
import { cosignatures } from '../../core/record/log/cosignature.ts'
import type { NoteVerifier } from '../../core/record/log/keys.ts'
import { addSignatures, formatSignatureLine, parseNote, parseSignatureLines } from '../../core/record/log/note.ts'
import type { Queryable } from './queryable.ts'

/** A head as published: the log's own signatures, then those of witnesses. */
export interface PublishedCheckpoint {
  readonly size: number
  readonly root: Uint8Array
  readonly note: string
  /** The note with the log's own signatures only: what a witness is shown. */
  readonly own: string
}

/**
 * The greatest head that the log signed, with the cosignatures it has so far.
 *
 * @throws {NOT_FOUND} where the database has no log
 */
export function latestCheckpoint(pool: Queryable): Promise<PublishedCheckpoint> {
  return readCheckpoint(pool, 'order by c.size desc limit 1', [])
}

/** The head of one size. @throws {NOT_FOUND} where none of this size was signed */
export function checkpointOfSize(pool: Queryable, size: number): Promise<PublishedCheckpoint> {
  return readCheckpoint(pool, 'where c.size = $1', [size])
}

/** The greatest head that a witness cosigned, for whoever asks for no newer one. @throws {NOT_FOUND} */
export function latestCosignedBy(
  pool: Queryable,
  witness: Pick<NoteVerifier, 'name' | 'keyId'>,
): Promise<PublishedCheckpoint> {
  const condition = `where c.size = (select max(size) from log_cosignatures where name = $1 and key_id = $2)`
  return readCheckpoint(pool, condition, [witness.name, witness.keyId])
}

async function readCheckpoint(pool: Queryable, condition: string, values: unknown[]): Promise<PublishedCheckpoint> {
  const { rows } = await pool.query<{ size: string; root: Buffer; note: string; lines: string[] }>(
    `select c.size::text, c.root, c.note,
        array(select line from log_cosignatures s where s.size = c.size order by received_at, name, line) as lines
      from log_checkpoints c ${condition}`,
    values,
  )
  const row = rows[0]
  if (row === undefined) throw new SluiceError('NOT_FOUND', 'The log has no such checkpoint.', { facts: { values } })
  const lines = row.lines.length === 0 ? [] : parseSignatureLines(row.lines.join(''))
  return { size: Number(row.size), root: new Uint8Array(row.root), note: addSignatures(row.note, lines), own: row.note }
}

/**
 * Keeps the cosignatures that witnesses gave for a head of ours. Lines of keys not given are dropped; a head that this log did not sign is
 * refused.
 *
 * @returns how many hold
 * @throws {SIGNATURE_INVALID} where a line of a given key is false   @throws {LOG_INCONSISTENT} where the head is not ours
 */
export async function keepCosignatures(parameters: {
  readonly pool: Pool | Queryable
  /** Our checkpoint with the lines, or its text, a blank line and the lines. */
  readonly note: string
  readonly verifiers: readonly NoteVerifier[]
  readonly now: Date
}): Promise<number> {
  const { pool, note, verifiers, now } = parameters
  const { text, signatures } = parseNote(note)
  const { size } = parseCheckpoint(text)
  const own = await checkpointOfSize(pool, size)
  if (parseNote(own.note).text !== text) {
    throw new SluiceError('LOG_INCONSISTENT', 'A witness cosigned a head that this log did not sign.', {
      facts: { size, own: own.note, found: note },
    })
  }
  cosignatures({ note, verifiers })
  const known = signatures.filter(({ name, keyId }) =>
    verifiers.some((key) => key.name === name && key.keyId === keyId),
  )
  for (const signature of known) {
    await pool.query(
      `insert into log_cosignatures (size, name, key_id, line, received_at) values ($1, $2, $3, $4, $5)
        on conflict (size, name, key_id) do update set line = excluded.line, received_at = excluded.received_at`,
      [size, signature.name, signature.keyId, formatSignatureLine(signature), now],
    )
  }
  return known.length
}
