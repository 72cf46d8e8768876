/** DER (ITU-T X.690) as far as certificates and time-stamps need it: strict, definite lengths, minimal. */
import { type Flaw, type FlawCode, flaw, flawError } from '../../flaws/flaw.ts'
import { concatBytes } from '../hash.ts'

/** One value with its tag. Offsets are kept so that what was signed can be hashed as it came. */
export interface DerNode {
  /** The identifier octet: class, constructed bit, number below 31. */
  readonly tag: number
  readonly content: Uint8Array
  /** Identifier, length and content. */
  readonly whole: Uint8Array
}

export const derTags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** Deeper or larger than anything that a time-stamp holds. */
const bytesMax = 1_048_576

export function malformed(what: string): never {
  throw flawError('TIMESTAMP_INVALID', flaw('STAMP_FORM', { what }), { failed: 'form', found: what })
}

/** What is of the form of a time-stamp, and does not hold. */
export function unfit(code: FlawCode, values: Flaw['values'] = {}): never {
  throw flawError('TIMESTAMP_INVALID', flaw(code, values), { failed: 'form' })
}

/** Reads one value that fills the bytes. @throws {TIMESTAMP_INVALID} */
export function readDer(bytes: Uint8Array): DerNode {
  if (bytes.length > bytesMax) malformed(`is larger than ${bytesMax} bytes`)
  const { node, end } = readAt(bytes, 0)
  return end === bytes.length ? node : malformed('has bytes after its end')
}

/** The values inside a constructed one. @throws {TIMESTAMP_INVALID} */
export function childrenOf(node: DerNode): readonly DerNode[] {
  if ((node.tag & 0x20) === 0) malformed('has a plain value where parts are expected')
  const nodes: DerNode[] = []
  for (let at = 0; at < node.content.length; ) {
    const { node: child, end } = readAt(node.content, at)
    nodes.push(child)
    at = end
  }
  return nodes
}

function readAt(bytes: Uint8Array, start: number): { node: DerNode; end: number } {
  const tag = bytes[start]
  const first = bytes[start + 1]
  if (tag === undefined || first === undefined) return malformed('ends in the middle of a value')
  if ((tag & 0x1f) === 0x1f) malformed('has a tag of many bytes')
  let at = start + 2
  let length = first
  if (first >= 0x80) {
    const count = first & 0x7f
    if (count === 0 || count > 3) malformed('has a length that is not definite or too great')
    length = 0
    for (let i = 0; i < count; i++)
      length = length * 256 + (bytes[at + i] ?? malformed('ends in the middle of a length'))
    at += count
    if (length < 0x80 || (count > 1 && length < 256 ** (count - 1))) malformed('has a length that is not minimal')
  }
  const end = at + length
  if (end > bytes.length) malformed('ends in the middle of a value')
  return { node: { tag, content: bytes.subarray(at, end), whole: bytes.subarray(start, end) }, end }
}

/** Walks the parts of a constructed value in order. */
export interface DerWalk {
  /** The next part if it has this tag, and steps over it. */
  optional(tag: number): DerNode | undefined
  /** The next part, which must have one of these tags. @throws {TIMESTAMP_INVALID} */
  next(...tags: number[]): DerNode
  rest(): readonly DerNode[]
  end(): void
}

/** @example const walk = walkDer(readDer(bytes), derTags.sequence); const serial = walk.next(derTags.integer) */
export function walkDer(node: DerNode, tag: number = derTags.sequence): DerWalk {
  if (node.tag !== tag) malformed(`has tag ${node.tag} where ${tag} is expected`)
  const parts = childrenOf(node)
  let at = 0
  return {
    optional: (wanted) => (parts[at]?.tag === wanted ? parts[at++] : undefined),
    next: (...tags) => {
      const part = parts[at++]
      if (part === undefined || !tags.includes(part.tag)) {
        return malformed(
          `has ${part === undefined ? 'nothing' : `tag ${part.tag}`} where ${tags.join(' or ')} is expected`,
        )
      }
      return part
    },
    rest: () => parts.slice(at),
    end: () => {
      if (at < parts.length) malformed('has parts that nobody knows')
    },
  }
}

