import { SluiceError } from '../errors.ts'
import { cutEntry, type Entry } from '../record/entry.ts'
import { utf8ToBytes } from '../record/hash.ts'
import { canonical, type Json } from '../record/jcs.ts'
import type { PlacedEntry } from './bundle.ts'
import { type EntryList, eachEntry, entryLine, json, type ReadEntry } from './entryLines.ts'
import { documentsAmong, type FiledBundle, type FiledDocuments, settle } from './filed.ts'
import type { OpenPart, OpenStream } from './openBundle.ts'
import { type CutReader, type KindView, type Only, readersRule, readerViews } from './readers.ts'
import { isSealed, lastFillWatch } from './seals.ts'

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
 * The cut holds which entries are shown, not the entries: each is cut when it is asked for. What has to be known first (whether the last fill is
 * behind, which kinds name each other, which documents stay) is found by going through all entries before.
 *
 * @param parameters.of whose claim or which platform, for readers that have to be named
 * @example filedLines(cutFiled({ bundle, reader: 'victim', of: 'c-17' }))
 * @throws {INPUT_INVALID} where the reader has to be named and is not
 */
export function cutFiled(parameters: {
  readonly bundle: FiledBundle
  readonly reader: CutReader
  readonly of?: string
}): FiledBundle {
  const { bundle, reader, of } = parameters
  const view = readerViews[reader]
  if (view.names !== undefined && of === undefined)
    throw new SluiceError('INPUT_INVALID', `a bundle for ${reader} is cut for one: name ${view.names}.`)
  if (view.kinds === 'all') return bundle
  const { kinds } = view
  const sealed = view.sealed && !lastFillBehind(bundle)
  const places = placesShown(bundle, kinds, of)
  const cut = (entry: Entry): Entry => cutEntry(entry, keeps(kinds[entry.header.kind]!, entry, sealed))
  const zones = cutZones(bundle, reader, places, cut)
  const kept = documentsFor(zones, bundle.documents, view.documents)
  const absent = new Set([...bundle.documents.hashes, ...bundle.withheld].filter((hash) => !kept.has(hash)))
  return settle({
    world: bundle.world,
    zones: cutZones(bundle, reader, places, (entry) => withoutTraces(cut(entry), absent)),
    documents: documentsAmong(bundle.documents, kept),
  })
}

function lastFillBehind({ zones }: FiledBundle): boolean {
  const watch = lastFillWatch()
  for (const { streams } of zones)
    for (const { entries } of streams) for (const { entry } of eachEntry(entries, false)) watch.add(entry)
  return watch.passed()
}

/** By stream, the places of the entries that are shown. */
type Places = ReadonlyMap<OpenStream, readonly number[]>

/** The entries that are shown at all. Rules that look at another kind are asked after those that do not. */
function placesShown(
  { zones }: FiledBundle,
  kinds: Readonly<Record<string, KindView>>,
  of: string | undefined,
): Places {
  const streams = zones.flatMap((part) => part.streams)
  const shown = new Map<OpenStream, number[]>(streams.map((stream) => [stream, []]))
  const watched = Object.values(kinds).flatMap(({ only }) =>
    only !== undefined && 'among' in only ? [{ ...only.among, values: new Set<Json | undefined>() }] : [],
  )
  for (const late of watched.length > 0 ? [false, true] : [false]) {
    for (const stream of streams) {
      const { entries } = stream
      for (let i = 0; i < entries.length; i++) {
        const { entry } = entries.read(i, false)
        const { kind } = entry.header
        const view = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
        if (view === undefined || (view.only !== undefined && 'among' in view.only) !== late) continue
        const among = ({ kind: other, field }: Watched, value: Json): boolean =>
          watched.some((one) => one.kind === other && one.field === field && one.values.has(value))
        if (!holds(view.only, entry, of, among)) continue
        shown.get(stream)!.push(i)
        for (const one of watched) if (one.kind === kind) one.values.add(read(entry, one.field))
      }
    }
  }
  for (const list of shown.values()) list.sort((a, b) => a - b)
  return shown
}

interface Watched {
  readonly kind: string
  readonly field: string
}

function holds(
  only: Only | undefined,
  entry: Entry,
  of: string | undefined,
  among: (watched: Watched, value: Json) => boolean,
): boolean {
  if (only === undefined) return true
  const value = read(entry, only.field)
  if (value === undefined) return false
  if ('in' in only) return only.in.includes(value)
  if ('is' in only) return value === of
  return among(only.among, value)
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

function cutZones(
  { zones }: FiledBundle,
  reader: CutReader,
  places: Places,
  cut: (entry: Entry) => Entry,
): readonly OpenPart[] {
  return zones.map((part) => ({
    ...part,
    crossings: {},
    // In the order of their names.
    sections: { cut: [{ reader, rule: readersRule }], ...part.sections },
    streams: part.streams.map((stream) => cutStream(stream, places.get(stream)!, cut)),
  }))
}

function cutStream(stream: OpenStream, places: readonly number[], cut: (entry: Entry) => Entry): OpenStream {
  const { id, kind, entries } = stream
  const placed = (i: number): PlacedEntry => {
    const { entry, index, proof } = entries.read(places[i]!, false)
    return { entry: cut(entry), index, proof }
  }
  const read = (i: number): ReadEntry => {
    const own = placed(i)
    return { ...own, texts: { header: canonical(json(own.entry.header)) } }
  }
  const list: EntryList = {
    length: places.length,
    lineOf: (i) => entries.lineOf(places[i]!),
    read,
    pass: read,
    bytes: (i) => utf8ToBytes(entryLine(placed(i))),
  }
  return { id, kind, entries: list, firstIndex: places.length === 0 ? 0 : placed(0).index }
}

/** Documents that go along: what shown payloads name, or of those the packs alone. */
function documentsFor(
  zones: readonly OpenPart[],
  documents: FiledDocuments,
  which: 'named' | 'packs',
): ReadonlySet<string> {
  const kept = new Set<string>()
  for (const { streams } of zones) {
    for (const { entries } of streams) {
      for (const { entry } of eachEntry(entries)) {
        if (which === 'packs' && entry.header.kind !== 'pack.published') continue
        for (const [name, { value }] of Object.entries(entry.fields))
          if (name.startsWith('payload.') && typeof value === 'string' && documents.has(value)) kept.add(value)
      }
    }
  }
  return kept
}

/** Takes out what would show or let be tried something that is not shown: in this order, for each takes something from under the next. */
function withoutTraces(entry: Entry, absent: ReadonlySet<string>): Entry {
  const { kind, commitments } = entry.header
  const names = Object.hasOwn(unsalted, kind) ? unsalted[kind]! : []
  const plain = cutEntry(entry, (field) => !names.includes(field) && !mentions(entry, field, absent))
  const partly = Object.keys(commitments).some((field) => signed.test(field) && plain.fields[field] === undefined)
  return partly ? cutEntry(plain, (field) => field !== 'action') : plain
}

const hexRun = /[0-9a-f]{64,}/g

/** The hash of a short document tells what it says to who can guess it: wherever it stands, also within a longer run of digits. */
function mentions(entry: Entry, field: string, absent: ReadonlySet<string>): boolean {
  for (const [run] of canonical(entry.fields[field]!.value).matchAll(hexRun))
    for (let i = 0; i + 64 <= run.length; i++) if (absent.has(run.slice(i, i + 64))) return true
  return false
}
