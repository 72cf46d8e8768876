import '../support/nativeCrypto.ts'
import { normalAction, type SignedAction } from '../../src/core/case/action.ts'
import { applyEntry } from '../../src/core/case/apply.ts'
import type { Standing } from '../../src/core/case/facts.ts'
import type { AnyKind, Effect, Kinds, StreamKind, ZoneKind } from '../../src/core/case/kind.ts'
import { appliedOf, decide } from '../../src/core/case/machine.ts'
import { readingOf } from '../../src/core/case/proposal.ts'
import type { Refusal } from '../../src/core/case/refusal.ts'
import { type RulebookSource, rulebookFor, surroundings } from '../../src/core/case/rulebookSource.ts'
import type { Posting } from '../../src/core/ledger/posting.ts'
import { cutEntry, type Entry, entryId, sealEntry } from '../../src/core/record/entry.ts'
import { hashText, hmacSha256, utf8ToBytes } from '../../src/core/record/hash.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import type { Packs } from '../../src/core/zone/packsState.ts'

export interface MemoryStream {
  readonly id: string
  readonly kind: StreamKind
  readonly parent?: string
  readonly head: string
  readonly position: number
  readonly recordedAt: string
  readonly state: unknown
  readonly entries: readonly string[]
}

export interface MemoryEntry {
  readonly id: string
  readonly index: number
  readonly stream: string
  readonly entry: Entry
  readonly postings: readonly Posting[]
}

export type MemoryResult =
  | { readonly outcome: 'appended' | 'known'; readonly entry: string; readonly stream: string }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }

export interface MemoryPlace {
  readonly stream?: string
  readonly parent?: string
}

export interface MemoryZoneParameters {
  readonly id: string
  readonly kind: ZoneKind
  readonly kinds: Kinds
  readonly rules: (document: (hash: string) => string | undefined) => RulebookSource
  readonly now: () => string
  /** Keys of who may open it. */
  readonly founders: readonly string[]
}

const zoneStreams: readonly StreamKind[] = ['directory', 'registers', 'packs']

/**
 * A zone without database, log, network or worker: the same decide, apply and postings over streams in memory. For tests of kinds, rules and whole ways,
 * in milliseconds. What it leaves out, the suites over PostgreSQL hold: transactions, the Merkle log, proofs of crossings, effects.
 *
 * @example const zone = new MemoryZone({ id: 'z', kind: 'onshore', kinds, rules, founders, now: () => '2026-03-02T01:00:00.000Z' })
 */
export class MemoryZone {
  readonly parameters: MemoryZoneParameters
  readonly streams = new Map<string, MemoryStream>()
  readonly entries = new Map<string, MemoryEntry>()
  readonly documents = new Map<string, string>()
  /** Effects called for and not performed: a test performs those that it is about. */
  readonly outbox: Effect[] = []
  /** Called after each entry: where a pair is joined, what crosses is carried over here. */
  appended: (entry: MemoryEntry, kind: AnyKind) => void = () => {}
  /** Ids by stream, oldest first: one list that grows, of which each state of a stream sees its beginning. */
  readonly #ids = new Map<string, string[]>()
  readonly #actions = new Map<string, { readonly text: string; readonly entry: string; readonly stream: string }>()
  readonly #rules: RulebookSource

  constructor(parameters: MemoryZoneParameters) {
    this.parameters = parameters
    this.#rules = parameters.rules((hash) => this.documents.get(hash))
  }

  document(text: string): string {
    const hash = hashText(text)
    this.documents.set(hash, text)
    return hash
  }

  streamOf(kind: StreamKind): MemoryStream | undefined {
    return [...this.streams.values()].find((stream) => stream.kind === kind)
  }

  childrenOf(stream: string): readonly MemoryStream[] {
    return [...this.streams.values()].filter(({ parent }) => parent === stream)
  }

  /** Decides and, if allowed, appends. The same action again gives the same entry; another one under its id throws. */
  act(signed: SignedAction, place: MemoryPlace = {}): MemoryResult {
    const { signature, countersignature } = signed
    const action: SignedAction = {
      ...normalAction(signed),
      ...(signature === undefined ? {} : { signature }),
      ...(countersignature === undefined ? {} : { countersignature }),
    }
    const text = JSON.stringify(action)
    const known = this.#actions.get(action.id)
    if (known !== undefined) {
      if (known.text !== text) throw new TypeError(`action ${action.id} was taken with other content`)
      return { outcome: 'known', entry: known.entry, stream: known.stream }
    }
    const kind = this.parameters.kinds.get(action.kind)
    if (kind === undefined) throw new TypeError(`no kind is called ${action.kind}`)
    const own = this.#own(kind, place)
    const now = this.parameters.now()
    const recordedAt = own !== undefined && own.recordedAt > now ? own.recordedAt : now
    const decision = this.#decide({ action, kind, own, recordedAt, place })
    if (!decision.allowed) return { outcome: 'refused', refusal: decision.refusal }
    const streamKey = hmacSha256(
      utf8ToBytes('simulation'),
      utf8ToBytes(own?.id ?? `${this.parameters.id} ${action.id}`),
    )
    const sealed = sealEntry({ ...decision.draft, streamKey })
    const id = this.#append({ kind, own, sealed, place })
    this.#actions.set(action.id, { text, entry: id.entry, stream: id.stream })
    return { outcome: 'appended', ...id }
  }

