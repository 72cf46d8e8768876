import type { Bundle } from '../src/core/bundle/bundle.ts'
import { type BundleInput, type ByteSource, sourceOf } from '../src/core/bundle/byteSource.ts'
import { firstRefused, type OpenBundle, type OpenPart, openBundle } from '../src/core/bundle/openBundle.ts'
import { documentsFault } from '../src/core/bundle/readBundle.ts'
import { commonKinds } from '../src/core/case/commonKinds.ts'
import { type AnyKind, listKinds } from '../src/core/case/kind.ts'
import { SluiceError } from '../src/core/errors.ts'
import { type Flaw, flaw, flawOf, worldFlaw } from '../src/core/flaws/flaw.ts'
import { hashText } from '../src/core/record/hash.ts'
import { canonical, type Json } from '../src/core/record/jcs.ts'
import { zoneKinds } from '../src/core/zone/zoneKinds.ts'
import { chainShown } from './chainShown.ts'
import { checkCrossings } from './checkCrossings.ts'
import { type CheckedLog, checkLog, inclusionOf, noteKeysOf, readHead } from './checkLog.ts'
import { checkSections } from './checkSections.ts'
import { checkTimes } from './checkTimes.ts'
import { type Collector, createCollector, type Found } from './collector.ts'
import { type Deleted, withDeletions } from './deletions.ts'
import { describeKeys, describePacks, describeRules } from './describe.ts'
import { logIncidents } from './logIncidents.ts'
import { machinesOf } from './machines.ts'
import { type ReplayedZone, replayZone, type Said } from './replayZone.ts'
import { type NotProved, type Report, sortFaults } from './report.ts'
import { createWork, type Share } from './share.ts'
import { creditedAccount, postingRows, summarize } from './summary.ts'
import { readTrust, type Trust } from './trust.ts'
import { alwaysUnproved, unreadable } from './unreadable.ts'

export interface VerifyBundleParameters {
  /** Bytes, a file that can be read a part at a time, or, for a small one, its text. */
  readonly bundle: BundleInput
  /** Keys from outside: a trust file's text (see {@link readTrust}), or what it was read to. */
  readonly trust?: Trust | string
  readonly kindsOnshore: readonly AnyKind[]
  readonly kindsOffshore: readonly AnyKind[]
  /** Told how many entries of how many were gone through. */
  readonly progress?: (done: number, total: number) => void
  /** For who asks only whether a bundle holds and what is wrong first: ends there, and counts nothing that comes after. */
  readonly stopAtFirst?: boolean
  /**
   * Ids of entries that the caller has had decided again before, from a bundle of the same case that held. An id stands for its header, its fields and,
   * through what it names, for all that it was decided on: these entries are held to their commitments, placed and applied, and not decided once more.
   */
  readonly known?: ReadonlySet<string>
}

/**
 * Replays a bundle without database, network or clock, and says what it proves, what others attest, what is withheld, what it does not prove, and
 * everything that is wrong, the most meaningful first. It never throws on a bundle, whatever its bytes.
 *
 * @example const report = verifyBundle({ bundle, kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds }); report.holds
 * @throws {INPUT_INVALID} where the trust file is malformed
 */
export function verifyBundle(parameters: VerifyBundleParameters): Report {
  return verifyShare(parameters).report([])
}

/** What one of several workers found: plain data, to be sent from thread to thread. */
export interface ShareFound {
  /** The first line that is not of the format. */
  readonly unread?: { readonly line: number; readonly flaw: Flaw }
  readonly found: Found
  /** Hashes of documents that this share's entries name, and that they stand on and that are not there. */
  readonly said: { readonly named: readonly string[]; readonly missing: readonly string[] }
}

export interface VerifiedShare {
  readonly found: ShareFound
  /** Of the first share: the report, from its own work and what the others found, in their order. The same as one worker alone would give. */
  report(others: readonly ShareFound[]): Report
}

