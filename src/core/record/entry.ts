import { type Flaw, type FlawCode, flaw, flawError } from '../flaws/flaw.ts'
import { bytesToHex, concatBytes, hexToBytes, hmacSha256, sha256Hex, utf8ToBytes } from './hash.ts'
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

/** Canonical texts of an entry's parts, where somebody has written them already: what is hashed. */
export interface EntryTexts {
  readonly header: string
  /** Of the values shown, in the order of `Object.keys(fields)`; absent where only the header's was had. */
  readonly values?: readonly string[]
  /** Texts of 64 characters within the values, each once; absent where nobody looked for them. */
  readonly longs?: readonly string[]
  /** The entry's id, where it was computed from the very bytes. */
  readonly id?: string
  /** True where the fields shown are known to be those that the header commits to. */
  readonly whole?: true
  /** True where each of them is known to be whole and to open its commitment. */
  readonly opens?: true
}

/**
 * The entry's id, which is also its leaf in the log: SHA-256 over domain, salt and canonical header. Who has only the leaf learns nothing.
 *
 * @param header its canonical text, where that is at hand
 * @example entryId(entry) // 64 hex digits
 */
export function entryId(entry: Pick<Entry, 'header' | 'salt'>, header = headerText(entry.header)): string {
  return hashOf(leafDomain, entry.salt, noName, header)
}

/** A header that was read from a line may keep its commitments for who asks. */
function headerText(header: EntryHeader): string {
  const { commitments } = header
  return canonical(asJson(Object.hasOwn(header, 'commitments') ? header : { ...header, commitments }))
}

/** Commitment to one field: SHA-256 over domain, salt, length-prefixed name and canonical value. */
export function commitField(name: string, opening: Opening, value = canonical(opening.value)): string {
  return hashOf(fieldDomain, opening.salt, prefixOf(name), value)
}

const noName = new Uint8Array(0)
const prefixes = new Map<string, Uint8Array>()
const prefixesMax = 4096

/** Two bytes of length and the name; fields have few names. */
function prefixOf(name: string): Uint8Array {
  const known = prefixes.get(name)
  if (known !== undefined) return known
  const bytes = utf8ToBytes(name)
  const prefix = concatBytes(new Uint8Array([bytes.length >> 8, bytes.length & 255]), bytes)
  if (prefixes.size >= prefixesMax) prefixes.clear()
  prefixes.set(name, prefix)
  return prefix
}

/** What most is hashed in, so that no bytes are made for it each time. */
const scratch = new Uint8Array(65_536)
const encoder = new TextEncoder()

function hashOf(domain: Uint8Array, salt: string, name: Uint8Array, text: string): string {
  const head = domain.length + 16 + name.length
  // A character of UTF-16 takes three bytes at most.
  if (head + 3 * text.length > scratch.length)
    return sha256Hex(concatBytes(domain, hexToBytes(salt), name, utf8ToBytes(text)))
  scratch.set(domain)
  writeHex(salt, domain.length)
  scratch.set(name, domain.length + 16)
  const { written } = encoder.encodeInto(text, scratch.subarray(head))
  return sha256Hex(scratch.subarray(0, head + written))
}

/**
 * The entry's id from the bytes of its line: where the salt's digits begin, where the canonical header begins and ends. As {@link entryId}.
 *
 * @example leafHash(line, saltAt, headerFrom, headerTo) === entryId(entry) // true
 */
export function leafHash(line: Uint8Array, salt: number, from: number, to: number): string {
  return hashInLine(line, { domain: leafDomain, name: noName, salt, from, to })
}

/** The commitment to a field from the bytes of its line: where the salt's digits begin, where the canonical value begins and ends. As {@link commitField}. */
export function fieldHash(
  line: Uint8Array,
  { name, ...places }: { readonly name: string; readonly salt: number; readonly from: number; readonly to: number },
): string {
  return hashInLine(line, { domain: fieldDomain, name: prefixOf(name), ...places })
}

interface InLine {
  readonly domain: Uint8Array
  readonly name: Uint8Array
  readonly salt: number
  readonly from: number
  readonly to: number
}

function hashInLine(line: Uint8Array, { domain, name, salt, from, to }: InLine): string {
  const saltAt = domain.length
  const head = saltAt + 16 + name.length
  const length = head + to - from
  const bytes = length > scratch.length ? new Uint8Array(length) : scratch
  bytes.set(domain)
  for (let i = 0; i < 16; i++) bytes[saltAt + i] = (nibble(line[salt + 2 * i]!) << 4) | nibble(line[salt + 2 * i + 1]!)
  bytes.set(name, saltAt + 16)
  bytes.set(line.subarray(from, to), head)
  return sha256Hex(bytes.subarray(0, length))
}

