import { base64 } from '@scure/base'
import { isChild } from '../case/kind.ts'
import { SluiceError } from '../errors.ts'
import { readEntry } from '../record/entry.ts'
import { bytesToHex, sha256, utf8ToBytes } from '../record/hash.ts'
import { canonical, type Json } from '../record/jcs.ts'
import {
  type Bundle,
  type BundleStream,
  bundleFormat,
  bundleFormat2,
  bundleLimits,
  type PlacedEntry,
  streamOrder,
  type ZonePart,
} from './bundle.ts'
import { faultOfSection, type Sections } from './sections.ts'
import { bundleOf, documentLine } from './writeBundle.ts'

/**
 * Reads a bundle strictly: one encoding, known keys, nothing after the end. It checks form and digest; what the entries say is the verifier's question.
 *
 * @throws {BUNDLE_INVALID} with `facts.line`
 */
export function readBundle(text: string): Bundle {
  const { bundle, fault } = parseBundle(text)
  if (fault !== undefined) throw fault
  return bundle
}

export interface ParsedBundle {
  readonly bundle: Bundle
  /** What was changed after the bundle was written, though its form still holds: a wrong digest, a document that nothing names. */
  readonly fault?: SluiceError
}

const whole = { of: 1, take: 0 }

/**
 * The same, but with a wrong digest told and not thrown, so that a verifier can go on and say what was changed. Of several workers on one file each
 * shows its share of the lines canonical; the first alone compares the digest and what is said of documents.
 *
 * @throws {BUNDLE_INVALID}
 */
export function parseBundle(text: string, share: { readonly of: number; readonly take: number } = whole): ParsedBundle {
  const lines = openLines(text, (line) => line % share.of === share.take)
  const header = readHeader(lines)
  const zones: Omit<ZonePart, 'documents'>[] = []
  for (const zone of header.zones) zones.push(readZone(lines, zone, header))
  if (zones.length === 2 && (zones[0]!.kind !== 'onshore' || zones[1]!.kind !== 'offshore')) {
    lines.refuse('the part onshore before the part offshore')
  }
  if (header.second && zones.every(({ sections }) => sections === undefined))
    lines.refuse(`one section at least, or ${bundleFormat}`)
  const { documents, withheld } = readDocuments(lines)
  if (lines.count() !== header.lines) lines.refuse(`${header.lines} lines, as the first says`, `${lines.count()}`)
  const bundle = { world: header.world, zones, documents, withheld }
  if (share.take !== 0) return { bundle }
  const digest = bytesToHex(sha256(utf8ToBytes(text.slice(text.indexOf('\n') + 1))))
  if (digest !== header.digest) {
    return { bundle, fault: invalid(1, `digest ${header.digest}`, `${digest} of what follows`) }
  }
  const fault = faultOfDocuments(bundle)
  return fault === undefined ? { bundle } : { bundle, fault }
}

/** Every document is named by an entry; every one that an entry stands on is there, or listed as withheld. */
function faultOfDocuments(bundle: Bundle): SluiceError | undefined {
  const { documents, withheld } = bundleOf(bundle.zones, bundle.documents)
  const unnamed = Object.keys(bundle.documents).find((hash) => documents[hash] === undefined)
  if (unnamed !== undefined) return invalid(1, 'documents that an entry names', `document ${unnamed}`)
  if (withheld.join() === bundle.withheld.join()) return undefined
  const odd = [...withheld, ...bundle.withheld].find(
    (hash) => !withheld.includes(hash) || !bundle.withheld.includes(hash),
  )
  return invalid(1, 'each missing document listed as withheld, and no other', `document ${odd}`)
}

interface Lines {
  /** Next line, parsed and shown canonical, with exactly the keys of one of these lists. */
  next(...allowed: readonly (readonly string[])[]): { readonly [key: string]: Json }
  /** Kind of the next line. */
  peek(): string | undefined
  count(): number
  ended(): boolean
  refuse(expected: string, found?: string): never
}

