/**
 * Keys of notes of whatever kind: what a zone takes from its secrets and its configuration. SM2 has no type of its own in C2SP, so its keys have type
 * 0xff and a longer name behind it, as the specification recommends; standard clients pass such lines over.
 */
import { base64 } from '@scure/base'
import { SluiceError } from '../../errors.ts'
import { concatBytes, utf8ToBytes } from '../hash.ts'
import { sm2PublicKey, sm2PublicKeyBytes, sm2Sign, sm2SignatureBytes, sm2Verify } from '../sm2.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { cosignatureMessage, cosignatureSigner, cosignatureVerifierKey } from './cosignature.ts'
import {
  decodeBase64,
  ed25519Signer,
  ed25519Verifier,
  ed25519VerifierKey,
  formatSignerKey,
  formatVerifierKey,
  isKeyName,
  keyIdOf,
  type NoteSigner,
  type NoteVerifier,
  parseSignerKey,
  parseVerifierKey,
  type SigningKey,
  signatureTypes,
  type VerifierKey,
} from './keys.ts'
import { witnessVerifier } from './mlDsa.ts'

/** A key pair's private half with its name and kind. */
export type AnySigningKey = SigningKey & { readonly algorithm?: 'ed25519' | 'sm2' }

const sm2Names = { log: 'sluice/sm2/1', witness: 'sluice/sm2-cosignature/1' } as const
export type NoteUse = keyof typeof sm2Names

/** A public key of SM2 as a key of notes. */
export function sm2NoteKey(name: string, use: NoteUse, publicKey: Uint8Array): VerifierKey {
  const key = { name, type: signatureTypes.other, publicKey: concatBytes(utf8ToBytes(sm2Names[use]), publicKey) }
  return { ...key, keyId: keyIdOf(key) }
}

/** Signs checkpoints as their log. @example signCheckpoint({ checkpoint, signers: [logSigner(parseAnySigner(secrets.logKey))] }) */
export function logSigner(key: AnySigningKey): NoteSigner {
  if (key.algorithm !== 'sm2') return ed25519Signer(key)
  const { name, keyId } = sm2KeyOf(key, 'log')
  return { name, keyId, sign: (text) => sm2Sign({ secretKey: key.secretKey, message: utf8ToBytes(text) }) }
}

/** Cosigns checkpoints at a told time: what C2SP's cosignature/v1 signs, with SM2 where the key is of that kind. @throws {INPUT_INVALID} */
export function witnessSigner(key: AnySigningKey, timestampSeconds: number): NoteSigner {
  if (key.algorithm !== 'sm2') return cosignatureSigner(key, timestampSeconds)
  const { name, keyId } = sm2KeyOf(key, 'witness')
  return {
    name,
    keyId,
    sign: (text) => {
      parseCheckpoint(text)
      const message = utf8ToBytes(cosignatureMessage({ text, timestampSeconds }))
      return concatBytes(timeBytes(timestampSeconds), sm2Sign({ secretKey: key.secretKey, message }))
    },
  }
}

/** What stands in public for a log's key. */
export function logVerifierKey(key: AnySigningKey): string {
  return key.algorithm === 'sm2' ? formatVerifierKey(sm2KeyOf(key, 'log')) : ed25519VerifierKey(key)
}

export function witnessVerifierKey(key: AnySigningKey): string {
  return key.algorithm === 'sm2' ? formatVerifierKey(sm2KeyOf(key, 'witness')) : cosignatureVerifierKey(key)
}

function sm2KeyOf(key: SigningKey, use: NoteUse): VerifierKey {
  if (!isKeyName(key.name)) throw new SluiceError('INPUT_INVALID', 'A signing key has a name without spaces or plus.')
  return sm2NoteKey(key.name, use, sm2PublicKey(key.secretKey))
}

