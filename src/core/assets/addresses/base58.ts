import { base58, base58xrp } from '@scure/base'
import { equalBytes, sha256 } from '../../record/hash.ts'

export type Base58Answer =
  | { readonly version: number; readonly payload: Uint8Array }
  | { readonly reason: 'alphabet' | 'checksum' | 'length' }

/**
 * Reads base58check: one version byte, payload, four bytes of double SHA-256.
 *
 * @example decodeBase58Check('1BoatSLRHtKNngkdXEeobR76b53LETtpyT') // { version: 0, payload: 20 bytes }
 */
export function decodeBase58Check(text: string, alphabet: 'bitcoin' | 'xrpl' = 'bitcoin'): Base58Answer {
  // Decoding is quadratic in the length, and no text of ours is longer than an extended key.
  if (text.length > 120) return { reason: 'length' }
  let bytes: Uint8Array
  try {
    bytes = (alphabet === 'bitcoin' ? base58 : base58xrp).decode(text)
  } catch {
    return { reason: 'alphabet' }
  }
  if (bytes.length < 5) return { reason: 'length' }
  const body = bytes.subarray(0, -4)
  if (!equalBytes(sha256(sha256(body)).subarray(0, 4), bytes.subarray(-4))) return { reason: 'checksum' }
  return { version: body[0]!, payload: body.slice(1) }
}

/** Writes base58check. */
export function encodeBase58Check(version: number, payload: Uint8Array): string {
  const body = Uint8Array.of(version, ...payload)
  return base58.encode(Uint8Array.of(...body, ...sha256(sha256(body)).subarray(0, 4)))
}
