import { SluiceError } from '../errors.ts'
import { bytesToHex, concatBytes, hexToBytes, hmacSha256, sha256, utf8ToBytes } from './hash.ts'
import { canonical, type Json } from './jcs.ts'

/** The format of an entry's bytes. A new format stands beside this one; stored bytes are never rewritten. */
export const entryFormat = 'sluice/entry/1'

export type World = 'real' | 'rehearsal'

/** What is hashed. Times are RFC 3339 UTC with milliseconds; ids and hashes are lower-case hex. */
export interface EntryHeader {
  readonly format: typeof entryFormat
  /** The released decide, apply, postings, fact functions and rule engine that made the entry. */
  readonly machine: string
  readonly world: World
  readonly zone: string
  /** Id of the stream's first entry; absent in that first entry itself. */
  readonly stream?: string
  readonly position: number
  readonly prev?: string
  readonly kind: string
  readonly recordedAt: string
  readonly effectiveAt: string
  /** Heads of the zone's own streams that the entry was decided under: what "as of" means. */
  readonly heads: Readonly<Record<string, string>>
  /** One salted commitment per field of the body. */
  readonly commitments: Readonly<Record<string, string>>
}

/** Everything of a header that is decided, before it is salted. */
export type HeaderDraft = Omit<EntryHeader, 'commitments'>

export interface Opening {
  /** 128 bits, hex. */
  readonly salt: string
  readonly value: Json
}

/** An entry with the openings that its reader may see. A cut removes openings, never the header. */
export interface Entry {
  readonly header: EntryHeader
  /** Salt of the leaf, 128 bits, hex. */
  readonly salt: string
  readonly fields: Readonly<Record<string, Opening>>
}

const leafDomain = utf8ToBytes('sluice/leaf/1\n')
const fieldDomain = utf8ToBytes('sluice/field/1\n')

/**
 * The entry's id, which is also its leaf in the log: SHA-256 over domain, salt and canonical header. Who has only the leaf learns nothing.
 *
 * @example entryId(entry) // 64 hex digits
 */
export function entryId(entry: Pick<Entry, 'header' | 'salt'>): string {
  return bytesToHex(
    sha256(concatBytes(leafDomain, hexToBytes(entry.salt), utf8ToBytes(canonical(asJson(entry.header))))),
  )
}

/** Commitment to one field: SHA-256 over domain, salt, length-prefixed name and canonical value. */
export function commitField(name: string, opening: Opening): string {
  const nameBytes = utf8ToBytes(name)
  const length = new Uint8Array([nameBytes.length >> 8, nameBytes.length & 255])
  return bytesToHex(
    sha256(
      concatBytes(fieldDomain, hexToBytes(opening.salt), length, nameBytes, utf8ToBytes(canonical(opening.value))),
    ),
  )
}

/**
 * Seals a decided entry: derives a salt per field from the stream's key (kept outside the record, so that destroying it deletes) and commits to each.
 * Same key, same draft, same bytes.
 */
export function sealEntry(parameters: {
  readonly header: HeaderDraft
  readonly fields: Readonly<Record<string, Json>>
  readonly streamKey: Uint8Array
  /** Fields whose salts come from a key of their own, which nobody keeps: with the opening destroyed, nothing is left to guess against. */
  readonly personal?: { readonly fields: ReadonlySet<string>; readonly key: Uint8Array }
}): Entry {
  const { header, streamKey, personal } = parameters
  const fields: Record<string, Opening> = {}
  const commitments: Record<string, string> = {}
  for (const name of Object.keys(parameters.fields).sort()) {
    const key = personal?.fields.has(name) === true ? personal.key : streamKey
    const opening = { salt: deriveSalt(key, header.position, name), value: parameters.fields[name]! }
    fields[name] = opening
    commitments[name] = commitField(name, opening)
  }
  return { header: { ...header, commitments }, salt: deriveSalt(streamKey, header.position, ''), fields }
}

/** The salt of a field as its stream's key makes it. */
export function deriveSalt(key: Uint8Array, position: number, name: string): string {
  return bytesToHex(hmacSha256(key, utf8ToBytes(`sluice/salt/1\n${position}\n${name}`)).subarray(0, 16))
}

