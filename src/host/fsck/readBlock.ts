import type { PoolClient } from 'pg'
import type { StreamKind } from '../../core/case/kind.ts'
import { bytesToHex, hexToBytes } from '../../core/record/hash.ts'
import type { StoredStream } from '../zone/streams.ts'
import type { OutboxRow } from './checkEffects.ts'
import type { ActionRow, EntryRow, VaultRow } from './checkEntry.ts'
import { type PageRows, pageRows } from './checkPages.ts'

const blockEntries = 256

/** A stream as the store keeps it, its state as text too; damaged JSON is no reason to stop. */
export type KeptStream = StoredStream & { readonly stateText: string }

export async function keptStreams(client: PoolClient): Promise<readonly KeptStream[]> {
  const { rows } = await client.query<{
    id: Buffer
    kind: StreamKind
    head: Buffer
    position: number
    state: string
    recorded_at: string
    key: Buffer
    parent: Buffer | null
  }>('select id, kind, parent, key, head, position, state, recorded_at from streams order by recorded_at, id')
  return rows.map(({ id, kind, parent, key, head, position, state, recorded_at }) => ({
    id: bytesToHex(id),
    kind,
    ...(parent === null ? {} : { parent: bytesToHex(parent) }),
    key: new Uint8Array(key),
    head: bytesToHex(head),
    position,
    state: jsonOf(state),
    stateText: state,
    recordedAt: recorded_at,
  }))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** An entry with all that hangs on it. */
export interface EntryItem {
  readonly row: EntryRow
  readonly vault: readonly VaultRow[]
  readonly actions: readonly ActionRow[]
  readonly outbox: readonly OutboxRow[]
  readonly pages: PageRows
}

/** The next entries of a stream from a position on, in order. */
export async function readBlock(client: PoolClient, stream: string, from: number): Promise<readonly EntryItem[]> {
  const { rows } = await client.query<{
    id: Buffer
    position: number
    kind: string
    recorded_at: string
    body: string
  }>(
    'select id, position, kind, recorded_at, body from entries where stream = $1 and position >= $2 order by position limit $3',
    [hexToBytes(stream), from, blockEntries],
  )
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const vault = await client.query<{
    entry: Buffer
    field: string
    salt: string | null
    value: string | null
    deleted_at: string | null
    duty: string | null
  }>('select entry, field, salt, value, deleted_at, duty from vault where entry = any($1)', [ids])
  const actions = await client.query<{ entry: Buffer; id: string; digest: string }>(
    'select entry, id, digest from actions where entry = any($1) order by id',
    [ids],
  )
  const outbox = await client.query<{ entry: Buffer; key: string; type: string; request: string }>(
    'select entry, key, type, request from outbox where entry = any($1)',
    [ids],
  )
  const pages = await pageRows(client, stream, { from, to: rows.at(-1)!.position })
  const of = <T extends { entry: Buffer }>(all: readonly T[], id: Buffer): T[] =>
    all.filter(({ entry }) => entry.equals(id))
  return rows.map(({ id, position, kind, recorded_at, body }) => ({
    row: { id: bytesToHex(id), position, kind, recordedAt: recorded_at, body },
    vault: of(vault.rows, id).map(({ field, salt, value, deleted_at, duty }) => ({
      field,
      salt,
      value,
      deletedAt: deleted_at,
      duty,
    })),
    actions: of(actions.rows, id).map(({ id: action, digest }) => ({ id: action, digest })),
    outbox: of(outbox.rows, id).map(({ key, type, request }) => ({ key, type, request })),
    pages: pages(position),
  }))
}
