import { hmac } from '@noble/hashes/hmac.js'
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'

export { bytesToHex, concatBytes, hexToBytes, utf8ToBytes }

type Sha256 = (data: Uint8Array) => Uint8Array

let sha256Implementation: Sha256 = nobleSha256

/** A host with a native SHA-256 hands it in once at start; the page of the court runs on the default. Same answer either way. */
export function useSha256(implementation: Sha256): void {
  sha256Implementation = implementation
}

/** @example bytesToHex(sha256(utf8ToBytes('abc'))) // 'ba7816bf…' */
export function sha256(data: Uint8Array): Uint8Array {
  return sha256Implementation(data)
}

export function hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array {
  return hmac(nobleSha256, key, data)
}

/** Hex SHA-256 of text in UTF-8. @example hashText('abc') // 'ba7816bf…' */
export function hashText(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let different = 0
  for (let i = 0; i < a.length; i++) different |= a[i]! ^ b[i]!
  return different === 0
}
