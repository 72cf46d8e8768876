import { type Entry, type EntryTexts, type Opening, readEntry, readHeader } from '../record/entry.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { bundleLimits, type PlacedEntry } from './bundle.ts'
import type { ByteSource } from './byteSource.ts'
import { invalidLine, textOfLine } from './lines.ts'
import { LaterOpening, type PlainLine, placesOfField, plainLine } from './plainLine.ts'
import { checkKeys, isCount, isHash, isTexts, notCanonical, parseLine } from './rows.ts'

/** The entries of a stream, each read from its line when it is asked for. */
export interface EntryList {
  readonly length: number
  /** Number of the line in which an entry stands. */
  lineOf(i: number): number
  /** @param shown whether its line is held to be canonical; the form of the entry is held always. @throws {BUNDLE_INVALID} */
  read(i: number, shown?: boolean): ReadEntry
  /** The same for who may do without the facts: they are {@link LaterOpening}s where the line is plain. @throws {BUNDLE_INVALID} */
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
      return (found && passPlainLine(text, found)) ?? readEntryLine(text, first + i, shown)
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
  if (line !== 'entry' || !isCount(index)) throw invalidLine(at, 'an entry with its index')
  if (!isTexts(proof) || !proof.every(isHash) || proof.length > bundleLimits.proofHashesMax)
    throw invalidLine(at, 'an inclusion proof of 32-byte hashes')
  let entry: Entry
  try {
    entry = readEntry(row.entry!)
  } catch (error) {
    throw invalidLine(at, 'an entry', error instanceof Error ? error.message : undefined)
  }
  const tail = `,"salt":"${entry.salt}"},"index":${index},"line":"entry","proof":${JSON.stringify(proof)}}`
  if (!shown) return { entry, index, proof, texts: { header: headerIn(text, tail) ?? canonical(json(entry.header)) } }
  try {
    const texts = textsOf(entry)
    if (texts === undefined || text !== `{"entry":{"fields":{${texts.fields}},"header":${texts.header}${tail}`)
      throw invalidLine(at, 'canonical JSON (RFC 8785)', 'another encoding of the same value')
    return { entry, index, proof, texts }
  } catch (error) {
    throw notCanonical(at, error)
  }
}

/** The entry of a plain line; undefined where its form is not that of an entry, which {@link readEntryLine} says in its own words. */
function passPlainLine(text: string, found: PlainLine): ReadEntry | undefined {
  const part = ([from, to]: readonly [number, number]): string => text.slice(from, to)
  const proof = JSON.parse(part(found.proof)) as Json
  if (!isTexts(proof) || !proof.every(isHash) || proof.length > bundleLimits.proofHashesMax) return undefined
  const headerText = part(found.header)
  try {
    const header = readHeader(JSON.parse(headerText) as Json)
    const { fields, values } = openingsOf(text, found)
    const longs = Array.from({ length: found.longCount }, (_, i) => part([found.longs[i]!, found.longs[i]! + 64]))
    const index = Number(part(found.index))
    return {
      entry: { header, salt: part(found.salt), fields },
      index,
      proof,
      texts: { header: headerText, values, longs },
    }
  } catch {
    return undefined
  }
}

function openingsOf(text: string, { fields: places, count }: PlainLine) {
  const fields: Record<string, Opening> = {}
  const values: string[] = []
  for (let i = 0; i < count; i++) {
    const place = i * placesOfField
    const name = nameOf(text.slice(places[place]!, places[place + 1]!))
    const salt = text.slice(places[place + 2]!, places[place + 3]!)
    const value = text.slice(places[place + 4]!, places[place + 5]!)
    values.push(value)
    // A part of a text holds all of it: what is kept longer than the entry is read anew.
    fields[name] = name.startsWith('fact.') ? new LaterOpening(salt, value) : { salt, value: JSON.parse(value) as Json }
  }
  return { fields, values }
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