/** One worker's part of a verification: all entries are applied, its share is decided again. @throws {INPUT_INVALID} as {@link verifyBundle} */
export function verifyShare(parameters: VerifyBundleParameters & { readonly share?: Share }): VerifiedShare {
  const { share = { of: 1, take: 0 } } = parameters
  const trust = typeof parameters.trust === 'string' ? readTrust(parameters.trust) : parameters.trust
  const collector = createCollector()
  const said: Said = { named: new Set(), missing: new Set() }
  const source = sourceOf(parameters.bundle)
  try {
    const parsed = openBundle(source, { digest: share.take === 0 })
    const finish = verifyParsed({ ...parameters, parsed, trust, collector, share, said })
    const own = { found: collector.found(), said: { named: [...said.named], missing: [...said.missing] } }
    return {
      found: own,
      report: (others) => {
        const unread = firstUnread(others)
        if (unread !== undefined) return unreadable(unread)
        for (const { found } of others) collector.absorb(found)
        return finish(others)
      },
    }
  } catch (error) {
    const unread = unreadOf(source, error)
    const found = { unread, found: createCollector().found(), said: { named: [], missing: [] } }
    return { found, report: (others) => unreadable(firstUnread([found, ...others]) ?? unread) }
  }
}

/** The first line of the file that is not of the format. @throws what is no fault of the file */
function unreadOf(source: ByteSource, error: unknown): NonNullable<ShareFound['unread']> {
  if (!(error instanceof SluiceError) || error.code !== 'BUNDLE_INVALID') throw error
  const first = firstRefused(source) ?? error
  const { line } = first.facts
  return { line: typeof line === 'number' ? line : 1, flaw: flawOf(first) }
}

function firstUnread(shares: readonly ShareFound[]): ShareFound['unread'] {
  const all = shares.flatMap(({ unread }) => unread ?? [])
  return all.sort((a, b) => a.line - b.line)[0]
}

interface Verification {
  readonly parsed: OpenBundle
  readonly trust: Trust | undefined
  readonly collector: Collector
  readonly kindsOnshore: readonly AnyKind[]
  readonly kindsOffshore: readonly AnyKind[]
  readonly progress?: (done: number, total: number) => void
  readonly stopAtFirst?: boolean
  readonly known?: ReadonlySet<string>
  readonly share: Share
  readonly said: Said
}

interface CheckedPart {
  readonly kind: 'onshore' | 'offshore'
  readonly zone: string
  readonly part: OpenPart
  readonly replayed: ReplayedZone
  readonly log: CheckedLog | undefined
}

/** Does the work; what is returned makes the report, once all shares are in. */
function verifyParsed(verification: Verification): (others: readonly ShareFound[]) => Report {
  const { parsed, collector, said } = verification
  const documents = new Map(Object.entries(parsed.documents))
  const total = parsed.zones.reduce(
    (sum, part) => sum + part.streams.reduce((n, { entries }) => n + entries.length, 0),
    0,
  )
  const { stopAtFirst = false } = verification
  const share = createWork({ ...verification, stopAtFirst, total })
  checkDocuments(verification, documents)
  const parts = parsed.zones.map((part): CheckedPart => {
    const own = part.kind === 'onshore' ? verification.kindsOnshore : verification.kindsOffshore
    const kinds = listKinds([...zoneKinds, ...commonKinds, ...own])
    const machines = machinesOf({ zone: part.kind, kinds })
    const { known } = verification
    const before = known === undefined ? {} : { known }
    share.alone()
    const head = readHead(part, collector)
    const inclusion = head === undefined ? {} : { inclusion: inclusionOf(head) }
    const replayed = replayZone({ part, machines, documents, collector, share, said, ...before, ...inclusion })
    const { directory, opened } = replayed
    const others = parsed.zones.map(({ zone }) => zone).filter((zone) => zone !== part.zone)
    const log = head && checkLog({ part, head, directory, opened, others, collector })
    return { kind: part.kind, zone: part.zone, part, replayed, log }
  })
  share.alone()
  // What was not gone through to its end says nothing about what is missing.
  const whole = !share.ended()
  if (whole && verification.share.take === 0) checkBetween(parts, collector)
  return (others) => {
    checkDigest(verification, whole, others)
    return reportOf({ ...verification, parts, documents, total, whole })
  }
}

/** The checksum, and what the file says of documents: what anybody can make good again. */
function checkDigest(verification: Verification, whole: boolean, others: readonly ShareFound[]): void {
  const { parsed, collector, said } = verification
  const named = new Set([...said.named, ...others.flatMap((other) => other.said.named)])
  const missing = [...new Set([...said.missing, ...others.flatMap((other) => other.said.missing)])].sort()
  const fault = parsed.digestFault ?? (whole ? documentsFault(parsed, { named, missing }) : undefined)
  if (fault !== undefined)
    collector.fault({ kind: 'digest', name: 'digest', line: Number(fault.facts.line ?? 1), flaw: flawOf(fault) })
}

