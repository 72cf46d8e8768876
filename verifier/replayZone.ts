import { type Bundle, hashesNamed } from '../src/core/bundle/bundle.ts'
import { actionSignatureHolds, type SignedAction } from '../src/core/case/action.ts'
import type { Directory } from '../src/core/case/directory.ts'
import type { Standing } from '../src/core/case/facts.ts'
import { type AnyKind, type Fact, isChild, type StreamKind } from '../src/core/case/kind.ts'
import { actionOf, type Decision } from '../src/core/case/machine.ts'
import type { Machine, Machines } from '../src/core/case/machines.ts'
import { readingOf } from '../src/core/case/proposal.ts'
import type { Rulebook } from '../src/core/case/rulebook.ts'
import type { RulebookSource } from '../src/core/case/rulebookSource.ts'
import { SluiceError } from '../src/core/errors.ts'
import type { Posting } from '../src/core/ledger/posting.ts'
import { type Entry, entryId } from '../src/core/record/entry.ts'
import type { Json } from '../src/core/record/jcs.ts'
import type { Packs } from '../src/core/zone/packsState.ts'
import { chainFaults, isCut, openingsOf, withheldOf } from './checkEntry.ts'
import { messageOf } from './checkLog.ts'
import type { Collector } from './collector.ts'
import { compareDraft, faultOfRefusal } from './compareDraft.ts'
import { noteActed, noteFacts } from './noteEntry.ts'
import { partialDirectory } from './partialDirectory.ts'
import type { StageReached } from './report.ts'
import type { Work } from './share.ts'

/** A stream while it is replayed. `known` is false from where something that its state needs is withheld. */
interface Replayed {
  readonly id: string
  readonly kind: StreamKind
  head?: string
  position: number
  recordedAt: string
  state: unknown
  known: boolean
}

/** A stream's state as it stood at one of its heads. */
interface Kept extends Standing {
  readonly stream: string
  readonly kind: StreamKind
  readonly known: boolean
}

export interface PostedEntry {
  readonly entry: string
  readonly kind: string
  readonly stream: string
  readonly at: string
  readonly postings: readonly Posting[]
}

/** An entry by which something of the other zone arrived. */
export interface Arrival {
  readonly entry: Entry
  readonly id: string
  readonly index: number
}

export interface ReplayedZone {
  readonly directory: Directory | undefined
  readonly opened: { readonly origin: string; readonly logKey: string } | undefined
  readonly streams: readonly {
    readonly id: string
    readonly kind: StreamKind
    readonly state: unknown
    readonly known: boolean
  }[]
  readonly stages: readonly StageReached[]
  readonly posted: readonly PostedEntry[]
  readonly arrivals: readonly Arrival[]
  /** Entries that a pack decided, by its hash. */
  readonly decidedBy: ReadonlyMap<string, number>
  /** Entries that stood on a rule, by its id. */
  readonly rulesApplied: ReadonlyMap<string, number>
}

export interface ReplayZoneParameters {
  readonly part: Bundle['zones'][number]
  /** By the name that entries give. */
  readonly machines: Machines
  readonly documents: ReadonlyMap<string, string>
  readonly collector: Collector
  /** Which entries this share of the work decides again; it applies all. */
  readonly share: Work
  /** Ids of entries that the caller decided again before: see `VerifyBundleParameters`. */
  readonly known?: ReadonlySet<string>
}

export interface Context extends ReplayZoneParameters {
  readonly streams: Map<string, Replayed>
  readonly keptByHead: Map<string, Kept>
  /** Rulebooks by machine, each made once. */
  readonly rules: Map<string, RulebookSource>
  readonly actions: Map<string, string>
  readonly stages: StageReached[]
  readonly posted: PostedEntry[]
  readonly arrivals: Arrival[]
  readonly decidedBy: Map<string, number>
  readonly rulesApplied: Map<string, number>
}

export interface Placed {
  readonly entry: Entry
  readonly id: string
  readonly index: number
  readonly own: Replayed
  readonly about: ReturnType<Collector['about']>
}

/**
 * Decides every entry of a zone again, in the order of its log, from the states of the streams as they stood at the heads that the entry names, and
 * compares what comes out with what was recorded.
 */
