import type { Opening } from '../record/entry.ts'
import type { Json } from '../record/jcs.ts'

/**
 * Where the parts of an entry's line stand, found in one look at its bytes: most lines are printable ASCII without escapes, and such a line is held to
 * the one encoding without being parsed and written again. Places are of bytes, which are characters there.
 */
export interface PlainLine {
  /** Of each field: where its name, its salt and its value begin and end. Shared by all lines: good until the next is looked at. */
  readonly fields: Int32Array
  readonly count: number
  /** Where a text of 64 characters begins that is a value within a field. */
  readonly longs: Int32Array
  readonly longCount: number
  /** Of each commitment of the header: where its name begins and ends, and where its 64 hexadecimal digits begin. */
  readonly commitments: Int32Array
  readonly committed: number
  readonly header: Span
  /** What of the header follows the commitments, up to and with its closing brace. */
  readonly rest: Span
  readonly salt: Span
  readonly index: Span
  /** Where the 64 hexadecimal digits of each hash of the proof begin, {@link proofStep} apart. */
  readonly proof: number
  readonly proofCount: number
}

type Span = readonly [from: number, to: number]

/** Numbers that {@link PlainLine.fields} holds of one field. */
export const placesOfField = 6
/** Numbers that {@link PlainLine.commitments} holds of one. */
export const placesOfCommitment = 3
/** From one hash of a proof to the next: its digits, two quotes and a comma. */
export const proofStep = 67

/** An opening that is cut out of its line when it is asked for, and parsed when its value is: its text says enough to compare and to hash it. */
export class LaterOpening implements Opening {
  readonly #line: string
  readonly #salt: number
  readonly #from: number
  readonly #to: number
  #value: Json | undefined

  /** @param salt where the salt begins in the line, as `from` and `to` say it of the value */
  constructor(line: string, salt: number, from: number, to: number) {
    this.#line = line
    this.#salt = salt
    this.#from = from
    this.#to = to
  }

  get salt(): string {
    return this.#line.slice(this.#salt, this.#salt + saltDigits)
  }

  /** Canonical text of the value. */
  get text(): string {
    return this.#line.slice(this.#from, this.#to)
  }

  get value(): Json {
    this.#value ??= JSON.parse(this.text) as Json
    return this.#value
  }

  /** Whether the value was asked for and is this very one: what was handed out need not be compared with its text. */
  gave(value: Json | undefined): boolean {
    return value !== undefined && this.#value === value
  }
}

const saltDigits = 32
const hashDigits = 64

const quote = 34
const comma = 44
const minus = 45
const zero = 48
const nine = 57
const colon = 58
const openList = 91
const closeList = 93
const openObject = 123
const closeObject = 125
const underscore = 95

/** 1 for printable ASCII without quote and backslash: what stands in a text as it is, in every normal form. */
const plain = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(code >= 32 && code < 127 && code !== quote && code !== 92),
)
/** 1 for a lower-case hexadecimal digit. */
const hex = Uint8Array.from({ length: 256 }, (_, code) =>
  Number((code >= zero && code <= nine) || (code >= 97 && code <= 102)),
)

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const begin = ascii('{"entry":{"fields":{')
const saltBegin = ascii(':{"salt":"')
const valueBegin = ascii('","value":')
const headerBegin = ascii(',"header":{"commitments":{')
const leafSalt = ascii(',"salt":"')
const indexBegin = ascii('"},"index":')
const proofBegin = ascii(',"line":"entry","proof":')
const words = ['true', 'false'].map(ascii)

/** Deeper values are rare, and looked at by who parses. */
const depthMax = 32
/** Numbers of so many digits are below 2^53. */
const digitsMax = 15

let line: Uint8Array = new Uint8Array(0)
let at = 0
let fields = new Int32Array(64 * placesOfField)
let longs = new Int32Array(256)
let longCount = 0
let commitments = new Int32Array(64 * placesOfCommitment)

/**
 * Looks at an entry's line. `undefined` says nothing of it: it may be well-formed, with letters beyond ASCII, or not.
 *
 * @example plainLine(utf8ToBytes('{"entry":{"fields":{"a":{"salt":"…","value":1}},"header":{…},"salt":"…"},"index":0,"line":"entry","proof":[]}'))
 */
export function plainLine(bytes: Uint8Array): PlainLine | undefined {
  line = bytes
  at = 0
  longCount = 0
  if (!follows(begin)) return undefined
  const count = fieldsHere()
  if (count === undefined || !follows(headerBegin)) return undefined
  const shown = longCount
  const headerFrom = at - headerBraces
  const committed = commitmentsHere()
  if (committed === undefined || line[at++] !== comma) return undefined
  const restFrom = at
  // No key before the commitments, and not they again.
  const key = headerFrom + '{"'.length
  if (!isRestOfObject(0, key, key + 'commitments'.length)) return undefined
  const rest: Span = [restFrom, at]
  const header: Span = [headerFrom, at]
  if (!follows(leafSalt)) return undefined
  const salt = spanOf(isSalt)
  if (salt === undefined || !follows(indexBegin)) return undefined
  const index = spanOf(isNumber)
  if (index === undefined || line[index[0]] === minus || !follows(proofBegin)) return undefined
  const proof = at + proofQuote
  const proofCount = hashesHere()
  if (proofCount === undefined || line[at++] !== closeObject || at !== line.length) return undefined
  return {
    fields,
    count,
    longs,
    longCount: shown,
    commitments,
    committed,
    header,
    rest,
    salt,
    index,
    proof,
    proofCount,
  }
}

const headerBraces = '{"commitments":{'.length
const proofQuote = '["'.length