function checkDocuments(verification: Verification, documents: ReadonlyMap<string, string>): void {
  const { parsed, collector, share } = verification
  let number = 0
  for (const [hash, text] of documents) {
    const mine = number++ % share.of === share.take
    if (!mine || hashText(text) === hash) continue
    collector.stand(-1, true)
    collector.fault({ kind: 'document', name: hash, flaw: flaw('DOCUMENT_OTHER', { document: hash }) })
  }
  collector.stand(-1, share.take === 0)
  for (const name of parsed.withheld) collector.withheld({ what: 'document', name })
}

interface Checked extends Verification {
  readonly parts: readonly CheckedPart[]
  readonly documents: ReadonlyMap<string, string>
  readonly total: number
  readonly whole: boolean
}

function reportOf({ parsed, trust, collector, parts, documents, total, whole }: Checked): Report {
  const sections = checkSections(parsed.zones, collector)
  const summary = summarize(parts)
  if (whole) checkTransit(parts, summary.inTransit, collector)
  const times = timesOf(parts, trust, collector)
  const chain = chainShown(documents, collector)
  const incidents = logIncidents(parsed)
  const keys = describeKeys({ parts, trust, documents, collector })
  checkTrust({ parts, trust, keys, world: parsed.world, collector })
  const result = collector.result()
  const { proved, attested } = result
  const withheld = withDeletions(deletionsOf(parts), result.withheld)
  const faults = sortFaults(result.faults)
  const signersIdentified = trust !== undefined && !faults.some(({ kind }) => kind === 'trust')
  const account = creditedAccount(parts, ({ entry }) => fieldOf(parts, entry, 'payload.account'))
  const packs = describePacks(parts, documents, trust)
  const unproved: NotProved[] = [
    ...(packs.some(({ decided, trusted }) => decided > 0 && !trusted) ? (['packs'] as const) : []),
    ...(signersIdentified ? [] : (['signers'] as const)),
    ...alwaysUnproved,
  ]
  if (parts.some(({ zone }) => !times.some((time) => time.zone === zone && time.trusted))) unproved.push('times')
  if (
    withheld.some(({ what }) => what !== 'field') ||
    withheld.some(({ entryKind }) => entryKind !== 'person.enrolled')
  ) {
    unproved.push('withheld')
  }
  return {
    format: 'sluice/report/1',
    holds: faults.length === 0,
    world: parsed.world,
    zones: parts.map(({ zone }) => zone),
    cases: Object.fromEntries(
      parts.flatMap(({ zone, part }) => part.streams.filter(({ kind }) => kind === 'case').map(({ id }) => [zone, id])),
    ),
    signersIdentified,
    faults,
    faultsOmitted: result.omitted,
    notices: result.notices,
    counts: {
      entries: total,
      replayed: result.replayed,
      facts: proved.reduce((sum, { count }) => sum + count, 0) + attested.reduce((sum, { count }) => sum + count, 0),
      documents: documents.size,
      signatures: keys.reduce((sum, { signatures }) => sum + signatures, 0),
      postings: result.postings,
    },
    ...sections,
    keys,
    packs,
    ...describeRules({ parts, packs, faults, documents }),
    logs: parts.flatMap(({ log }) => (log === undefined ? [] : [log.use])),
    times,
    ...(incidents.length === 0 ? {} : { logIncidents: incidents }),
    ...(chain.length === 0 ? {} : { chain }),
    notProved: unproved,
    proved,
    attested,
    withheld,
    stages: parts.flatMap(({ replayed }) => replayed.stages).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    ...summary,
    postings: postingRows(parts),
    ...(account === undefined ? {} : { account }),
    states: statesOf(parts, faults.length > 0),
    roots: Object.fromEntries(parts.flatMap(({ kind, log }) => (log === undefined ? [] : [[kind, log.use.root]]))),
  }
}

