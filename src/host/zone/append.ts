import type { PoolClient } from 'pg'
import { applyEntry } from '../../core/case/apply.ts'
import { type AnyKind, type Applied, type Effect, goesOver, type Kinds } from '../../core/case/kind.ts'
import { appliedOf, type EntryDraft } from '../../core/case/machine.ts'
import { cutEntry, type Entry, encodeEntry, entryId, sealEntry } from '../../core/record/entry.ts'
import { hexToBytes } from '../../core/record/hash.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { destroy } from './destroy.ts'
import type { StoredStream } from './streams.ts'

export interface AppendParameters {
  readonly client: PoolClient
  readonly kinds: Kinds
  readonly kind: AnyKind
  readonly draft: EntryDraft
  readonly own: StoredStream | undefined
  /** Key of a stream that begins with this entry. */
  readonly newKey: Uint8Array
  /** Key of this entry's personal salts: used once, kept nowhere. */
  readonly personalKey: Uint8Array
  readonly parent?: string
  readonly actionId: string
  readonly actionDigest: string
  readonly commitTime: Date
  /** Whether the other zone is to hear of entries that cross. */
  readonly crosses: boolean
}

export interface Appended {
  readonly id: string
  readonly stream: string
  readonly entry: Entry
  readonly state: unknown
}

/**
 * Seals a decided entry and writes everything that hangs on it in the caller's transaction: entry, state, vault, action, outbox, and last the log's
 * queue, so that whatever this entry knew of stands before it in the log.
 */
export async function appendEntry(parameters: AppendParameters): Promise<Appended> {
  const { client, kinds, kind, draft, own } = parameters
  const key = own?.key ?? parameters.newKey
  const personal = new Set((kind.personal ?? []).map((field) => `payload.${field}`))
  const sealed = sealEntry({ ...draft, streamKey: key, personal: { fields: personal, key: parameters.personalKey } })
  const id = entryId(sealed)
  const stream = own?.id ?? id
  const stored = cutEntry(sealed, (field) => !personal.has(field))
  const fields = Object.fromEntries(Object.entries(stored.fields).map(([name, { value }]) => [name, value]))
  const applied = appliedOf({ id, header: sealed.header, fields })
  const { state } = applyEntry({ kinds, state: own?.state, entry: applied, world: sealed.header.world })
  await writeStream({ ...parameters, id, stream, key, state, recordedAt: sealed.header.recordedAt })
  await client.query({
    name: 'entry_insert',
    text: 'insert into entries (id, stream, position, kind, recorded_at, body) values ($1, $2, $3, $4, $5, $6)',
    values: [
      hexToBytes(id),
      hexToBytes(stream),
      sealed.header.position,
      kind.name,
      sealed.header.recordedAt,
      encodeEntry(stored),
    ],
  })
  for (const field of personal) {
    const opening = sealed.fields[field]
    if (opening === undefined) continue
    await client.query('insert into vault (entry, field, salt, value) values ($1, $2, $3, $4)', [
      hexToBytes(id),
      field,
      opening.salt,
      canonical(opening.value),
    ])
  }
  await client.query({
    name: 'action_insert',
    text: 'insert into actions (id, digest, entry) values ($1, $2, $3)',
    values: [parameters.actionId, parameters.actionDigest, hexToBytes(id)],
  })
  if (kind.deletes !== undefined)
    await destroy({
      client,
      deletion: kind.deletes(applied as never),
      at: sealed.header.recordedAt,
      newKey: parameters.newKey,
    })
  const effects = kind.effects === undefined ? [] : kind.effects(applied as never, own?.state as never)
  await writeEffects({ client, id, stream, effects: [...effects, ...crossingEffect(parameters, applied)] })
  await client.query({
    name: 'log_enqueue',
    text: 'insert into log_queue (id, leaf, committed_at) values ($1, $1, $2)',
    values: [hexToBytes(id), parameters.commitTime],
  })
  return { id, stream, entry: sealed, state }
}

function crossingEffect({ kind, crosses }: AppendParameters, applied: Applied): readonly Effect[] {
  const { id } = applied
  return crosses && goesOver(kind, applied) ? [{ key: `cross ${id}`, type: 'cross', request: { entry: id } }] : []
}

async function writeStream(
  parameters: AppendParameters & {
    readonly id: string
    readonly stream: string
    readonly key: Uint8Array
    readonly state: unknown
    readonly recordedAt: string
  },
): Promise<void> {
  const { client, own, id, stream, key, kind, state, draft, recordedAt, parent } = parameters
  const text = canonical(state as Json)
  if (own === undefined) {
    await client.query(
      'insert into streams (id, kind, parent, key, head, position, state, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      [
        hexToBytes(stream),
        kind.stream,
        parent === undefined ? null : hexToBytes(parent),
        key,
        hexToBytes(id),
        draft.header.position,
        text,
        recordedAt,
      ],
    )
    return
  }
  await client.query({
    name: 'stream_move',
    text: 'update streams set head = $2, position = $3, state = $4, recorded_at = $5 where id = $1',
    values: [hexToBytes(stream), hexToBytes(id), draft.header.position, text, recordedAt],
  })
}

async function writeEffects(parameters: {
  readonly client: PoolClient
  readonly id: string
  readonly stream: string
  readonly effects: readonly Effect[]
}): Promise<void> {
  for (const { key, type, request } of parameters.effects) {
    await parameters.client.query({
      name: 'outbox_insert',
      text: 'insert into outbox (key, entry, stream, type, request) values ($1, $2, $3, $4, $5)',
      values: [key, hexToBytes(parameters.id), hexToBytes(parameters.stream), type, canonical(request as Json)],
    })
  }
}
