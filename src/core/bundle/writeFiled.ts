import { SluiceError } from '../errors.ts'
import { utf8ToBytes } from '../record/hash.ts'
import { canonical, type Json, parseCanonical } from '../record/jcs.ts'
import { bundleLimits } from './bundle.ts'
import type { FiledBundle } from './filed.ts'
import type { OpenPart } from './openBundle.ts'
import type { HeaderOf } from './writeBundle.ts'

const { heldBytesMax, linesMax } = bundleLimits

/** A bundle as its file will be: all that its first line says but the digest of the rest, and the rest. */
export interface FiledLines {
  readonly head: Omit<HeaderOf, 'digest'>
  /** The lines after the first, with their line feeds, a part at a time; the same each time. Each part is good until the next is asked for. */
  body(): Generator<Uint8Array>
}

/**
 * The one encoding of a bundle that stands in files: what was read is copied and never held. The same bytes as `encodeBundle` gives.
 *
 * @example const { head, body } = filedLines(joinBundles([onshore, offshore]))
 * @throws {BUNDLE_INVALID} where it has more lines than a reader takes; while the body is written, where it has more to hold
 */
export function filedLines(bundle: FiledBundle): FiledLines {
  const { world, zones, documents, withheld } = bundle
  const second = zones.some(({ sections }) => sections !== undefined)
  const lines = zones.reduce((sum, part) => sum + linesOf(part), 1) + documents.hashes.length + withheld.length + 1
  if (lines > linesMax) tooLarge(`${lines} lines, more than ${linesMax}`)
  const head = { second, lines, world, zones: zones.map(({ zone }) => zone) }
  return { head, body: () => bodyOf(bundle, second) }
}

/** Lines of a zone's part, its own included. */
function linesOf({ streams, crossings, sections = {} }: OpenPart): number {
  const entries = streams.reduce((sum, stream) => sum + 1 + stream.entries.length, 0)
  return 1 + entries + Object.keys(crossings).length + Object.keys(sections).length
}

const lineFeed = Uint8Array.of(10)

function* bodyOf({ zones, documents, withheld }: FiledBundle, second: boolean): Generator<Uint8Array> {
  const held = heldLines()
  for (const part of zones) yield* partOf(part, second, held)
  for (const hash of documents.hashes) {
    yield held(documents.line(hash))
    yield lineFeed
  }
  for (const hash of withheld) {
    yield held(lineOf({ line: 'withheld', sha256: hash }))
    yield lineFeed
  }
  yield held(lineOf({ line: 'end' }))
  yield lineFeed
}

function* partOf(part: OpenPart, second: boolean, held: HeldLines): Generator<Uint8Array> {
  const { zone, kind, checkpoint, streams } = part
  const crossings = Object.keys(part.crossings).sort()
  const sections = Object.entries(part.sections ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  const counts = {
    crossings: crossings.length,
    streams: streams.length,
    ...(second ? { sections: sections.length } : {}),
  }
  yield held(lineOf({ checkpoint, kind, line: 'zone', zone, ...counts }))
  yield lineFeed
  for (const { id, kind: of, entries } of streams) {
    yield held(lineOf({ entries: entries.length, id, kind: of, line: 'stream' }))
    yield lineFeed
    for (let i = 0; i < entries.length; i++) {
      yield entries.bytes(i)
      yield lineFeed
    }
  }
  for (const id of crossings) {
    yield held(lineOf({ document: parseCanonical(part.crossings[id]!), id, line: 'crossing' }))
    yield lineFeed
  }
  for (const [name, rows] of sections) {
    yield held(lineOf({ line: 'section', name, rows: rows as unknown as Json }))
    yield lineFeed
  }
}

function lineOf(value: { readonly [key: string]: Json }): Uint8Array {
  return utf8ToBytes(canonical(value))
}

/** Lines that are no entry's pass through here: a reader holds them, and takes so many bytes of them. */
type HeldLines = (line: Uint8Array) => Uint8Array

function heldLines(): HeldLines {
  let bytes = 0
  return (line) => {
    bytes += line.length
    if (bytes > heldBytesMax) tooLarge(`lines of more than ${heldBytesMax} bytes, those of entries not counted`)
    return line
  }
}

function tooLarge(what: string): never {
  throw new SluiceError('BUNDLE_INVALID', `the case makes a bundle of ${what}, which nobody would read.`)
}
