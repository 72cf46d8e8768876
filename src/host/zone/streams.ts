import type { PoolClient } from 'pg'
import type { StreamKind } from '../../core/case/kind.ts'
import { type Entry, readEntry } from '../../core/record/entry.ts'
import { bytesToHex, hexToBytes } from '../../core/record/hash.ts'
import { type Json, parseCanonical } from '../../core/record/jcs.ts'
import type { Queryable } from '../log/queryable.ts'

/** A stream as the store keeps it: its state with the position and hash that it stands for. */
export interface StoredStream {
  readonly id: string
  readonly kind: StreamKind
  readonly parent?: string
  readonly key: Uint8Array
  readonly head: string
  readonly position: number
  readonly state: unknown
  readonly recordedAt: string
}

interface Row {
  id: Buffer
  kind: StreamKind
  parent: Buffer | null
  key: Buffer
  head: Buffer
  position: number
  state: string
  recorded_at: string
}

const columns = 'id, kind, parent, key, head, position, state, recorded_at'

function readRow(row: Row): StoredStream {
  return {
    id: bytesToHex(row.id),
    kind: row.kind,
    ...(row.parent === null ? {} : { parent: bytesToHex(row.parent) }),
    key: new Uint8Array(row.key),
    head: bytesToHex(row.head),
    position: row.position,
    state: JSON.parse(row.state),
    recordedAt: row.recorded_at,
  }
}

/** Locks the stream for the transaction: appends to one stream take turns. */
export async function lockStream(client: PoolClient, id: string): Promise<StoredStream | undefined> {
  const { rows } = await client.query<Row>({
    name: 'stream_lock',
    text: `select ${columns} from streams where id = $1 for update`,
    values: [hexToBytes(id)],
  })
  return rows[0] && readRow(rows[0])
}

export async function loadStream(client: Queryable, id: string): Promise<StoredStream | undefined> {
  const { rows } = await client.query<Row>({
    name: 'stream_load',
    text: `select ${columns} from streams where id = $1`,
    values: [hexToBytes(id)],
  })
  return rows[0] && readRow(rows[0])
}

/** The zone's own streams that exist. Shared lock: none of them moves while a case is decided under its head. */
export async function zoneStreams(client: PoolClient): Promise<readonly StoredStream[]> {
  const { rows } = await client.query<Row>({
    name: 'streams_of_zone',
    text: `select ${columns} from streams where kind in ('directory', 'registers', 'packs') order by kind for share`,
  })
  return rows.map(readRow)
}

export async function listStreams(client: Queryable, kind: StreamKind): Promise<readonly StoredStream[]> {
  const { rows } = await client.query<Row>(`select ${columns} from streams where kind = $1 order by recorded_at, id`, [
    kind,
  ])
  return rows.map(readRow)
}

export async function childStreams(client: Queryable, parent: string): Promise<readonly StoredStream[]> {
  const { rows } = await client.query<Row>(
    `select ${columns} from streams where parent = $1 order by recorded_at, id`,
    [hexToBytes(parent)],
  )
  return rows.map(readRow)
}

/** The entries of a stream in order, as they were stored. */
export async function entriesOf(
  client: Queryable,
  stream: string,
): Promise<readonly { readonly id: string; readonly entry: Entry; readonly body: string }[]> {
  const { rows } = await client.query<{ id: Buffer; body: string }>(
    'select id, body from entries where stream = $1 order by position',
    [hexToBytes(stream)],
  )
  return rows.map(({ id, body }) => ({ id: bytesToHex(id), entry: readEntry(parseCanonical(body)), body }))
}

export async function entryById(
  client: Queryable,
  id: string,
): Promise<{ readonly entry: Entry; readonly stream: string } | undefined> {
  const { rows } = await client.query<{ stream: Buffer; body: string }>(
    'select stream, body from entries where id = $1',
    [hexToBytes(id)],
  )
  const row = rows[0]
  return row && { entry: readEntry(parseCanonical(row.body) as Json), stream: bytesToHex(row.stream) }
}

export async function loadDocuments(client: Queryable, hashes: readonly string[]): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map()
  const { rows } = await client.query<{ sha256: Buffer; content: string }>(
    'select sha256, content from documents where sha256 = any($1) and content is not null',
    [hashes.map((hash) => hexToBytes(hash))],
  )
  return new Map(rows.map(({ sha256, content }) => [bytesToHex(sha256), content]))
}
