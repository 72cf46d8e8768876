/** Keys of signed notes (C2SP signed-note): names, ids, verifier keys, and Ed25519 (RFC 8032). */
import { ed25519 } from '@noble/curves/ed25519.js'
import { base64 } from '@scure/base'
import { SluiceError } from '../../errors.ts'
import { flaw, flawError } from '../../flaws/flaw.ts'
import { bytesToHex, concatBytes, hexToBytes, sha256, utf8ToBytes } from '../hash.ts'

/** The byte that says what a key of a note does. */
export const signatureTypes = { ed25519: 0x01, cosignature: 0x04, mlDsa44: 0x06, other: 0xff } as const

/** A public key of a note, as a verifier key string spells it. */
export interface VerifierKey {
  readonly name: string
  /** uint32, the first four bytes of the key's hash. */
  readonly keyId: number
  /** One of `signatureTypes`, or a type that this code does not know. */
  readonly type: number
  readonly publicKey: Uint8Array
}

/** Checks signatures of one key over the text of notes. */
export interface NoteVerifier {
  readonly name: string
  readonly keyId: number
  /** `signature` is what follows the key id. Never throws. */
  readonly verify: (text: string, signature: Uint8Array) => boolean
  /** For keys that sign a time with the text: the POSIX time in a signature. */
  readonly timeOf?: (signature: Uint8Array) => number | undefined
}

/** Signs the text of notes with one key. */
export interface NoteSigner {
  readonly name: string
  readonly keyId: number
  readonly sign: (text: string) => Uint8Array
}

/** SHA-256(name, newline, type, key), first four bytes: an identifier, not a commitment. */
export function keyIdOf(key: Pick<VerifierKey, 'name' | 'type' | 'publicKey'>): number {
  const hash = sha256(concatBytes(utf8ToBytes(`${key.name}\n`), Uint8Array.of(key.type), key.publicKey))
  return readKeyId(hash)
}

export function readKeyId(bytes: Uint8Array): number {
  return bytes[0]! * 2 ** 24 + bytes[1]! * 2 ** 16 + bytes[2]! * 2 ** 8 + bytes[3]!
}

export function writeKeyId(keyId: number): Uint8Array {
  return Uint8Array.of(keyId >>> 24, keyId >>> 16, keyId >>> 8, keyId)
}

/** A name is not empty and has no space of any script, no plus, no control character. */
export function isKeyName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a note may not hold
  return name !== '' && name.isWellFormed() && !/[\p{White_Space}+\u0000-\u001f]/u.test(name)
}

/** @example formatVerifierKey({ name: 'example.com/foo', type: 1, publicKey }) // 'example.com/foo+530d903a+AekyeR…' */
export function formatVerifierKey(key: Pick<VerifierKey, 'name' | 'type' | 'publicKey'>): string {
  const id = keyIdOf(key).toString(16).padStart(8, '0')
  return `${key.name}+${id}+${base64.encode(concatBytes(Uint8Array.of(key.type), key.publicKey))}`
}

/**
 * Reads a verifier key and checks that its id is the hash of the rest.
 *
 * @throws {INPUT_INVALID}
 */
export function parseVerifierKey(text: string): VerifierKey {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  const bytes = parts === null ? undefined : decodeBase64(parts[3]!)
  if (parts === null || bytes === undefined || bytes.length < 2 || !isKeyName(parts[1]!))
    return refuseKey(text, 'its form')
  const key = { name: parts[1]!, type: bytes[0]!, publicKey: bytes.slice(1) }
  const keyId = keyIdOf(key)
  return keyId === Number.parseInt(parts[2]!, 16) ? { ...key, keyId } : refuseKey(text, 'its id')
}

function refuseKey(found: string, part: string): never {
  const expected = '<name>+<8 hex digits>+<base64 of type and key>'
  throw flawError('INPUT_INVALID', flaw('VERIFIER_KEY', { part }), { expected, found })
}

/** Base64 in its one padded form, or `undefined`. */
export function decodeBase64(text: string): Uint8Array | undefined {
  try {
    const bytes = base64.decode(text)
    return base64.encode(bytes) === text ? bytes : undefined
  } catch {
    return undefined
  }
}

