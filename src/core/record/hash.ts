import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'

export { bytesToHex, concatBytes, hexToBytes, utf8ToBytes }

type Sha256 = (data: Uint8Array) => Uint8Array

/** SHA-256 of bytes that come one part after the other. */
export interface Sha256Stream {
  update(data: Uint8Array): Sha256Stream
  digest(): Uint8Array
}

let sha256Implementation: Sha256 = nobleSha256
let sha256HexImplementation = (data: Uint8Array): string => bytesToHex(nobleSha256(data))
let sha256Stream: () => Sha256Stream = () => nobleSha256.create()

/** A host with a native SHA-256 hands it in once at start; the page of the court runs on the default. Same answer either way. */
export function useSha256(native: {
  readonly bytes: Sha256
  readonly hex: (data: Uint8Array) => string
  readonly stream: () => Sha256Stream
}): void {
  sha256Implementation = native.bytes
  sha256HexImplementation = native.hex
  sha256Stream = native.stream
}

/** @example bytesToHex(startSha256().update(utf8ToBytes('a')).update(utf8ToBytes('bc')).digest()) // 'ba7816bf…' */
export function startSha256(): Sha256Stream {
  return sha256Stream()
}

/** @example bytesToHex(sha256(utf8ToBytes('abc'))) // 'ba7816bf…' */
export function sha256(data: Uint8Array): Uint8Array {
  return sha256Implementation(data)
}

/** The same in hex. @example sha256Hex(utf8ToBytes('abc')) // 'ba7816bf…' */
export function sha256Hex(data: Uint8Array): string {
  return sha256HexImplementation(data)
}

const blockBytes = 64

/** HMAC (RFC 2104) over the SHA-256 of this host. */
export function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  const short = key.length > blockBytes ? sha256(key) : key
  const inner = new Uint8Array(blockBytes + data.length).fill(0x36, 0, blockBytes)
  const outer = new Uint8Array(blockBytes + 32).fill(0x5c, 0, blockBytes)
  for (let i = 0; i < short.length; i++) {
    inner[i]! ^= short[i]!
    outer[i]! ^= short[i]!
  }
  inner.set(data, blockBytes)
  outer.set(sha256(inner), blockBytes)
  return sha256(outer)
}

/** Hex SHA-256 of text in UTF-8. @example hashText('abc') // 'ba7816bf…' */
export function hashText(text: string): string {
  return sha256Hex(utf8ToBytes(text))
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let different = 0
  for (let i = 0; i < a.length; i++) different |= a[i]! ^ b[i]!
  return different === 0
}
