import type { Directory } from '../../../src/core/case/directory.ts'
import { hexToBytes } from '../../../src/core/record/hash.ts'
import { cosignatureVerifier } from '../../../src/core/record/log/cosignature.ts'
import {
  ed25519Verifier,
  formatVerifierKey,
  type NoteVerifier,
  signatureTypes,
} from '../../../src/core/record/log/keys.ts'
import type { ReadNote } from './note.ts'

export interface SignatureRead {
  readonly name: string
  readonly kind: 'log' | 'witness' | 'unknown'
  /** Undefined where no key of the signer is known here. */
  readonly valid?: boolean
  readonly at?: string
}

/** Who signed a checkpoint, checked in this page against the zone's own key and the keys of its directory. */
export function readSignatures(
  note: ReadNote,
  verifierKey: string | undefined,
  directory: Directory | undefined,
): readonly SignatureRead[] {
  return note.signatures.map(({ name, keyId, signature }) => {
    for (const { kind, verifier } of verifiersFor(name, verifierKey, directory)) {
      if (verifier.keyId !== keyId) continue
      const seconds = verifier.timeOf?.(signature)
      const at = seconds === undefined ? {} : { at: new Date(seconds * 1000).toISOString() }
      return { name, kind, valid: verifier.verify(note.text, signature), ...at }
    }
    return { name, kind: 'unknown' }
  })
}

interface Known {
  readonly kind: 'log' | 'witness'
  readonly verifier: NoteVerifier
}

function verifiersFor(
  name: string,
  verifierKey: string | undefined,
  directory: Directory | undefined,
): readonly Known[] {
  const own = verifierKey === undefined ? [] : [{ kind: 'log' as const, verifier: ed25519Verifier(verifierKey) }]
  const keys = Object.entries(directory?.keys ?? {}).filter(([, { use }]) => use === 'log' || use === 'witness')
  const enrolled = keys.flatMap(([hex]) => {
    const publicKey = hexToBytes(hex)
    return [
      {
        kind: 'log' as const,
        verifier: ed25519Verifier(formatVerifierKey({ name, type: signatureTypes.ed25519, publicKey })),
      },
      {
        kind: 'witness' as const,
        verifier: cosignatureVerifier(formatVerifierKey({ name, type: signatureTypes.cosignature, publicKey })),
      },
    ]
  })
  return [...own, ...enrolled]
}
