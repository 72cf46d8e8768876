import { scryptAsync } from '@noble/hashes/scrypt.js'
import { flaw, flawError } from '../flaws/flaw.ts'
import { bytesToHex, hexToBytes, utf8ToBytes } from './hash.ts'
import { canonical } from './jcs.ts'
import { type FileAlgorithm, publicKeyOf } from './publicKeys.ts'

/**
 * A person's key at rest: who they are and their public key in the clear, the secret key under a passphrase. scrypt makes the key, AES-256-GCM seals the
 * 32 bytes, and what stands in the clear is bound to them. Read by the command line and by the console; no server ever sees one.
 */
export interface KeyFile {
  readonly format: 'sluice/key/1'
  readonly person: string
  readonly org: string
  readonly role: string
  readonly algorithm: FileAlgorithm
  readonly publicKey: string
  readonly scrypt: { readonly n: number; readonly r: number; readonly p: number; readonly salt: string }
  /** AES-256-GCM, tag at the end. */
  readonly nonce: string
  readonly sealed: string
}

export type KeyOwner = Pick<KeyFile, 'person' | 'org' | 'role'>

/** Half a second and 128 MiB for each guess (RFC 7914; N as OWASP asks it). */
const scrypt = { n: 131_072, r: 8, p: 1 } as const
export const passphraseLengthMin = 12

/**
 * Seals a secret key. `salt` (16 bytes) and `nonce` (12 bytes) are random, and new each time.
 *
 * @throws {INPUT_INVALID} where the passphrase is too short
 */
export async function sealKey(parameters: {
  readonly owner: KeyOwner
  readonly algorithm: FileAlgorithm
  readonly secretKey: Uint8Array
  readonly passphrase: string
  readonly salt: Uint8Array
  readonly nonce: Uint8Array
  readonly means: Means
}): Promise<KeyFile> {
  const { owner, algorithm, secretKey, passphrase, salt, nonce, means } = parameters
  if ([...passphrase.normalize('NFKC')].length < passphraseLengthMin)
    throw flawError('INPUT_INVALID', flaw('PASSPHRASE_LENGTH', { least: String(passphraseLengthMin) }))
  const { person, org, role } = owner
  const open = {
    format: 'sluice/key/1',
    person,
    org,
    role,
    algorithm,
    publicKey: publicKeyOf({ algorithm, secretKey }),
    scrypt: { ...scrypt, salt: bytesToHex(salt) },
    nonce: bytesToHex(nonce),
  } as const
  const sealed = await means.seal(await boxOf(means, passphrase, open), secretKey)
  return { ...open, sealed: bytesToHex(sealed) }
}

/**
 * The secret key of a file.
 *
 * @throws {SIGNATURE_INVALID} where the passphrase is another, or something in the file was changed
 */
export async function openKey(file: KeyFile, passphrase: string, means: Means): Promise<Uint8Array> {
  const wrong = (cause?: unknown) =>
    flawError('SIGNATURE_INVALID', flaw('KEY_CLOSED', { person: file.person }), {}, cause)
  const box = await boxOf(means, passphrase, file)
  let secretKey: Uint8Array
  try {
    secretKey = await means.open(box, hexToBytes(file.sealed))
  } catch (cause) {
    throw wrong(cause)
  }
  if (publicKeyOf({ algorithm: file.algorithm, secretKey }) !== file.publicKey) throw wrong()
  return secretKey
}

type Clear = Omit<KeyFile, 'sealed'>

/** What seals, handed in: AES-256-GCM with a key of 32 bytes and a nonce of 12, the tag at the end; and a quicker scrypt where there is one. */
export interface Means {
  seal(box: Box, plain: Uint8Array): Promise<Uint8Array>
  /** Rejects where the tag does not fit. */
  open(box: Box, sealed: Uint8Array): Promise<Uint8Array>
  readonly scrypt?: (
    password: Uint8Array,
    salt: Uint8Array,
    terms: { readonly N: number; readonly r: number; readonly p: number; readonly dkLen: number },
  ) => Promise<Uint8Array>
}

export interface Box {
  readonly key: Uint8Array
  readonly nonce: Uint8Array
  /** What is bound to it and stands beside it. */
  readonly bound: Uint8Array
}

async function boxOf(means: Means, passphrase: string, clear: Clear): Promise<Box> {
  const { format, person, org, role, algorithm, publicKey, scrypt: terms, nonce } = clear
  const { n, r, p, salt } = terms
  const make = means.scrypt ?? scryptAsync
  const key = await make(utf8ToBytes(passphrase.normalize('NFKC')), hexToBytes(salt), { N: n, r, p, dkLen: 32 })
  const bound = canonical({ format, person, org, role, algorithm, publicKey, scrypt: { ...terms } })
  return { key, nonce: hexToBytes(nonce), bound: utf8ToBytes(bound) }
}

const shapes: Readonly<Record<string, (value: unknown) => boolean>> = {
  format: (value) => value === 'sluice/key/1',
  person: isName,
  org: isName,
  role: isName,
  algorithm: (value) => value === 'ed25519' || value === 'p256' || value === 'sm2',
  publicKey: (value) => typeof value === 'string' && /^([0-9a-f]{64}|(sm2:)?0[23][0-9a-f]{64})$/.test(value),
  scrypt: isScrypt,
  nonce: (value) => isHex(value, 12),
  sealed: (value) => isHex(value, 48),
}

/** A key file as parsed from JSON; undefined where it is none. The cost is bounded: a file does not decide how long its reader works. */
export function keyFileOf(value: unknown): KeyFile | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found = value as Record<string, unknown>
  const names = Object.keys(shapes)
  if (Object.keys(found).length !== names.length || !names.every((name) => shapes[name]!(found[name]))) return undefined
  return value as KeyFile
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z0-9][a-z0-9./:-]{0,119}$/.test(value)
}

function isHex(value: unknown, bytes: number): boolean {
  return typeof value === 'string' && value.length === bytes * 2 && /^[0-9a-f]+$/.test(value)
}

function isScrypt(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { n, r, p, salt } = value as Record<string, unknown>
  const powers = typeof n === 'number' && [14, 15, 16, 17, 18].some((power) => n === 2 ** power)
  return powers && r === 8 && (p === 1 || p === 2) && isHex(salt, 16)
}
