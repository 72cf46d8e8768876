import { flaw, flawOf } from '../flaws/flaw.ts'
import {
  type Entry,
  type EntryHeader,
  type EntryTexts,
  fieldHash,
  type HeaderDraft,
  leafHash,
  type Opening,
  readEntry,
  readHeaderRest,
} from '../record/entry.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { bundleLimits, type PlacedEntry } from './bundle.ts'
import type { ByteSource } from './byteSource.ts'
import { invalidLine, textOfLine } from './lines.ts'
import { LaterOpening, type PlainLine, placesOfCommitment, placesOfField, plainLine, proofStep } from './plainLine.ts'
import { checkKeys, isCount, isHash, isTexts, notCanonical, parseLine } from './rows.ts'

/** The entries of a stream, each read from its line when it is asked for. */
export interface EntryList {
  readonly length: number
  /** Number of the line in which an entry stands. */
  lineOf(i: number): number
  /** @param shown whether its line is held to be canonical; the form of the entry is held always. @throws {BUNDLE_INVALID} */
  read(i: number, shown?: boolean): ReadEntry
  /**
   * The same for who asks for some of its values only: they are {@link LaterOpening}s where the line is plain, and the proof is left out where it is not
   * held to be canonical. @throws {BUNDLE_INVALID}
   */
  pass(i: number, shown?: boolean): ReadEntry
  /** The bytes of its line, without the line feed. Good until the next is asked for. */
  bytes(i: number): Uint8Array
}

/** What is read of a stream's lines at once. */
const windowBytes = 262_144

export function entryList(place: {
  readonly source: ByteSource
  readonly first: number
  readonly from: number
  readonly ends: readonly number[]
}): EntryList {
  const { source, first, from, ends } = place
  let start = 0
  let window: Uint8Array = new Uint8Array(0)
  const bytes = (i: number): Uint8Array => {
    const end = ends[i]!
    const begin = i === 0 ? from : ends[i - 1]! + 1
    if (begin < start || end > start + window.length) {
      start = begin
      window = source.read(begin, Math.min(source.size, Math.max(end, begin + windowBytes)))
    }
    return window.subarray(begin - start, end - start)
  }
  return {
    length: ends.length,
    lineOf: (i) => first + i,
    read: (i, shown = true) => readEntryLine(textOfLine(bytes(i), first + i), first + i, shown),
    pass: (i, shown = true) => {
      const seen = bytes(i)
      const text = textOfLine(seen, first + i)
      const found = plainLine(seen)
      return (found && passPlainLine(seen, text, found, shown)) ?? readEntryLine(text, first + i, shown)
    },
    bytes,
  }
}

/** The line of an entry, without its line feed. */
export function entryLine({ entry, index, proof }: PlacedEntry): string {
  return canonical({ entry: json(entry), index, line: 'entry', proof: [...proof] })
}

/** All entries of a list, one after the other. */
export function* eachEntry(entries: EntryList, shown?: boolean): Generator<ReadEntry> {
  for (let i = 0; i < entries.length; i++) yield entries.read(i, shown)
}

const entryKeys = [['entry', 'index', 'line', 'proof']] as const

/** An entry with its place, and what was written of it to hold its line to the one encoding. */
export interface ReadEntry extends PlacedEntry {
  readonly texts: EntryTexts
}

/** Reads the line of an entry. @throws {BUNDLE_INVALID} */
export function readEntryLine(text: string, at: number, shown: boolean): ReadEntry {
  const row = parseLine(text, at, false)
  checkKeys(row, at, entryKeys)
  const { index, line, proof } = row
  if (line !== 'entry' || !isCount(index)) throw invalidLine(at, flaw('BUNDLE_ENTRY_INDEX'))
  if (!isTexts(proof) || !proof.every(isHash) || proof.length > bundleLimits.proofHashesMax)
    throw invalidLine(at, flaw('BUNDLE_ENTRY_PROOF'))
  let entry: Entry
  try {
    entry = readEntry(row.entry!)
  } catch (error) {
    throw invalidLine(at, flaw('BUNDLE_ENTRY'), flawOf(error))
  }
  const tail = `,"salt":"${entry.salt}"},"index":${index},"line":"entry","proof":${JSON.stringify(proof)}}`
  if (!shown) return { entry, index, proof, texts: { header: headerIn(text, tail) ?? canonical(json(entry.header)) } }
  try {
    const texts = textsOf(entry)
    if (texts === undefined || text !== `{"entry":{"fields":{${texts.fields}},"header":${texts.header}${tail}`)
      throw invalidLine(at, flaw('JSON_CANONICAL'), flaw('JSON_OTHER'))
    return { entry, index, proof, texts }
  } catch (error) {
    throw notCanonical(at, error)
  }
}

/** The entry of a plain line; undefined where its form is not that of an entry, which {@link readEntryLine} says in its own words. */
function passPlainLine(bytes: Uint8Array, text: string, found: PlainLine, shown: boolean): ReadEntry | undefined {
  const { header, rest, salt, index, committed, count } = found
  if (found.proofCount > bundleLimits.proofHashesMax) return undefined
  const headerText = text.slice(header[0], header[1])
  try {
    const read = readHeaderRest(JSON.parse(`{${text.slice(rest[0], rest[1])}`) as Json)
    const id = leafHash(bytes, salt[0], header[0], header[1])
    const whole = committed === count && namesAgree(bytes, found)
    const texts = {
      header: headerText,
      id,
      ...(whole ? { whole, ...(shown && opensAll(bytes, text, found) ? { opens: true as const } : {}) } : {}),
      ...(shown ? { longs: longsIn(bytes, text, found) } : {}),
    }
    return {
      entry: {
        header: new LaterHeader(read, headerText),
        salt: text.slice(salt[0], salt[1]),
        fields: openingsOf(text, found),
      },
      index: Number(text.slice(index[0], index[1])),
      proof: shown ? Array.from({ length: found.proofCount }, (_, i) => hashAt(text, found.proof + i * proofStep)) : [],
      texts,
    }
  } catch {
    return undefined
  }
}

