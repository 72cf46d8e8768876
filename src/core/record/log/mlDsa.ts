/**
 * ML-DSA-44 signatures over checkpoints (C2SP tlog-cosignature, type 0x06): what still holds when Ed25519 no longer does. A log puts
 * one beside its Ed25519 signature, a witness beside its own.
 */
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js'
import { SluiceError } from '../../errors.ts'
import { concatBytes, utf8ToBytes } from '../hash.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { cosignatureVerifier } from './cosignature.ts'
import {
  formatVerifierKey,
  isKeyName,
  keyIdOf,
  type NoteSigner,
  type NoteVerifier,
  parseVerifierKey,
  signatureTypes,
} from './keys.ts'

const publicKeyBytes = 1312
const timestampBytes = 8
const signatureBytes = 2420

export interface MlDsaKey {
  readonly name: string
  /** 32 bytes, from which FIPS 204 makes the key pair. */
  readonly seed: Uint8Array
}

export interface SubtreeStatement {
  readonly cosigner: string
  /** POSIX time; 0: nothing is said about when, nor that this is the greatest head. */
  readonly timestampSeconds: number
  readonly origin: string
  readonly start: number
  readonly end: number
  readonly root: Uint8Array
}

/** What is signed: the structure `cosigned_message`. Unlike Ed25519's it names the cosigner and leaves extension lines out. */
export function subtreeMessage(statement: SubtreeStatement): Uint8Array {
  const { cosigner, timestampSeconds, origin, start, end, root } = statement
  return concatBytes(
    utf8ToBytes('subtree/v1\n\0'),
    shortText(cosigner),
    uint64(timestampSeconds),
    shortText(origin),
    uint64(start),
    uint64(end),
    root,
  )
}

/** @throws {INPUT_INVALID} where the text has no byte or more than 255 */
function shortText(text: string): Uint8Array {
  const bytes = utf8ToBytes(text)
  if (bytes.length > 0 && bytes.length < 256) return concatBytes(Uint8Array.of(bytes.length), bytes)
  throw new SluiceError('INPUT_INVALID', 'A name that is signed with ML-DSA-44 has 1 to 255 bytes.', {
    facts: { found: bytes.length },
  })
}

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

/** The verifier key (type 0x06), 1,312 bytes of key. @throws {INPUT_INVALID} */
export function mlDsaVerifierKey(key: MlDsaKey): string {
  return formatVerifierKey({ name: key.name, type: signatureTypes.mlDsa44, publicKey: keysOf(key).publicKey })
}

function keysOf(key: MlDsaKey): { publicKey: Uint8Array; secretKey: Uint8Array } {
  if (isKeyName(key.name) && key.seed.length === 32) return ml_dsa44.keygen(key.seed)
  throw new SluiceError(
    'INPUT_INVALID',
    'An ML-DSA-44 key has a name without spaces or plus, and a seed of 32 bytes.',
    {
      facts: { name: key.name, bytes: key.seed.length },
    },
  )
}

/**
 * Signs checkpoints without extension lines. The same checkpoint, key and time give the same signature.
 *
 * @example signCheckpoint({ checkpoint, signers: [ed25519Signer(key), mlDsaSigner({ key: pqKey, timestampSeconds: 0 })] })
 * @throws {INPUT_INVALID}
 */
export function mlDsaSigner(parameters: { readonly key: MlDsaKey; readonly timestampSeconds: number }): NoteSigner {
  const { key, timestampSeconds } = parameters
  const { publicKey, secretKey } = keysOf(key)
  if (!Number.isSafeInteger(timestampSeconds) || timestampSeconds < 0) {
    throw new SluiceError('INPUT_INVALID', 'A signature has a POSIX time, or 0.', {
      facts: { found: timestampSeconds },
    })
  }
  return {
    name: key.name,
    keyId: keyIdOf({ name: key.name, type: signatureTypes.mlDsa44, publicKey }),
    sign: (text) => {
      const message = messageOf({ text, cosigner: key.name, timestampSeconds })
      if (message === undefined) throw new SluiceError('INPUT_INVALID', 'ML-DSA-44 does not sign extension lines.')
      return concatBytes(uint64(timestampSeconds), ml_dsa44.sign(message, secretKey, { extraEntropy: false }))
    },
  }
}

/**
 * Checks ML-DSA-44 signatures of one key. A text with extension lines is refused, because nothing would vouch for them.
 *
 * @throws {INPUT_INVALID} where the key is not of type 0x06
 */
export function mlDsaVerifier(verifierKey: string): NoteVerifier {
  const { name, keyId, type, publicKey } = parseVerifierKey(verifierKey)
  if (type !== signatureTypes.mlDsa44 || publicKey.length !== publicKeyBytes) {
    throw new SluiceError('INPUT_INVALID', 'This is no ML-DSA-44 verifier key.', { facts: { name, type } })
  }
  return {
    name,
    keyId,
    timeOf: mlDsaTime,
    verify: (text, signature) => {
      const timestampSeconds = mlDsaTime(signature)
      if (timestampSeconds === undefined) return false
      try {
        const message = messageOf({ text, cosigner: name, timestampSeconds })
        return message !== undefined && ml_dsa44.verify(signature.subarray(timestampBytes), message, publicKey)
      } catch {
        return false
      }
    },
  }
}

/** Checks cosignatures of a witness with either kind of key. @throws {INPUT_INVALID} where it is of another type */
export function witnessVerifier(verifierKey: string): NoteVerifier {
  return parseVerifierKey(verifierKey).type === signatureTypes.mlDsa44
    ? mlDsaVerifier(verifierKey)
    : cosignatureVerifier(verifierKey)
}

/** The POSIX time in a signature, 0 where it makes no statement of time; `undefined` where it is malformed. */
export function mlDsaTime(signature: Uint8Array): number | undefined {
  if (signature.length !== timestampBytes + signatureBytes) return undefined
  const time = new DataView(signature.buffer, signature.byteOffset, timestampBytes).getBigUint64(0)
  return time <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(time) : undefined
}

/** `undefined` for a checkpoint with extension lines. @throws {CHECKPOINT_INVALID} */
function messageOf(parameters: {
  readonly text: string
  readonly cosigner: string
  readonly timestampSeconds: number
}): Uint8Array | undefined {
  const { text, cosigner, timestampSeconds } = parameters
  const { origin, size, root, extensions } = parseCheckpoint(text)
  if (extensions.length > 0) return undefined
  return subtreeMessage({ cosigner, timestampSeconds, origin, start: 0, end: size, root })
}
