/** The keys that a zone signs heads with, out of its secret store. */
import { hexToBytes } from '../../core/record/hash.ts'
import { signCheckpoint } from '../../core/record/log/checkpoint.ts'
import { cosignatureVerifierKey } from '../../core/record/log/cosignature.ts'
import { ed25519Signer, ed25519VerifierKey, parseSignerKey, type SigningKey } from '../../core/record/log/keys.ts'
import { type MlDsaKey, mlDsaSigner, mlDsaVerifierKey } from '../../core/record/log/mlDsa.ts'
import type { Secrets } from '../config.ts'
import type { SignCheckpoint } from './createLog.ts'

export interface LogKeys {
  readonly sign: SignCheckpoint
  /** Verifier keys of the log: the one that must sign, and the one beside it. */
  readonly verifierKey: string
  readonly mlDsaVerifierKey?: string
  readonly witnessKey: SigningKey
  readonly witnessVerifierKey: string
  readonly witnessMlDsaKey?: MlDsaKey
}

/** @throws {INPUT_INVALID} where a key is none; its text is not repeated */
export function openLogKeys(
  secrets: Pick<Secrets, 'logKey' | 'witnessKey' | 'logMlDsaSeed' | 'witnessMlDsaSeed'>,
): LogKeys {
  const { logMlDsaSeed, witnessMlDsaSeed } = secrets
  const logKey = parseSignerKey(secrets.logKey)
  const witnessKey = parseSignerKey(secrets.witnessKey)
  const beside = logMlDsaSeed === undefined ? undefined : { name: logKey.name, seed: hexToBytes(logMlDsaSeed) }
  const signers = [ed25519Signer(logKey)]
  // No time stands in a log's own signature: it says what the log is, not when.
  if (beside !== undefined) signers.push(mlDsaSigner({ key: beside, timestampSeconds: 0 }))
  return {
    sign: (checkpoint) => signCheckpoint({ checkpoint, signers }),
    verifierKey: ed25519VerifierKey(logKey),
    ...(beside === undefined ? {} : { mlDsaVerifierKey: mlDsaVerifierKey(beside) }),
    witnessKey,
    witnessVerifierKey: cosignatureVerifierKey(witnessKey),
    ...(witnessMlDsaSeed === undefined
      ? {}
      : { witnessMlDsaKey: { name: witnessKey.name, seed: hexToBytes(witnessMlDsaSeed) } }),
  }
}