function hashAt(text: string, at: number): string {
  return text.slice(at, at + 64)
}

/** A header whose commitments are parsed where they are asked for: of a line that shows all of them, most often by nobody. */
class LaterHeader implements EntryHeader {
  readonly format: EntryHeader['format']
  readonly machine: string
  readonly world: EntryHeader['world']
  readonly zone: string
  declare readonly stream?: string
  readonly position: number
  declare readonly prev?: string
  readonly kind: string
  readonly recordedAt: string
  readonly effectiveAt: string
  readonly heads: EntryHeader['heads']
  readonly #text: string
  #commitments: EntryHeader['commitments'] | undefined

  constructor(read: HeaderDraft, text: string) {
    this.format = read.format
    this.machine = read.machine
    this.world = read.world
    this.zone = read.zone
    this.position = read.position
    this.kind = read.kind
    this.recordedAt = read.recordedAt
    this.effectiveAt = read.effectiveAt
    this.heads = read.heads
    if (read.stream !== undefined) this.stream = read.stream
    if (read.prev !== undefined) this.prev = read.prev
    this.#text = text
  }

  get commitments(): EntryHeader['commitments'] {
    this.#commitments ??= (JSON.parse(this.#text) as EntryHeader).commitments
    return this.#commitments
  }
}

/** Whether the fields are those that are committed to: both stand sorted. */
function namesAgree(bytes: Uint8Array, { fields, commitments, count }: PlainLine): boolean {
  for (let i = 0; i < count; i++) {
    const from = fields[i * placesOfField]!
    const length = fields[i * placesOfField + 1]! - from
    const other = commitments[i * placesOfCommitment]!
    if (commitments[i * placesOfCommitment + 1]! - other !== length) return false
    for (let j = 0; j < length; j++) if (bytes[from + j] !== bytes[other + j]) return false
  }
  return true
}

/** Whether each value is the one committed to; what is not, who checks openings says. */
function opensAll(bytes: Uint8Array, text: string, { fields, commitments, count }: PlainLine): boolean {
  for (let i = 0; i < count; i++) {
    const place = i * placesOfField
    const hash = fieldHash(bytes, {
      salt: fields[place + 2]!,
      name: nameOf(text.slice(fields[place]!, fields[place + 1]!)),
      from: fields[place + 4]!,
      to: fields[place + 5]!,
    })
    if (!text.startsWith(hash, commitments[i * placesOfCommitment + 2]!)) return false
  }
  return true
}

/** The texts of 64 characters within the values, each once: most name what another fact named. */
function longsIn(bytes: Uint8Array, text: string, { longs, longCount }: PlainLine): readonly string[] {
  const places: number[] = []
  for (let i = 0; i < longCount; i++) {
    const at = longs[i]!
    if (!places.some((other) => sameAt(bytes, at, other))) places.push(at)
  }
  return places.map((at) => hashAt(text, at))
}

function sameAt(bytes: Uint8Array, a: number, b: number): boolean {
  for (let i = 0; i < 64; i++) if (bytes[a + i] !== bytes[b + i]) return false
  return true
}

function openingsOf(text: string, { fields: places, count }: PlainLine): Record<string, Opening> {
  const fields: Record<string, Opening> = {}
  for (let i = 0; i < count; i++) {
    const place = i * placesOfField
    const name = nameOf(text.slice(places[place]!, places[place + 1]!))
    // A part of a text holds all of it: what is kept longer than the entry is read anew.
    fields[name] = new LaterOpening(text, places[place + 2]!, places[place + 4]!, places[place + 5]!)
  }
  return fields
}

/** Names of fields, one text each: they are few. Emptied when full. */
const names = new Map<string, string>()

function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = JSON.parse(`"${text}"`) as string
  if (names.size >= beginsMax) names.clear()
  names.set(name, name)
  return name
}

/** The canonical text of an entry's parts, each once: of its values, which are committed to, and of its header, which is its leaf. */
function textsOf({ fields, header }: Entry): (EntryTexts & { readonly fields: string }) | undefined {
  const names = Object.keys(fields)
  const values: string[] = []
  let all = ''
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!
    if (i > 0 && names[i - 1]! >= name) return undefined
    const { salt, value } = fields[name]!
    const text = canonical(value)
    values.push(text)
    all += `${i === 0 ? '' : ','}${beginOf(name)}${salt}","value":${text}}`
  }
  return { fields: all, header: canonical(json(header)), values }
}

/** Of what fields begin with: they have few names. Emptied when full. */
const begins = new Map<string, string>()
const beginsMax = 4096

function beginOf(name: string): string {
  const known = begins.get(name)
  if (known !== undefined) return known
  const text = `${canonical(name)}:{"salt":"`
  if (begins.size >= beginsMax) begins.clear()
  begins.set(name, text)
  return text
}

/**
 * The header's text in a canonical line, where it is found without writing it again. A share that does not hold a line to the one encoding asks for no more:
 * another holds it. Nothing within a header of the right form reads like its beginning.
 */
function headerIn(text: string, tail: string): string | undefined {
  const begins = ',"header":{"commitments":{'
  const end = text.length - tail.length
  const at = text.lastIndexOf(begins, end)
  return at < 0 || !text.endsWith(tail) ? undefined : text.slice(at + begins.indexOf('{'), end)
}

export function json(value: object): Json {
  return value as unknown as Json
}
