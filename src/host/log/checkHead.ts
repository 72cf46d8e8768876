import { SluiceError } from '../../core/errors.ts'
import { equalBytes } from '../../core/record/hash.ts'
import { openCheckpoint } from '../../core/record/log/checkpoint.ts'
import type { NoteVerifier } from '../../core/record/log/keys.ts'
import { createTree } from '../../core/record/log/merkle.ts'
import { readHead } from './integrate.ts'
import type { Queryable } from './queryable.ts'

/**
 * What a server checks before it goes on with a log: that the newest checkpoint is signed by the log's key and is the head that would be
 * appended to. Takes milliseconds at any size; `checkLog` computes everything again.
 *
 * @returns the size
 * @throws {LOG_INCONSISTENT} where head and checkpoint differ   @throws {SIGNATURE_INVALID}   @throws {NOT_FOUND} without a log
 */
export async function checkHead(pool: Queryable, verifiers: readonly NoteVerifier[]): Promise<number> {
  const { rows } = await pool.query<{ origin: string; size: string; peaks: Buffer; note: string | null }>(
    `select origin, h.size::text, peaks, note from log_head h left join log_checkpoints c on c.size = h.size`,
  )
  const row = rows[0]
  if (row === undefined) throw new SluiceError('NOT_FOUND', 'This database has no log.')
  const head = readHead(row)
  const root = createTree({ profile: head.profile, from: head }).root()
  if (row.note !== null) {
    const { checkpoint } = openCheckpoint({ note: row.note, origin: head.origin, verifiers })
    if (checkpoint.size === head.size && equalBytes(checkpoint.root, root)) return head.size
  }
  throw new SluiceError('LOG_INCONSISTENT', 'The head of the log is not one that a checkpoint signs.', {
    facts: { head: head.size, checkpoint: row.note },
  })
}