export function replayZone(parameters: ReplayZoneParameters): ReplayedZone {
  const { part, collector } = parameters
  const context: Context = {
    ...parameters,
    streams: new Map(),
    keptByHead: new Map(),
    rules: new Map(),
    actions: new Map(),
    stages: [],
    posted: [],
    arrivals: [],
    decidedBy: new Map(),
    rulesApplied: new Map(),
  }
  const placed = part.streams.flatMap((stream) => {
    const own: Replayed = {
      id: stream.id,
      kind: stream.kind as StreamKind,
      position: -1,
      recordedAt: '',
      state: undefined,
      // What is hidden may stand anywhere between what is shown: of a cut stream no state is known.
      known: !isCut(part),
    }
    context.streams.set(stream.id, own)
    return stream.entries.map(({ entry, index }): Placed => {
      const id = entryId(entry)
      return { entry, id, index, own, about: collector.about(part.zone, id, entry, index) }
    })
  })
  placed.sort((a, b) => a.index - b.index)
  for (const item of placed) {
    if (!parameters.share.next(item.entry.header.recordedAt)) break
    replayEntry(context, item)
  }
  parameters.share.alone()
  const streams = [...context.streams.values()]
  const directory = streams.find(({ kind }) => kind === 'directory')
  const { stages, posted, arrivals, decidedBy, rulesApplied } = context
  const opened = openedOf(context)
  // A state that began with something else than the opening is no directory, whatever was applied to it since.
  const whole = directory?.known === true && opened !== undefined ? (directory.state as Directory) : undefined
  return {
    directory: whole ?? shownOf(part),
    opened,
    streams,
    stages,
    posted,
    arrivals,
    decidedBy,
    rulesApplied,
  }
}

function shownOf(part: ReplayZoneParameters['part']): Directory | undefined {
  return isCut(part) ? partialDirectory(part) : undefined
}

/** Origin and log key that the zone's first entry of the directory names; that entry must speak of this zone. */
function openedOf({ part, collector }: Context): ReplayedZone['opened'] {
  const first = part.streams.find(({ kind }) => kind === 'directory')?.entries[0]
  const value = (name: string): Json | undefined => first?.entry.fields[`payload.${name}`]?.value
  const origin = value('origin')
  const logKey = value('logKey')
  if (
    first === undefined ||
    first.entry.header.kind !== 'zone.opened' ||
    typeof origin !== 'string' ||
    typeof logKey !== 'string'
  ) {
    const message = `the directory of ${part.zone} does not begin with the opening of the zone: nobody vouches for its log key.`
    collector.fault({ kind: 'checkpoint', name: 'zone.opened', zone: part.zone, message })
    return undefined
  }
  for (const name of ['zone', 'kind', 'world'] as const) {
    if (value(name) === part[name]) continue
    const message = `the zone was opened with ${name} ${String(value(name))}, the bundle says ${part[name]}.`
    collector.fault({
      kind: 'world',
      name,
      zone: part.zone,
      found: part[name],
      required: value(name) ?? 'none',
      message,
    })
  }
  return { origin, logKey }
}

function replayEntry(context: Context, item: Placed): void {
  const { entry, id, about } = item
  const { collector, machines, share } = context
  const machine = machines.get(entry.header.machine)
  const kind = machine?.kinds.get(entry.header.kind)
  const chain = chainFaults(context, item, kind)
  const { withheld, fault: opening } = share.mine()
    ? openingsOf(item)
    : { withheld: withheldOf(entry), fault: undefined }
  const cut = withheld.filter((name) => kind?.personal?.includes(name.replace(/^payload\./, '')) !== true)
  for (const name of withheld) {
    collector.withheld({ what: 'field', name, zone: about.zone, entry: id, entryKind: entry.header.kind })
  }
  // Where a field is withheld, the state goes on from what deciding gives: then every share decides, and one tells.
  const known = context.known?.has(item.id) === true
  const decides = (share.mine() && !known) || cut.length > 0
  const decided =
    machine === undefined || kind === undefined || !decides
      ? undefined
      : decideAgain(context, { ...item, machine, kind, cut })
  // Told after what they break in meaning.
  for (const fault of opening === undefined ? chain : [opening, ...chain]) collector.fault(fault)
  noteActed(context, item)
  applyDecided(context, { ...item, machine, kind, cut, decided })
}

export interface ToDecide extends Placed {
  readonly machine: Machine
  readonly kind: AnyKind
  /** Fields that are withheld and that are not the vault's. */
  readonly cut: readonly string[]
}

