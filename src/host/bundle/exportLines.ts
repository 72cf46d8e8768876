import { hashesNamed, streamOrder } from '../../core/bundle/bundle.ts'
import { documentLine } from '../../core/bundle/writeBundle.ts'
import { readEntry } from '../../core/record/entry.ts'
import { bytesToHex, hexToBytes } from '../../core/record/hash.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { inclusions, latestCheckpoint } from '../log/proofs.ts'
import type { Queryable } from '../log/queryable.ts'
import { stampsFor } from '../log/timestamps.ts'
import type { ZoneConfig } from '../zone/zone.ts'
import { eachPage } from './eachPage.ts'

/** A zone as who exports sees it, in one transaction that sees one moment. */
export interface Shown {
  readonly config: Pick<ZoneConfig, 'id' | 'kind'>
  readonly client: Queryable
}

interface Stream {
  readonly id: string
  readonly kind: string
  /** Of its entries under the checkpoint: how many, and the place in the log of the first. */
  readonly entries: number
  readonly first: number
}

/**
 * Everything of a case that this zone can show, proved against its newest cosigned checkpoint: the lines of a bundle after the first
 * (docs/reference/bundle.md), each with its line feed, and no `withheld`. Rows are read by a cursor and let go, so that a case of any length takes the
 * memory of a page, and of the hashes of its documents. What is not yet under the checkpoint comes with the next export.
 *
 * @param zone.client must stand in a transaction that sees one moment
 */
export async function* exportLines(zone: Shown, stream: string): AsyncGenerator<string> {
  const { client, config } = zone
  const { size, note } = await latestCheckpoint(client)
  const streams = await streamsOf(client, { stream, size })
  const sections = await sectionsOf(client, { streams, size })
  const arrived = [hexToBytes(stream), size]
  const { rows } = await client.query<{ count: string }>(`select count(*)::text as count ${arrivals}`, arrived)
  yield line({
    checkpoint: note,
    crossings: Number(rows[0]!.count),
    kind: config.kind,
    line: 'zone',
    streams: streams.length,
    zone: config.id,
    ...(sections.length === 0 ? {} : { sections: sections.length }),
  })
  const documents = new Set<string>()
  for (const { id, kind, entries } of streams) {
    yield line({ entries, id, kind, line: 'stream' })
    yield* entryLines(client, { id, size, documents })
  }
  const query = `select c.entry, c.document ${arrivals} order by c.entry`
  for await (const page of eachPage<{ entry: Buffer; document: string }>(client, query, arrived)) {
    // The document is kept as it came, which is its canonical form.
    for (const { entry, document } of page)
      yield `{"document":${document},"id":"${bytesToHex(entry)}","line":"crossing"}\n`
  }
  for (const { name, rows: own } of sections) yield line({ line: 'section', name, rows: own as unknown as Json })
  yield* documentLines(client, [...documents].sort())
  yield line({ line: 'end' })
}

/** Crossings of a stream whose arrival is under the checkpoint. */
const arrivals =
  'from crossings c join log_leaves l on l.entry_id = c.local_entry where c.stream = $1 and l.index < $2::bigint'

/** The zone's own streams, the case and its children, in the order of a bundle. */
async function streamsOf(
  client: Queryable,
  { stream, size }: { readonly stream: string; readonly size: number },
): Promise<readonly Stream[]> {
  const { rows } = await client.query<{ id: Buffer; kind: string; entries: string; first: string }>(
    `select s.id, s.kind, count(*)::text as entries, min(l.index)::text as first
      from streams s join entries e on e.stream = s.id join log_leaves l on l.entry_id = e.id
      where (s.kind in ('packs', 'directory', 'registers') or s.id = $1 or s.parent = $1) and l.index < $2::bigint
      group by s.id, s.kind`,
    [hexToBytes(stream), size],
  )
  const place = ({ kind }: Stream): number => (streamOrder as readonly string[]).indexOf(kind)
  return rows
    .map(({ id, kind, entries, first }) => ({
      id: bytesToHex(id),
      kind,
      entries: Number(entries),
      first: Number(first),
    }))
    .sort((a, b) => place(a) - place(b) || a.first - b.first)
}

async function sectionsOf(
  client: Queryable,
  { streams, size }: { readonly streams: readonly Stream[]; readonly size: number },
) {
  // Of the zone's own streams nobody asks when: the case's first entry names their heads, and its time-stamp covers them.
  const ofCase = streams.filter(({ kind }) => kind !== 'packs' && kind !== 'directory' && kind !== 'registers')
  const { rows } = await client.query<{ index: string }>(
    `select l.index::text from entries e join log_leaves l on l.entry_id = e.id
      where e.stream = any($1) and l.index < $2::bigint and exists (select from log_timestamps)`,
    [ofCase.map(({ id }) => hexToBytes(id)), size],
  )
  const timestamps = await stampsFor(client, { indexes: rows.map(({ index }) => Number(index)), size })
  return timestamps.length === 0 ? [] : [{ name: 'timestamps', rows: timestamps }]
}

async function* entryLines(
  client: Queryable,
  parameters: { readonly id: string; readonly size: number; readonly documents: Set<string> },
): AsyncGenerator<string> {
  const { id, size, documents } = parameters
  const query = `select e.body, l.index::text from entries e join log_leaves l on l.entry_id = e.id
    where e.stream = $1 and l.index < $2::bigint order by e.position`
  for await (const page of eachPage<{ body: string; index: string }>(client, query, [hexToBytes(id), size])) {
    const proofs = await inclusions(client, { indexes: page.map(({ index }) => Number(index)), size })
    const named = new Set<string>()
    for (const [i, { body, index }] of page.entries()) {
      for (const hash of hashesNamed(readEntry(JSON.parse(body)))) if (!documents.has(hash)) named.add(hash)
      // The body is kept in its canonical form.
      yield `{"entry":${body},"index":${index},"line":"entry","proof":${JSON.stringify(proofs[i]!.map(bytesToHex))}}\n`
    }
    const { rows } = await client.query<{ sha256: Buffer }>(
      'select sha256 from documents where sha256 = any($1) and content is not null',
      [[...named].map(hexToBytes)],
    )
    for (const { sha256 } of rows) documents.add(bytesToHex(sha256))
  }
}

async function* documentLines(client: Queryable, hashes: readonly string[]): AsyncGenerator<string> {
  const query = 'select sha256, content from documents where sha256 = any($1) and content is not null order by sha256'
  for await (const page of eachPage<{ sha256: Buffer; content: string }>(client, query, [hashes.map(hexToBytes)]))
    for (const { sha256, content } of page) yield line(documentLine(bytesToHex(sha256), content))
}

function line(value: { readonly [key: string]: Json }): string {
  return `${canonical(value)}\n`
}