  /** A zone that goes its own way from here on. States are never changed in place, so that a copy is cheap. */
  fork(): MemoryZone {
    const copy = new MemoryZone(this.parameters)
    for (const [id, stream] of this.streams) copy.streams.set(id, stream)
    for (const [id, list] of this.#ids) copy.#ids.set(id, [...list])
    for (const [id, entry] of this.entries) copy.entries.set(id, entry)
    for (const [hash, text] of this.documents) copy.documents.set(hash, text)
    for (const [id, action] of this.#actions) copy.#actions.set(id, action)
    copy.outbox.push(...this.outbox)
    return copy
  }

  #own(kind: AnyKind, { stream }: MemoryPlace): MemoryStream | undefined {
    if (zoneStreams.includes(kind.stream)) return this.streamOf(kind.stream)
    if (stream === undefined) return undefined
    const own = this.streams.get(stream)
    if (own?.kind !== kind.stream) throw new TypeError(`${kind.name} belongs to a ${kind.stream} stream`)
    return own
  }

  #decide(parameters: {
    readonly action: SignedAction
    readonly kind: AnyKind
    readonly own: MemoryStream | undefined
    readonly recordedAt: string
    readonly place: MemoryPlace
  }): ReturnType<typeof decide> {
    const { action, kind, own, recordedAt, place } = parameters
    const streams: Partial<Record<StreamKind, Standing>> = {}
    for (const name of zoneStreams) {
      const standing = this.streamOf(name)
      if (standing !== undefined) streams[name] = standing
    }
    const related = this.#related(parameters, place)
    if (related !== undefined) streams[related.kind] = related
    const rulebook = rulebookFor({
      rules: this.#rules,
      packs: streams.packs as Standing<Packs> | undefined,
      own,
      parent: streams.case,
      action,
      kind,
    })
    const { id, kind: zoneKind, kinds, founders } = this.parameters
    return decide({
      kinds,
      rulebook,
      action,
      recordedAt,
      own: own && { head: own.head, state: own.state, position: own.position, stream: own.id },
      surroundings: surroundings({
        zone: { id, kind: zoneKind, world: 'rehearsal', founders },
        streams,
        rulebook,
        document: (hash) => this.documents.get(hash),
      }),
    })
  }

  /** The case of a child stream, or the child that a case's kind reads. */
  #related(
    { own, action }: { readonly own: MemoryStream | undefined; readonly action: SignedAction },
    place: MemoryPlace,
  ): MemoryStream | undefined {
    const parent = own?.parent ?? place.parent
    if (parent !== undefined) return this.streams.get(parent)
    const child = readingOf(this.parameters.kinds, action).child
    const found = child === undefined ? undefined : this.streams.get(child.id)
    return found?.parent === own?.id && found?.kind === child?.stream ? found : undefined
  }

  #append(parameters: {
    readonly kind: AnyKind
    readonly own: MemoryStream | undefined
    readonly sealed: Entry
    readonly place: MemoryPlace
  }): { readonly entry: string; readonly stream: string } {
    const { kind, own, sealed, place } = parameters
    const id = entryId(sealed)
    const stream = own?.id ?? id
    const personal = new Set((kind.personal ?? []).map((field) => `payload.${field}`))
    const stored = cutEntry(sealed, (field) => !personal.has(field))
    const fields = Object.fromEntries(Object.entries(stored.fields).map(([name, { value }]) => [name, value]))
    const applied = appliedOf({ id, header: sealed.header, fields })
    const { kinds } = this.parameters
    const { state, postings } = applyEntry({ kinds, state: own?.state, entry: applied, world: 'rehearsal' })
    const parent = own?.parent ?? place.parent
    const held = this.#ids.get(stream) ?? []
    // Somebody may have put an earlier state back.
    const ids = held.length === (own === undefined ? 0 : own.position + 1) ? held : [...(own?.entries ?? [])]
    this.#ids.set(stream, ids)
    const length = ids.push(id)
    this.streams.set(stream, {
      id: stream,
      kind: kind.stream,
      ...(parent === undefined ? {} : { parent }),
      head: id,
      position: sealed.header.position,
      recordedAt: sealed.header.recordedAt,
      state,
      get entries() {
        return ids.slice(0, length)
      },
    })
    const entry = { id, index: this.entries.size, stream, entry: stored, postings }
    this.entries.set(id, entry)
    this.outbox.push(...(kind.effects?.(applied as never, own?.state as never) ?? []))
    this.appended(entry, kind)
    return { entry: id, stream }
  }

  /** An entry of the other zone, cut to what may cross. */
  receive(parameters: {
    readonly from: string
    readonly entry: MemoryEntry
    readonly cut: Entry
    readonly local: string | undefined
  }): MemoryResult {
    const { from, entry, cut, local } = parameters
    return this.act(
      {
        id: `cross:${entry.id}`,
        kind: local === undefined ? 'case.accepted' : 'crossing.received',
        actor: { org: this.parameters.id, person: 'worker', role: 'system' },
        subject: (cut.fields.subject?.value ?? {}) as { lot?: string },
        payload: { from, index: entry.index, id: entry.id, entry: cut as unknown as Json },
        documents: [],
      },
      local === undefined ? {} : { stream: local },
    )
  }
}
