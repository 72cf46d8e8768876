import { bytesToHex } from '../hash.ts'
import { algorithmOf, keyBytesOf, spellKey } from '../publicKeys.ts'
import { anyWitnessVerifier, logVerifier, sm2NoteKey, sm2PointOf } from './anyKey.ts'
import { formatVerifierKey, type NoteVerifier, parseVerifierKey, signatureTypes } from './keys.ts'
import { mlDsaVerifier } from './mlDsa.ts'
import type { NoteSignature } from './note.ts'

/** A key that may sign for a log or as witness, as a directory spells it. */
export interface NoteKey {
  readonly key: string
  readonly holder: string
  readonly use: 'log' | 'witness'
}

/** The verifier for a signature line, if one of the keys made its id. A key's name stands in the line only. */
export function verifierFor(
  line: Pick<NoteSignature, 'name' | 'keyId'>,
  keys: readonly NoteKey[],
): (NoteKey & { readonly verifier: NoteVerifier }) | undefined {
  for (const candidate of keys) {
    const verifier = verifierOf(candidate, line.name)
    if (verifier?.keyId === line.keyId) return { ...candidate, verifier }
  }
  return undefined
}

/** The verifier of an enrolled key under the name that its lines carry. */
export function verifierOf({ key, use }: NoteKey, name: string): NoteVerifier | undefined {
  const algorithm = algorithmOf(key)
  if (algorithm === undefined) return undefined
  const publicKey = keyBytesOf(key)
  if (algorithm === 'sm2') {
    const text = formatVerifierKey(sm2NoteKey(name, use, publicKey))
    return use === 'log' ? logVerifier(text) : anyWitnessVerifier(text)
  }
  if (algorithm === 'ml-dsa-44')
    return mlDsaVerifier(formatVerifierKey({ name, type: signatureTypes.mlDsa44, publicKey }))
  const type = use === 'log' ? signatureTypes.ed25519 : signatureTypes.cosignature
  const text = formatVerifierKey({ name, type, publicKey })
  return use === 'log' ? logVerifier(text) : anyWitnessVerifier(text)
}

/** The key in a verifier key, as the directory spells it. */
export function spelledKey(verifierKey: string, use: 'log' | 'witness'): string {
  const parsed = parseVerifierKey(verifierKey)
  if (parsed.type === signatureTypes.mlDsa44) return spellKey('ml-dsa-44', parsed.publicKey)
  const point = sm2PointOf(parsed, use)
  return point === undefined ? bytesToHex(parsed.publicKey) : spellKey('sm2', point)
}
