/** The keys that a zone signs heads with, out of its secret store. */
import { hexToBytes } from '../../core/record/hash.ts'
import {
  type AnySigningKey,
  logSigner,
  logVerifierKey,
  parseAnySigner,
  witnessVerifierKey,
} from '../../core/record/log/anyKey.ts'
import { signCheckpoint } from '../../core/record/log/checkpoint.ts'
import type { NoteSigner } from '../../core/record/log/keys.ts'
import { type MlDsaKey, mlDsaSigner, mlDsaVerifierKey } from '../../core/record/log/mlDsa.ts'
import type { Secrets } from '../config.ts'
import type { SignCheckpoint } from './createLog.ts'
import { nativeEd25519Signer } from './nativeEd25519.ts'

export interface LogKeys {
  readonly sign: SignCheckpoint
  /** Verifier keys of the log: the one that must sign, and the one beside it. */
  readonly verifierKey: string
  readonly mlDsaVerifierKey?: string
  readonly witnessKey: AnySigningKey
  /** Cosigns beside it until the directory says that it took its place. */
  readonly nextWitnessKey?: AnySigningKey
  readonly witnessVerifierKey: string
  readonly witnessMlDsaKey?: MlDsaKey
}

/** OpenSSL's Ed25519 gives the same bytes in a thirtieth of the time; each batch of the log waits for it. */
function hostSigner(key: AnySigningKey): NoteSigner {
  return key.algorithm === 'sm2' ? logSigner(key) : nativeEd25519Signer(key)
}

type KeySecrets = Pick<
  Secrets,
  'logKey' | 'witnessKey' | 'logMlDsaSeed' | 'witnessMlDsaSeed' | 'nextLogKey' | 'nextWitnessKey'
>

/** @throws {INPUT_INVALID} where a key is none; its text is not repeated */
export function openLogKeys(secrets: KeySecrets): LogKeys {
  const { logMlDsaSeed, witnessMlDsaSeed, nextLogKey, nextWitnessKey } = secrets
  const logKey = parseAnySigner(secrets.logKey)
  const witnessKey = parseAnySigner(secrets.witnessKey)
  const beside = logMlDsaSeed === undefined ? undefined : { name: logKey.name, seed: hexToBytes(logMlDsaSeed) }
  const signers = [hostSigner(logKey)]
  if (nextLogKey !== undefined) signers.push(hostSigner(parseAnySigner(nextLogKey)))
  // No time stands in a log's own signature: it says what the log is, not when.
  if (beside !== undefined) signers.push(mlDsaSigner({ key: beside, timestampSeconds: 0 }))
  return {
    sign: (checkpoint) => signCheckpoint({ checkpoint, signers }),
    verifierKey: logVerifierKey(logKey),
    ...(beside === undefined ? {} : { mlDsaVerifierKey: mlDsaVerifierKey(beside) }),
    witnessKey,
    witnessVerifierKey: witnessVerifierKey(witnessKey),
    ...(nextWitnessKey === undefined ? {} : { nextWitnessKey: parseAnySigner(nextWitnessKey) }),
    ...(witnessMlDsaSeed === undefined
      ? {}
      : { witnessMlDsaKey: { name: witnessKey.name, seed: hexToBytes(witnessMlDsaSeed) } }),
  }
}