type Decided =
  | { readonly outcome: 'same' | 'differs'; readonly draft: { readonly [name: string]: Json } }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'undecidable' }

const zoneStreams: readonly StreamKind[] = ['directory', 'registers', 'packs']
const canBeRecomputed = /^(fact\.|decision$)/

function decideAgain(context: Context, item: ToDecide): Decided {
  const { collector, documents, part } = context
  const { entry, own, about, machine, kind, cut, id } = item
  const undecidable = (name: string): Decided => {
    collector.withheld({ what: 'decision', name, zone: about.zone, entry: id, entryKind: entry.header.kind })
    checkSignatureAlone(context, item)
    return { outcome: 'undecidable' }
  }
  const needed = cut.find((name) => !canBeRecomputed.test(name))
  if (needed !== undefined) return undecidable(needed)
  if (!own.known) return undecidable(own.kind)
  const missing = new Set<string>()
  try {
    const streams = standingsFor(context, item)
    const unknown = Object.entries(streams).find(([, kept]) => !kept.known)
    if (unknown !== undefined) return undecidable(unknown[0])
    const action = machine.actionOf(entry)
    const standing =
      own.head === undefined ? undefined : { head: own.head, state: own.state, position: own.position, stream: own.id }
    const rulebook: Rulebook = machine.rulebookFor({
      rules: rulesOf(context, machine),
      packs: streams.packs as Standing<Packs> | undefined,
      own: standing,
      parent: streams.case,
      action,
      kind,
    })
    const document = (hash: string): string | undefined => {
      const text = documents.get(hash)
      if (text === undefined) missing.add(hash)
      return text
    }
    const { zone, world } = part
    const decision: Decision = machine.decide({
      kinds: machine.kinds,
      rulebook,
      action,
      recordedAt: entry.header.recordedAt,
      own: standing,
      surroundings: machine.surroundings({ zone: { id: zone, kind: part.kind, world }, streams, rulebook, document }),
      recorded: recordedFacts(entry),
    })
    if (!decision.allowed) {
      // A proposal reads for another kind: what it read of a withheld document is not among its own facts.
      if (missing.size > 0 && decision.refusal.code === 'NOT_FOUND') return undecidable([...missing][0]!)
      collector.fault(faultOfRefusal(decision.refusal, about, namesEntries(context, entry)))
      return { outcome: 'refused' }
    }
    const naming = namesEntries(context, entry)
    const faults = compareDraft({ entry, draft: decision.draft, about, cut: new Set(cut), namesEntries: naming })
    for (const fault of faults) collector.fault(fault)
    if (faults.length === 0) noteFacts(context, item, decision)
    return { outcome: faults.length === 0 ? 'same' : 'differs', draft: decision.draft.fields }
  } catch (error) {
    const pack = error instanceof SluiceError && error.code === 'PACK_INVALID'
    const message = `the decision cannot be made again: ${messageOf(error)}`
    const name = pack ? String(error.facts.hash ?? error.facts.pack ?? 'pack') : 'decide'
    collector.fault({ kind: pack ? 'pack' : 'decision', name, ...about, message })
    return { outcome: 'refused' }
  }
}

function rulesOf({ rules, documents }: Context, machine: Machine): RulebookSource {
  const known = rules.get(machine.name)
  if (known !== undefined) return known
  const made = machine.rules((hash) => documents.get(hash))
  rules.set(machine.name, made)
  return made
}

/** Where a decision cannot be made again, who asked for it is still held by their signature, if all that they signed is shown. */
function checkSignatureAlone(context: Context, { entry, cut, about }: ToDecide): void {
  if (cut.some((name) => !canBeRecomputed.test(name))) return
  const action: SignedAction = actionOf(entry)
  if (action.signature === undefined || actionSignatureHolds(action)) return
  const message = `${entry.header.kind} is not signed by the key ${action.signature.key} that it names.`
  // It may be another entry that changed: what was signed names its id.
  const follows = namesEntries(context, entry) ? { follows: true } : {}
  context.collector.fault({ kind: 'signature', name: 'signed', ...about, ...follows, message })
}

