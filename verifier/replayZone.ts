import { eachDocument, eachHash } from '../src/core/bundle/bundle.ts'
import type { OpenPart } from '../src/core/bundle/openBundle.ts'
import type { Directory } from '../src/core/case/directory.ts'
import type { Standing } from '../src/core/case/facts.ts'
import type { StreamKind } from '../src/core/case/kind.ts'
import type { Machines } from '../src/core/case/machines.ts'
import type { RulebookSource } from '../src/core/case/rulebookSource.ts'
import { flaw } from '../src/core/flaws/flaw.ts'
import type { Posting } from '../src/core/ledger/posting.ts'
import { type Entry, entryId } from '../src/core/record/entry.ts'
import type { Json } from '../src/core/record/jcs.ts'
import { applyDecided } from './applyDecided.ts'
import { chainFaults, isCut, openingsOf, withheldOf } from './checkEntry.ts'
import type { InclusionCheck } from './checkLog.ts'
import type { Collector } from './collector.ts'
import { type Decided, decideAgain } from './decideAgain.ts'
import type { Deleted } from './deletions.ts'
import { inLogOrder, type Passing } from './logOrder.ts'
import { noteActed } from './noteEntry.ts'
import { partialDirectory } from './partialDirectory.ts'
import type { StageReached } from './report.ts'
import type { Work } from './share.ts'

/** A stream while it is replayed. `known` is false from where something that its state needs is withheld. */
export interface Replayed {
  readonly id: string
  /** Which of the part's streams it is. */
  readonly place: number
  readonly kind: StreamKind
  head?: string
  position: number
  /** Place in the log of its last entry. */
  index: number
  recordedAt: string
  state: unknown
  known: boolean
}

/** A stream's state as it stood at one of its heads. */
export interface Kept extends Standing {
  readonly stream: string
  readonly kind: StreamKind
  readonly known: boolean
}

/** What is kept of an entry that has passed: where it stands, to be read again. */
export interface Passed {
  readonly stream: number
  readonly number: number
  readonly index: number
  readonly recordedAt: string
  readonly kind: string
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
  /** All entries that were gone through, by id, in the order of the log. */
  readonly passed: ReadonlyMap<string, Passed>
  /** The entry with an id, read again. */
  entryOf(id: string): { readonly entry: Entry; readonly index: number } | undefined
  /** What the record says was destroyed: `entry field`, or a document's hash. */
  readonly deletions: ReadonlyMap<string, Deleted>
}

export interface ReplayZoneParameters {
  readonly part: OpenPart
  /** By the name that entries give. */
  readonly machines: Machines
  readonly documents: ReadonlyMap<string, string>
  readonly collector: Collector
  /** Which entries this share of the work decides again; it applies all. */
  readonly share: Work
  /** Ids of entries that the caller decided again before: see `VerifyBundleParameters`. */
  readonly known?: ReadonlySet<string>
  /** Holds an entry to its place in the log; absent where the log's head cannot be read. */
  readonly inclusion?: InclusionCheck
  /** Where documents that entries name, and those that they stand on and that are not there, are noted. */
  readonly said?: Said
}

/** Hashes of documents, as this share's entries say them. */
export interface Said {
  readonly named: Set<string>
  readonly missing: Set<string>
}

export interface Context extends ReplayZoneParameters {
  readonly streams: ReadonlyMap<string, Replayed>
  /** The first stream of each kind. */
  readonly ofKind: ReadonlyMap<StreamKind, Replayed>
  readonly passed: Map<string, Passed>
  /** States of the zone's own streams at their heads: an entry may name an older one, and is then decided under that. */
  readonly keptByHead: Map<string, Kept>
  readonly indexes: Set<number>
  /** Rulebooks by machine, each made once. */
  readonly rules: Map<string, RulebookSource>
  readonly actions: Map<string, string>
  readonly stages: StageReached[]
  readonly posted: PostedEntry[]
  readonly arrivals: Arrival[]
  readonly decidedBy: Map<string, number>
  readonly rulesApplied: Map<string, number>
  readonly deletions: Map<string, Deleted>
  /** By passkey, the count that it said last. */
  readonly counters: Map<string, number>
}

export interface Placed extends Passing {
  readonly id: string
  readonly own: Replayed
  readonly about: ReturnType<Collector['about']>
}

/**
 * Decides every entry of a zone again, in the order of its log, from the states of the streams as they stood at the heads that the entry names, and
 * compares what comes out with what was recorded. Each entry is read, looked at and let go.
 *
 * @throws {BUNDLE_INVALID} at a line that is not of the format
 */
export function replayZone(parameters: ReplayZoneParameters): ReplayedZone {
  const { part, share } = parameters
  const context = contextOf(parameters)
  let ended = false
  for (const passing of inLogOrder(part.streams, share.owns)) {
    ended ||= !share.next(passing.entry.header.recordedAt, passing.mine)
    // What nobody asks about any more must still be of the format.
    if (!ended) passEntry(context, passing)
  }
  share.alone()
  const streams = [...context.streams.values()]
  const directory = context.ofKind.get('directory')
  const { stages, posted, arrivals, decidedBy, rulesApplied, passed, deletions } = context
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
    passed,
    deletions,
    entryOf: (id) => {
      const at = passed.get(id)
      return at && part.streams[at.stream]!.entries.read(at.number, false)
    },
  }
}

