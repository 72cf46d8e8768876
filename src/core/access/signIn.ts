import Type from 'typebox'
import { type ActionSignature, assertionShape, faultOfSignature, type KeyTerms, keyPattern } from '../case/signature.ts'
import { concatBytes, utf8ToBytes } from '../record/hash.ts'
import { canonical } from '../record/jcs.ts'
import { publicKeyOf, type SecretKey, signText } from '../record/publicKeys.ts'

/** No action and no approval begins so: what is signed to come in can never be read as something done. */
const domain = utf8ToBytes('sluice/sign-in/1\n')

/** What a zone asks to be signed by who wants to read in it. Taken once, and not after its end. */
export interface Challenge {
  readonly zone: string
  /** Origin line of the zone's log: a challenge of one zone opens no other. */
  readonly origin: string
  /** 32 bytes, hex, of the zone's choice. */
  readonly nonce: string
  /** The public key that will sign, as the record spells keys. */
  readonly key: string
  /** RFC 3339, UTC, by the machine's clock. */
  readonly expiresAt: string
}

const closed = { additionalProperties: false }
export const challengeShape = Type.Object(
  {
    zone: Type.String({ minLength: 1, maxLength: 80 }),
    origin: Type.String({ minLength: 1, maxLength: 200 }),
    nonce: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    key: Type.String({ pattern: keyPattern }),
    expiresAt: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' }),
  },
  closed,
)

/** How a session is carried: in a cookie that scripts cannot read, or in the answer, for a command line. */
export const carriers = ['cookie', 'bearer'] as const

/** Signature under a challenge, as it is sent back. */
export const signInShape = Type.Object(
  {
    nonce: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    key: Type.String({ pattern: keyPattern }),
    signature: Type.String({ pattern: '^[0-9a-f]{128}$' }),
    assertion: Type.Optional(assertionShape),
    carrier: Type.Union([Type.Literal('cookie'), Type.Literal('bearer')]),
  },
  closed,
)

/** The bytes that are signed to come in: domain and the canonical challenge. */
export function signInDigestInput({ zone, origin, nonce, key, expiresAt }: Challenge): Uint8Array {
  return concatBytes(domain, utf8ToBytes(canonical({ zone, origin, nonce, key, expiresAt })))
}

/** @example signChallenge(challenge, secretKey).signature */
export function signChallenge(challenge: Challenge, secretKey: SecretKey): ActionSignature {
  return { key: publicKeyOf(secretKey), signature: signText(signInDigestInput(challenge), secretKey) }
}

/** Why a signature does not answer a challenge; undefined where it does. */
export function faultOfSignIn(parameters: {
  readonly challenge: Challenge
  readonly signature: ActionSignature
  readonly terms: KeyTerms
}): string | undefined {
  const { challenge, signature, terms } = parameters
  if (signature.key !== challenge.key) return 'the key that the challenge was made for'
  return faultOfSignature(signature, signInDigestInput(challenge), terms)
}
