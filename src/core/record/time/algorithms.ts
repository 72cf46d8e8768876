/** The hashes and signatures that certificates and time-stamps use, by object identifier. What is not here is refused, not skipped. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256, p384, p521 } from '@noble/curves/nist.js'
import { sha384, sha512 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, equalBytes, hexToBytes, sha256 } from '../hash.ts'
import { sm2Verify } from '../sm2.ts'
import { sm3 } from '../sm3.ts'
import {
  bigintOf,
  bitsOf,
  type DerNode,
  der,
  derOid,
  derTags,
  integerOf,
  malformed,
  oidOf,
  readDer,
  walkDer,
} from './der.ts'
import { rawOf } from './ecSignature.ts'

export interface Hash {
  readonly name: 'sha256' | 'sha384' | 'sha512' | 'sm3'
  readonly oid: string
  readonly of: (data: Uint8Array) => Uint8Array
}

/** SHA-1 and MD5 are not among them: a time proved under a broken hash proves nothing. */
export const hashes: readonly Hash[] = [
  { name: 'sha256', oid: '2.16.840.1.101.3.4.2.1', of: (data) => sha256(data) },
  { name: 'sha384', oid: '2.16.840.1.101.3.4.2.2', of: sha384 },
  { name: 'sha512', oid: '2.16.840.1.101.3.4.2.3', of: sha512 },
  { name: 'sm3', oid: '1.2.156.10197.1.401', of: sm3 },
]

/** The hash of an AlgorithmIdentifier. @throws {TIMESTAMP_INVALID} */
export function hashOf(node: DerNode): Hash {
  const oid = oidOf(walkDer(node).next(derTags.oid))
  return hashes.find((hash) => hash.oid === oid) ?? malformed(`uses the hash ${oid}, which is not accepted`)
}

export function hashNamed(name: Hash['name']): Hash {
  return hashes.find((hash) => hash.name === name)!
}

export interface PublicKey {
  readonly kind: 'rsa' | 'p256' | 'p384' | 'p521' | 'sm2' | 'ed25519'
  /** SubjectPublicKeyInfo as it came. */
  readonly whole: Uint8Array
  /** The point, or the key of Ed25519. */
  readonly point?: Uint8Array
  readonly modulus?: bigint
  readonly exponent?: bigint
}

const curves: Readonly<Record<string, PublicKey['kind']>> = {
  '1.2.840.10045.3.1.7': 'p256',
  '1.3.132.0.34': 'p384',
  '1.3.132.0.35': 'p521',
  '1.2.156.10197.1.301': 'sm2',
}

/** Reads a SubjectPublicKeyInfo. @throws {TIMESTAMP_INVALID} */
export function readPublicKey(node: DerNode): PublicKey {
  const walk = walkDer(node)
  const algorithm = walkDer(walk.next(derTags.sequence))
  const bits = bitsOf(walk.next(derTags.bitString))
  walk.end()
  const oid = oidOf(algorithm.next(derTags.oid))
  const { whole } = node
  if (oid === '1.2.840.113549.1.1.1') return readRsa(bits, whole)
  if (oid === '1.3.101.112') return { kind: 'ed25519', whole, point: bits }
  if (oid === '1.2.840.10045.2.1') {
    const curve = oidOf(algorithm.next(derTags.oid))
    const kind = curves[curve] ?? malformed(`uses the curve ${curve}, which is not accepted`)
    return { kind, whole, point: bits }
  }
  return malformed(`uses the key type ${oid}, which is not accepted`)
}

function readRsa(bits: Uint8Array, whole: Uint8Array): PublicKey {
  const walk = walkDer(readDer(bits))
  const modulus = integerOf(walk.next(derTags.integer))
  const exponent = integerOf(walk.next(derTags.integer))
  walk.end()
  const size = modulus.toString(2).length
  if (size < 2048 || size > 8192) malformed(`uses an RSA key of ${size} bits; 2048 to 8192 are accepted`)
  if (exponent < 3n || exponent > 0xffffffffn || exponent % 2n === 0n)
    malformed('uses an RSA key with an unusual exponent')
  return { kind: 'rsa', whole, modulus, exponent }
}

const rsaHashes: Readonly<Record<string, Hash['name']>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
}
const ecdsaHashes: Readonly<Record<string, Hash['name']>> = {
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
}
const rsaEncryption = '1.2.840.113549.1.1.1'
const rsaPss = '1.2.840.113549.1.1.10'
const sm2WithSm3 = '1.2.156.10197.1.501'
const sm2Plain = '1.2.156.10197.1.301.1'
const ed25519Oid = '1.3.101.112'

/**
 * Checks a signature. In CMS the algorithm of RSA may name the key alone; then `digest` is the hash of the signer's info.
 *
 * @throws {TIMESTAMP_INVALID} where the algorithm is not accepted or does not fit the key
 */
