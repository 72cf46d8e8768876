import type { Bundle, PlacedEntry } from '../../src/core/bundle/bundle.ts'
import { bundleOf, encodeBundle } from '../../src/core/bundle/writeBundle.ts'
import type { Fact, Source } from '../../src/core/case/kind.ts'
import { commitField, cutEntry, type Entry, entryId } from '../../src/core/record/entry.ts'
import { bytesToHex, hashText, hexToBytes } from '../../src/core/record/hash.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { formatCheckpoint, parseCheckpoint, profileOfOrigin } from '../../src/core/record/log/checkpoint.ts'
import type { NoteSigner } from '../../src/core/record/log/keys.ts'
import { createTree, inclusionProof } from '../../src/core/record/log/merkle.ts'
import { formatNote, parseNote } from '../../src/core/record/log/note.ts'
import { type CrossingDocument, encodeCrossing } from '../../src/crossing/document.ts'

type Part = Bundle['zones'][number]

/** What a forger without keys changes, before making every hash good again. */
export interface Forgery {
  /** Values of one entry's fields, by the entry's old id; and a field that it loses. */
  readonly entry?: { readonly id: string; readonly fields: Readonly<Record<string, Json>>; readonly drop?: string }
  /** New text of a document, by its old hash; what named it names the new one. */
  readonly document?: { readonly hash: string; readonly text: string }
  /** Who signs the logs' heads anew: a forger with keys of their own. Absent: the old signatures stay, and are false. */
  readonly signers?: Readonly<Record<string, NoteSigner>>
}

const hex32 = /[0-9a-f]{64}/g

/**
 * Makes good again what needs no key: commitments, headers, ids, chains, heads, every mention of an id in later entries, crossings, leaves, trees,
 * proofs, texts of checkpoints, and the bundle's digest. The bundle must hold every entry of its logs.
 */
export function reseal(bundle: Bundle, forgery: Forgery): string {
  return encodeBundle(resealed(bundle, forgery))
}

/** The same before it is written, so that it can be cut or shown in part. */
export function resealed(bundle: Bundle, forgery: Forgery): Bundle {
  const renamed = new Map<string, string>()
  const documents = Object.fromEntries(
    Object.entries(bundle.documents).map(([hash, text]) => {
      if (forgery.document?.hash !== hash) return [hash, text]
      renamed.set(hash, hashText(forgery.document.text))
      return [renamed.get(hash)!, forgery.document.text]
    }),
  )
  const rename = (text: string): string => text.replace(hex32, (hex) => renamed.get(hex) ?? hex)
  const forged = new Map<string, PlacedEntry>()
  const byNewId = new Map<string, Entry>()
  for (const { placed, id, mentions } of inOrder(bundle)) {
    if (forgery.entry?.id !== id && !mentions.some((hex) => renamed.has(hex))) {
      forged.set(id, placed)
      byNewId.set(id, placed.entry)
      continue
    }
    const entry = JSON.parse(rename(canonical(placed.entry as unknown as Json))) as Entry
    const changed = forgery.entry?.id === id ? forgery.entry.fields : {}
    const sealed = sealAgain(entry, placed.entry, { ...changed, ...carried(entry, byNewId) })
    const { drop } = forgery.entry?.id === id ? forgery.entry : {}
    if (drop !== undefined) {
      delete (sealed.fields as Record<string, unknown>)[drop]
      delete (sealed.header.commitments as Record<string, unknown>)[drop]
    }
    // A cut of this entry, carried by a crossing, has the old commitments: they are renamed as ids are.
    for (const [name, old] of Object.entries(placed.entry.header.commitments)) {
      const now = sealed.header.commitments[name]
      if (now !== undefined && now !== old) renamed.set(old, now)
    }
    const now = entryId(sealed)
    if (now !== id) renamed.set(id, now)
    forged.set(id, { ...placed, entry: sealed })
    byNewId.set(now, sealed)
  }
  const logs = new Map(
    bundle.zones.map((part) => [part.zone, rebuildLog(part, forged, rename, forgery.signers?.[part.zone])]),
  )
  const zones = bundle.zones.map(({ zone }): Part => {
    const { part } = logs.get(zone)!
    const crossings = Object.entries(part.crossings).map(([id, text]) => {
      const document = JSON.parse(rename(text)) as CrossingDocument
      const now = rename(id)
      return [now, crossAgain(document, byNewId.get(now), logs.get(document.zone))]
    })
    return { ...part, crossings: Object.fromEntries(crossings) }
  })
  return bundleOf(zones, documents)
}

/** Lists that stand sorted by hash, sorted again under the new hashes. */
function inItsOrder(name: string, value: Json, before: Json): Json {
  if (name === 'decision') {
    const { packs, ...rest } = value as { packs: string[] }
    return { ...rest, packs: [...packs].sort() }
  }
  if (!name.startsWith('fact.')) return value
  const fact = value as unknown as Fact
  const key = ({ from, id, attestedBy }: Source): string => `${from} ${id ?? ''} ${attestedBy ?? ''}`
  const sorted = (sources: readonly Source[]): Source[] => [...sources].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  const old = (before as unknown as Fact).sources
  // Generic facts keep an order of their own.
  if (sorted(old).some((source, i) => source !== old[i])) return value
  const sources = sorted(fact.sources)
  return { ...fact, sources } as unknown as Json
}