/** Checks signatures of a log's key of either kind. @throws {INPUT_INVALID} */
export function logVerifier(verifierKey: string): NoteVerifier {
  const sm2 = sm2KeyIn(verifierKey, 'log')
  if (sm2 === undefined) return ed25519Verifier(verifierKey)
  const { name, keyId, publicKey } = sm2
  const verify: NoteVerifier['verify'] = (text, signature) =>
    sm2Verify({ publicKey, message: utf8ToBytes(text), signature })
  return { name, keyId, verify }
}

/** Checks cosignatures: Ed25519, ML-DSA-44 or SM2. @throws {INPUT_INVALID} */
export function anyWitnessVerifier(verifierKey: string): NoteVerifier {
  const sm2 = sm2KeyIn(verifierKey, 'witness')
  if (sm2 === undefined) return witnessVerifier(verifierKey)
  const { name, keyId, publicKey } = sm2
  return {
    name,
    keyId,
    timeOf,
    verify: (text, signature) => {
      const timestampSeconds = timeOf(signature)
      if (timestampSeconds === undefined) return false
      const message = utf8ToBytes(cosignatureMessage({ text, timestampSeconds }))
      return sm2Verify({ publicKey, message, signature: signature.subarray(8) })
    },
  }
}

/** The point in an SM2 verifier key of this use; `undefined` where the key is of another type. */
function sm2KeyIn(text: string, use: NoteUse): VerifierKey | undefined {
  const key = parseVerifierKey(text)
  if (key.type !== signatureTypes.other) return undefined
  const point = sm2PointOf(key, use)
  if (point !== undefined) return { ...key, publicKey: point }
  throw new SluiceError('INPUT_INVALID', `This is no SM2 key of a ${use}.`, { facts: { found: text } })
}

export function sm2PointOf(
  { type, publicKey }: Pick<VerifierKey, 'type' | 'publicKey'>,
  use: NoteUse,
): Uint8Array | undefined {
  const prefix = utf8ToBytes(sm2Names[use])
  const fits =
    type === signatureTypes.other &&
    publicKey.length === prefix.length + sm2PublicKeyBytes &&
    prefix.every((byte, i) => publicKey[i] === byte)
  return fits ? publicKey.subarray(prefix.length) : undefined
}

function timeOf(signature: Uint8Array): number | undefined {
  if (signature.length !== 8 + sm2SignatureBytes) return undefined
  const time = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0)
  return time <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(time) : undefined
}

function timeBytes(seconds: number): Uint8Array {
  if (!Number.isSafeInteger(seconds) || seconds <= 0)
    throw new SluiceError('INPUT_INVALID', 'A cosignature has a POSIX time above 0.', { facts: { found: seconds } })
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seconds))
  return bytes
}

/** A signer key for a secret store: Go's spelling, and the same with `sluice/sm2/1` for SM2. @example formatAnySigner(key) // 'PRIVATE+KEY+…' */
export function formatAnySigner(key: AnySigningKey): string {
  if (key.algorithm !== 'sm2') return formatSignerKey(key)
  const { keyId } = sm2KeyOf(key, 'log')
  const body = concatBytes(Uint8Array.of(signatureTypes.other), utf8ToBytes(sm2Names.log), key.secretKey)
  return `PRIVATE+KEY+${key.name}+${keyId.toString(16).padStart(8, '0')}+${base64.encode(body)}`
}

/** Reads a signer key of either kind. A refusal does not repeat it. @throws {INPUT_INVALID} */
export function parseAnySigner(text: string): AnySigningKey {
  const parts = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  const bytes = parts === null ? undefined : decodeBase64(parts[3]!)
  if (parts === null || bytes?.[0] !== signatureTypes.other) return parseSignerKey(text)
  const prefix = utf8ToBytes(sm2Names.log)
  const key = { name: parts[1]!, algorithm: 'sm2', secretKey: bytes.slice(1 + prefix.length) } as const
  const named = prefix.every((byte, i) => bytes[i + 1] === byte)
  if (named && key.secretKey.length === 32 && sm2KeyOf(key, 'log').keyId === Number.parseInt(parts[2]!, 16)) return key
  throw new SluiceError('INPUT_INVALID', 'A signer key is PRIVATE+KEY+name+id+base64 with an id that fits.')
}
