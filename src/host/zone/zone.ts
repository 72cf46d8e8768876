import type { Pool, PoolClient } from 'pg'
import { findSecret } from '../../core/assets/secrets.ts'
import { actionDigestInput, normalAction, type SignedAction } from '../../core/case/action.ts'
import type { Surroundings } from '../../core/case/facts.ts'
import { type AnyKind, isChild, type Kinds, type StreamKind, type ZoneKind } from '../../core/case/kind.ts'
import { decide } from '../../core/case/machine.ts'
import { beginsIn } from '../../core/case/place.ts'
import { readingOf } from '../../core/case/proposal.ts'
import type { Refusal } from '../../core/case/refusal.ts'
import type { Rulebook } from '../../core/case/rulebook.ts'
import type { CaseState } from '../../core/case/state.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import { bytesToHex, hashText, hexToBytes, sha256 } from '../../core/record/hash.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import { readPaper } from '../../core/record/paper.ts'
import { lawOf, type Packs } from '../../core/zone/packsState.ts'
import { inTransaction, type Queryable } from '../log/queryable.ts'
import { appendEntry } from './append.ts'
import { sweep } from './destroy.ts'
import {
  type KnownAction,
  listStreams,
  loadDocuments,
  lockCase,
  lockStream,
  lockZone,
  type StoredStream,
  standing,
  takeTurn,
  type ZoneStates,
} from './streams.ts'
import { type RulebookSource, surroundingsOf } from './surroundings.ts'

export interface ZoneConfig {
  readonly id: string
  readonly kind: ZoneKind
  readonly world: 'real' | 'rehearsal'
  /** Keys of those who may open it; where there are none it stays closed. */
  readonly founders: readonly string[]
}

export interface OpenZoneParameters {
  readonly pool: Pool
  readonly zone: ZoneConfig
  readonly kinds: Kinds
  readonly rules: RulebookSource
  /** Texts of packs by hash, shared with `rules`; what was published and is not here yet is read from the store. */
  readonly packTexts: Map<string, string>
  /** The store clock: RFC 3339 UTC with milliseconds. */
  readonly now: () => string
  /** Key of a new stream: random in production, from the seed in a rehearsal. */
  readonly newStreamKey: (actionId: string) => Uint8Array
  /** Called after a commit, so that the log takes up the entry at once. */
  readonly committed?: () => void
}

interface Opened extends OpenZoneParameters {
  readonly states: ZoneStates
}

export type ActResult =
  | { readonly outcome: 'appended' | 'known'; readonly entry: string; readonly stream: string }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }

export interface Zone {
  readonly config: ZoneConfig
  readonly kinds: Kinds
  readonly pool: Pool
  now(): string
  /** Decides and, if allowed, appends. `stream` names the case or child stream; absent for the first entry of one and for the zone's own streams. */
  act(action: SignedAction, place?: Place): Promise<ActResult>
  /** The same inside a transaction of the caller's. */
  actIn(client: PoolClient, action: SignedAction, place?: Place): Promise<ActResult>
  putDocument(text: string): Promise<string>
  /** The packs in force now and the model that a case keeps: what a worker asks for a number that they set. */
  rulebookOf(state: CaseState): Promise<Rulebook>
}

export interface Place {
  readonly stream?: string
  /** The case, for the first entry of a child stream. */
  readonly parent?: string
}

/** @example const zone = openZone({ pool, zone: { id: 'beijing', kind: 'onshore', world: 'rehearsal', founders }, … }) */
export function openZone(given: OpenZoneParameters): Zone {
  const { pool, zone } = given
  const parameters: Opened = { ...given, states: new Map() }
  return {
    config: zone,
    kinds: parameters.kinds,
    pool,
    now: parameters.now,
    actIn: (client, action, place) => act(parameters, client, action, place ?? {}),
    act: async (action, place) => {
      const result = await inTransaction(pool, (client) => act(parameters, client, action, place ?? {}))
      if (result.outcome === 'appended') {
        parameters.committed?.()
        if (parameters.kinds.get(action.kind)?.deletes !== undefined) await sweep(pool)
      }
      return result
    },
    putDocument: (text) => putDocument(parameters, text),
    rulebookOf: async ({ model }) => {
      const packs = await listStreams(pool, 'packs')
      await loadPacks(pool, parameters.packTexts, packs)
      return parameters.rules({ packs: lawOf(packs[0]?.state as Packs | undefined), model })
    },
  }
}