/** Dotted decimals. @example oidOf(node) // '1.2.840.113549.1.9.16.1.4' */
export function oidOf(node: DerNode): string {
  if (node.tag !== derTags.oid || node.content.length === 0) malformed('has no object identifier where one is expected')
  const arcs: number[] = []
  let value = 0
  for (const byte of node.content) {
    if (value > 2 ** 44) malformed('has an object identifier that is too long')
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      arcs.push(value)
      value = 0
    }
  }
  const first = arcs[0]!
  const top = first < 40 ? 0 : first < 80 ? 1 : 2
  return [top, first - top * 40, ...arcs.slice(1)].join('.')
}

/** A whole number; `undefined` for negative ones. */
export function integerOf(node: DerNode): bigint {
  const { tag, content } = node
  if (tag !== derTags.integer || content.length === 0) malformed('has no integer where one is expected')
  if (content.length > 1 && content[0] === 0 && content[1]! < 0x80) malformed('has an integer that is not minimal')
  if (content[0]! >= 0x80) malformed('has an integer below 0')
  return bigintOf(content)
}

export function bigintOf(bytes: Uint8Array): bigint {
  let value = 0n
  for (const byte of bytes) value = value * 256n + BigInt(byte)
  return value
}

/** The bytes of a bit string of whole bytes. */
export function bitsOf(node: DerNode): Uint8Array {
  if (node.tag !== derTags.bitString || node.content[0] !== 0) malformed('has no bit string of whole bytes')
  return node.content.subarray(1)
}

/** Milliseconds since 1970 of a UTCTime or GeneralizedTime in UTC. @throws {TIMESTAMP_INVALID} */
export function timeOf(node: DerNode): number {
  const text = new TextDecoder('latin1').decode(node.content)
  const short = node.tag === derTags.utcTime
  const parts = (
    short ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)()Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d*[1-9]))?Z$/
  ).exec(text)
  if (parts === null || (!short && node.tag !== derTags.generalizedTime))
    return malformed(`has the time ${text.slice(0, 40)}`)
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const full = short ? year + (year < 50 ? 2000 : 1900) : year
  const ms = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3))
  const time = Date.UTC(full, month - 1, day, hour, minute, second, ms)
  const back = new Date(time)
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59)
    malformed(`has the time ${text}, which does not exist`)
  return time
}

// Writing, as far as a request needs it.

export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...parts)
  return concatBytes(Uint8Array.of(tag), lengthOf(content.length), content)
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  if (length < 0x100) return Uint8Array.of(0x81, length)
  return length < 0x10000
    ? Uint8Array.of(0x82, length >>> 8, length & 0xff)
    : Uint8Array.of(0x83, length >>> 16, (length >>> 8) & 0xff, length & 0xff)
}

/** A whole number from its bytes, most significant first. */
export function derInteger(bytes: Uint8Array): Uint8Array {
  let at = 0
  while (at < bytes.length - 1 && bytes[at] === 0) at++
  const minimal = bytes.subarray(at)
  return der(derTags.integer, minimal[0]! >= 0x80 ? concatBytes(Uint8Array.of(0), minimal) : minimal)
}

/** @example derOid('2.16.840.1.101.3.4.2.1') // SHA-256 */
export function derOid(dotted: string): Uint8Array {
  const [top, second, ...arcs] = dotted.split('.').map(Number) as [number, number, ...number[]]
  return der(derTags.oid, Uint8Array.from([top * 40 + second, ...arcs].flatMap(base128)))
}

function base128(arc: number): number[] {
  const bytes = [arc % 128]
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 + (rest % 128))
  return bytes
}

/** The text of a name's attribute, whatever string type it has. */
export function textOf(node: DerNode): string {
  const encoding =
    node.tag === 0x1e ? 'utf-16be' : node.tag === 0x14 || node.tag === 0x16 || node.tag === 0x13 ? 'latin1' : 'utf-8'
  return new TextDecoder(encoding)
    .decode(node.content)
    .replaceAll(/\p{Cc}/gu, '\ufffd')
    .slice(0, 200)
}
