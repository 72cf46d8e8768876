import { decodeBase58Check } from '../addresses/base58.ts'
import type { Hit, SecretKind } from '../secrets.ts'

interface Pattern {
  readonly kind: SecretKind
  readonly find: RegExp
  /** Judges the text that matched; all of them when absent. */
  readonly holds?: (text: string) => boolean
}

const base58 = '[1-9A-HJ-NP-Za-km-z]'

// Without checksums where the form alone tells: a key with a slip in it is still most of a key.
const patterns: readonly Pattern[] = [
  { kind: 'pem-private-key', find: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/g },
  { kind: 'age-secret-key', find: /AGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]{20,}/gi },
  { kind: 'extended-private-key', find: new RegExp(`\\b[xyzuvtYZUV]prv${base58}{60,}`, 'g') },
  { kind: 'encrypted-private-key', find: new RegExp(`(?<!${base58})6P${base58}{56}(?!${base58})`, 'g') },
  { kind: 'wif', find: new RegExp(`(?<![A-Za-z0-9])${base58}{51,52}(?![A-Za-z0-9])`, 'g'), holds: isWif },
  { kind: 'xrpl-seed', find: new RegExp(`(?<![A-Za-z0-9])s${base58}{27,30}(?![A-Za-z0-9])`, 'g'), holds: isXrplSeed },
  // A Web3 secret storage file, whole or in pieces: a ciphertext beside its key derivation.
  { kind: 'keystore', find: /["']ciphertext["']\s*:(?=[\s\S]{0,2000}["']kdf(?:params)?["']\s*:)/gi },
  { kind: 'keystore', find: /["']kdf(?:params)?["']\s*:(?=[\s\S]{0,2000}["']ciphertext["']\s*:)/gi },
]

/** Keys that their form betrays. */
export function keys(text: string): Hit[] {
  return patterns.flatMap(({ kind, find, holds }) =>
    [...text.matchAll(find)]
      .filter(([match]) => holds?.(match) ?? true)
      .map((match) => ({ kind, offset: match.index })),
  )
}

/** Wallet import format: 32 bytes, and 01 after them for a compressed key. Any version: every bitcoin-like chain has its own. */
function isWif(text: string): boolean {
  if (/^5[HJK]/.test(text) && text.length === 51) return true
  if (/^[KL]/.test(text) && text.length === 52) return true
  const decoded = decodeBase58Check(text)
  if ('reason' in decoded) return false
  const { payload } = decoded
  return payload.length === 32 || (payload.length === 33 && payload[32] === 1)
}

function isXrplSeed(text: string): boolean {
  const decoded = decodeBase58Check(text, 'xrpl')
  if ('reason' in decoded) return false
  const secp256k1 = decoded.version === 0x21 && decoded.payload.length === 16
  // Ed25519 seeds have the three version bytes 01 e1 4b ("sEd").
  const ed25519 = decoded.version === 0x01 && decoded.payload[0] === 0xe1 && decoded.payload.length === 18
  return secp256k1 || ed25519
}