/** The bytes that are stored and bundled: canonical JSON of the entry with its openings. */
export function encodeEntry(entry: Entry): string {
  return canonical(asJson(entry))
}

/** Without the openings that are not on the list: the header still commits to them. */
export function cutEntry(entry: Entry, keep: (field: string) => boolean): Entry {
  return { ...entry, fields: Object.fromEntries(Object.entries(entry.fields).filter(([name]) => keep(name))) }
}

/**
 * Checks an entry's form and that each opening present matches its commitment.
 *
 * @returns names of the fields that are withheld
 * @throws {PROOF_INVALID} naming the field whose value is not the committed one
 */
export function checkOpenings(entry: Entry): readonly string[] {
  for (const [name, opening] of Object.entries(entry.fields)) {
    const committed = entry.header.commitments[name]
    if (committed === undefined || commitField(name, opening) !== committed) {
      throw new SluiceError('PROOF_INVALID', `field ${name} is not the one that the entry commits to.`, {
        facts: { kind: entry.header.kind, position: entry.header.position, field: name },
      })
    }
  }
  return Object.keys(entry.header.commitments).filter((name) => entry.fields[name] === undefined)
}

const hex32 = /^[0-9a-f]{64}$/
const hex16 = /^[0-9a-f]{32}$/
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const headerKeys = new Set([
  'format', 'machine', 'world', 'zone', 'stream', 'position', 'prev', 'kind', 'recordedAt', 'effectiveAt', 'heads', 'commitments',
]) // biome-ignore format: a list

/** Reads an entry from hostile bytes that were already parsed as canonical JSON. Unknown keys are refused. */
export function readEntry(value: Json): Entry {
  const entry = value as unknown as Entry
  if (!isObject(value) || Object.keys(value).sort().join() !== 'fields,header,salt')
    bad('an entry with header, salt and fields')
  const header = entry.header
  if (!isObject(header) || Object.keys(header).some((key) => !headerKeys.has(key))) bad('a header without unknown keys')
  if (header.format !== entryFormat) bad(`format ${entryFormat}`)
  if (!hex16.test(entry.salt)) bad('a leaf salt of 16 bytes')
  if (!Number.isSafeInteger(header.position) || header.position < 0) bad('a position')
  if (
    (header.position === 0) !== (header.stream === undefined) ||
    (header.position === 0) !== (header.prev === undefined)
  ) {
    bad('stream and prev on every entry but the first')
  }
  for (const id of [header.stream, header.prev]) if (id !== undefined && !hex32.test(id)) bad('ids of 32 bytes')
  for (const at of [header.recordedAt, header.effectiveAt])
    if (!time.test(at)) bad('times as RFC 3339 UTC with milliseconds')
  for (const text of [header.machine, header.zone, header.kind])
    if (typeof text !== 'string') bad('machine, zone and kind as text')
  if (header.world !== 'real' && header.world !== 'rehearsal') bad('world real or rehearsal')
  checkHexMap(header.heads, 'heads')
  checkHexMap(header.commitments, 'commitments')
  if (!isObject(entry.fields)) bad('fields')
  for (const opening of Object.values(entry.fields)) {
    if (
      !isObject(opening) ||
      Object.keys(opening).sort().join() !== 'salt,value' ||
      !hex16.test((opening as Opening).salt)
    ) {
      bad('openings of salt and value')
    }
  }
  return entry
}

function checkHexMap(map: unknown, what: string): void {
  if (!isObject(map) || Object.values(map).some((id) => typeof id !== 'string' || !hex32.test(id)))
    bad(`${what} of 32-byte hex`)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bad(expected: string): never {
  throw new SluiceError('PROOF_INVALID', `not an entry: expected ${expected}.`)
}

function asJson(value: object): Json {
  return value as unknown as Json
}

/** The value of a field that the reader may see. @throws {PROOF_INVALID} when it is withheld */
export function fieldOf(entry: Entry, name: string): Json {
  const opening = entry.fields[name]
  if (opening === undefined) {
    throw new SluiceError('PROOF_INVALID', `field ${name} is withheld.`, { facts: { field: name } })
  }
  return opening.value
}
