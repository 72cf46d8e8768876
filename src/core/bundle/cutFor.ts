import { SluiceError } from '../errors.ts'
import { cutEntry, type Entry } from '../record/entry.ts'
import { canonical, type Json } from '../record/jcs.ts'
import type { Bundle, PlacedEntry } from './bundle.ts'
import { type CutReader, type KindView, type Only, readersRule, readerViews } from './readers.ts'
import { isSealed, lastFillPassed } from './seals.ts'
import { bundleOf } from './writeBundle.ts'

/** Fields that a person signs: a signature shown beside less than all of them lets who guesses the rest try the guess. */
const signed = /^(actor|subject|documents|payload\.(?!personal[A-Z]).*)$/

/** Hashes without a salt over what was proposed and read: an oracle for it, wherever it is not shown itself. */
const unsalted: Readonly<Record<string, readonly string[]>> = {
  'proposal.made': ['fact.proposed'],
  'approval.given': ['payload.what', 'payload.values', 'payload.signature'],
}

/**
 * Cuts a bundle for a reader by the allow-lists of {@link readerViews}: kinds that are not listed are hidden whole, fields that are not listed are taken
 * out, and with them whatever would let them be guessed: signatures over them, unsalted hashes of them, hashes of documents that do not go along.
 * What stays verifies against the same checkpoint.
 *
 * @param parameters.of whose claim or which platform, for readers that have to be named
 * @example encodeBundle(cutFor({ bundle, reader: 'victim', of: 'c-17' }))
 * @throws {INPUT_INVALID} where the reader has to be named and is not
 */
export function cutFor(parameters: {
  readonly bundle: Bundle
  readonly reader: CutReader
  readonly of?: string
}): Bundle {
  const { bundle, reader, of } = parameters
  const view = readerViews[reader]
  if (view.names !== undefined && of === undefined)
    throw new SluiceError('INPUT_INVALID', `a bundle for ${reader} is cut for one: name ${view.names}.`)
  if (view.kinds === 'all') return bundle
  const all = bundle.zones.flatMap((part) => part.streams.flatMap((stream) => stream.entries.map(({ entry }) => entry)))
  const sealed = view.sealed && !lastFillPassed(all)
  const shown = entriesShown(all, view.kinds, of)
  let zones = bundle.zones.map((part) => ({
    ...part,
    crossings: {},
    sections: { ...part.sections, cut: [{ reader, rule: readersRule }] },
    streams: part.streams.map((stream) => ({
      ...stream,
      entries: stream.entries.flatMap(({ entry, index, proof }): PlacedEntry[] => {
        const kind = shown.get(entry)
        return kind === undefined ? [] : [{ entry: cutEntry(entry, keeps(kind, entry, sealed)), index, proof }]
      }),
    })),
  }))
  const documents = documentsFor(zones, bundle, view.documents)
  const absent = [...Object.keys(bundle.documents), ...bundle.withheld].filter((hash) => documents[hash] === undefined)
  zones = zones.map((part) => ({
    ...part,
    streams: part.streams.map((stream) => ({
      ...stream,
      entries: stream.entries.map((placed) => ({ ...placed, entry: withoutTraces(placed.entry, absent) })),
    })),
  }))
  return bundleOf(zones, documents)
}

/** The entries that are shown at all, with what their kind shows. Rules that look at another kind are asked after those that do not. */
function entriesShown(
  all: readonly Entry[],
  kinds: Readonly<Record<string, KindView>>,
  of: string | undefined,
): ReadonlyMap<Entry, KindView> {
  const shown = new Map<Entry, KindView>()
  for (const late of [false, true]) {
    for (const entry of all) {
      const view = Object.hasOwn(kinds, entry.header.kind) ? kinds[entry.header.kind] : undefined
      if (view === undefined || (view.only !== undefined && 'among' in view.only) !== late) continue
      if (holds(view.only, entry, of, [...shown.keys()])) shown.set(entry, view)
    }
  }
  return shown
}

function holds(only: Only | undefined, entry: Entry, of: string | undefined, shown: readonly Entry[]): boolean {
  if (only === undefined) return true
  const value = read(entry, only.field)
  if (value === undefined) return false
  if ('in' in only) return only.in.includes(value)
  if ('is' in only) return value === of
  const { kind, field } = only.among
  return shown.some((other) => other.header.kind === kind && read(other, field) === value)
}

/** A value in a field: `subject.lot`, `payload.claimant`, `fact.judgmentEffective.value.ok`. */
function read(entry: Entry, path: string): Json | undefined {
  const names = path.split('.')
  const depth = names[0] === 'subject' ? 1 : 2
  let value: unknown = entry.fields[names.slice(0, depth).join('.')]?.value
  for (const name of names.slice(depth)) value = (value as Record<string, unknown> | undefined)?.[name]
  return value as Json | undefined
}

function keeps({ fields }: KindView, { header }: Entry, sealed: boolean): (field: string) => boolean {
  return (field) => {
    if (sealed && isSealed(header.kind, field)) return false
    return fields.includes(field) || (field.startsWith('fact.') && fields.includes('facts'))
  }
}

type Zones = Bundle['zones']

/** Documents that go along: what shown payloads name, or of those the packs alone. */
function documentsFor(zones: Zones, bundle: Bundle, which: 'named' | 'packs'): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const { streams } of zones) {
    for (const { entries } of streams) {
      for (const { entry } of entries) {
        if (which === 'packs' && entry.header.kind !== 'pack.published') continue
        for (const [name, { value }] of Object.entries(entry.fields)) {
          if (!name.startsWith('payload.') || typeof value !== 'string') continue
          const text = bundle.documents[value]
          if (text !== undefined) kept[value] = text
        }
      }
    }
  }
  return kept
}

/** Takes out what would show or let be tried something that is not shown: in this order, for each takes something from under the next. */
function withoutTraces(entry: Entry, absent: readonly string[]): Entry {
  const { kind, commitments } = entry.header
  const names = Object.hasOwn(unsalted, kind) ? unsalted[kind]! : []
  const plain = cutEntry(entry, (field) => !names.includes(field) && !mentions(entry, field, absent))
  const partly = Object.keys(commitments).some((field) => signed.test(field) && plain.fields[field] === undefined)
  return partly ? cutEntry(plain, (field) => field !== 'action') : plain
}

/** The hash of a short document tells what it says to who can guess it. */
function mentions(entry: Entry, field: string, absent: readonly string[]): boolean {
  const text = canonical(entry.fields[field]!.value)
  return absent.some((hash) => text.includes(hash))
}