type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean

let nativeVerify: VerifyEd25519 | undefined

/** What signs as RFC 8032 has it, which leaves no choice: the same key and message give the same 64 bytes from everybody. */
export interface SignEd25519 {
  publicKey(secretKey: Uint8Array): Uint8Array
  sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array
}

const portableSign: SignEd25519 = {
  publicKey: (secretKey) => ed25519.getPublicKey(secretKey),
  sign: (message, secretKey) => ed25519.sign(message, secretKey),
}
let nativeSign: SignEd25519 | undefined

/** The host's own where it handed one in, and else the portable one. */
export function ed25519Signing(): SignEd25519 {
  return nativeSign ?? portableSign
}

/**
 * A host with a native Ed25519 hands it in once at start. It must check the equation without the cofactor and the bytes of R, as OpenSSL
 * does: then whatever it accepts under a sound key is accepted here too, and what it refuses is asked again, so that a page and a server
 * give the same answer to every signature, crafted ones included.
 */
export function useEd25519(verify: VerifyEd25519 | undefined, sign?: SignEd25519): void {
  nativeVerify = verify
  nativeSign = sign
}

/** Ed25519 as RFC 8032 has it, with no small-order or non-canonical key. Never throws. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  try {
    if (nativeVerify !== undefined && isSoundKey(publicKey) && nativeVerify(publicKey, message, signature)) return true
    return ed25519.verify(signature, message, publicKey, { zip215: false })
  } catch {
    return false
  }
}

/** Signatures that were found good, by all that decides it. Equal bytes have an equal answer: it is kept, and not asked again. */
const good = new Set<string>()
const goodMax = 200_000

/** The same from text as records hold it: key and signature in hex. What is no hex does not hold. Never throws. */
export function verifyEd25519Hex(parameters: {
  readonly key: string
  readonly message: Uint8Array
  readonly signature: string
}): boolean {
  const { key, message, signature } = parameters
  if (typeof key !== 'string' || typeof signature !== 'string') return false
  const id = goodId({ key, message, signature })
  if (good.has(id)) return true
  let holds = false
  try {
    holds = verifyEd25519(hexToBytes(key), message, hexToBytes(signature))
  } catch {
    return false
  }
  if (holds) keepGood(id)
  return holds
}

function keepGood(id: string): void {
  if (good.size >= goodMax) good.clear()
  good.add(id)
}

function goodId({ key, message, signature }: SignedText): string {
  return `${key} ${signature} ${bytesToHex(sha256(message))}`
}

/** Text as records hold it under a signature: key and signature in hex. */
export interface SignedText {
  readonly key: string
  readonly message: Uint8Array
  readonly signature: string
}

/**
 * Has signatures looked at by a host whose Ed25519 answers later, as a browser's does. What it finds good under a sound key, with R in its one encoding,
 * the portable check finds good too: it is kept, and not asked again. What it refuses or does not know is asked in its turn. Never rejects.
 */
export async function verifyEd25519Ahead(
  texts: readonly SignedText[],
  verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => Promise<boolean>,
): Promise<void> {
  await Promise.all(
    texts.map(async ({ key, message, signature }) => {
      try {
        const [publicKey, bytes] = [hexToBytes(key), hexToBytes(signature)]
        if (publicKey.length !== 32 || bytes.length !== 64 || !isSoundKey(publicKey) || !isReduced(bytes)) return
        if (await verify(publicKey, message, bytes)) keepGood(goodId({ key, message, signature }))
      } catch {
        // Asked again in its turn, and told then.
      }
    }),
  )
}

/** Whether R, the first half of a signature, has a coordinate below the prime 2^255 - 19: there is one such encoding of a point. */
function isReduced(signature: Uint8Array): boolean {
  if ((signature[31]! & 0x7f) !== 0x7f) return true
  for (let i = 30; i > 0; i--) if (signature[i] !== 0xff) return true
  return signature[0]! < 0xed
}

const soundKeys = new Map<string, boolean>()
const soundKeysMax = 10_000

