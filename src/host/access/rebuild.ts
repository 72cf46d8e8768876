import type { Pool, PoolClient } from 'pg'
import type { Directory } from '../../core/case/directory.ts'
import { readEntry } from '../../core/record/entry.ts'
import { bytesToHex, hexToBytes } from '../../core/record/hash.ts'
import { parseCanonical } from '../../core/record/jcs.ts'
import { inTransaction, type Queryable } from '../log/queryable.ts'
import { keepOrganisations } from './followDirectory.ts'
import { readershipOf } from './readership.ts'

/** Who reads a case, as its entries say. */
export interface DerivedReader {
  readonly org: string
  readonly why: 'named' | 'granted'
  readonly entry: string
}

/** Makes again what says who reads, where a database is older than it: from the entries, as an append would have. */
export async function rebuildReaders(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ lacking: boolean }>(
    `select exists (select from streams s where s.kind = 'directory' and not exists (select from reader_organisations)
       and s.state::jsonb -> 'organisations' <> '{}'::jsonb)
     or exists (select from streams s where s.kind = 'case' and not exists (select from case_readers c where c.stream = s.id)) as lacking`,
  )
  if (rows[0]?.lacking !== true) return false
  await inTransaction(pool, rebuild)
  return true
}

async function rebuild(client: PoolClient): Promise<void> {
  await client.query('lock table case_readers, document_places in exclusive mode')
  const directory = await client.query<{ state: string }>("select state from streams where kind = 'directory'")
  if (directory.rows[0] !== undefined) await keepOrganisations(client, JSON.parse(directory.rows[0].state) as Directory)
  const { readers, places } = await derivedReaders(client)
  await client.query('delete from case_readers')
  for (const [stream, rows] of readers)
    for (const { org, why, entry } of rows)
      await client.query('insert into case_readers (stream, org, why, entry) values ($1, $2, $3, $4)', [
        hexToBytes(stream),
        org,
        why,
        hexToBytes(entry),
      ])
  for (const [stream, hashes] of places)
    await client.query(
      "insert into document_places (sha256, stream) select decode(hash, 'hex'), $1 from unnest($2::text[]) as t (hash) on conflict do nothing",
      [hexToBytes(stream), [...hashes]],
    )
}

/** By case who reads it, and by stream which hashes it names: what the tables have to hold. */
export async function derivedReaders(client: Queryable): Promise<{
  readonly readers: ReadonlyMap<string, readonly DerivedReader[]>
  readonly places: ReadonlyMap<string, ReadonlySet<string>>
}> {
  const readers = new Map<string, Map<string, DerivedReader>>()
  const places = new Map<string, Set<string>>()
  for (let after = ''; ; ) {
    const { rows } = await client.query<{
      id: Buffer
      stream: Buffer
      parent: Buffer | null
      kind: string
      body: string
      at: string
    }>(
      `select e.id, e.stream, s.parent, s.kind, e.body, encode(e.stream, 'hex') || lpad(e.position::text, 10, '0') as at
       from entries e join streams s on s.id = e.stream
       where encode(e.stream, 'hex') || lpad(e.position::text, 10, '0') > $1 order by at limit 500`,
      [after],
    )
    for (const { id, stream, parent, kind, body } of rows) {
      const own = bytesToHex(stream)
      const caseId = parent === null ? own : bytesToHex(parent)
      const says = readershipOf(readEntry(parseCanonical(body)), kind, caseId)
      const held = places.get(own) ?? new Set()
      for (const hash of says.documents) held.add(hash)
      places.set(own, held)
      if (says.case === undefined) continue
      const of = readers.get(caseId) ?? new Map<string, DerivedReader>()
      const add = (org: string, why: 'named' | 'granted'): void => {
        if (!of.has(`${why} ${org}`)) of.set(`${why} ${org}`, { org, why, entry: bytesToHex(id) })
      }
      for (const org of says.named) add(org, 'named')
      for (const org of says.granted) add(org, 'granted')
      for (const org of says.withdrawn) of.delete(`granted ${org}`)
      readers.set(caseId, of)
    }
    const last = rows.at(-1)
    if (last === undefined) return { readers: new Map([...readers].map(([id, of]) => [id, [...of.values()]])), places }
    after = last.at
  }
}
