import { base64 } from '@scure/base'
import { flaw } from '../flaws/flaw.ts'
import { bytesToHex, startSha256, utf8ToBytes } from '../record/hash.ts'
import { canonical, type Json, parseCanonical } from '../record/jcs.ts'
import {
  type Bundle,
  type BundleStream,
  bundleFormat,
  bundleFormat2,
  documentsOf,
  hashesNamed,
  streamOrder,
  type ZonePart,
} from './bundle.ts'
import { entryLine } from './entryLines.ts'
import { refuseParts } from './lines.ts'
import { faultOfSection, type Sections, sectionNames } from './sections.ts'

/**
 * Writes the parts of one case's zones as one file: lines of canonical JSON in a fixed order (docs/reference/bundle.md). The same parts give the same
 * bytes, in whatever order they are handed in.
 *
 * @example writeBundle([onshorePart, offshorePart])
 * @throws {BUNDLE_INVALID} where the parts do not belong together
 */
export function writeBundle(parts: readonly ZonePart[]): string {
  const documents: Record<string, string> = {}
  for (const part of parts) Object.assign(documents, part.documents)
  return encodeBundle(bundleOf(parts, documents))
}

/** The parts as one bundle: only documents that an entry names, and the list of those that are missing. */
export function bundleOf(
  parts: readonly Omit<ZonePart, 'documents'>[],
  documents: Readonly<Record<string, string>>,
): Bundle {
  const [first] = parts
  if (first === undefined) return refuseParts(flaw('PARTS_LEAST'))
  if (parts.some((part) => part.world !== first.world)) refuseParts(flaw('PARTS_WORLD'))
  const zones = [...parts].sort(byKind).map(orderedPart)
  for (const [i, part] of zones.entries()) {
    if (part.zone === zones[i - 1]?.zone || part.kind === zones[i - 1]?.kind) refuseParts(flaw('PARTS_ZONES'))
  }
  const named = new Set<string>()
  const withheld = new Set<string>()
  for (const { entry } of zones.flatMap(({ streams }) => streams.flatMap(({ entries }) => entries))) {
    for (const hash of hashesNamed(entry)) if (documents[hash] !== undefined) named.add(hash)
    for (const hash of documentsOf(entry)) if (documents[hash] === undefined) withheld.add(hash)
  }
  const kept = [...named].sort()
  return {
    world: first.world,
    zones,
    documents: Object.fromEntries(kept.map((hash) => [hash, documents[hash]!])),
    withheld: [...withheld].sort(),
  }
}

function byKind(a: { kind: string; zone: string }, b: { kind: string; zone: string }): number {
  // Onshore first: the case begins there.
  return a.kind === b.kind ? (a.zone < b.zone ? -1 : 1) : a.kind === 'onshore' ? -1 : 1
}

function orderedPart(part: Omit<ZonePart, 'documents'>): Omit<ZonePart, 'documents'> {
  const place = (stream: BundleStream): number => streamOrder.indexOf(stream.kind as (typeof streamOrder)[number])
  const streams = part.streams
    .filter((stream) => stream.entries.length > 0)
    .sort((a, b) => place(a) - place(b) || a.entries[0]!.index - b.entries[0]!.index)
  const { zone, kind, world, checkpoint, crossings } = part
  const sections = orderedSections(part.sections ?? {})
  return { zone, kind, world, checkpoint, streams, crossings, ...(sections === undefined ? {} : { sections }) }
}

