import { utf8ToBytes } from '../record/hash.ts'
import { canonical, type Json, parseCanonical } from '../record/jcs.ts'
import type { FiledBundle } from './filed.ts'
import type { OpenPart } from './openBundle.ts'
import type { HeaderOf } from './writeBundle.ts'

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
 */
export function filedLines(bundle: FiledBundle): FiledLines {
  const { world, zones, documents, withheld } = bundle
  const second = zones.some(({ sections }) => sections !== undefined)
  const lines = zones.reduce((sum, part) => sum + linesOf(part), 1) + documents.hashes.length + withheld.length + 1
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
  for (const part of zones) yield* partOf(part, second)
  for (const hash of documents.hashes) {
    yield documents.line(hash)
    yield lineFeed
  }
  for (const hash of withheld) yield lineOf({ line: 'withheld', sha256: hash })
  yield lineOf({ line: 'end' })
}

function* partOf(part: OpenPart, second: boolean): Generator<Uint8Array> {
  const { zone, kind, checkpoint, streams } = part
  const crossings = Object.keys(part.crossings).sort()
  const sections = Object.entries(part.sections ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  const counts = {
    crossings: crossings.length,
    streams: streams.length,
    ...(second ? { sections: sections.length } : {}),
  }
  yield lineOf({ checkpoint, kind, line: 'zone', zone, ...counts })
  for (const { id, kind: of, entries } of streams) {
    yield lineOf({ entries: entries.length, id, kind: of, line: 'stream' })
    for (let i = 0; i < entries.length; i++) {
      yield entries.bytes(i)
      yield lineFeed
    }
  }
  for (const id of crossings) yield lineOf({ document: parseCanonical(part.crossings[id]!), id, line: 'crossing' })
  for (const [name, rows] of sections) yield lineOf({ line: 'section', name, rows: rows as unknown as Json })
}

function lineOf(value: { readonly [key: string]: Json }): Uint8Array {
  return utf8ToBytes(`${canonical(value)}\n`)
}
