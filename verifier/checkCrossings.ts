import type { OpenPart } from '../src/core/bundle/openBundle.ts'
import { type Flaw, flaw, flawOf } from '../src/core/flaws/flaw.ts'
import { type Entry, entryId } from '../src/core/record/entry.ts'
import { canonical, type Json } from '../src/core/record/jcs.ts'
import { parseCheckpoint } from '../src/core/record/log/checkpoint.ts'
import { type NoteKey, verifierFor } from '../src/core/record/log/enrolledKeys.ts'
import { parseNote } from '../src/core/record/log/note.ts'
import { readCrossing, verifyCrossing } from '../src/crossing/document.ts'
import { crossingRules } from '../src/crossing/rules.ts'
import type { Collector } from './collector.ts'
import type { Arrival } from './replayZone.ts'

type Part = OpenPart

/**
 * Everything that came from the other zone is what that zone sent: its entry stands in its own part when that is in the bundle, and else is shown by
 * the crossing document's own proof under a checkpoint that its log signed.
 */
export function checkCrossings(parameters: {
  readonly part: Part
  readonly sender: Part | undefined
  /** Size of the sender's log under its checkpoint in the bundle. */
  readonly senderSize: number
  readonly keys: readonly NoteKey[]
  /** The sender's entry with an id, where its part is in the bundle. */
  readonly sent: (id: string) => { readonly entry: Entry; readonly index: number } | undefined
  readonly arrivals: readonly Arrival[]
  readonly collector: Collector
}): void {
  const { part, sent, arrivals, collector } = parameters
  const used = new Set<string>()
  for (const arrival of arrivals) {
    const id = String(arrival.entry.fields['payload.id']?.value)
    if (part.crossings[id] !== undefined) used.add(id)
    const about = collector.about(part.zone, arrival.id, arrival.entry, arrival.index)
    const told = (of: Flaw, kind: 'crossing' | 'checkpoint'): void =>
      collector.fault({ kind, name: id, ...about, flaw: of })
    const asked = { ...parameters, arrival, id, original: sent(id) }
    const fault = faultOfArrival(asked)
    if (fault !== undefined) told(fault, 'crossing')
    // What needs the sender's key is told after what does not.
    const text = part.crossings[id]
    const unproved = text === undefined ? undefined : faultOfProof(asked, text)
    if (unproved !== undefined) told(unproved, 'checkpoint')
  }
  for (const id of Object.keys(part.crossings)) {
    if (used.has(id)) continue
    collector.fault({ kind: 'crossing', name: id, zone: part.zone, flaw: flaw('CROSSED_UNUSED', { entry: id }) })
  }
}

interface ArrivalParameters {
  readonly part: Part
  readonly sender: Part | undefined
  readonly senderSize: number
  readonly keys: readonly NoteKey[]
  readonly collector: Collector
  readonly arrival: Arrival
  readonly id: string
  readonly original: { readonly entry: Entry; readonly index: number } | undefined
}

function faultOfArrival(parameters: ArrivalParameters): Flaw | undefined {
  const { part, sender, senderSize, arrival, id, original } = parameters
  const field = (name: string): Json | undefined => arrival.entry.fields[`payload.${name}`]?.value
  const from = field('from')
  const index = field('index')
  const arrived = field('entry') as unknown as Entry
  if (original !== undefined) {
    if (from !== sender?.zone) return flaw('CROSSED_FROM', { from: String(from), zone: String(sender?.zone) })
    if (index !== original.index) return flaw('CROSSED_INDEX', { found: String(index), index: String(original.index) })
    const odd = Object.entries(arrived.fields).find(([name, opening]) => {
      const shown = original.entry.fields[name]
      return shown !== undefined && canonical(shown as unknown as Json) !== canonical(opening as unknown as Json)
    })
    if (odd !== undefined) return flaw('CROSSED_FIELD', { field: odd[0], zone: String(sender?.zone) })
  }
  const text = part.crossings[id]
  if (text !== undefined) return faultOfDocument(parameters, text)
  if (original !== undefined) return undefined
  // The sender's part may be older than what arrived; then only the crossing document can show it.
  const covered = sender !== undefined && sender.zone === from && typeof index === 'number' && index < senderSize
  if (covered) return flaw('CROSSED_ABSENT', { entry: id, zone: sender.zone, index: String(index) })
  return flaw('CROSSED_UNSHOWN', { from: String(from), entry: id })
}

function faultOfDocument(parameters: ArrivalParameters, text: string): Flaw | undefined {
  const { arrival, id } = parameters
  const field = (name: string): Json | undefined => arrival.entry.fields[`payload.${name}`]?.value
  try {
    const document = readCrossing(text)
    if (entryId(document.entry) !== id) return flaw('CROSSED_OTHER', { entry: id })
    if (document.zone !== field('from') || document.index !== field('index')) return flaw('CROSSED_PLACE')
    const arrived = field('entry')
    if (arrived !== undefined && canonical(document.entry as unknown as Json) !== canonical(arrived)) {
      return flaw('CROSSED_CHANGED')
    }
    return undefined
  } catch (error) {
    return flaw('CROSSED_BROKEN', { reason: flawOf(error) })
  }
}

/** Holds the document's own proof: its entry stands in the sender's log, whose head the sender's key signed. */
function faultOfProof(parameters: ArrivalParameters, text: string): Flaw | undefined {
  const { part, sender, keys } = parameters
  try {
    const document = readCrossing(text)
    const note = parseNote(document.checkpoint)
    const own = keys.filter(({ use, holder }) => use === 'log' && holder === document.zone)
    const signed = note.signatures.flatMap((line) => verifierFor(line, own) ?? [])
    const { origin } = parseCheckpoint(note.text)
    const expected = sender?.zone === document.zone ? parseCheckpoint(parseNote(sender.checkpoint).text).origin : origin
    verifyCrossing({
      document,
      rule: crossingRules(document.entry.header.kind, part.kind),
      origin: expected,
      verifiers: signed.map(({ verifier }) => verifier),
    })
    for (const { key } of signed) parameters.collector.useKey(key, document.zone, 'log')
    return undefined
  } catch (error) {
    return flaw('CROSSED_BROKEN', { reason: flawOf(error) })
  }
}