function timesOf(parts: readonly CheckedPart[], trust: Trust | undefined, collector: Collector): Report['times'] {
  return parts.flatMap(({ part, zone, replayed, log }) => {
    const { opened, directory } = replayed
    const own = noteKeysOf(directory).filter(({ use, holder }) => use === 'log' && holder === zone)
    const keys = opened === undefined ? own : [...own, { key: opened.logKey, holder: zone, use: 'log' as const }]
    return log === undefined
      ? []
      : checkTimes({ part, passed: replayed.passed, checkpoint: log.checkpoint, keys, trust, collector })
  })
}

/** What holds only between the zones: each crossing in both, one sender's log behind all. */
function checkBetween(parts: readonly CheckedPart[], collector: Collector): void {
  const keys = parts.flatMap(({ replayed, zone }) => {
    const { opened, directory } = replayed
    const own = opened === undefined ? [] : [{ key: opened.logKey, holder: zone, use: 'log' as const }]
    return [...own, ...noteKeysOf(directory)]
  })
  for (const { part, replayed } of parts) {
    const other = parts.find((candidate) => candidate.zone !== part.zone)
    checkCrossings({
      part,
      sender: other?.part,
      sent: (id) => other?.replayed.entryOf(id),
      senderSize: other?.log?.checkpoint.size ?? 0,
      keys,
      arrivals: replayed.arrivals,
      collector,
    })
  }
}

/** When both zones are shown and the case is closed, nothing is between them any more: what left one came into the other. */
function checkTransit(parts: readonly CheckedPart[], inTransit: Report['inTransit'], collector: Collector): void {
  const closed = parts.some(({ replayed }) =>
    replayed.stages.some(({ stage, subject }) => stage === 'closed' && subject === 'case'),
  )
  // With something withheld, postings are missing: their sum says nothing.
  const whole = parts.every(({ replayed }) => replayed.streams.every(({ known }) => known))
  if (parts.length < 2 || !closed || !whole) return
  for (const [asset, units] of Object.entries(inTransit)) {
    const of = flaw('TRANSIT', { units, asset })
    collector.fault({ kind: 'posting', name: `crossing ${asset}`, found: units, required: '0', flaw: of })
  }
}

function checkTrust(parameters: {
  readonly parts: readonly CheckedPart[]
  readonly trust: Trust | undefined
  readonly keys: Report['keys']
  readonly world: Bundle['world']
  readonly collector: Collector
}): void {
  const { parts, trust, keys, world, collector } = parameters
  if (trust === undefined) return
  if (trust.world !== world) {
    const of = flaw('TRUST_WORLD', { found: worldFlaw(world), given: worldFlaw(trust.world) })
    collector.fault({ kind: 'trust', name: 'world', found: world, required: trust.world, flaw: of })
  }
  for (const { zone } of parts) {
    if (keys.some((key) => key.zone === zone && key.use === 'log' && key.trusted)) continue
    const found = keys.filter((key) => key.zone === zone && key.use === 'log').map(({ key }) => key)
    collector.fault({ kind: 'trust', name: 'log', zone, found, flaw: flaw('TRUST_LOG', { zone }) })
  }
  const named = new Set(trust.keys.values())
  for (const { key, zone, holder, trusted, use } of keys) {
    if (trusted || use === 'log' || !named.has(holder)) continue
    collector.fault({ kind: 'trust', name: key, zone, found: key, flaw: flaw('TRUST_KEY', { holder, key }) })
  }
}

function fieldOf(parts: readonly CheckedPart[], id: string, field: string): Json | undefined {
  const entry = parts.map(({ replayed }) => replayed.entryOf(id)?.entry).find((found) => found !== undefined)
  return entry?.fields[field]?.value
}

function deletionsOf(parts: readonly CheckedPart[]): ReadonlyMap<string, Deleted> {
  return new Map(parts.flatMap(({ replayed }) => [...replayed.deletions]))
}

/** States by stream. After a fault a state may hold what has no canonical form: an entry lost a field, and that was told at its place. */
function statesOf(parts: readonly CheckedPart[], faulty: boolean): Record<string, string> {
  const states: Record<string, string> = {}
  for (const { replayed } of parts) {
    for (const { id, state, known } of replayed.streams) {
      if (!known || state === undefined) continue
      try {
        states[id] = hashText(canonical(state as Json))
      } catch (error) {
        if (!faulty || !(error instanceof SluiceError) || error.code !== 'NOT_CANONICAL') throw error
      }
    }
  }
  return states
}
