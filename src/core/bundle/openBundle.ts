import { base64 } from '@scure/base'
import { isChild } from '../case/kind.ts'
import { SluiceError } from '../errors.ts'
import { eitherOf, type Flaw, flaw } from '../flaws/flaw.ts'
import { bytesToHex, startSha256, utf8ToBytes } from '../record/hash.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { type Bundle, bundleFormat, bundleFormat2, bundleLimits, streamOrder, type ZonePart } from './bundle.ts'
import type { ByteSource } from './byteSource.ts'
import { type EntryList, entryLine, entryList, json, type ReadEntry, readEntryLine } from './entryLines.ts'
import { invalidLine, type LinePlace, scanLines, textOfLine } from './lines.ts'
import { checkKeys, isCount, isHash, isTexts, parseLine, type Row } from './rows.ts'
import { faultOfSection, type Sections } from './sections.ts'
import { documentLine } from './writeBundle.ts'

export interface OpenStream {
  readonly id: string
  readonly kind: string
  readonly entries: EntryList
  /** Place in the log of the first entry. */
  readonly firstIndex: number
}

/** A zone's part of which the entries are still to be read. */
export type OpenPart = Omit<ZonePart, 'documents' | 'streams'> & { readonly streams: readonly OpenStream[] }

/** A bundle whose form was read but for its entries, so that it need not fit into memory. */
export interface OpenBundle {
  readonly world: Bundle['world']
  readonly zones: readonly OpenPart[]
  readonly documents: Readonly<Record<string, string>>
  readonly withheld: readonly string[]
  /** Where it was asked for and is not the one that the first line names. */
  readonly digestFault?: SluiceError
}

/** Where the line of a document stands in a bundle. */
export interface DocumentPlace extends LinePlace {
  readonly sha256: string
}

export interface OpenOptions {
  /** Holds what follows the first line to the digest in it. */
  readonly digest?: boolean
  /** Reads and drops each entry in its turn, so that the first line that is not of the format is the one refused. */
  readonly eager?: boolean
}

/**
 * Reads all of a bundle but its entries, of which it notes where they stand. What is wrong with an entry's line is thrown when the entry is read, unless
 * `eager` is asked: so the line that is refused first need not be the first in the file; {@link firstRefused} finds that.
 *
 * @throws {BUNDLE_INVALID} with `facts.line`
 */
export function openBundle(source: ByteSource, options: OpenOptions = {}): OpenBundle {
  const texts: [string, string][] = []
  const open = openKeeping(source, options, (hash, text) => texts.push([hash, text]))
  return { ...open, documents: Object.fromEntries(texts) }
}

/** The same, holding of a document no more than where it stands. @throws {BUNDLE_INVALID} with `facts.line` */
export function openInPlace(
  source: ByteSource,
  options: OpenOptions = {},
): Omit<OpenBundle, 'documents'> & { readonly places: readonly DocumentPlace[] } {
  const places: DocumentPlace[] = []
  const open = openKeeping(source, options, (sha256Hex, _, place) => places.push({ sha256: sha256Hex, ...place }))
  return { ...open, places }
}

const { bytesMax, heldBytesMax } = bundleLimits

type KeepDocument = (hash: string, text: string, place: LinePlace) => void

function openKeeping(source: ByteSource, options: OpenOptions, keep: KeepDocument): Omit<OpenBundle, 'documents'> {
  if (source.size > bytesMax) throw invalidLine(1, flaw('BUNDLE_BYTES', { most: String(bytesMax) }))
  const lines = openLines(source, options)
  const header = readHeader(lines)
  const zones: OpenPart[] = []
  for (const zone of header.zones) zones.push(readZone(lines, zone, header))
  if (zones.length === 2 && (zones[0]!.kind !== 'onshore' || zones[1]!.kind !== 'offshore')) {
    lines.refuse(flaw('BUNDLE_PART_ORDER'))
  }
  if (header.second && zones.every(({ sections }) => sections === undefined))
    lines.refuse(flaw('BUNDLE_SECTION_LEAST', { format: bundleFormat }))
  const withheld = readDocuments(lines, keep)
  if (lines.count() !== header.lines)
    lines.refuse(flaw('BUNDLE_COUNT', { count: String(header.lines) }), `${lines.count()}`)
  const digest = lines.digest()
  const digestFault =
    digest === undefined || digest === header.digest
      ? {}
      : {
          digestFault: invalidLine(
            1,
            flaw('BUNDLE_DIGEST', { digest: header.digest }),
            flaw('BUNDLE_DIGEST_FOUND', { digest }),
          ),
        }
  return { world: header.world, zones, withheld, ...digestFault }
}

/** What is wrong with the first line that is not of the format; undefined where all are. */
export function firstRefused(source: ByteSource): SluiceError | undefined {
  try {
    openBundle(source, { eager: true })
    return undefined
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'BUNDLE_INVALID') return error
    throw error
  }
}