/** The other zone's entry as it now is, with the fields that had crossed. */
function carried(entry: Entry, byNewId: ReadonlyMap<string, Entry>): Record<string, Json> {
  const shown = entry.fields['payload.entry']?.value as unknown as Entry | undefined
  const now = byNewId.get(String(entry.fields['payload.id']?.value))
  return shown === undefined || now === undefined ? {} : { 'payload.entry': cutAs(now, shown) as unknown as Json }
}

function cutAs(entry: Entry, shown: Entry): Entry {
  return cutEntry(entry, (field) => Object.hasOwn(shown.fields, field))
}

function crossAgain(document: CrossingDocument, entry: Entry | undefined, log: RebuiltLog | undefined): string {
  if (entry === undefined || log === undefined) return encodeCrossing(document)
  const size = parseCheckpoint(parseNote(document.checkpoint).text).size
  return encodeCrossing({
    ...document,
    entry: cutAs(entry, document.entry),
    inclusion: log.proofOf(document.index, size),
    checkpoint: log.headOf(document.checkpoint),
  })
}

/** Commits anew to every field that is shown; fields that are withheld keep their commitment. */
function sealAgain(entry: Entry, before: Entry, changed: Readonly<Record<string, Json>>): Entry {
  const fields: Record<string, Entry['fields'][string]> = {}
  for (const [name, { salt, value }] of Object.entries(entry.fields))
    fields[name] = { salt, value: inItsOrder(name, value, before.fields[name]!.value) }
  for (const [name, value] of Object.entries(changed)) fields[name] = { salt: fields[name]!.salt, value }
  const commitments: Record<string, string> = { ...entry.header.commitments }
  for (const [name, opening] of Object.entries(fields)) commitments[name] = commitField(name, opening)
  return { ...entry, fields, header: { ...entry.header, commitments } }
}

interface Ordered {
  readonly placed: PlacedEntry
  readonly id: string
  /** Every 32 bytes in hex that stand anywhere in it. */
  readonly mentions: readonly string[]
}

const orders = new WeakMap<Bundle, readonly Ordered[]>()

/** Entries of both logs, each after those that it mentions. */
function inOrder(bundle: Bundle): readonly Ordered[] {
  const known = orders.get(bundle)
  if (known !== undefined) return known
  const ordered = orderOf(bundle)
  orders.set(bundle, ordered)
  return ordered
}

function orderOf(bundle: Bundle): readonly Ordered[] {
  const queues = bundle.zones.map((part) =>
    part.streams
      .flatMap(({ entries }) => entries)
      .sort((a, b) => a.index - b.index)
      .map((placed) => {
        const id = entryId(placed.entry)
        return { placed, id, mentions: canonical(placed.entry as unknown as Json).match(hex32) ?? [] }
      }),
  )
  const waiting = new Set(queues.flat().map(({ id }) => id))
  const ordered: Ordered[] = []
  while (waiting.size > 0) {
    const queue = queues.find(([first]) => first?.mentions.every((hex) => hex === first.id || !waiting.has(hex)))
    if (queue === undefined) throw new TypeError('the entries mention one another in a ring')
    const next = queue.shift()!
    waiting.delete(next.id)
    ordered.push(next)
  }
  return ordered
}

interface RebuiltLog {
  readonly part: Part
  proofOf(index: number, size: number): string[]
  /** A head of the old log, of the same size, with the root that it now has. */
  headOf(note: string): string
}

function rebuildLog(
  part: Part,
  forged: ReadonlyMap<string, PlacedEntry>,
  rename: (text: string) => string,
  signer: NoteSigner | undefined,
): RebuiltLog {
  const checkpoint = parseCheckpoint(parseNote(part.checkpoint).text)
  const profile = profileOfOrigin(checkpoint.origin)
  const streams = part.streams.map((stream) => ({
    ...stream,
    id: rename(stream.id),
    entries: stream.entries.map((placed) => forged.get(entryId(placed.entry))!),
  }))
  const leaves = new Array<Uint8Array | undefined>(checkpoint.size)
  for (const { entry, index } of streams.flatMap(({ entries }) => entries))
    leaves[index] = profile.leaf(hexToBytes(entryId(entry)))
  const nodes = new Map<string, Uint8Array>()
  const tree = createTree({ profile, onNode: (level, index, hash) => nodes.set(`${level} ${index}`, hash) })
  const roots = [tree.root()]
  for (let i = 0; i < checkpoint.size; i++) {
    const leaf = leaves[i]
    if (leaf === undefined) throw new TypeError('the bundle does not hold its whole log')
    tree.append(leaf)
    roots.push(tree.root())
  }
  const readNode = (level: number, index: number): Uint8Array => nodes.get(`${level} ${index}`)!
  const proofOf = (index: number, size: number): string[] =>
    inclusionProof({ index, size, readNode, profile }).map((hash) => bytesToHex(hash))
  const headOf = (note: string): string => {
    const { text, signatures } = parseNote(note)
    const old = parseCheckpoint(text)
    const now = formatCheckpoint({ ...old, root: roots[old.size]! })
    const own = signer === undefined ? signatures : [{ ...signer, signature: signer.sign(now) }]
    return formatNote({ text: now, signatures: own })
  }
  const place = (placed: PlacedEntry): PlacedEntry => ({ ...placed, proof: proofOf(placed.index, checkpoint.size) })
  return {
    part: {
      ...part,
      checkpoint: headOf(part.checkpoint),
      streams: streams.map((stream) => ({ ...stream, entries: stream.entries.map(place) })),
    },
    proofOf,
    headOf,
  }
}
