import { hexToBytes } from '../../core/record/hash.ts'
import type { Queryable } from '../log/queryable.ts'

/** A document that no entry names yet is its sender's. */
export async function noteSender(pool: Queryable, sha256: string, org: string): Promise<void> {
  await pool.query('insert into document_senders (sha256, org) values ($1, $2) on conflict do nothing', [
    hexToBytes(sha256),
    org,
  ])
}

/**
 * Whether an organisation reads a stream: the same rows as the policies of the database ask. For who acts by a signature alone, without a session.
 * A stream that is not there is answered like one that is not shown.
 */
export async function seesStream(pool: Queryable, org: string, stream: string): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'sees_stream',
    text: `select from streams s left join reader_organisations o on o.org = $2
      where s.id = $1 and (s.kind in ('directory', 'registers', 'packs') or coalesce(o.supervises, false)
        or exists (select from case_readers c where c.stream = coalesce(s.parent, s.id) and c.org in ($2, '@' || o.role)))`,
    values: [hexToBytes(stream), org],
  })
  return rowCount === 1
}
