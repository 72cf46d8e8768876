/** Time-stamps of a zone's own checkpoints: when somebody outside saw the head of the log. */
import { base64 } from '@scure/base'
import type { SectionRow } from '../../core/bundle/sections.ts'
import { bytesToHex, utf8ToBytes } from '../../core/record/hash.ts'
import { parseNote } from '../../core/record/log/note.ts'
import type { TimeAuthority } from '../../world/timestamps/authority.ts'
import { latestCheckpoint } from './checkpoints.ts'
import { consistency } from './proofs.ts'
import type { Queryable } from './queryable.ts'

/**
 * Gets the newest head stamped and keeps the token; nothing is asked where it has one of this authority. Two servers that ask at once keep
 * one: the first.
 *
 * @returns the size that is stamped
 * @throws {TIMESTAMP_UNREACHABLE} {TIMESTAMP_REFUSED} {TIMESTAMP_INVALID} and nothing is kept
 */
export async function stampNewest(parameters: {
  readonly pool: Queryable
  readonly authority: TimeAuthority
}): Promise<number> {
  const { pool, authority } = parameters
  const { size, own } = await latestCheckpoint(pool)
  // A log without leaves has nothing to show.
  if (size === 0) return 0
  const { rowCount } = await pool.query('select from log_timestamps where size = $1 and authority = $2', [
    size,
    authority.name,
  ])
  if (rowCount !== 0) return size
  const { token, proved } = await authority.stamp(utf8ToBytes(parseNote(own).text))
  await pool.query(
    `insert into log_timestamps (size, authority, token, certificates, proved_at) values ($1, $2, $3, $4, $5)
      on conflict do nothing`,
    [size, authority.name, token, authority.certificates.map((one) => Buffer.from(one)), proved.at],
  )
  return size
}

/**
 * For each of these entries the earliest time-stamp that covers it, as a bundle shows them, against the checkpoint of `size`.
 *
 * @param indexes places in the log
 */
export async function stampsFor(
  pool: Queryable,
  parameters: { readonly indexes: readonly number[]; readonly size: number },
): Promise<SectionRow<'timestamps'>[]> {
  const { indexes, size } = parameters
  // The first by size is not the first by time where several authorities stamp, so each authority has its own.
  const { rows } = await pool.query<{ size: string; token: Buffer; certificates: Buffer[]; note: string }>(
    `select distinct t.size::text, t.authority, t.token, t.certificates, c.note
      from (select distinct authority from log_timestamps) a
      cross join unnest($1::bigint[]) i(index)
      cross join lateral (
        select * from log_timestamps t
        where t.authority = a.authority and t.size > i.index and t.size <= $2 order by t.size limit 1) t
      join log_checkpoints c on c.size = t.size
      order by t.size::text, t.authority`,
    [indexes, size],
  )
  const ordered = [...rows].sort((a, b) => Number(a.size) - Number(b.size))
  const stamps: SectionRow<'timestamps'>[] = []
  for (const row of ordered) {
    const proof = await consistency(pool, { from: Number(row.size), to: size })
    stamps.push({
      checkpoint: row.note,
      consistency: proof.map((hash) => bytesToHex(hash)),
      token: base64.encode(new Uint8Array(row.token)),
      certificates: row.certificates.map((one) => base64.encode(new Uint8Array(one))),
    })
  }
  return stamps
}