async function putDocument({ pool, now }: OpenZoneParameters, text: string): Promise<string> {
  refuseSecret(writtenText(text))
  const hash = hashText(text)
  await refuseDeleted(pool, hash)
  await pool.query('insert into documents (sha256, content, received_at) values ($1, $2, $3) on conflict do nothing', [
    hexToBytes(hash),
    text,
    now(),
  ])
  return hash
}

/** What was deleted under a duty does not come back by being sent again. */
async function refuseDeleted(pool: Pool, hash: string): Promise<void> {
  const { rows } = await pool.query<{ deleted_at: string; duty: string }>(
    'select deleted_at, duty from documents where sha256 = $1 and deleted_at is not null',
    [hexToBytes(hash)],
  )
  const row = rows[0]
  if (row !== undefined)
    throw flawError('INPUT_INVALID', flaw('ZONE_DOCUMENT_DELETED', { at: row.deleted_at, duty: String(row.duty) }), {
      sha256: hash,
    })
}

/** What somebody wrote: of a signed paper its body, for the key and signature around it are public. */
function writtenText(text: string): string {
  if (!text.startsWith('{"body":')) return text
  try {
    return canonical(readPaper(text).body)
  } catch {
    return text
  }
}

function refuseSecret(text: string): void {
  // Our own texts are full of hashes; a bare number of 32 bytes is judged where a person's file is read.
  const secret = findSecret(text, { bareHex: 'allow' })
  if (secret === undefined) return
  throw flawError(
    'SECRET_IN_INPUT',
    flaw('ZONE_SECRET', { line: String(secret.line), column: String(secret.column), kind: secret.kind }),
    { kind: secret.kind, line: secret.line, column: secret.column },
  )
}

async function act(parameters: Opened, client: PoolClient, signed: SignedAction, place: Place): Promise<ActResult> {
  const { signature, countersignature } = signed
  const action: SignedAction = {
    ...normalAction(signed),
    ...(signature === undefined ? {} : { signature }),
    ...(countersignature === undefined ? {} : { countersignature }),
  }
  const digest = bytesToHex(sha256(actionDigestInput(action)))
  const kind = parameters.kinds.get(action.kind)
  if (kind === undefined) return refused(action.kind, 'INPUT_INVALID', `no kind is called ${action.kind}.`)
  refuseSecret(payloadText(action.payload))
  const own = await lockOwn(client, { kind, place, actionId: action.id })
  // After the lock: another process may have appended the same action while this one waited for it.
  const { zone, known } = await standing(client, { actionId: action.id, states: parameters.states })
  if (known !== undefined) return knownResult(known, action.id, digest)
  if (own === undefined && place.parent !== undefined && !beginsIn(action, place.parent))
    return refused(action.kind, 'INPUT_INVALID', `stream: expected ${place.parent}, named in what is signed.`)
  const now = parameters.now()
  const recordedAt = own !== undefined && own.recordedAt > now ? own.recordedAt : now
  const decision = await decideWithDocuments(parameters, client, { action, kind, own, recordedAt, place, zone })
  if (!decision.allowed) return { outcome: 'refused', refusal: decision.refusal }
  const appended = await appendEntry({
    client,
    kinds: parameters.kinds,
    kind,
    draft: decision.draft,
    own,
    newKey: parameters.newStreamKey(action.id),
    personalKey: parameters.newStreamKey(`personal ${action.id}`),
    ...(place.parent === undefined ? {} : { parent: place.parent }),
    actionId: action.id,
    actionDigest: digest,
    commitTime: new Date(recordedAt),
    crosses: true,
  })
  return { outcome: 'appended', entry: appended.id, stream: appended.stream }
}

function payloadText(payload: { readonly [key: string]: Json }): string {
  const texts: string[] = []
  const collect = (value: Json): void => {
    if (typeof value === 'string') texts.push(value)
    else if (typeof value === 'object') for (const item of Object.values(value)) collect(item as Json)
  }
  collect(payload)
  // Hashes, transaction ids, keys and signatures are hexadecimal by their schema; prose and descriptors are what could hide a secret.
  return texts.filter((text) => !/^[0-9a-f]{32,128}$/.test(text)).join('\n')
}

