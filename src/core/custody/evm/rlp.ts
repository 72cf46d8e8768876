/** Recursive length prefix, the encoding of Ethereum's headers, receipts and tries (Yellow Paper, appendix B). */
export type Rlp = Uint8Array | readonly Rlp[]

/** @example encodeRlp([]) // Uint8Array [0xc0] */
export function encodeRlp(item: Rlp): Uint8Array {
  if (item instanceof Uint8Array) {
    if (item.length === 1 && item[0]! < 0x80) return item
    return join([prefix(0x80, item.length), item])
  }
  const body = join(item.map(encodeRlp))
  return join([prefix(0xc0, body.length), body])
}

function prefix(base: number, length: number): Uint8Array {
  if (length < 56) return new Uint8Array([base + length])
  const digits = numberBytes(BigInt(length))
  return join([new Uint8Array([base + 55 + digits.length]), digits])
}

/** Big-endian without leading zeros; nothing for 0. */
export function numberBytes(value: bigint): Uint8Array {
  const hex = value === 0n ? '' : value.toString(16)
  const even = hex.length % 2 === 0 ? hex : `0${hex}`
  return Uint8Array.from(even.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
}

/** Reads one item that fills the bytes exactly, in its only encoding; undefined otherwise. */
export function decodeRlp(bytes: Uint8Array): Rlp | undefined {
  const read = readItem(bytes, 0)
  return read && read.end === bytes.length ? read.item : undefined
}

interface Read {
  readonly item: Rlp
  readonly end: number
}

function readItem(bytes: Uint8Array, at: number): Read | undefined {
  const first = bytes[at]
  if (first === undefined) return undefined
  if (first < 0x80) return { item: bytes.subarray(at, at + 1), end: at + 1 }
  const isList = first >= 0xc0
  const body = readLength(bytes, at, isList ? 0xc0 : 0x80)
  if (body === undefined || body.end > bytes.length) return undefined
  if (isList) return readList(bytes, body.start, body.end)
  if (body.end - body.start === 1 && bytes[body.start]! < 0x80) return undefined
  return { item: bytes.subarray(body.start, body.end), end: body.end }
}

function readLength(bytes: Uint8Array, at: number, base: number) {
  const short = bytes[at]! - base
  if (short < 56) return { start: at + 1, end: at + 1 + short }
  const digits = short - 55
  if (digits > 4 || (bytes[at + 1] ?? 0) === 0) return undefined
  const length = bytes.subarray(at + 1, at + 1 + digits).reduce((sum, byte) => sum * 256 + byte, 0)
  return length < 56 ? undefined : { start: at + 1 + digits, end: at + 1 + digits + length }
}

function readList(bytes: Uint8Array, start: number, end: number): Read | undefined {
  const items: Rlp[] = []
  let at = start
  while (at < end) {
    const read = readItem(bytes, at)
    if (read === undefined || read.end > end) return undefined
    items.push(read.item)
    at = read.end
  }
  return { item: items, end }
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