/** Writes 16 bytes of hex. @throws {RangeError} as `hexToBytes` does where it is no hex */
function writeHex(hex: string, at: number): void {
  if (!hex16.test(hex)) {
    scratch.set(hexToBytes(hex), at)
    return
  }
  for (let i = 0; i < 16; i++)
    scratch[at + i] = (nibble(hex.charCodeAt(2 * i)) << 4) | nibble(hex.charCodeAt(2 * i + 1))
}

function nibble(code: number): number {
  return code < 58 ? code - 48 : code - 87
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
 * @param texts of the entry, where they are at hand
 * @returns names of the fields that are withheld
 * @throws {PROOF_INVALID} naming the field whose value is not the committed one
 */
export function checkOpenings(entry: Entry, texts?: EntryTexts): readonly string[] {
  const names = Object.keys(entry.fields)
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!
    const opening = entry.fields[name]!
    const committed = Object.hasOwn(entry.header.commitments, name) ? entry.header.commitments[name] : undefined
    if (committed === undefined || commitField(name, opening, texts?.values?.[i]) !== committed) {
      const { kind, position } = entry.header
      throw flawError('PROOF_INVALID', flaw('FIELD_NOT_COMMITTED', { field: name }), { kind, position, field: name })
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
  if (!hasKeys(value, 'fields', 'header', 'salt')) bad('ENTRY_PARTS')
  checkHeaderKeys(entry.header)
  if (!fits(hex16, entry.salt)) bad('ENTRY_SALT')
  checkHeader(entry.header)
  if (!isObject(entry.fields)) bad('ENTRY_FIELDS')
  const { fields } = entry
  for (const name of Object.keys(fields)) {
    if (!isOpening(fields[name])) bad('ENTRY_OPENINGS')
  }
  return entry
}

/** Reads a header but for its commitments, which somebody else has read, as {@link readEntry} does. @throws {PROOF_INVALID} */
export function readHeaderRest(value: Json): HeaderDraft {
  const header = value as unknown as HeaderDraft
  checkHeaderKeys(header)
  checkHeaderRest(header)
  return header
}

function checkHeaderKeys(header: HeaderDraft): void {
  if (!isObject(header) || Object.keys(header).some((key) => !headerKeys.has(key))) bad('ENTRY_HEADER')
  if (header.format !== entryFormat) bad('ENTRY_FORMAT', { format: entryFormat })
}

function checkHeader(header: EntryHeader): void {
  checkHeaderRest(header)
  checkHexMap(header.commitments, 'commitments')
}

function checkHeaderRest(header: HeaderDraft): void {
  if (!Number.isSafeInteger(header.position) || header.position < 0) bad('ENTRY_POSITION')
  if (
    (header.position === 0) !== (header.stream === undefined) ||
    (header.position === 0) !== (header.prev === undefined)
  ) {
    bad('ENTRY_STREAM')
  }
  for (const id of [header.stream, header.prev]) if (id !== undefined && !fits(hex32, id)) bad('ENTRY_IDS')
  for (const at of [header.recordedAt, header.effectiveAt]) if (!fits(time, at)) bad('ENTRY_TIMES')
  for (const text of [header.machine, header.zone, header.kind]) if (typeof text !== 'string') bad('ENTRY_TEXTS')
  if (header.world !== 'real' && header.world !== 'rehearsal') bad('BUNDLE_WORLD')
  checkHexMap(header.heads, 'heads')
}

/** Of salt and value, and nothing else. */
function isOpening(value: unknown): boolean {
  if (!isObject(value)) return false
  const { salt } = value as { readonly salt?: unknown }
  return (
    typeof salt === 'string' && hex16.test(salt) && Object.hasOwn(value, 'value') && Object.keys(value).length === 2
  )
}

/** A pattern alone would take a list of one text for that text. */
function fits(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value)
}

/** Whether a value is an object with these keys and no other. */
function hasKeys(value: unknown, ...keys: readonly string[]): boolean {
  return isObject(value) && keys.every((key) => Object.hasOwn(value, key)) && Object.keys(value).length === keys.length
}

function checkHexMap(map: unknown, what: string): void {
  if (!isObject(map)) bad('ENTRY_MAP', { name: what })
  const row = map as Readonly<Record<string, unknown>>
  for (const key of Object.keys(row)) {
    const id = row[key]
    if (typeof id !== 'string' || !hex32.test(id)) bad('ENTRY_MAP', { name: what })
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bad(code: FlawCode, values: Flaw['values'] = {}): never {
  throw flawError('PROOF_INVALID', flaw('ENTRY_FORM', { expected: flaw(code, values) }))
}

function asJson(value: object): Json {
  return value as unknown as Json
}

/** The value of a field that the reader may see. @throws {PROOF_INVALID} when it is withheld */
export function fieldOf(entry: Entry, name: string): Json {
  const opening = entry.fields[name]
  if (opening === undefined) {
    throw flawError('PROOF_INVALID', flaw('FIELD_WITHHELD', { field: name }), { field: name })
  }
  return opening.value
}
