import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'
import { entryId } from '../../core/record/entry.ts'
import { bytesToHex, hexToBytes } from '../../core/record/hash.ts'
import { readCrossing } from '../../crossing/document.ts'
import { type FindingCode, type Findings, messageOf } from './finding.ts'

/** Every document has the hash that it is filed under. Answers how many there are. */
export async function checkDocuments(client: PoolClient, findings: Findings): Promise<number> {
  let count = 0
  for (let after: Uint8Array = new Uint8Array(0); ; ) {
    // One at a time from a certain size on: a document may be large.
    const { rows } = await client.query<{ sha256: Buffer; content: string | null }>(
      'select sha256, content from documents where sha256 > $1 order by sha256 limit 32',
      [after],
    )
    for (const { sha256, content } of rows) {
      // Deleted: held to the entry that says so.
      if (content === null) continue
      const found = createHash('sha256').update(content).digest()
      if (!found.equals(sha256))
        findings.add('document-hash', `document ${bytesToHex(sha256)}`, bytesToHex(found), bytesToHex(sha256))
    }
    count += rows.length
    const last = rows.at(-1)
    if (last === undefined) return count
    after = last.sha256
  }
}

/** What is gone is what entries say was deleted, and what they say was deleted is gone. */
export async function checkDeletions(client: PoolClient, findings: Findings): Promise<void> {
  const said = new Map<string, FindingCode>()
  const { rows } = await client.query<{ body: string }>("select body from entries where kind = 'value.deleted'")
  for (const { body } of rows) {
    const { fields } = JSON.parse(body) as { fields: Record<string, { value: unknown } | undefined> }
    for (const { entry, field } of (fields['payload.values']?.value ?? []) as { entry: string; field: string }[])
      said.set(`vault ${entry} ${field}`, 'vault-deletion')
    for (const hash of (fields['payload.documents']?.value ?? []) as string[])
      said.set(`document ${hash}`, 'document-missing')
  }
  const gone = await client.query<{ at: string; code: FindingCode }>(
    `select 'vault ' || encode(entry, 'hex') || ' ' || field as at, 'vault-deletion' as code from vault where value is null
     union all select 'document ' || encode(sha256, 'hex'), 'document-missing' from documents where content is null`,
  )
  for (const { at, code } of gone.rows)
    if (!said.delete(at)) findings.add(code, at, 'gone, and no entry says that it was deleted')
  for (const [at, code] of said) findings.add(code, at, 'an entry says that it was deleted, and it is there')
}

/** Documents that facts were read from, and that are not kept. */
export async function checkKept(
  client: PoolClient,
  wanted: ReadonlyMap<string, string>,
  findings: Findings,
): Promise<void> {
  const hashes = [...wanted.keys()]
  for (let from = 0; from < hashes.length; from += 1_000) {
    const asked = hashes.slice(from, from + 1_000)
    const { rows } = await client.query<{ sha256: Buffer }>('select sha256 from documents where sha256 = any($1)', [
      asked.map((hash) => hexToBytes(hash)),
    ])
    const kept = new Set(rows.map(({ sha256 }) => bytesToHex(sha256)))
    for (const hash of asked)
      if (!kept.has(hash)) findings.add('document-missing', wanted.get(hash)!, `no document ${hash}`)
  }
}