function contextOf(parameters: ReplayZoneParameters): Context {
  const { part } = parameters
  const streams = new Map<string, Replayed>()
  const ofKind = new Map<StreamKind, Replayed>()
  for (const [place, { id, kind }] of part.streams.entries()) {
    const own: Replayed = {
      id,
      place,
      kind: kind as StreamKind,
      position: -1,
      index: -1,
      recordedAt: '',
      state: undefined,
      // What is hidden may stand anywhere between what is shown: of a cut stream no state is known.
      known: !isCut(part),
    }
    streams.set(id, own)
    if (!ofKind.has(own.kind)) ofKind.set(own.kind, own)
  }
  return {
    ...parameters,
    streams,
    ofKind,
    passed: new Map(),
    keptByHead: new Map(),
    indexes: new Set(),
    rules: new Map(),
    actions: new Map(),
    stages: [],
    posted: [],
    arrivals: [],
    decidedBy: new Map(),
    rulesApplied: new Map(),
    deletions: new Map(),
    counters: new Map(),
  }
}

function passEntry(context: Context, passing: Passing): void {
  const { collector, part, streams, inclusion, said, share } = context
  const { entry, index, proof, texts } = passing
  const id = texts.id ?? entryId(entry, texts.header)
  const about = collector.about(part.zone, id, entry, index)
  const item: Placed = { ...passing, id, own: streams.get(passing.stream.id)!, about }
  const decided = replayEntry(context, item)
  if (!share.mine()) return
  if (inclusion !== undefined) {
    const of = inclusion({ id, index, proof })
    if (of !== undefined) collector.fault({ kind: 'inclusion', name: 'inclusion', ...about, flaw: of })
  }
  if (said !== undefined) noteDocuments(context, said, item, decided)
}

function noteDocuments({ documents }: Context, { named, missing }: Said, item: Placed, decided?: Decided): void {
  const { entry, texts } = item
  const name = (hash: string): void => {
    // A part of a line's text would keep all of it.
    if (!named.has(hash) && documents.has(hash)) named.add(JSON.parse(`"${hash}"`) as string)
  }
  if (texts.longs === undefined) eachHash(entry, name)
  else for (const hash of texts.longs) name(hash)
  const visit = (hash: string): void => {
    if (!documents.has(hash)) missing.add(hash)
  }
  // What was decided the same need not be read again.
  eachDocument(entry, visit, decided?.outcome === 'same' ? decided.draft : undefined)
}

function shownOf(part: ReplayZoneParameters['part']): Directory | undefined {
  return isCut(part) ? partialDirectory(part) : undefined
}

/** Origin and log key that the zone's first entry of the directory names; that entry must speak of this zone. */
function openedOf({ part, collector }: Context): ReplayedZone['opened'] {
  const first = part.streams.find(({ kind }) => kind === 'directory')?.entries.read(0, false)
  const value = (name: string): Json | undefined => first?.entry.fields[`payload.${name}`]?.value
  const origin = value('origin')
  const logKey = value('logKey')
  if (
    first === undefined ||
    first.entry.header.kind !== 'zone.opened' ||
    typeof origin !== 'string' ||
    typeof logKey !== 'string'
  ) {
    const { zone } = part
    collector.fault({ kind: 'checkpoint', name: 'zone.opened', zone, flaw: flaw('ZONE_NOT_OPENED', { zone }) })
    return undefined
  }
  for (const name of ['zone', 'kind', 'world'] as const) {
    if (value(name) === part[name]) continue
    const found = value(name)
    collector.fault({
      kind: 'world',
      name,
      zone: part.zone,
      found: part[name],
      required: found ?? 'none',
      flaw: flaw('ZONE_OPENED_OTHERWISE', { name, found: String(found), expected: part[name] }),
    })
  }
  return { origin, logKey }
}

function replayEntry(context: Context, item: Placed): Decided | undefined {
  const { entry, id, about } = item
  const { collector, machines } = context
  const machine = machines.get(entry.header.machine)
  const kind = machine?.kinds.get(entry.header.kind)
  const chain = chainFaults(context, item, kind)
  const { withheld, fault: opening } = item.mine ? openingsOf(item) : { withheld: withheldOf(item), fault: undefined }
  const cut = withheld.filter((name) => kind?.personal?.includes(name.replace(/^payload\./, '')) !== true)
  for (const name of withheld) {
    collector.withheld({ what: 'field', name, zone: about.zone, entry: id, entryKind: entry.header.kind })
  }
  // Where a field is withheld, the state goes on from what deciding gives: then every share decides, and one tells.
  const known = context.known?.has(item.id) === true
  const decides = (item.mine && !known) || cut.length > 0
  const decided =
    machine === undefined || kind === undefined || !decides
      ? undefined
      : decideAgain(context, { ...item, machine, kind, cut })
  // Told after what they break in meaning.
  for (const fault of opening === undefined ? chain : [opening, ...chain]) collector.fault(fault)
  noteActed(context, item, decided)
  applyDecided(context, { ...item, machine, kind, cut, decided })
  return decided
}