function knownResult({ digest, entry, stream }: KnownAction, id: string, asked: string): ActResult {
  if (digest === asked) return { outcome: 'known', entry, stream }
  throw flawError('ACTION_ID_REUSED', flaw('ZONE_ACTION_TAKEN', { action: id }), { id })
}

const zoneStreamKinds: readonly StreamKind[] = ['directory', 'registers', 'packs']

async function lockOwn(
  client: PoolClient,
  { kind, place, actionId }: { readonly kind: AnyKind; readonly place: Place; readonly actionId: string },
): Promise<StoredStream | undefined> {
  if (zoneStreamKinds.includes(kind.stream)) return lockZone(client, kind.stream)
  if (place.stream === undefined) {
    await takeTurn(client, actionId)
    return undefined
  }
  const own = await lockCase(client, place.stream)
  if (own === undefined)
    throw flawError('NOT_FOUND', flaw('ZONE_NO_STREAM', { stream: place.stream }), { stream: place.stream })
  if (own.kind !== kind.stream) {
    throw flawError(
      'INPUT_INVALID',
      flaw('ZONE_OTHER_STREAM', { kind: kind.name, expected: kind.stream, found: own.kind }),
    )
  }
  return own
}

interface Asked {
  readonly action: SignedAction
  readonly kind: AnyKind
  readonly own: StoredStream | undefined
  readonly recordedAt: string
  readonly place: Place
  readonly zone: readonly StoredStream[]
}

/** Decides; where a document was asked for that the store holds, fetches it and decides again. Deciding is pure, so asking twice costs only time. */
async function decideWithDocuments(parameters: OpenZoneParameters, client: PoolClient, asked: Asked) {
  const { action, own, recordedAt, zone } = asked
  await loadPacks(client, parameters.packTexts, zone)
  const related = await relatedStreams(client, parameters.kinds, asked)
  const documents = await loadDocuments(client, action.documents ?? [])
  for (;;) {
    const missing = new Set<string>()
    const {
      surroundings,
      rulebook,
    }: { surroundings: Surroundings; rulebook: Parameters<typeof decide>[0]['rulebook'] } = surroundingsOf({
      zone: parameters.zone,
      streams: [...zone, ...related],
      rules: parameters.rules,
      own,
      action,
      kind: asked.kind,
      document: (hash) => {
        const text = documents.get(hash)
        if (text === undefined) missing.add(hash)
        return text
      },
    })
    const decision = decide({
      kinds: parameters.kinds,
      rulebook,
      action,
      recordedAt,
      own: own && { ...own, stream: own.id },
      surroundings,
    })
    if (missing.size === 0) return decision
    const found = await loadDocuments(client, [...missing])
    if (found.size === 0) return decision
    for (const [hash, text] of found) documents.set(hash, text)
  }
}

/** A pack published by another process, or before this one started, is in the store under its hash. */
async function loadPacks(client: Queryable, texts: Map<string, string>, zone: readonly StoredStream[]): Promise<void> {
  const packs = zone.find((stream) => stream.kind === 'packs')?.state as Packs | undefined
  const missing = (packs?.inForce ?? []).map(({ hash }) => hash).filter((hash) => !texts.has(hash))
  for (const [hash, text] of await loadDocuments(client, missing)) texts.set(hash, text)
}

/** The case of a child stream, or the child that a case's kind reads: locked in share, so that its head holds while this is decided. */
async function relatedStreams(
  client: PoolClient,
  kinds: Kinds,
  { kind, own, place, action }: Asked,
): Promise<readonly StoredStream[]> {
  const parent = own?.parent ?? place.parent
  if (isChild(kind.stream) && parent !== undefined) {
    const found = await lockStream(client, parent)
    return found === undefined ? [] : [found]
  }
  const { child } = readingOf(kinds, action)
  if (child === undefined) return []
  const found = await lockStream(client, child.id)
  return found === undefined || found.parent !== own?.id || found.kind !== child.stream ? [] : [found]
}

function refused(kind: string, code: Refusal['code'], message: string): ActResult {
  return { outcome: 'refused', refusal: { kind, code, message, unmet: [], faults: [] } }
}
