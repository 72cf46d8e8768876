import type { Entry, World } from '../record/entry.ts'
import type { Json } from '../record/jcs.ts'
import type { Sections } from './sections.ts'

/** The format of a bundle's bytes. A new format stands beside this one. */
export const bundleFormat = 'sluice/bundle/1'

/** The same with optional sections after each zone's crossings. Written only where there is a section: one encoding for one content. */
export const bundleFormat2 = 'sluice/bundle/2'

/** Media type of what a zone exports: the lines of a bundle after its first. */
export const bundleLinesType = 'application/x-ndjson'

/** The order in which the streams of a zone stand in a bundle. */
export const streamOrder = ['packs', 'directory', 'registers', 'case', 'sale', 'claims', 'holdings'] as const
export type BundleStreamKind = (typeof streamOrder)[number]

/** An entry with its place in the zone's log; hashes of the inclusion proof in hex, from the leaf's sibling up. */
export interface PlacedEntry {
  readonly entry: Entry
  readonly index: number
  readonly proof: readonly string[]
}

export interface BundleStream {
  /** Id of the stream's first entry. */
  readonly id: string
  readonly kind: string
  readonly entries: readonly PlacedEntry[]
}

/** One zone's part of a bundle: its checkpoint, the streams that the case was decided under, the case and its children, documents, proofs. */
export interface ZonePart {
  readonly zone: string
  readonly kind: 'onshore' | 'offshore'
  readonly world: World
  /** Signed note (C2SP tlog-checkpoint) with the cosignatures that the zone holds. */
  readonly checkpoint: string
  readonly streams: readonly BundleStream[]
  /** Text by SHA-256. */
  readonly documents: Readonly<Record<string, string>>
  /** Crossing documents as they came, by the sender's entry. */
  readonly crossings: Readonly<Record<string, string>>
  /** What only `sluice/bundle/2` can hold. */
  readonly sections?: Sections
}

/** A bundle as read: each zone's part without documents, which both share. */
export interface Bundle {
  readonly world: World
  readonly zones: readonly Omit<ZonePart, 'documents'>[]
  readonly documents: Readonly<Record<string, string>>
  /** Documents that entries attach or that facts rest on, and that are not in the bundle. */
  readonly withheld: readonly string[]
}

/** Sizes beyond which a bundle is refused. Who reads it holds all lines but those of entries, of which it needs one at a time. */
export const bundleLimits = {
  bytesMax: 8_589_934_592,
  heldBytesMax: 1_073_741_824,
  lineBytesMax: 67_108_864,
  linesMax: 4_000_000,
  proofHashesMax: 63,
} as const

const hex32 = /^[0-9a-f]{64}$/

/** Every 32-byte hex text in the opened fields of an entry, or in those that a pattern names: what may name a document or an entry. */
export function hashesNamed(entry: Entry, fields = /^/): ReadonlySet<string> {
  const found = new Set<string>()
  eachHash(entry, (hash) => found.add(hash), fields)
  return found
}

/** The same one after the other, as often as they stand there. */
export function eachHash(entry: Entry, visit: (hash: string) => void, fields?: RegExp): void {
  for (const name of Object.keys(entry.fields))
    if (fields === undefined || fields.test(name)) hashesIn(entry.fields[name]!.value, visit)
}

function hashesIn(value: Json, visit: (hash: string) => void): void {
  if (typeof value === 'string') {
    if (value.length === 64 && hex32.test(value)) visit(value)
  } else if (Array.isArray(value)) for (let i = 0; i < value.length; i++) hashesIn(value[i] as Json, visit)
  else if (typeof value === 'object') {
    const source = value as Readonly<Record<string, Json>>
    for (const key of Object.keys(source)) hashesIn(source[key]!, visit)
  }
}

/** The documents that an entry says it stands on: those attached, and those that its facts were read from. */
export function documentsOf(entry: Entry): readonly string[] {
  const found = new Set<string>()
  eachDocument(entry, (hash) => found.add(hash))
  return [...found].sort()
}

/**
 * The same one after the other, as often as they stand there.
 *
 * @param values of the entry's fields, where somebody has them already
 */
export function eachDocument(
  { fields }: Entry,
  visit: (hash: string) => void,
  values?: Readonly<Record<string, Json>>,
): void {
  const shown = (name: string): unknown => (values === undefined ? fields[name]?.value : values[name])
  const attached = shown('documents')
  if (Array.isArray(attached)) for (const hash of attached) if (isHash(hash)) visit(hash)
  for (const name of Object.keys(fields)) {
    if (!name.startsWith('fact.')) continue
    const { sources } = shown(name) as { sources?: unknown }
    if (!Array.isArray(sources)) continue
    for (const source of sources) {
      const { from, id } = (source ?? {}) as { from?: unknown; id?: unknown }
      if (from === 'document' && isHash(id)) visit(id)
    }
  }
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && hex32.test(value)
}