/** Sections in the order of their names, none empty; `undefined` where there is none. */
function orderedSections(sections: Sections): Sections | undefined {
  const kept = sectionNames.flatMap((name) => {
    const rows = sections[name] ?? []
    return rows.length === 0 ? [] : [[name, rows] as const]
  })
  const unknown = Object.keys(sections).find((name) => !(sectionNames as readonly string[]).includes(name))
  const fault =
    unknown === undefined
      ? kept.map(([name, rows]) => faultOfSection(name, rows as unknown as Json)).find((found) => found !== undefined)
      : flaw('PARTS_SECTION', { name: unknown })
  if (fault !== undefined) refuseParts(fault)
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

/** The one encoding of a bundle, as one text: for bundles that fit into one. */
export function encodeBundle(bundle: Bundle): string {
  const { second, world, zones } = headOf(bundle)
  const hash = startSha256()
  const lines: string[] = []
  for (const line of bodyLines(bundle)) {
    hash.update(utf8ToBytes(line))
    lines.push(line)
  }
  const digest = bytesToHex(hash.digest())
  return [headerLine({ digest, second, lines: lines.length + 1, world, zones }), ...lines].join('')
}

/**
 * The same as bytes, a part at a time. The first line names the digest of all that follows: so what follows is written twice, and never held.
 *
 * @example for (const bytes of bundleBytes(bundle)) writeSync(file, bytes)
 */
export function* bundleBytes(bundle: Bundle): Generator<Uint8Array> {
  const { second, world, zones } = headOf(bundle)
  const hash = startSha256()
  let lines = 1
  for (const line of bodyLines(bundle)) {
    hash.update(utf8ToBytes(line))
    lines++
  }
  yield utf8ToBytes(headerLine({ digest: bytesToHex(hash.digest()), second, lines, world, zones }))
  for (const line of bodyLines(bundle)) yield utf8ToBytes(line)
}

function headOf(bundle: Bundle): Pick<HeaderOf, 'second' | 'world' | 'zones'> {
  const second = bundle.zones.some(({ sections }) => sections !== undefined)
  return { second, world: bundle.world, zones: bundle.zones.map(({ zone }) => zone) }
}

/** What the first line says. */
export interface HeaderOf {
  /** SHA-256 of all bytes after it, hex. */
  readonly digest: string
  /** Whether a part has sections. */
  readonly second: boolean
  /** Number of all lines, this one included. */
  readonly lines: number
  readonly world: Bundle['world']
  readonly zones: readonly string[]
}

/** The first line, with its line feed. */
export function headerLine({ digest, second, lines, world, zones }: HeaderOf): string {
  const format = second ? bundleFormat2 : bundleFormat
  return `${canonical({ digest, format, line: 'bundle', lines, world, zones: [...zones] })}\n`
}

/** The lines after the first, each with its line feed. */
function* bodyLines(bundle: Bundle): Generator<string> {
  const { second } = headOf(bundle)
  for (const part of bundle.zones) for (const line of zoneLines(part, second)) yield `${line}\n`
  for (const sha256Hex of Object.keys(bundle.documents).sort())
    yield `${canonical(documentLine(sha256Hex, bundle.documents[sha256Hex]!))}\n`
  for (const sha256Hex of bundle.withheld) yield `${canonical({ line: 'withheld', sha256: sha256Hex })}\n`
  yield `${canonical({ line: 'end' })}\n`
}

function* zoneLines(part: Bundle['zones'][number], second: boolean): Iterable<string> {
  const { zone, kind, checkpoint, streams } = part
  const crossings = Object.keys(part.crossings).sort()
  const sections = Object.entries(part.sections ?? {})
  const counts = {
    crossings: crossings.length,
    streams: streams.length,
    ...(second ? { sections: sections.length } : {}),
  }
  yield canonical({ checkpoint, kind, line: 'zone', zone, ...counts })
  for (const stream of streams) {
    yield canonical({ entries: stream.entries.length, id: stream.id, kind: stream.kind, line: 'stream' })
    for (const { entry, index, proof } of stream.entries) {
      yield entryLine({ entry, index, proof })
    }
  }
  for (const id of crossings) {
    yield canonical({ document: parseCanonical(part.crossings[id]!), id, line: 'crossing' })
  }
  for (const [name, rows] of sections) yield canonical({ line: 'section', name, rows: rows as unknown as Json })
}

/** A document travels as text; where its text may not stand in canonical JSON (another normal form), as base64 of its UTF-8. */
export function documentLine(hash: string, text: string): { [key: string]: Json } {
  const plain = text.isWellFormed() && text === text.normalize('NFC')
  return plain
    ? { line: 'document', sha256: hash, text }
    : { base64: base64.encode(utf8ToBytes(text)), line: 'document', sha256: hash }
}