function openLines(text: string, shows: (line: number) => boolean): Lines {
  if (text.length > bundleLimits.bytesMax) throw invalid(1, `at most ${bundleLimits.bytesMax} characters`)
  let at = 0
  let line = 0
  let ahead: { readonly [key: string]: Json } | undefined
  const read = (): { readonly [key: string]: Json } | undefined => {
    if (ahead !== undefined || at >= text.length) return ahead
    line++
    const end = text.indexOf('\n', at)
    if (end < 0) throw invalid(line, 'a newline at the end of each line')
    if (end - at > bundleLimits.lineBytesMax || line > bundleLimits.linesMax)
      throw invalid(line, 'a size within the limits')
    ahead = parseLine(text.slice(at, end), line, shows(line))
    at = end + 1
    return ahead
  }
  return {
    next: (...allowed) => {
      const value = read()
      if (value === undefined) throw invalid(line + 1, 'a further line', 'the end of the file')
      const found = Object.keys(value).sort().join()
      if (!allowed.some((keys) => keys.join() === found)) {
        throw invalid(line, `the keys ${allowed.map((keys) => keys.join()).join(' or ')}`, found.slice(0, 200))
      }
      ahead = undefined
      return value
    },
    peek: () => {
      const value = read()?.line
      return typeof value === 'string' ? value : undefined
    },
    count: () => line,
    ended: () => ahead === undefined && at >= text.length,
    refuse: (expected, found) => {
      throw invalid(line, expected, found)
    },
  }
}

function parseLine(text: string, line: number, shown: boolean): { readonly [key: string]: Json } {
  let value: Json
  try {
    value = JSON.parse(text) as Json
    if (shown && canonical(value) !== text)
      throw invalid(line, 'canonical JSON (RFC 8785)', 'another encoding of the same value')
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'BUNDLE_INVALID') throw error
    throw invalid(line, 'canonical JSON (RFC 8785)', error instanceof Error ? error.message.slice(0, 200) : undefined)
  }
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid(line, 'an object')
  return value as { readonly [key: string]: Json }
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
    lines.refuse(`a first line of format ${bundleFormat} or ${bundleFormat2}`)
  if (world !== 'real' && world !== 'rehearsal') return lines.refuse('world real or rehearsal')
  if (!isHash(digest)) return lines.refuse('a digest of 32 bytes')
  if (!isCount(count)) return lines.refuse('a count of lines')
  if (!isTexts(zones) || zones.length < 1 || zones.length > 2 || new Set(zones).size !== zones.length) {
    return lines.refuse('one zone or two')
  }
  return { second: format === bundleFormat2, digest, lines: count, world, zones }
}

