import type { PoolClient } from 'pg'
import type { Balanced, EntryNote } from '../../core/case/about.ts'
import type { Effect, StreamKind } from '../../core/case/kind.ts'
import { hexToBytes } from '../../core/record/hash.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'

export interface WriteAppendParameters {
  readonly client: PoolClient
  /** Of a stream that begins with this entry. */
  readonly begins:
    | { readonly kind: StreamKind; readonly key: Uint8Array; readonly parent: string | undefined }
    | undefined
  readonly id: string
  readonly stream: string
  readonly position: number
  readonly state: string
  readonly recordedAt: string
  readonly kind: string
  readonly body: string
  readonly vault: readonly { readonly field: string; readonly salt: string; readonly value: string }[]
  readonly actionId: string
  readonly actionDigest: string
  readonly effects: readonly Effect[]
  readonly commitTime: Date
  readonly readers: Readership
  readonly note: EntryNote
  readonly postings: readonly Balanced[]
}

/** Who reads what this entry belongs to, as far as it says. */
export interface Readership {
  /** The case; absent in the zone's own streams, which everybody reads who is signed in. */
  readonly case: string | undefined
  readonly named: readonly string[]
  readonly granted: readonly string[]
  readonly withdrawn: readonly string[]
  /** Hashes that may be those of documents. */
  readonly documents: readonly string[]
}

/** What hangs on an entry, whether its stream begins or goes on. The log's queue is written after all that the transaction read or locked. */
const rest = `
), entered as (
  insert into entries (id, stream, position, kind, recorded_at, body) values ($1, $2, $3, $6, $5, $7)
), kept as (
  insert into vault (entry, field, salt, value)
  select $1, field, salt, value from unnest($8::text[], $9::text[], $10::text[]) as t (field, salt, value)
), acted as (
  insert into actions (id, digest, entry) values ($11, $12, $1)
), wanted as (
  insert into outbox (key, entry, stream, type, request)
  select key, $1, $2, type, request
  from unnest($13::text[], $14::text[], $15::text[]) with ordinality as t (key, type, request, position) order by position
), placed as (
  insert into document_places (sha256, stream) select decode(hash, 'hex'), $2 from unnest($17::text[]) as t (hash)
  on conflict do nothing
), readers as (
  insert into case_readers (stream, org, why, entry)
  select $18, org, why, $1 from unnest($19::text[], $20::text[]) as t (org, why)
  on conflict do nothing
), taken as (
  delete from case_readers where stream = $18 and why = 'granted' and org = any($21::text[])
), noted as (
  insert into entry_notes (stream, position, at, kind, person, stage, lot, tranche, about_kind, about_lot, about_tranche, about_purpose, about_at, crossed)
  values ($2, $3, $22, $6, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)
), posted as (
  insert into postings (stream, position, line, account, asset, units, balance)
  select $2, $3, line - 1, account, asset, units, balance
  from unnest($33::text[], $34::text[], $35::text[], $36::text[]) with ordinality as t (account, asset, units, balance, line)
), queued as (
  insert into log_queue (id, leaf, committed_at) values ($1, $1, $16)
)
select count(*)::int as streams from own`

const goesOn = `
with own as (
  update streams set head = $1, position = $3, state = $4, recorded_at = $5 where id = $2 returning 1${rest}`

const begins = `
with own as (
  insert into streams (id, kind, parent, key, head, position, state, recorded_at)
  values ($2, $37, $38, $39, $1, $3, $4, $5) returning 1${rest}`

/** One statement for all of it: an action waits for the database five times and not twelve. */
export async function writeAppend(parameters: WriteAppendParameters): Promise<void> {
  const { client, vault, effects, commitTime, readers } = parameters
  const values: unknown[] = [
    hexToBytes(parameters.id),
    hexToBytes(parameters.stream),
    parameters.position,
    parameters.state,
    parameters.recordedAt,
    parameters.kind,
    parameters.body,
    vault.map(({ field }) => field),
    vault.map(({ salt }) => salt),
    vault.map(({ value }) => value),
    parameters.actionId,
    parameters.actionDigest,
    effects.map(({ key }) => key),
    effects.map(({ type }) => type),
    effects.map(({ request }) => canonical(request as Json)),
    commitTime,
    readers.documents,
    readers.case === undefined ? null : hexToBytes(readers.case),
    [...readers.named, ...readers.granted],
    [...readers.named.map(() => 'named'), ...readers.granted.map(() => 'granted')],
    readers.withdrawn,
    ...noteValues(parameters.note),
    ...postingValues(parameters.postings),
  ]
  if (parameters.begins === undefined) {
    await client.query({ name: 'append', text: goesOn, values })
    return
  }
  const { kind, key, parent } = parameters.begins
  await client.query({
    name: 'append_first',
    text: begins,
    values: [...values, kind, parent === undefined ? null : hexToBytes(parent), key],
  })
}

/** From `at` on, in the order of the columns; the kind stands with the entry. */
export function noteValues({ at, person, stage, subject, about }: EntryNote): readonly unknown[] {
  const { kind, purpose, crossed } = about
  return [at, person, stage, subject.lot, subject.tranche, kind, about.subject.lot, about.subject.tranche, purpose, about.at, crossed] // biome-ignore format: a row
}

/** As columns. */
export function postingValues(postings: readonly Balanced[]): readonly (readonly string[])[] {
  const column = (name: keyof Balanced) => postings.map((one) => one[name])
  return [column('account'), column('asset'), column('units'), column('balance')]
}
