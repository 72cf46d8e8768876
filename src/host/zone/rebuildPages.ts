import type { Pool, PoolClient } from 'pg'
import { balancedOf, noteOf } from '../../core/case/about.ts'
import { applyEntry } from '../../core/case/apply.ts'
import type { Kinds } from '../../core/case/kind.ts'
import { appliedOf } from '../../core/case/machine.ts'
import { valuesOf } from '../../core/case/machines.ts'
import type { CaseState } from '../../core/case/state.ts'
import { readEntry } from '../../core/record/entry.ts'
import { bytesToHex } from '../../core/record/hash.ts'
import { parseCanonical } from '../../core/record/jcs.ts'
import { inTransaction } from '../log/queryable.ts'
import { noteValues } from './writeAppend.ts'

const rowsAtOnce = 200

/**
 * Makes again what a case is looked through by, where a database is older than it: from the entries, as an append would have. Entries of an earlier
 * machine are applied by the present one, as appends after them are; fsck holds the rows to the machine that an entry names.
 */
export async function rebuildPages(pool: Pool, kinds: Kinds): Promise<boolean> {
  const lacking = await lackingStreams(pool)
  for (const stream of lacking) await inTransaction(pool, (client) => rebuild(client, stream, kinds))
  return lacking.length > 0
}

async function lackingStreams(pool: Pool): Promise<readonly Buffer[]> {
  const { rows } = await pool.query<{ id: Buffer }>(
    'select id from streams s where not exists (select from entry_notes n where n.stream = s.id and n.position = s.position) order by recorded_at, id',
  )
  return rows.map(({ id }) => id)
}

async function rebuild(client: PoolClient, stream: Buffer, kinds: Kinds): Promise<void> {
  // Nobody appends to it meanwhile: the last note is what says that all are there.
  await client.query('select from streams where id = $1 for update', [stream])
  await client.query('delete from entry_notes where stream = $1', [stream])
  await client.query('delete from postings where stream = $1', [stream])
  let state: unknown
  for (let from = 0; ; from += rowsAtOnce) {
    const { rows } = await client.query<{ id: Buffer; position: number; body: string }>(
      'select id, position, body from entries where stream = $1 and position >= $2 and position < $3 order by position',
      [stream, from, from + rowsAtOnce],
    )
    if (rows.length === 0) return
    const notes: (readonly unknown[])[] = []
    const lines: (readonly unknown[])[] = []
    for (const { id, position, body } of rows) {
      const entry = readEntry(parseCanonical(body))
      const applied = appliedOf({ id: bytesToHex(id), header: entry.header, fields: valuesOf(entry.fields) })
      const balances = (state as Partial<Pick<CaseState, 'balances'>> | undefined)?.balances ?? {}
      const result = applyEntry({ kinds, state, entry: applied, world: entry.header.world })
      state = result.state
      notes.push([position, entry.header.kind, ...noteValues(noteOf(entry))])
      for (const [line, one] of balancedOf(result.postings, balances).entries())
        lines.push([position, line, one.account, one.asset, one.units, one.balance])
    }
    await client.query(
      `insert into entry_notes (stream, position, kind, at, person, stage, lot, tranche, about_kind, about_lot, about_tranche, about_purpose, about_at, crossed)
       select $1, * from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bool[])`,
      [stream, ...columnsOf(notes, 13)],
    )
    await client.query(
      `insert into postings (stream, position, line, account, asset, units, balance)
       select $1, * from unnest($2::int[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::text[])`,
      [stream, ...columnsOf(lines, 6)],
    )
  }
}

function columnsOf(rows: readonly (readonly unknown[])[], count: number): readonly (readonly unknown[])[] {
  return Array.from({ length: count }, (_, column) => rows.map((row) => row[column] ?? null))
}
