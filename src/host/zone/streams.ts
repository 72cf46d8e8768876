import type { PoolClient } from 'pg'
import type { StreamKind } from '../../core/case/kind.ts'
import { assert } from '../../core/errors.ts'
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
/** Without the key that salts derive from: who only reads has no right to it. */
const shownColumns = String.raw`id, kind, parent, '\x'::bytea as key, head, position, state, recorded_at`

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
    text: `select ${shownColumns} from streams where id = $1`,
    values: [hexToBytes(id)],
  })
  return rows[0] && readRow(rows[0])
}

/**
 * The lock under which the zone's own streams stand still: shared by whoever decides under their heads, held alone by whoever moves one. It is in the
 * memory of the database: a shared lock on rows would be written to the disk by each action. Taken before the locks of rows, so that nobody waits in a ring.
 */
const zoneLock = '7102, 1'

/** Locks the stream for the transaction, and the zone's own streams where they stand: appends to one stream take turns. */
export async function lockCase(client: PoolClient, id: string): Promise<StoredStream | undefined> {
  const { rows } = await client.query<Row>({
    name: 'case_lock',
    // Rows are locked after what is selected was computed, in every plan: the lock of the zone comes first.
    text: `select ${columns}, pg_advisory_xact_lock_shared(${zoneLock}) from streams where id = $1 for update`,
    values: [hexToBytes(id)],
  })
  return rows[0] && readRow(rows[0])
}

/** A stream that begins has no row to lock: two processes that begin the same one wait for each other by its name. */
export async function takeTurn(client: PoolClient, name: string): Promise<void> {
  await client.query({
    name: 'turn',
    text: `select pg_advisory_xact_lock_shared(${zoneLock}), pg_advisory_xact_lock(hashtext($1))`,
    values: [`begin ${name}`],
  })
}

/** Locks all of the zone's own streams for the transaction, and reads one. */
export async function lockZone(client: PoolClient, kind: StreamKind): Promise<StoredStream | undefined> {
  await client.query(`select pg_advisory_xact_lock(${zoneLock})`)
  const { rows } = await client.query<Row>({
    name: 'zone_lock',
    text: `select ${columns} from streams where kind = $1 for update`,
    values: [kind],
  })
  return rows[0] && readRow(rows[0])
}

/** States of the zone's own streams by the head that they stand for: parsed once, whatever is decided under them. */
export type ZoneStates = Map<StreamKind, { readonly head: string; readonly state: unknown }>

interface StandingRow extends Omit<Row, 'id' | 'state'> {
  readonly id: Buffer | null
  readonly state: string | null
  readonly digest: string | null
  readonly known_entry: Buffer
  readonly known_stream: Buffer
}

/**
 * What an action is decided under: the zone's own streams that exist, and the entry of an action that was taken before. To be asked after the locks: it
 * sees what whoever held them before has committed.
 */
export async function standing(
  client: PoolClient,
  { actionId, states }: { readonly actionId: string; readonly states: ZoneStates },
): Promise<{ readonly zone: readonly StoredStream[]; readonly known: KnownAction | undefined }> {
  // Another action may exchange what is kept while this one asks.
  const kept = new Map(states)
  const { rows } = await client.query<StandingRow>({
    name: 'standing',
    text: `select s.id, s.kind, s.parent, s.key, s.head, s.position, s.recorded_at, case when s.head = any($2::bytea[]) then null else s.state end as state,
        k.digest, k.entry as known_entry, k.stream as known_stream
      from (select) as one
      left join (select a.digest, a.entry, e.stream from actions a join entries e on e.id = a.entry where a.id = $1) k on true
      left join streams s on s.kind in ('directory', 'registers', 'packs') order by s.kind`,
    values: [actionId, [...kept.values()].map(({ head }) => hexToBytes(head))],
  })
  const first = rows[0]!
  const known =
    first.digest === null
      ? undefined
      : { digest: first.digest, entry: bytesToHex(first.known_entry), stream: bytesToHex(first.known_stream) }
  const zone = rows.flatMap((row) => (row.id === null ? [] : [standingStream({ ...row, id: row.id }, kept)]))
  for (const { kind, head, state } of zone) states.set(kind, { head, state })
  return { zone, known }
}

export interface KnownAction {
  readonly digest: string
  readonly entry: string
  readonly stream: string
}

function standingStream(row: StandingRow & { readonly id: Buffer }, kept: ZoneStates): StoredStream {
  const { state } = row
  if (state !== null) return readRow({ ...row, state })
  const head = bytesToHex(row.head)
  const known = kept.get(row.kind)
  assert(known?.head === head, 'a state is left out where it is kept here')
  return { ...readRow({ ...row, state: '{}' }), state: known.state }
}

export async function listStreams(client: Queryable, kind: StreamKind): Promise<readonly StoredStream[]> {
  const { rows } = await client.query<Row>(
    `select ${shownColumns} from streams where kind = $1 order by recorded_at, id`,
    [kind],
  )
  return rows.map(readRow)
}

export async function childStreams(client: Queryable, parent: string): Promise<readonly StoredStream[]> {
  const { rows } = await client.query<Row>(
    `select ${shownColumns} from streams where parent = $1 order by recorded_at, id`,
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

/** The same one after the other, so many in memory at once. */
export async function* eachEntryOf(client: Queryable, stream: string): AsyncGenerator<Entry> {
  for (let from = 0; ; from += entriesAtOnce) {
    const { rows } = await client.query<{ body: string }>(
      'select body from entries where stream = $1 and position >= $2 and position < $3 order by position',
      [hexToBytes(stream), from, from + entriesAtOnce],
    )
    if (rows.length === 0) return
    for (const { body } of rows) yield readEntry(parseCanonical(body))
  }
}

const entriesAtOnce = 100

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