function readZone(lines: Lines, expected: string, { world, second }: Header): Omit<ZonePart, 'documents'> {
  const keys = ['checkpoint', 'crossings', 'kind', 'line', ...(second ? ['sections'] : []), 'streams', 'zone']
  const row = lines.next(keys)
  const { checkpoint, crossings: crossingCount, kind, line, streams: streamCount, zone } = row
  const sectionCount = second ? row.sections : 0
  if (line !== 'zone' || zone !== expected) lines.refuse(`the part of zone ${expected}`)
  if (kind !== 'onshore' && kind !== 'offshore') return lines.refuse('kind onshore or offshore')
  if (typeof checkpoint !== 'string' || !isCount(crossingCount) || !isCount(streamCount) || !isCount(sectionCount)) {
    return lines.refuse('a checkpoint and counts')
  }
  const streams: BundleStream[] = []
  for (let i = 0; i < streamCount; i++) streams.push(readStream(lines, streams))
  const crossings: [string, string][] = []
  for (let i = 0; i < crossingCount; i++) {
    const { document, id, line: type } = lines.next(['document', 'id', 'line'])
    if (type !== 'crossing' || !isHash(id) || id <= (crossings.at(-1)?.[0] ?? '')) {
      return lines.refuse('a crossing document, in the order of the sender’s entries')
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
    const fault = line === 'section' ? faultOfSection(name, rows) : 'a section'
    if (fault !== undefined) return lines.refuse(fault)
    if ((name as string) <= (sections.at(-1)?.[0] ?? '')) return lines.refuse('sections sorted by name, each once')
    sections.push([name as string, rows!])
  }
  return count === 0 ? undefined : (Object.fromEntries(sections) as Sections)
}

function readStream(lines: Lines, before: readonly BundleStream[]): BundleStream {
  const { entries: count, id, kind, line } = lines.next(['entries', 'id', 'kind', 'line'])
  const place = (streamOrder as readonly Json[]).indexOf(kind!)
  if (line !== 'stream' || !isHash(id) || place < 0) return lines.refuse(`a stream, one of ${streamOrder.join()}`)
  if (!isCount(count) || count === 0) return lines.refuse('a stream of one entry at least')
  const last = before.at(-1)
  const lastPlace = last === undefined ? -1 : streamOrder.indexOf(last.kind as (typeof streamOrder)[number])
  if (place < lastPlace || (place === lastPlace && !isChild(String(kind)))) {
    return lines.refuse(`streams in the order ${streamOrder.join()}, one of each but children of the case`)
  }
  const entries: PlacedEntry[] = []
  for (let i = 0; i < count; i++) entries.push(readPlaced(lines))
  if (place === lastPlace && entries[0]!.index <= last!.entries[0]!.index)
    lines.refuse('children in the order of the log')
  return { id, kind: kind as string, entries }
}

function readPlaced(lines: Lines): PlacedEntry {
  const { entry, index, line, proof } = lines.next(['entry', 'index', 'line', 'proof'])
  if (line !== 'entry' || !isCount(index)) return lines.refuse('an entry with its index')
  if (!isTexts(proof) || !proof.every(isHash) || proof.length > bundleLimits.proofHashesMax) {
    return lines.refuse('an inclusion proof of 32-byte hashes')
  }
  try {
    return { entry: readEntry(entry!), index, proof }
  } catch (error) {
    return lines.refuse('an entry', error instanceof Error ? error.message : undefined)
  }
}

function readDocuments(lines: Lines): Pick<Bundle, 'documents' | 'withheld'> {
  const documents: [string, string][] = []
  const withheld: string[] = []
  for (;;) {
    const type = lines.peek()
    if (type === 'document' && withheld.length === 0) documents.push(readDocument(lines, documents.at(-1)?.[0] ?? ''))
    else if (type === 'withheld') {
      const { sha256: hash } = lines.next(['line', 'sha256'])
      if (!isHash(hash) || hash <= (withheld.at(-1) ?? '')) return lines.refuse('hashes of withheld documents, sorted')
      withheld.push(hash)
    } else break
  }
  if (lines.next(['line']).line !== 'end') lines.refuse('a last line that says end')
  if (!lines.ended()) lines.refuse('nothing after the end')
  return { documents: Object.fromEntries(documents), withheld }
}

function readDocument(lines: Lines, last: string): [string, string] {
  const { sha256: hash, text, base64: bytes } = lines.next(['line', 'sha256', 'text'], ['base64', 'line', 'sha256'])
  if (!isHash(hash) || hash <= last) return lines.refuse('documents sorted by hash, each once')
  if (typeof text === 'string') return [hash, text]
  const decoded = typeof bytes === 'string' ? decodeText(bytes) : undefined
  // What could stand as text stands as text: one encoding only.
  if (decoded === undefined || documentLine(hash, decoded).base64 !== bytes) return lines.refuse('a document’s text')
  return [hash, decoded]
}

function decodeText(bytes: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(base64.decode(bytes))
  } catch {
    return undefined
  }
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function invalid(line: number, expected: string, found?: string): SluiceError {
  const said = found === undefined ? '' : `, found ${found}`
  return new SluiceError('BUNDLE_INVALID', `line ${line}: expected ${expected}${said}.`, {
    facts: { line, expected, ...(found === undefined ? {} : { found }) },
  })
}
