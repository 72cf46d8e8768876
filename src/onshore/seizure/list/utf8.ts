import { type Flaw, flaw } from './fault.ts'

/** Text of a file that must be UTF-8, without its byte order mark; or the line of the first byte that is not. */
export function decodeUtf8(
  bytes: Uint8Array,
): { readonly text: string } | { readonly line: number; readonly flaw: Flaw } {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { line: 1, flaw: flaw('NOT_UTF8', { looksLike: 'UTF-16' }) }
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    const offset = firstBadByte(bytes)
    const line = bytes.subarray(0, offset).reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 1)
    // Two bytes, the first from 0x81 and the second from 0x40 on, are how GBK writes a character: what Excel saves on the mainland by
    // default. The decoder stops at either of the two.
    const looksLike = isGbkPair(bytes, offset) || isGbkPair(bytes, offset - 1) ? 'GBK' : ''
    return { line, flaw: flaw('NOT_UTF8', { looksLike }) }
  }
}

function isGbkPair(bytes: Uint8Array, offset: number): boolean {
  return (bytes[offset] ?? 0) >= 0x81 && (bytes[offset + 1] ?? 0) >= 0x40
}

/** Longest prefix that decodes, by halving. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (decodes(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  return good
}

function decodes(bytes: Uint8Array): boolean {
  try {
    // A prefix may end inside a character; streaming leaves that open.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
