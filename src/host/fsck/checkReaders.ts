import type { PoolClient } from 'pg'
import type { Directory } from '../../core/case/directory.ts'
import { bytesToHex } from '../../core/record/hash.ts'
import { readerOrganisations } from '../access/followDirectory.ts'
import { derivedReaders } from '../access/rebuild.ts'
import type { FindingCode, Findings } from './finding.ts'

/** Who reads what follows from the entries: rows that say otherwise open a case to somebody, or close it. */
export async function checkReaders(client: PoolClient, findings: Findings): Promise<void> {
  const { readers, places } = await derivedReaders(client)
  const said = [...readers].flatMap(([id, rows]) => rows.map(({ org, why }) => `case ${id}, ${why} ${org}`))
  const kept = await client.query<{ at: string }>(
    "select 'case ' || encode(stream, 'hex') || ', ' || why || ' ' || org as at from case_readers",
  )
  compare({ code: 'reader', said, kept: kept.rows.map(({ at }) => at), findings })
  compare({
    code: 'reader-document',
    said: [...places].flatMap(([stream, hashes]) => [...hashes].map((hash) => `stream ${stream}, document ${hash}`)),
    kept: await placesKept(client),
    findings,
  })
  await checkOrganisations(client, findings)
}

async function placesKept(client: PoolClient): Promise<readonly string[]> {
  const { rows } = await client.query<{ stream: Buffer; sha256: Buffer }>('select stream, sha256 from document_places')
  return rows.map(({ stream, sha256 }) => `stream ${bytesToHex(stream)}, document ${bytesToHex(sha256)}`)
}

async function checkOrganisations(client: PoolClient, findings: Findings): Promise<void> {
  const { rows } = await client.query<{ state: string }>("select state from streams where kind = 'directory'")
  if (rows[0] === undefined) return
  const spell = (row: { org: string; role: string; supervises: boolean }): string =>
    `organisation ${row.org}, ${row.role}${row.supervises ? ', supervises' : ''}`
  const said = readerOrganisations(JSON.parse(rows[0].state) as Directory).map(spell)
  const kept = await client.query<{ org: string; role: string; supervises: boolean }>(
    'select org, role, supervises from reader_organisations',
  )
  compare({ code: 'reader', said, kept: kept.rows.map(spell), findings })
}

function compare(parameters: {
  readonly code: FindingCode
  readonly said: readonly string[]
  readonly kept: readonly string[]
  readonly findings: Findings
}): void {
  const { code, said, kept, findings } = parameters
  const [asSaid, asKept] = [new Set(said), new Set(kept)]
  for (const at of asKept) if (!asSaid.has(at)) findings.add(code, at, 'kept, and no entry says so')
  for (const at of asSaid) if (!asKept.has(at)) findings.add(code, at, 'said by an entry, and not kept')
}