interface Lines {
  /** Next line, parsed and shown canonical, with exactly the keys of one of these lists. */
  next(...allowed: readonly (readonly string[])[]): { readonly [key: string]: Json }
  /** The next lines as entries. */
  entries(count: number): { readonly entries: EntryList; readonly firstIndex: number }
  /** Kind of the next line. */
  peek(): string | undefined
  count(): number
  /** Of the line that was handed out last. */
  place(): LinePlace
  ended(): boolean
  /** Of all after the first line, once the last was read. */
  digest(): string | undefined
  refuse(expected: Flaw, found?: string): never
}

function openLines(source: ByteSource, { digest = false, eager = false }: OpenOptions): Lines {
  const scanner = scanLines(source)
  const hasher = digest ? startSha256() : undefined
  let line = 0
  let at: LinePlace = { number: 0, from: 0, to: 0 }
  let ahead: Row | undefined
  let ended = source.size === 0
  let heldBytes = 0
  const step = (): LinePlace | undefined => {
    const place = scanner.next()
    if (place === undefined) return undefined
    line = place.number
    at = place
    ended = place.to + 1 >= source.size
    if (hasher !== undefined && line > 1) hasher.update(scanner.bytes()).update(lineFeed)
    return place
  }
  const read = (): Row | undefined => {
    if (ahead !== undefined) return ahead
    if (step() === undefined) return undefined
    // The first line is as long as it will be before the rest is known.
    if (line > 1) heldBytes += at.to - at.from
    if (heldBytes > heldBytesMax) throw invalidLine(line, flaw('BUNDLE_HELD', { most: String(heldBytesMax) }))
    ahead = parseLine(textOfLine(scanner.bytes(), line), line, true)
    return ahead
  }
  return {
    next: (...allowed) => {
      const value = read()
      if (value === undefined) throw invalidLine(line + 1, flaw('LINE_FURTHER'), flaw('LINE_END'))
      checkKeys(value, line, allowed)
      ahead = undefined
      return value
    },
    entries: (count) => {
      const first = line + 1
      // Grows with the lines that are there, whatever number was named.
      const ends: number[] = []
      let from = 0
      let firstIndex = 0
      for (let i = 0; i < count; i++) {
        const place = step()
        if (place === undefined) throw invalidLine(line + 1, flaw('LINE_FURTHER'), flaw('LINE_END'))
        if (i === 0) from = place.from
        ends.push(place.to)
        if (!eager && i > 0) continue
        const { index } = readEntryLine(textOfLine(scanner.bytes(), line), line, true)
        if (i === 0) firstIndex = index
      }
      return { entries: entryList({ source, first, from, ends }), firstIndex }
    },
    peek: () => {
      const value = read()?.line
      return typeof value === 'string' ? value : undefined
    },
    count: () => line,
    place: () => at,
    ended: () => ahead === undefined && ended,
    digest: () => hasher && bytesToHex(hasher.digest()),
    refuse: (expected, found) => {
      throw invalidLine(line, expected, found)
    },
  }
}

const lineFeed = Uint8Array.of(10)
/** A part that stands in memory, as one whose entries are read when they are asked for. Nothing of its form is held. */
export function openPart(part: Omit<ZonePart, 'documents'>): OpenPart {
  const streams = part.streams.map(({ id, kind, entries }): OpenStream => {
    const readAt = (i: number): ReadEntry => ({
      ...entries[i]!,
      texts: { header: canonical(json(entries[i]!.entry.header)) },
    })
    const list: EntryList = {
      length: entries.length,
      lineOf: (i) => i + 1,
      read: readAt,
      pass: readAt,
      bytes: (i) => utf8ToBytes(entryLine(entries[i]!)),
    }
    return { id, kind, entries: list, firstIndex: entries[0]?.index ?? 0 }
  })
  return { ...part, streams }
}

interface Header {
  /** Of `sluice/bundle/2`. */
  readonly second: boolean
  readonly digest: string
  readonly lines: number
  readonly world: Bundle['world']
  readonly zones: readonly string[]
}

function readHeader(lines: Lines): Header {
  const {
    digest,
    format,
    line,
    lines: count,
    world,
    zones,
  } = lines.next(['digest', 'format', 'line', 'lines', 'world', 'zones'])
  if (line !== 'bundle' || (format !== bundleFormat && format !== bundleFormat2))
    lines.refuse(flaw('BUNDLE_HEAD', { formats: eitherOf([bundleFormat, bundleFormat2]) }))
  if (world !== 'real' && world !== 'rehearsal') return lines.refuse(flaw('BUNDLE_WORLD'))
  if (!isHash(digest)) return lines.refuse(flaw('BUNDLE_DIGEST_FORM'))
  if (!isCount(count)) return lines.refuse(flaw('BUNDLE_LINES'))
  if (!isTexts(zones) || zones.length < 1 || zones.length > 2 || new Set(zones).size !== zones.length) {
    return lines.refuse(flaw('BUNDLE_ZONES'))
  }
  return { second: format === bundleFormat2, digest, lines: count, world, zones }
}

