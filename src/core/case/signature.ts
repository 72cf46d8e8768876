import Type from 'typebox'
import { signatureHolds } from '../record/publicKeys.ts'
import { type Assertion, faultOfAssertion, type PasskeyPlace, verifyP256 } from '../record/webauthn.ts'

/** How a key signs: Ed25519, ECDSA on P-256 (tokens), P-256 in a passkey that speaks WebAuthn, SM2; ML-DSA-44 signs checkpoints only. */
export type KeyAlgorithm = 'ed25519' | 'p256' | 'webauthn' | 'sm2' | 'ml-dsa-44'

/** A person's signature under what they do or approve. The server signs for nobody. */
export interface ActionSignature {
  /** Public key, hex: 32 bytes of Ed25519, or 33 of a compressed point on P-256; of SM2 the same after `sm2:`. */
  readonly key: string
  /** 64 bytes, hex. On P-256 r‖s with low s. */
  readonly signature: string
  /** Of a passkey: what it signed beside the digest. */
  readonly assertion?: Assertion
}

/** What the directory says of a key, as far as checking a signature needs it. */
export interface KeyTerms {
  readonly algorithm: KeyAlgorithm
  readonly passkey?: PasskeyPlace
}

export const keyPattern = '^([0-9a-f]{64}|(sm2:)?0[23][0-9a-f]{64})$'
/** Of keys that the directory holds. */
export const enrolledKeyPattern = '^([0-9a-f]{64}|(sm2:)?0[23][0-9a-f]{64}|ml-dsa-44:[0-9a-f]{2624})$'
export const assertionShape = Type.Object(
  {
    authenticatorData: Type.String({ pattern: '^[A-Za-z0-9_-]{50,1400}$' }),
    clientDataJSON: Type.String({ pattern: '^[A-Za-z0-9_-]{40,2800}$' }),
  },
  { additionalProperties: false },
)

/** How a signature says that it was made. */
export function algorithmOf({ key, assertion }: ActionSignature): KeyAlgorithm {
  if (assertion !== undefined) return 'webauthn'
  if (typeof key !== 'string') return 'ed25519'
  return key.startsWith('sm2:') ? 'sm2' : key.length === 66 ? 'p256' : 'ed25519'
}

/**
 * Why a signature does not stand under a message; undefined where it does.
 *
 * @param terms of the key as enrolled; absent where only the arithmetic is asked. With terms, the algorithm must be the one enrolled, and a passkey must
 * have been used at the origin and for the relying party enrolled.
 */
export function faultOfSignature(one: ActionSignature, message: Uint8Array, terms?: KeyTerms): string | undefined {
  const algorithm = algorithmOf(one)
  if (terms !== undefined && terms.algorithm !== algorithm) return `a signature by ${terms.algorithm}`
  const { key, signature, assertion } = one
  if (assertion !== undefined) {
    if (terms !== undefined && terms.passkey === undefined) return 'a passkey enrolled with its origin'
    return faultOfAssertion({
      key,
      message,
      signature,
      assertion,
      ...(terms?.passkey === undefined ? {} : { place: terms.passkey }),
    })
  }
  const holds =
    algorithm === 'p256' ? verifyP256({ key, message, signature }) : signatureHolds({ key, message, signature })
  return holds ? undefined : 'a signature that holds'
}