export function signatureHolds(parameters: {
  readonly key: PublicKey
  /** AlgorithmIdentifier. */
  readonly algorithm: DerNode
  readonly message: Uint8Array
  readonly signature: Uint8Array
  readonly digest?: Hash
}): boolean {
  const { key, algorithm, message, signature, digest } = parameters
  const oid = oidOf(walkDer(algorithm).next(derTags.oid))
  const misfit = (): never =>
    malformed(`names the signature algorithm ${oid}, which does not fit a key of type ${key.kind}`)
  if (key.kind === 'rsa') {
    if (oid === rsaPss) return pssHolds({ key, algorithm, message, signature })
    const hash = rsaHashes[oid] === undefined ? (oid === rsaEncryption ? digest : undefined) : hashNamed(rsaHashes[oid])
    return hash === undefined ? misfit() : pkcs1Holds({ key, hash, message, signature })
  }
  if (key.kind === 'ed25519') return oid === ed25519Oid ? ed25519Holds(key, message, signature) : misfit()
  if (key.kind === 'sm2') {
    if (oid !== sm2WithSm3 && oid !== sm2Plain) return misfit()
    const raw = rawOf(signature, 32)
    return raw !== undefined && sm2Verify({ publicKey: key.point!, message, signature: raw })
  }
  const hash = ecdsaHashes[oid]
  if (hash === undefined) return misfit()
  return ecdsaHolds({ key, prehashed: hashNamed(hash).of(message), signature })
}

function ed25519Holds(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, key.point!, { zip215: false })
  } catch {
    return false
  }
}

function ecdsaHolds(parameters: { key: PublicKey; prehashed: Uint8Array; signature: Uint8Array }): boolean {
  const { key, prehashed, signature } = parameters
  const curve = key.kind === 'p256' ? p256 : key.kind === 'p384' ? p384 : p521
  const raw = rawOf(signature, key.kind === 'p256' ? 32 : key.kind === 'p384' ? 48 : 66)
  if (raw === undefined) return false
  try {
    return curve.verify(raw, prehashed, key.point!, { prehash: false, lowS: false })
  } catch {
    return false
  }
}

/** The number that was signed, as bytes of the size of the modulus; `undefined` where the signature is out of range. */
function rsaOpened(key: PublicKey, signature: Uint8Array): Uint8Array | undefined {
  const modulus = key.modulus!
  const size = Math.ceil(modulus.toString(2).length / 8)
  const value = bigintOf(signature)
  if (signature.length !== size || value >= modulus) return undefined
  return hexToBytes(
    power(value, key.exponent!, modulus)
      .toString(16)
      .padStart(size * 2, '0'),
  )
}

/** Public values only: no need of constant time. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  let square = base % modulus
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

/** RFC 8017, 8.2.2: the whole encoded message is made again and compared, so that nothing in it is parsed. */
function pkcs1Holds(parameters: { key: PublicKey; hash: Hash; message: Uint8Array; signature: Uint8Array }): boolean {
  const { key, hash, message, signature } = parameters
  const opened = rsaOpened(key, signature)
  if (opened === undefined) return false
  const algorithm = der(derTags.sequence, derOid(hash.oid), der(derTags.null))
  const info = der(derTags.sequence, algorithm, der(derTags.octetString, hash.of(message)))
  const padding = new Uint8Array(opened.length - info.length - 3).fill(0xff)
  return equalBytes(opened, concatBytes(Uint8Array.of(0, 1), padding, Uint8Array.of(0), info))
}

/** RFC 8017, 8.1.2 and 9.1.2, with MGF1 over the same hash. */
function pssHolds(parameters: {
  key: PublicKey
  algorithm: DerNode
  message: Uint8Array
  signature: Uint8Array
}): boolean {
  const { key, algorithm, message, signature } = parameters
  const { hash, saltBytes } = pssParameters(algorithm)
  const opened = rsaOpened(key, signature)
  if (opened === undefined) return false
  const bits = key.modulus!.toString(2).length - 1
  const encoded = opened.subarray(opened.length - Math.ceil(bits / 8))
  const hashed = hash.of(message)
  const length = hashed.length
  if (encoded.length < length + saltBytes + 2 || encoded.at(-1) !== 0xbc) return false
  const border = encoded.length - length - 1
  const seed = encoded.subarray(border, border + length)
  const block = mask(seed, border, hash).map((byte, i) => byte ^ encoded[i]!)
  const top = 8 * encoded.length - bits
  if (encoded[0]! >>> (8 - top) !== 0) return false
  block[0]! &= 0xff >>> top
  const start = border - saltBytes - 1
  if (block[start] !== 1 || block.subarray(0, start).some((byte) => byte !== 0)) return false
  return equalBytes(hash.of(concatBytes(new Uint8Array(8), hashed, block.subarray(start + 1))), seed)
}

function pssParameters(algorithm: DerNode): { hash: Hash; saltBytes: number } {
  const walk = walkDer(algorithm)
  walk.next(derTags.oid)
  const inner = walkDer(walk.next(derTags.sequence))
  const hash = hashOf(readDer(inner.next(0xa0).content))
  const generator = walkDer(readDer(inner.next(0xa1).content))
  if (oidOf(generator.next(derTags.oid)) !== '1.2.840.113549.1.1.8') malformed('uses a mask generator that is not MGF1')
  if (hashOf(generator.next(derTags.sequence)).oid !== hash.oid) malformed('uses two hashes in one RSA-PSS signature')
  return { hash, saltBytes: Number(integerOf(readDer(inner.next(0xa2).content))) }
}

function mask(seed: Uint8Array, length: number, hash: Hash): Uint8Array {
  const out = new Uint8Array(length)
  for (let at = 0, counter = 0; at < length; counter++) {
    const part = hash.of(concatBytes(seed, Uint8Array.of(0, 0, counter >>> 8, counter & 0xff)))
    out.set(part.subarray(0, length - at), at)
    at += part.length
  }
  return out
}

/** @example fingerprintOf(certificate) // SHA-256 in hex, as printed on paper */
export function fingerprintOf(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes))
}