/** After the opening brace: names and hashes, sorted, up to and with the closing one. How many. */
function commitmentsHere(): number | undefined {
  if (line[at] === closeObject) {
    at++
    return 0
  }
  for (let count = 0; ; count++) {
    const place = count * placesOfCommitment
    if (place >= commitments.length) commitments = grown(commitments)
    if (!isNextName(commitments, place, placesOfCommitment) || line[at++] !== colon) return undefined
    commitments[place + 2] = at + 1
    if (!isHash()) return undefined
    const next = line[at++]
    if (next === closeObject) return count + 1
    if (next !== comma) return undefined
  }
}

/** A name that is noted at a place, with its end beside it, and is sorted after the one that was noted before it. */
function isNextName(noted: Int32Array, place: number, apart: number): boolean {
  const name = at + 1
  // What begins otherwise may be sorted as a number, or be no plain key.
  if (!isLetter(line[name]) || !isText()) return false
  noted[place] = name
  noted[place + 1] = at - 1
  return place === 0 || ascends(noted[place - apart]!, noted[place - apart + 1]!, name, at - 1)
}

/** A list of hashes, of which the length is not asked here. How many. */
function hashesHere(): number | undefined {
  if (line[at++] !== openList) return undefined
  if (line[at] === closeList) {
    at++
    return 0
  }
  for (let count = 1; ; count++) {
    if (!isHash()) return undefined
    const next = line[at++]
    if (next === closeList) return count
    if (next !== comma) return undefined
  }
}

function isHash(): boolean {
  if (line[at++] !== quote) return false
  const end = at + hashDigits
  for (; at < end; at++) if (hex[line[at]!] !== 1) return false
  return line[at++] === quote
}

/** After the opening brace: fields of salt and value, sorted, up to and with the closing one. How many. */
function fieldsHere(): number | undefined {
  for (let count = 0; ; count++) {
    const place = count * placesOfField
    if (place >= fields.length) fields = grown(fields)
    if (!isNextName(fields, place, placesOfField)) return undefined
    longCount = withoutKey(fields[place]!)
    if (!follows(saltBegin)) return undefined
    fields[place + 2] = at
    if (!isSalt()) return undefined
    fields[place + 3] = at
    if (!follows(valueBegin)) return undefined
    fields[place + 4] = at
    if (!isValue(0)) return undefined
    fields[place + 5] = at
    if (line[at++] !== closeObject) return undefined
    const next = line[at++]
    if (next === closeObject) return count + 1
    if (next !== comma) return undefined
  }
}

function spanOf(found: () => boolean): Span | undefined {
  const from = at
  return found() ? [from, at] : undefined
}

function follows(expected: Uint8Array): boolean {
  for (let i = 0; i < expected.length; i++) if (line[at + i] !== expected[i]) return false
  at += expected.length
  return true
}

function isLetter(code: number | undefined): boolean {
  return code !== undefined && code >= 97 && code <= 122
}

function isSalt(): boolean {
  const end = at + saltDigits
  for (; at < end; at++) if (hex[line[at]!] !== 1) return false
  return true
}

function isValue(depth: number): boolean {
  const code = line[at]!
  if (code === quote) return isText()
  if (depth > depthMax) return false
  if (code === openObject) return isObject(depth)
  if (code === openList) return isList(depth)
  return code === minus || (code >= zero && code <= nine) ? isNumber() : words.some(follows)
}

function isText(): boolean {
  if (line[at] !== quote) return false
  const from = at + 1
  let to = from
  while (plain[line[to]!] === 1) to++
  if (line[to] !== quote) return false
  if (to - from === hashDigits) noteLong(from)
  at = to + 1
  return true
}

function noteLong(from: number): void {
  if (longCount >= longs.length) longs = grown(longs)
  longs[longCount++] = from
}

/** How many long texts there are without the key that was read last: what names a value is none. */
function withoutKey(from: number): number {
  return longCount > 0 && longs[longCount - 1] === from ? longCount - 1 : longCount
}

function isNumber(): boolean {
  const negative = line[at] === minus
  if (negative) at++
  const from = at
  while (line[at]! >= zero && line[at]! <= nine) at++
  const digits = at - from
  if (digits === 0 || digits > digitsMax) return false
  // No leading zero, and no zero with a sign.
  return line[from] !== zero || (digits === 1 && !negative)
}

function isList(depth = 0): boolean {
  if (line[at++] !== openList) return false
  if (line[at] === closeList) {
    at++
    return true
  }
  for (;;) {
    if (!isValue(depth + 1)) return false
    const next = line[at++]
    if (next === closeList) return true
    if (next !== comma) return false
  }
}

/** Of keys that ascend, none of them one that an object has by itself. */
function isObject(depth = 0): boolean {
  if (line[at++] !== openObject) return false
  if (line[at] === closeObject) {
    at++
    return true
  }
  return isRestOfObject(depth)
}

/** From a key on, up to and with the closing brace. */
function isRestOfObject(depth: number, last = -1, lastEnd = 0): boolean {
  let before = last
  let beforeEnd = lastEnd
  for (;;) {
    const key = at + 1
    if (line[key] === underscore || !isText()) return false
    const keyEnd = at - 1
    longCount = withoutKey(key)
    if (before >= 0 && !ascends(before, beforeEnd, key, keyEnd)) return false
    if (line[at++] !== colon || !isValue(depth + 1)) return false
    const next = line[at++]
    if (next === closeObject) return true
    if (next !== comma) return false
    before = key
    beforeEnd = keyEnd
  }
}

/** Whether one key stands before another, by their code units. */
function ascends(a: number, aEnd: number, b: number, bEnd: number): boolean {
  for (; a < aEnd && b < bEnd; a++, b++) if (line[a] !== line[b]) return line[a]! < line[b]!
  return a === aEnd && b < bEnd
}

function grown(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * list.length)
  larger.set(list)
  return larger
}
