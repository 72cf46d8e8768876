import { hashesNamed } from '../src/core/bundle/bundle.ts'
import { actionSignatureHolds, type SignedAction } from '../src/core/case/action.ts'
import type { Standing } from '../src/core/case/facts.ts'
import { type Action, type AnyKind, type Fact, isChild, type StreamKind } from '../src/core/case/kind.ts'
import { actionOf, type Decision } from '../src/core/case/machine.ts'
import type { Machine } from '../src/core/case/machines.ts'
import { readingOf } from '../src/core/case/proposal.ts'
import type { Rulebook } from '../src/core/case/rulebook.ts'
import type { RulebookSource } from '../src/core/case/rulebookSource.ts'
import { SluiceError } from '../src/core/errors.ts'
import { flaw, flawOf } from '../src/core/flaws/flaw.ts'
import type { Entry } from '../src/core/record/entry.ts'
import type { Json } from '../src/core/record/jcs.ts'
import type { Packs } from '../src/core/zone/packsState.ts'
import { compareDraft, faultOfRefusal } from './compareDraft.ts'
import { noteFacts } from './noteEntry.ts'
import type { Context, Kept, Placed, Replayed } from './replayZone.ts'

export interface ToDecide extends Placed {
  readonly machine: Machine
  readonly kind: AnyKind
  /** Fields that are withheld and that are not the vault's. */
  readonly cut: readonly string[]
}

export type Decided =
  | { readonly outcome: 'same' | 'differs'; readonly draft: { readonly [name: string]: Json } }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'undecidable' }

/** Streams of the zone's own: few entries, whose states are kept. */
export const zoneStreams: readonly StreamKind[] = ['directory', 'registers', 'packs']
const canBeRecomputed = /^(fact\.|decision$)/

/** Decides an entry again from the states at the heads that it names, and tells where something else comes out than was recorded. */
export function decideAgain(context: Context, item: ToDecide): Decided {
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
    const action = machine.actionOf(entry)
    const streams = standingsFor(context, item, action)
    const unknown = Object.entries(streams).find(([, kept]) => !kept.known)
    if (unknown !== undefined) return undecidable(unknown[0])
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
    const question = {
      kinds: machine.kinds,
      rulebook,
      action,
      recordedAt: entry.header.recordedAt,
      own: standing,
      surroundings: machine.surroundings({ zone: { id: zone, kind: part.kind, world }, streams, rulebook, document }),
    }
    let decision: Decision = machine.decide(question)
    // What was recorded is asked for only where a document is not to be had.
    if (missing.size > 0) decision = machine.decide({ ...question, recorded: recordedFacts(entry) })
    if (!decision.allowed) {
      // A proposal reads for another kind: what it read of a withheld document is not among its own facts.
      if (missing.size > 0 && decision.refusal.code === 'NOT_FOUND') return undecidable([...missing][0]!)
      collector.fault(faultOfRefusal(decision.refusal, about, namesEntries(context, entry)))
      return { outcome: 'refused' }
    }
    const naming = (): boolean => namesEntries(context, entry)
    const { draft } = decision
    const whole = item.texts.whole === true
    const faults = compareDraft({ entry, draft, about, cut: new Set(cut), namesEntries: naming, whole })
    for (const fault of faults) collector.fault(fault)
    if (faults.length === 0) noteFacts(context, item, decision)
    return { outcome: faults.length === 0 ? 'same' : 'differs', draft: draft.fields }
  } catch (error) {
    const pack = error instanceof SluiceError && error.code === 'PACK_INVALID'
    const name = pack ? String(error.facts.hash ?? error.facts.pack ?? 'pack') : 'decide'
    const of = flaw('CANNOT_DECIDE', { reason: flawOf(error) })
    collector.fault({ kind: pack ? 'pack' : 'decision', name, ...about, flaw: of })
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
  const of = flaw('ACTION_UNSIGNED', { kind: entry.header.kind, key: action.signature.key })
  // It may be another entry that changed: what was signed names its id.
  const follows = namesEntries(context, entry) ? { follows: true } : {}
  context.collector.fault({ kind: 'signature', name: 'signed', ...about, ...follows, flaw: of })
}

/** Whether what an entry was asked for by names other entries: its proposal, or an id in its payload. */
function namesEntries({ passed, part }: Context, entry: Entry): boolean {
  const named = [...hashesNamed(entry, /^(action$|payload\.)/)]
  return named.some((hash) => passed.has(hash) || Object.hasOwn(part.crossings, hash))
}

/** The streams that the entry was decided under, at the heads that its header names. A head that is not the newest of its stream is a fault. */
function standingsFor(
  context: Context,
  { entry, kind, machine, own, about }: ToDecide,
  action: Action,
): Partial<Record<StreamKind, Kept>> {
  const { streams, ofKind, keptByHead, collector } = context
  const standings: Partial<Record<StreamKind, Kept>> = {}
  const newest = (found: Replayed | undefined): Kept | undefined =>
    found?.head === undefined
      ? undefined
      : { head: found.head, state: found.state, stream: found.id, kind: found.kind, known: found.known }
  const wanted: [StreamKind, Replayed | undefined][] = zoneStreams.map((name) => [name, ofKind.get(name)])
  if (isChild(kind.stream)) wanted.push(['case', ofKind.get('case')])
  const { child, reads } = readingOf(machine.kinds, action)
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
      const none = flaw('NONE')
      const of = flaw('HEAD_NOT_NEWEST', { stream: name, found: named ?? none, expected: current?.head ?? none })
      collector.fault({
        kind: 'chain', name: `heads.${name}`, ...about, found: named ?? 'none', required: current?.head ?? 'none', flaw: of,
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