function readZone(lines: Lines, expected: string, { world, second }: Header): OpenPart {
  const keys = ['checkpoint', 'crossings', 'kind', 'line', ...(second ? ['sections'] : []), 'streams', 'zone']
  const row = lines.next(keys)
  const { checkpoint, crossings: crossingCount, kind, line, streams: streamCount, zone } = row
  const sectionCount = second ? row.sections : 0
  if (line !== 'zone' || zone !== expected) lines.refuse(flaw('BUNDLE_PART', { zone: expected }))
  if (kind !== 'onshore' && kind !== 'offshore') return lines.refuse(flaw('BUNDLE_PART_KIND'))
  if (typeof checkpoint !== 'string' || !isCount(crossingCount) || !isCount(streamCount) || !isCount(sectionCount)) {
    return lines.refuse(flaw('BUNDLE_PART_COUNTS'))
  }
  const streams: OpenStream[] = []
  for (let i = 0; i < streamCount; i++) streams.push(readStream(lines, streams))
  const crossings: [string, string][] = []
  for (let i = 0; i < crossingCount; i++) {
    const { document, id, line: type } = lines.next(['document', 'id', 'line'])
    if (type !== 'crossing' || !isHash(id) || id <= (crossings.at(-1)?.[0] ?? '')) {
      return lines.refuse(flaw('BUNDLE_CROSSING'))
    }
    crossings.push([id, canonical(document!)])
  }
  const sections = readSections(lines, sectionCount)
  const crossed = Object.fromEntries(crossings)
  const more = sections === undefined ? {} : { sections }
  return { zone: expected, kind, world, checkpoint, streams, crossings: crossed, ...more }
}

function readSections(lines: Lines, count: number): Sections | undefined {
  const sections: [string, Json][] = []
  for (let i = 0; i < count; i++) {
    const { line, name, rows } = lines.next(['line', 'name', 'rows'])
    const fault = line === 'section' ? faultOfSection(name, rows) : flaw('BUNDLE_SECTION')
    if (fault !== undefined) return lines.refuse(fault)
    if ((name as string) <= (sections.at(-1)?.[0] ?? '')) return lines.refuse(flaw('BUNDLE_SECTION_ORDER'))
    sections.push([name as string, rows!])
  }
  return count === 0 ? undefined : (Object.fromEntries(sections) as Sections)
}

function readStream(lines: Lines, before: readonly OpenStream[]): OpenStream {
  const { entries: count, id, kind, line } = lines.next(['entries', 'id', 'kind', 'line'])
  const place = (streamOrder as readonly Json[]).indexOf(kind!)
  if (line !== 'stream' || !isHash(id) || place < 0)
    return lines.refuse(flaw('BUNDLE_STREAM', { kinds: streamOrder.join() }))
  if (!isCount(count) || count === 0) return lines.refuse(flaw('BUNDLE_STREAM_EMPTY'))
  const last = before.at(-1)
  const lastPlace = last === undefined ? -1 : streamOrder.indexOf(last.kind as (typeof streamOrder)[number])
  if (place < lastPlace || (place === lastPlace && !isChild(String(kind)))) {
    return lines.refuse(flaw('BUNDLE_STREAM_ORDER', { kinds: streamOrder.join() }))
  }
  const { entries, firstIndex } = lines.entries(count)
  if (place === lastPlace && firstIndex <= last!.firstIndex) lines.refuse(flaw('BUNDLE_CHILDREN'))
  return { id, kind: kind as string, entries, firstIndex }
}

function readDocuments(lines: Lines, keep: KeepDocument): readonly string[] {
  let last = ''
  const withheld: string[] = []
  for (;;) {
    const type = lines.peek()
    if (type === 'document' && withheld.length === 0) {
      const [hash, text] = readDocument(lines, last)
      keep(hash, text, lines.place())
      last = hash
    } else if (type === 'withheld') {
      const { sha256: hash } = lines.next(['line', 'sha256'])
      if (!isHash(hash) || hash <= (withheld.at(-1) ?? '')) return lines.refuse(flaw('BUNDLE_WITHHELD'))
      withheld.push(hash)
    } else break
  }
  if (lines.next(['line']).line !== 'end') lines.refuse(flaw('BUNDLE_LAST'))
  if (!lines.ended()) lines.refuse(flaw('BUNDLE_AFTER'))
  return withheld
}

/** The text of a document from its line, as it was read before. */
export function documentText(source: ByteSource, { number, from, to }: LinePlace): string {
  const row = parseLine(textOfLine(source.read(from, to), number), number, false)
  return typeof row.text === 'string' ? row.text : decodeText(String(row.base64))!
}

function readDocument(lines: Lines, last: string): [string, string] {
  const { sha256: hash, text, base64: bytes } = lines.next(['line', 'sha256', 'text'], ['base64', 'line', 'sha256'])
  if (!isHash(hash) || hash <= last) return lines.refuse(flaw('BUNDLE_DOCUMENTS'))
  if (typeof text === 'string') return [hash, text]
  const decoded = typeof bytes === 'string' ? decodeText(bytes) : undefined
  // What could stand as text stands as text: one encoding only.
  if (decoded === undefined || documentLine(hash, decoded).base64 !== bytes)
    return lines.refuse(flaw('BUNDLE_DOCUMENT_TEXT'))
  return [hash, decoded]
}

function decodeText(bytes: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(base64.decode(bytes))
  } catch {
    return undefined
  }
}
