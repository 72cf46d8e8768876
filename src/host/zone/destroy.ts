import type { Pool, PoolClient } from 'pg'
import type { Deletion } from '../../core/case/kind.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import { deriveSalt } from '../../core/record/entry.ts'
import { hexToBytes } from '../../core/record/hash.ts'

/**
 * Destroys what an entry says is deleted, in the transaction of that entry: openings of personal fields with their salts, and documents. All of it or
 * nothing: what is not there, or gone already, refuses the whole.
 *
 * @throws {NOT_FOUND} naming what is not there
 */
export async function destroy(parameters: {
  readonly client: PoolClient
  readonly deletion: Deletion
  readonly at: string
  /** Fresh; takes the place of a stream's key that could make a deleted salt again. */
  readonly newKey: Uint8Array
}): Promise<void> {
  const { client, deletion, at } = parameters
  const { duty } = deletion
  for (const { entry, field } of deletion.values) {
    const { rows } = await client.query<{ salt: string; stream: Buffer; position: number; key: Buffer }>(
      `select v.salt, e.stream, e.position, s.key from vault v join entries e on e.id = v.entry join streams s on s.id = e.stream
       where v.entry = $1 and v.field = $2 and v.deleted_at is null for update of v`,
      [hexToBytes(entry), field],
    )
    const row = rows[0]
    if (row === undefined) throw flawError('NOT_FOUND', flaw('ZONE_VALUE_NOT_HERE', { field, entry }))
    await client.query(
      'update vault set salt = null, value = null, deleted_at = $3, duty = $4 where entry = $1 and field = $2',
      [hexToBytes(entry), field, at, duty],
    )
    // Entries of machine 1 took the salt from the stream's key. No opening needs that key again: each is stored with its salt.
    if (deriveSalt(new Uint8Array(row.key), row.position, field) === row.salt)
      await client.query('update streams set key = $2 where id = $1', [row.stream, parameters.newKey])
  }
  for (const sha256 of deletion.documents) {
    const { rowCount } = await client.query(
      'update documents set content = null, deleted_at = $2, duty = $3 where sha256 = $1 and content is not null',
      [hexToBytes(sha256), at, duty],
    )
    if (rowCount !== 1) throw flawError('NOT_FOUND', flaw('ZONE_DOCUMENT_NOT_HERE', { document: sha256 }))
  }
}

/** Old versions of changed rows stay on the disk until the table is vacuumed; the write-ahead log and backups are the operator's. */
export async function sweep(pool: Pool): Promise<void> {
  await pool.query('vacuum vault')
  await pool.query('vacuum documents')
  await pool.query('vacuum streams')
}