/** A canonical point of large order: what the portable check asks of a key before it looks at the signature. */
function isSoundKey(publicKey: Uint8Array): boolean {
  const id = bytesToHex(publicKey)
  const known = soundKeys.get(id)
  if (known !== undefined) return known
  const sound = !ed25519.Point.fromBytes(publicKey, false).isSmallOrder()
  if (soundKeys.size >= soundKeysMax) soundKeys.clear()
  soundKeys.set(id, sound)
  return sound
}

/**
 * Checks plain Ed25519 signatures over notes (type 0x01).
 *
 * @throws {INPUT_INVALID} where the key is of another type or length
 */
export function ed25519Verifier(verifierKey: string): NoteVerifier {
  const { name, keyId, publicKey } = keyOfType(verifierKey, signatureTypes.ed25519)
  return { name, keyId, verify: (text, signature) => verifyEd25519(publicKey, utf8ToBytes(text), signature) }
}

/** A verifier key of one Ed25519 type. @throws {INPUT_INVALID} */
export function keyOfType(verifierKey: string, type: number): VerifierKey {
  const key = parseVerifierKey(verifierKey)
  if (key.type !== type || key.publicKey.length !== 32) return refuseKey(verifierKey, `type ${type} with 32 bytes`)
  return key
}

/** A key pair's private half with the name that it signs under. */
export interface SigningKey {
  readonly name: string
  /** 32 bytes, the seed of RFC 8032. */
  readonly secretKey: Uint8Array
}

/** Signs notes with plain Ed25519 (type 0x01). @throws {INPUT_INVALID} where the name cannot stand in a note */
export function ed25519Signer(key: SigningKey): NoteSigner {
  const { name, keyId } = checkedKey(key, signatureTypes.ed25519)
  return { name, keyId, sign: (text) => ed25519.sign(utf8ToBytes(text), key.secretKey) }
}

/** What stands in public for a signing key. @example ed25519VerifierKey({ name, secretKey }) // 'name+id+base64' */
export function ed25519VerifierKey(key: SigningKey): string {
  return formatVerifierKey(checkedKey(key, signatureTypes.ed25519))
}

/** The public half of a signing key for one type. @throws {INPUT_INVALID} */
export function checkedKey(key: SigningKey, type: number): VerifierKey {
  if (!isKeyName(key.name) || key.secretKey.length !== 32) {
    throw new SluiceError('INPUT_INVALID', 'A signing key has a name without spaces or plus, and 32 bytes.', {
      facts: { name: key.name, bytes: key.secretKey.length },
    })
  }
  const publicKey = ed25519.getPublicKey(key.secretKey)
  return { name: key.name, type, publicKey, keyId: keyIdOf({ name: key.name, type, publicKey }) }
}

/**
 * Reads a signer key in Go's spelling, `PRIVATE+KEY+name+id+base64(type, seed)`. The message of a refusal does not repeat it.
 *
 * @throws {INPUT_INVALID}
 */
export function parseSignerKey(text: string): SigningKey {
  const parts = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  const bytes = parts === null ? undefined : decodeBase64(parts[3]!)
  if (parts !== null && bytes?.length === 33 && bytes[0] === signatureTypes.ed25519) {
    const key = { name: parts[1]!, secretKey: bytes.slice(1) }
    if (checkedKey(key, signatureTypes.ed25519).keyId === Number.parseInt(parts[2]!, 16)) return key
  }
  throw new SluiceError('INPUT_INVALID', 'A signer key is PRIVATE+KEY+name+id+base64 with an id that fits.')
}

/** A signer key in Go's spelling, for a secret store. Never for a table, a log or an entry. @example formatSignerKey({ name, secretKey }) */
export function formatSignerKey(key: SigningKey): string {
  const { name, keyId } = checkedKey(key, signatureTypes.ed25519)
  const body = base64.encode(concatBytes(new Uint8Array([signatureTypes.ed25519]), key.secretKey))
  return `PRIVATE+KEY+${name}+${keyId.toString(16).padStart(8, '0')}+${body}`
}