/** Whether what an entry was asked for by names other entries: its proposal, or an id in its payload. */
function namesEntries({ keptByHead, part }: Context, entry: Entry): boolean {
  const crossed = new Set(Object.keys(part.crossings))
  return [...hashesNamed(entry, /^(action$|payload\.)/)].some((hash) => keptByHead.has(hash) || crossed.has(hash))
}

/** The streams that the entry was decided under, at the heads that its header names. A head that is not the newest of its stream is a fault. */
function standingsFor(
  context: Context,
  { entry, kind, machine, own, about }: ToDecide,
): Partial<Record<StreamKind, Kept>> {
  const { streams, keptByHead, collector } = context
  const standings: Partial<Record<StreamKind, Kept>> = {}
  const newest = (found: Replayed | undefined): Kept | undefined =>
    found?.head === undefined
      ? undefined
      : { head: found.head, state: found.state, stream: found.id, kind: found.kind, known: found.known }
  const all = [...streams.values()]
  const wanted: [StreamKind, Replayed | undefined][] = zoneStreams.map((name) => [
    name,
    all.find((stream) => stream.kind === name),
  ])
  if (isChild(kind.stream)) wanted.push(['case', all.find((stream) => stream.kind === 'case')])
  const { child, reads } = readingOf(machine.kinds, machine.actionOf(entry))
  if (child !== undefined) {
    const found = streams.get(child.id)
    wanted.push([child.stream, found?.kind === child.stream ? found : undefined])
  }
  for (const [name, stream] of wanted) {
    const current = newest(stream)
    const named = entry.header.heads[name]
    const kept = named === undefined ? undefined : keptByHead.get(named)
    const isNamed = stream !== own && (zoneStreams.includes(name) || reads.includes(name))
    if (isNamed && named !== current?.head) {
      const message = `decided under ${name} ${named ?? 'none'}, while ${current?.head ?? 'none'} stood.`
      collector.fault({
        kind: 'chain', name: `heads.${name}`, ...about, found: named ?? 'none', required: current?.head ?? 'none', message,
      }) // biome-ignore format: one fault
    }
    const taken = kept?.kind === name ? kept : current
    if (taken !== undefined) standings[name] = taken
  }
  return standings
}

function recordedFacts(entry: Entry): Readonly<Record<string, Fact>> {
  const facts: Record<string, Fact> = {}
  for (const [name, { value }] of Object.entries(entry.fields)) {
    if (name.startsWith('fact.')) facts[name.slice('fact.'.length)] = value as unknown as Fact
  }
  return facts
}

interface ToApply extends Placed {
  readonly machine: Machine | undefined
  readonly kind: AnyKind | undefined
  readonly cut: readonly string[]
  readonly decided: Decided | undefined
}

/** Moves the stream on. What was recorded counts, also where it was wrong: so that one fault is one fault. */
function applyDecided(context: Context, { entry, id, own, about, machine, kind, cut, decided }: ToApply): void {
  const { collector, keptByHead, posted } = context
  own.head = id
  own.position = entry.header.position
  own.recordedAt = entry.header.recordedAt
  const draft = decided !== undefined && 'draft' in decided ? decided.draft : undefined
  const complete = cut.length === 0 || draft !== undefined
  // What belongs to another stream is told as out of its place, and makes no state here.
  const belongs = kind?.stream === own.kind
  if (machine === undefined || kind === undefined || !belongs || !own.known || !complete) own.known = false
  else {
    const fields: Record<string, Json> = {}
    for (const name of cut) fields[name] = draft![name]!
    for (const [name, { value }] of Object.entries(entry.fields)) fields[name] = value
    try {
      const applied = machine.appliedOf({ id, header: entry.header, fields })
      const result = machine.applyEntry({
        kinds: machine.kinds,
        state: own.state,
        entry: applied,
        world: entry.header.world,
      })
      own.state = result.state
      if (result.postings.length > 0) {
        const { kind: name } = entry.header
        posted.push({ entry: id, kind: name, stream: own.kind, at: entry.header.recordedAt, postings: result.postings })
        collector.postings(result.postings.length)
      }
    } catch (error) {
      own.known = false
      const message = `the entry cannot be applied: ${messageOf(error)}`
      collector.fault({ kind: 'posting', name: 'apply', ...about, message })
    }
  }
  if (decided?.outcome === 'same') collector.replayed()
  keptByHead.set(id, { head: id, state: own.state, stream: own.id, kind: own.kind, known: own.known })
}
