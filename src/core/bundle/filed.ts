import { flaw } from '../flaws/flaw.ts'
import { utf8ToBytes } from '../record/hash.ts'
import { canonical } from '../record/jcs.ts'
import { type Bundle, eachDocument, eachHash, streamOrder } from './bundle.ts'
import type { ByteSource } from './byteSource.ts'
import { eachEntry } from './entryLines.ts'
import { refuseParts } from './lines.ts'
import {
  type DocumentPlace,
  documentText,
  type OpenOptions,
  type OpenPart,
  type OpenStream,
  openInPlace,
  openPart,
} from './openBundle.ts'
import { documentsFault } from './readBundle.ts'
import { documentLine } from './writeBundle.ts'

/** Documents that stand somewhere, each had when it is asked for. */
export interface FiledDocuments {
  /** Sorted. */
  readonly hashes: readonly string[]
  has(hash: string): boolean
  text(hash: string): string | undefined
  /** The bytes of its line in a bundle, without the line feed. */
  line(hash: string): Uint8Array
}

/** A bundle that stands in a file, or in several: entries and documents are read when they are asked for, so that it need not fit into memory. */
export interface FiledBundle {
  readonly world: Bundle['world']
  readonly zones: readonly OpenPart[]
  readonly documents: FiledDocuments
  readonly withheld: readonly string[]
}

/**
 * A bundle in its file. The form of all but the entries is read here, that of an entry with the entry.
 *
 * @throws {BUNDLE_INVALID} with `facts.line`
 */
export function fileBundle(source: ByteSource, options: OpenOptions = {}): FiledBundle {
  const { world, zones, places, withheld, digestFault } = openInPlace(source, options)
  if (digestFault !== undefined) throw digestFault
  return { world, zones, documents: documentsIn(source, places), withheld }
}

/** A bundle that stands in memory. */
export function filedOf(bundle: Bundle): FiledBundle {
  const { world, documents, withheld } = bundle
  return { world, zones: bundle.zones.map(openPart), documents: documentsHeld(documents), withheld }
}

function documentsIn(source: ByteSource, places: readonly DocumentPlace[]): FiledDocuments {
  const byHash = new Map(places.map((place) => [place.sha256, place]))
  return {
    hashes: places.map(({ sha256 }) => sha256),
    has: (hash) => byHash.has(hash),
    text: (hash) => {
      const place = byHash.get(hash)
      return place && documentText(source, place)
    },
    line: (hash) => {
      const { from, to } = byHash.get(hash)!
      return source.read(from, to)
    },
  }
}

function documentsHeld(documents: Bundle['documents']): FiledDocuments {
  return {
    hashes: Object.keys(documents).sort(),
    has: (hash) => Object.hasOwn(documents, hash),
    text: (hash) => (Object.hasOwn(documents, hash) ? documents[hash] : undefined),
    line: (hash) => utf8ToBytes(canonical(documentLine(hash, documents[hash]!))),
  }
}

/** Those of documents that are in a list. */
export function documentsAmong(documents: FiledDocuments, kept: ReadonlySet<string>): FiledDocuments {
  const has = (hash: string): boolean => kept.has(hash) && documents.has(hash)
  return {
    hashes: documents.hashes.filter((hash) => kept.has(hash)),
    has,
    text: (hash) => (has(hash) ? documents.text(hash) : undefined),
    line: documents.line,
  }
}

/**
 * The parts of one case's zones as one bundle, in the one order: only documents that an entry names, and the list of those that are missing. Goes through
 * all entries once, and holds each to its form.
 *
 * @throws {BUNDLE_INVALID} where the parts do not belong together, or a line is not of the format
 */
export function joinBundles(bundles: readonly FiledBundle[]): FiledBundle {
  const [first] = bundles
  if (first === undefined) return refuseParts(flaw('PARTS_LEAST'))
  if (bundles.some(({ world }) => world !== first.world)) refuseParts(flaw('PARTS_WORLD'))
  // Onshore first: the case begins there.
  const zones = bundles
    .flatMap((bundle) => bundle.zones)
    .sort((a, b) => (a.kind === b.kind ? (a.zone < b.zone ? -1 : 1) : a.kind === 'onshore' ? -1 : 1))
  for (const [i, part] of zones.entries()) {
    if (part.zone === zones[i - 1]?.zone || part.kind === zones[i - 1]?.kind) refuseParts(flaw('PARTS_ZONES'))
  }
  const all = bundles.map(({ documents }) => documents)
  const hashes = [...new Set(all.flatMap((documents) => documents.hashes))].sort()
  const holder = (hash: string): FiledDocuments | undefined => all.find((documents) => documents.has(hash))
  return settle({
    world: first.world,
    zones,
    documents: {
      hashes,
      has: (hash) => holder(hash) !== undefined,
      text: (hash) => holder(hash)?.text(hash),
      line: (hash) => holder(hash)!.line(hash),
    },
  })
}

/** The streams of each part in their order, the documents that an entry names, and those that are missing. */
export function settle({ world, zones, documents }: Omit<FiledBundle, 'withheld'>): FiledBundle {
  const { named, missing } = documentsSaid(zones, documents)
  const ordered = zones.map((part) => ({ ...part, streams: orderedStreams(part.streams) }))
  return { world, zones: ordered, documents: documentsAmong(documents, named), withheld: [...missing].sort() }
}

/** Holds a bundle to its whole form, entry by entry, as `readBundle` does. @throws {BUNDLE_INVALID} */
export function checkFiled(bundle: FiledBundle): FiledBundle {
  const { named, missing } = documentsSaid(bundle.zones, bundle.documents)
  const documents = Object.fromEntries(bundle.documents.hashes.map((hash) => [hash, '']))
  const fault = documentsFault({ documents, withheld: bundle.withheld }, { named, missing: [...missing] })
  if (fault !== undefined) throw fault
  return bundle
}

/** What all entries say of documents: those there that one names, and those that one stands on and that are not there. */
function documentsSaid(
  zones: readonly OpenPart[],
  documents: FiledDocuments,
): { readonly named: ReadonlySet<string>; readonly missing: ReadonlySet<string> } {
  const named = new Set<string>()
  const missing = new Set<string>()
  for (const { streams } of zones) {
    for (const { entries } of streams) {
      for (const { entry } of eachEntry(entries)) {
        eachHash(entry, (hash) => documents.has(hash) && named.add(hash))
        eachDocument(entry, (hash) => documents.has(hash) || missing.add(hash))
      }
    }
  }
  return { named, missing }
}

function orderedStreams(streams: readonly OpenStream[]): readonly OpenStream[] {
  const place = ({ kind }: OpenStream): number => (streamOrder as readonly string[]).indexOf(kind)
  return streams
    .filter(({ entries }) => entries.length > 0)
    .sort((a, b) => place(a) - place(b) || a.firstIndex - b.firstIndex)
}
