/** Keys of people, organisations and logs as the record spells them, and what they signed. */
import { bytesToHex, hexToBytes, sha256, utf8ToBytes } from './hash.ts'
import { ed25519Signing, verifyEd25519Hex } from './log/keys.ts'
import { sm2PublicKey, sm2Sign, sm2Verify } from './sm2.ts'
import { p256PublicKey, signP256 } from './webauthn.ts'

/** `ml-dsa-44` signs checkpoints only. */
export type KeyAlgorithm = 'ed25519' | 'sm2' | 'ml-dsa-44'

/**
 * The spelling of a public key says what it is: 64 hexadecimal digits are Ed25519 (RFC 8032); `sm2:` goes before the compressed point of SM2,
 * `ml-dsa-44:` before a key of FIPS 204. One spelling for one key.
 */
const spellings: readonly (readonly [KeyAlgorithm, RegExp])[] = [
  ['ed25519', /^[0-9a-f]{64}$/],
  ['sm2', /^sm2:0[23][0-9a-f]{64}$/],
  ['ml-dsa-44', /^ml-dsa-44:[0-9a-f]{2624}$/],
]

/** Of keys that sign texts of people, papers and statements. */
export const publicKeyPattern = '^(?:[0-9a-f]{64}|sm2:0[23][0-9a-f]{64})$'
/** @example algorithmOf('sm2:03…') // 'sm2' */
export function algorithmOf(key: string): KeyAlgorithm | undefined {
  return spellings.find(([, pattern]) => pattern.test(key))?.[0]
}

/** The bytes behind a spelling. */
export function keyBytesOf(key: string): Uint8Array {
  return hexToBytes(key.slice(key.indexOf(':') + 1))
}

export function spellKey(algorithm: KeyAlgorithm, publicKey: Uint8Array): string {
  const hex = bytesToHex(publicKey)
  return algorithm === 'ed25519' ? hex : `${algorithm}:${hex}`
}

/** What people's key files sign with. */
export type FileAlgorithm = 'ed25519' | 'p256' | 'sm2'

/** A secret key of somebody who signs: plain bytes are Ed25519's seed. Keys on P-256 sign for people, not under papers or logs. */
export type SecretKey = Uint8Array | { readonly algorithm: FileAlgorithm; readonly secretKey: Uint8Array }

/** What people compare on paper and over the telephone: SHA-256 of the key as the record spells it, in groups of four. */
export function fingerprintOf(key: string): string {
  return bytesToHex(sha256(utf8ToBytes(key)))
    .match(/.{4}/g)!
    .join(' ')
}

/** @example publicKeyOf({ algorithm: 'sm2', secretKey }) // 'sm2:03…' */
export function publicKeyOf(key: SecretKey): string {
  const { algorithm, secretKey } = partsOf(key)
  if (algorithm === 'p256') return p256PublicKey(secretKey)
  return spellKey(algorithm, algorithm === 'sm2' ? sm2PublicKey(secretKey) : ed25519Signing().publicKey(secretKey))
}

/** Signs; 64 bytes in hex under any of them. */
export function signText(message: Uint8Array, key: SecretKey): string {
  const { algorithm, secretKey } = partsOf(key)
  if (algorithm === 'p256') return signP256(message, secretKey)
  return bytesToHex(algorithm === 'sm2' ? sm2Sign({ secretKey, message }) : ed25519Signing().sign(message, secretKey))
}

function partsOf(key: SecretKey): { algorithm: FileAlgorithm; secretKey: Uint8Array } {
  return key instanceof Uint8Array ? { algorithm: 'ed25519', secretKey: key } : key
}

/** Whether a key, as spelled, signed a message. Never throws. */
export function signatureHolds(parameters: {
  readonly key: string
  readonly message: Uint8Array
  readonly signature: string
}): boolean {
  const { key, message, signature } = parameters
  if (typeof key !== 'string' || typeof signature !== 'string') return false
  if (!key.startsWith('sm2:')) return verifyEd25519Hex(parameters)
  try {
    return (
      algorithmOf(key) === 'sm2' && sm2Verify({ publicKey: keyBytesOf(key), message, signature: hexToBytes(signature) })
    )
  } catch {
    return false
  }
}
