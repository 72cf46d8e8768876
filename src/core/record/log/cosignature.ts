/** Cosignatures (C2SP tlog-cosignature, Ed25519, `cosignature/v1`): a witness saw this head as the greatest, at this time. */
import { ed25519 } from '@noble/curves/ed25519.js'
import { SluiceError } from '../../errors.ts'
import { flaw, flawError } from '../../flaws/flaw.ts'
import { concatBytes, utf8ToBytes } from '../hash.ts'
import { parseCheckpoint } from './checkpoint.ts'
import {
  checkedKey,
  formatVerifierKey,
  keyOfType,
  type NoteSigner,
  type NoteVerifier,
  type SigningKey,
  signatureTypes,
  verifyEd25519,
} from './keys.ts'
import { type NoteSignature, parseNote } from './note.ts'

const timestampBytes = 8
const signatureBytes = timestampBytes + 64

/** What a witness signs: header, time, and the whole text of the checkpoint. */
export function cosignatureMessage(parameters: {
  readonly text: string
  /** POSIX time. */
  readonly timestampSeconds: number
}): string {
  return `cosignature/v1\ntime ${parameters.timestampSeconds}\n${parameters.text}`
}

/** A signer of checkpoints at a told time. It refuses a text that is no checkpoint. @throws {INPUT_INVALID} */
export function cosignatureSigner(key: SigningKey, timestampSeconds: number): NoteSigner {
  const { name, keyId } = checkedKey(key, signatureTypes.cosignature)
  if (!Number.isSafeInteger(timestampSeconds) || timestampSeconds <= 0) {
    throw new SluiceError('INPUT_INVALID', 'A cosignature has a POSIX time above 0.', {
      facts: { found: timestampSeconds },
    })
  }
  return {
    name,
    keyId,
    sign: (text) => {
      parseCheckpoint(text)
      const message = utf8ToBytes(cosignatureMessage({ text, timestampSeconds }))
      return concatBytes(writeTime(timestampSeconds), ed25519.sign(message, key.secretKey))
    },
  }
}

/**
 * Cosigns the text of a checkpoint.
 *
 * @example formatSignatureLine(cosign({ text, key, timestampSeconds: 1_679_315_147 })) // '— witness.example jWbPPw…\n'
 */
export function cosign(parameters: {
  readonly text: string
  readonly key: SigningKey
  readonly timestampSeconds: number
}): NoteSignature {
  const { name, keyId, sign } = cosignatureSigner(parameters.key, parameters.timestampSeconds)
  return { name, keyId, signature: sign(parameters.text) }
}

/** The verifier key (type 0x04) of a witness. */
export function cosignatureVerifierKey(key: SigningKey): string {
  return formatVerifierKey(checkedKey(key, signatureTypes.cosignature))
}

/** Checks cosignatures of one witness. @throws {INPUT_INVALID} where the key is not of type 0x04 */
export function cosignatureVerifier(verifierKey: string): NoteVerifier {
  const { name, keyId, publicKey } = keyOfType(verifierKey, signatureTypes.cosignature)
  return {
    name,
    keyId,
    timeOf: cosignatureTime,
    verify: (text, signature) => {
      const timestampSeconds = cosignatureTime(signature)
      if (timestampSeconds === undefined) return false
      const message = utf8ToBytes(cosignatureMessage({ text, timestampSeconds }))
      return verifyEd25519(publicKey, message, signature.subarray(timestampBytes))
    },
  }
}

/** The POSIX time in a cosignature; `undefined` where it has another length or a time beyond 2^53. */
export function cosignatureTime(signature: Uint8Array): number | undefined {
  if (signature.length !== signatureBytes) return undefined
  const time = new DataView(signature.buffer, signature.byteOffset, timestampBytes).getBigUint64(0)
  return time <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(time) : undefined
}

function writeTime(seconds: number): Uint8Array {
  const bytes = new Uint8Array(timestampBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seconds))
  return bytes
}

/** A cosignature that was checked. */
export interface Cosignature {
  readonly name: string
  readonly keyId: number
  readonly timestampSeconds: number
}

/**
 * The witnesses, among those given, that cosigned a note, with Ed25519 or ML-DSA-44. Lines of others say nothing and are passed over.
 *
 * @throws {CHECKPOINT_INVALID} where the note is malformed
 * @throws {SIGNATURE_INVALID} where a given witness's line is false
 */
export function cosignatures(parameters: {
  readonly note: string
  readonly verifiers: readonly NoteVerifier[]
}): Cosignature[] {
  const { text, signatures } = parseNote(parameters.note)
  return signatures.flatMap(({ name, keyId, signature }) => {
    const verifier = parameters.verifiers.find((known) => known.name === name && known.keyId === keyId)
    if (verifier === undefined) return []
    const timestampSeconds = verifier.timeOf?.(signature)
    if (timestampSeconds !== undefined && verifier.verify(text, signature)) return [{ name, keyId, timestampSeconds }]
    throw flawError('SIGNATURE_INVALID', flaw('NOTE_COSIGNATURE', { name }), { name, keyId })
  })
}
