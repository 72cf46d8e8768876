import type { PoolClient } from 'pg'
import { balancedOf, noteOf } from '../../core/case/about.ts'
import { applyEntry } from '../../core/case/apply.ts'
import type { Directory } from '../../core/case/directory.ts'
import { type AnyKind, type Applied, type Effect, goesOver, type Kinds } from '../../core/case/kind.ts'
import { appliedOf, type EntryDraft } from '../../core/case/machine.ts'
import type { CaseState } from '../../core/case/state.ts'
import { cutEntry, type Entry, encodeEntry, entryId, sealEntry } from '../../core/record/entry.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { followDirectory } from '../access/followDirectory.ts'
import { readershipOf } from '../access/readership.ts'
import { destroy } from './destroy.ts'
import type { StoredStream } from './streams.ts'
import { writeAppend } from './writeAppend.ts'

export interface AppendParameters extends Omit<AppendSealedParameters, 'sealed'> {
  readonly draft: EntryDraft
  readonly own: StoredStream | undefined
  /** Key of this entry's personal salts: used once, kept nowhere. */
  readonly personalKey: Uint8Array
}

export interface AppendSealedParameters {
  readonly client: PoolClient
  readonly kinds: Kinds
  readonly kind: AnyKind
  readonly sealed: Entry
  readonly own: Pick<StoredStream, 'id' | 'parent' | 'state'> | undefined
  /** Key of a stream that begins with this entry. */
  readonly newKey: Uint8Array
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

/** Seals a decided entry, and appends it. */
export function appendEntry({ draft, personalKey, ...rest }: AppendParameters): Promise<Appended> {
  const streamKey = rest.own?.key ?? rest.newKey
  const sealed = sealEntry({ ...draft, streamKey, personal: { fields: personalFields(rest.kind), key: personalKey } })
  return appendSealed({ ...rest, sealed })
}

function personalFields(kind: AnyKind): ReadonlySet<string> {
  return new Set((kind.personal ?? []).map((field) => `payload.${field}`))
}

/**
 * Writes a sealed entry and everything that hangs on it in the caller's transaction: entry, state, vault, action, outbox and the log's queue, by one
 * statement that is the last of the transaction, so that whatever this entry knew of stands before it in the log.
 */
export async function appendSealed(parameters: AppendSealedParameters): Promise<Appended> {
  const { client, kinds, kind, sealed, own } = parameters
  const personal = personalFields(kind)
  const id = entryId(sealed)
  const stream = own?.id ?? id
  const stored = cutEntry(sealed, (field) => !personal.has(field))
  const fields = Object.fromEntries(Object.entries(stored.fields).map(([name, { value }]) => [name, value]))
  const applied = appliedOf({ id, header: sealed.header, fields })
  const { state, postings } = applyEntry({ kinds, state: own?.state, entry: applied, world: sealed.header.world })
  const balances = (own?.state as Partial<Pick<CaseState, 'balances'>> | undefined)?.balances ?? {}
  if (kind.stream === 'directory') await followDirectory(client, state as Directory, sealed.header.recordedAt)
  if (kind.deletes !== undefined)
    await destroy({
      client,
      deletion: kind.deletes(applied as never),
      at: sealed.header.recordedAt,
      newKey: parameters.newKey,
    })
  const effects = kind.effects === undefined ? [] : kind.effects(applied as never, own?.state as never)
  const vault = [...personal].flatMap((field) => {
    const opening = sealed.fields[field]
    return opening === undefined ? [] : [{ field, salt: opening.salt, value: canonical(opening.value) }]
  })
  await writeAppend({
    client,
    begins: own === undefined ? { kind: kind.stream, key: parameters.newKey, parent: parameters.parent } : undefined,
    id,
    stream,
    position: sealed.header.position,
    state: canonical(state as Json),
    recordedAt: sealed.header.recordedAt,
    kind: kind.name,
    body: encodeEntry(stored),
    vault,
    actionId: parameters.actionId,
    actionDigest: parameters.actionDigest,
    effects: [...effects, ...crossingEffect(parameters, applied)],
    commitTime: parameters.commitTime,
    readers: readershipOf(stored, kind.stream, own?.parent ?? parameters.parent ?? stream),
    note: noteOf(stored),
    postings: balancedOf(postings, balances),
  })
  return { id, stream, entry: sealed, state }
}

function crossingEffect({ kind, crosses }: AppendSealedParameters, applied: Applied): readonly Effect[] {
  const { id } = applied
  return crosses && goesOver(kind, applied) ? [{ key: `cross ${id}`, type: 'cross', request: { entry: id } }] : []
}