/** Rows that hang on nothing. */
const orphans: readonly { readonly code: FindingCode; readonly found: string; readonly query: string }[] = [
  {
    code: 'entry-orphan',
    found: 'an entry of no stream',
    query:
      "select 'entry ' || encode(e.id, 'hex') as at from entries e left join streams s on s.id = e.stream where s.id is null",
  },
  {
    code: 'action-orphan',
    found: 'an action without an entry',
    query: "select 'action ' || a.id as at from actions a left join entries e on e.id = a.entry where e.id is null",
  },
  {
    code: 'vault-orphan',
    found: 'a value without an entry',
    query:
      "select 'vault ' || encode(v.entry, 'hex') || ' ' || v.field as at from vault v left join entries e on e.id = v.entry where e.id is null",
  },
  {
    code: 'outbox-orphan',
    found: 'an effect without an entry',
    query: "select 'outbox ' || o.key as at from outbox o left join entries e on e.id = o.entry where e.id is null",
  },
  {
    code: 'log-missing',
    found: 'neither a leaf nor in the queue',
    query:
      "select 'entry ' || encode(e.id, 'hex') as at from entries e left join log_leaves l on l.entry_id = e.id left join log_queue q on q.id = e.id where l.index is null and q.id is null",
  },
  {
    code: 'log-leaf',
    found: 'a leaf of no entry',
    query:
      "select 'leaf ' || l.index as at from log_leaves l left join entries e on e.id = l.entry_id where e.id is null",
  },
  {
    code: 'log-leaf',
    found: 'a leaf of another entry than it is filed under',
    query: "select 'leaf ' || index as at from log_leaves where leaf <> entry_id",
  },
]

export async function checkOrphans(client: PoolClient, findings: Findings): Promise<void> {
  for (const { code, found, query } of orphans) {
    const { rows } = await client.query<{ at: string }>(`${query} order by 1 limit 1000`)
    for (const { at } of rows) findings.add(code, at, found)
  }
}

/** What came from the other zone is kept as it came, for each entry that says so. */
export async function checkCrossings(client: PoolClient, findings: Findings): Promise<number> {
  await checkPeers(client, findings)
  const { rows } = await client.query<{ entry: Buffer; document: string; kind: string | null; body: string | null }>(
    'select c.entry, c.document, e.kind, e.body from crossings c left join entries e on e.id = c.local_entry order by c.entry',
  )
  for (const { entry, document, body } of rows) {
    const id = bytesToHex(entry)
    const fault = crossingFault(id, document, body)
    if (fault !== undefined) findings.add('crossing-document', `crossing ${id}`, fault)
  }
  const lost = await client.query<{ at: string }>(
    "select encode(e.id, 'hex') as at from entries e left join crossings c on c.local_entry = e.id where e.kind in ('crossing.received', 'case.accepted') and c.entry is null order by 1",
  )
  for (const { at } of lost.rows) findings.add('crossing-missing', `entry ${at}`, 'no crossing document')
  return rows.length
}

function crossingFault(id: string, document: string, body: string | null): string | undefined {
  if (body === null) return 'no entry received it'
  try {
    const came = entryId(readCrossing(document).entry)
    if (came !== id) return `the document is of ${came}`
    const received = (JSON.parse(body) as { fields?: Record<string, { value?: unknown } | undefined> }).fields?.[
      'payload.id'
    ]?.value
    return received === id ? undefined : `the entry received ${String(received)}`
  } catch (error) {
    return messageOf(error)
  }
}

/** A case is joined to the case of the other zone that its crossings came from. */
async function checkPeers(client: PoolClient, findings: Findings): Promise<void> {
  const { rows } = await client.query<{ stream: Buffer; zone: string; document: string; peer: Buffer | null }>(
    'select c.stream, c.zone, c.document, p.peer from crossings c left join peers p on p.stream = c.stream and p.zone = c.zone order by c.entry',
  )
  const seen = new Set<string>()
  for (const { stream, zone, document, peer } of rows) {
    const from = streamOf(document)
    const found = peer === null ? 'no case' : bytesToHex(peer)
    if (from === undefined || found === from || seen.has(`${bytesToHex(stream)} ${from}`)) continue
    seen.add(`${bytesToHex(stream)} ${from}`)
    findings.add('peer', `case ${bytesToHex(stream)} with ${zone}`, found, from)
  }
}

function streamOf(document: string): string | undefined {
  try {
    return readCrossing(document).stream
  } catch {
    // Said of the crossing itself.
    return undefined
  }
}
