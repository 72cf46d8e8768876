import { p256 } from '@noble/curves/nist.js'
import { base64urlnopad } from '@scure/base'
import { SluiceError } from '../errors.ts'
import { bytesToHex, concatBytes, equalBytes, hexToBytes, sha256, utf8ToBytes } from './hash.ts'

/** What a passkey says beside its signature (W3C WebAuthn level 2, 5.2.2), base64url without padding. */
export type Assertion = {
  readonly authenticatorData: string
  readonly clientDataJSON: string
}

/** Where a passkey may be used: the page's origin and the relying party's id, as enrolled. */
export interface PasskeyPlace {
  readonly origin: string
  readonly rpId: string
}

/** The flags of authenticator data: somebody was there, and the authenticator knew who (PIN, fingerprint). */
const userPresent = 0x01
const userVerified = 0x04

/** ECDSA on P-256 over SHA-256 of the message: signature r‖s with low s, 64 bytes hex; key compressed, 33 bytes hex. Never throws. */
export function verifyP256(parameters: {
  readonly key: string
  readonly message: Uint8Array
  readonly signature: string
}): boolean {
  const { key, message, signature } = parameters
  if (!/^0[23][0-9a-f]{64}$/.test(key) || !/^[0-9a-f]{128}$/.test(signature)) return false
  try {
    return p256.verify(hexToBytes(signature), sha256(message), hexToBytes(key), { prehash: false, lowS: true })
  } catch {
    return false
  }
}

/** The compressed point of a secret key on P-256, 33 bytes hex. */
export function p256PublicKey(secretKey: Uint8Array): string {
  return bytesToHex(p256.getPublicKey(secretKey, true))
}

/** ECDSA on P-256 over SHA-256 of the message (RFC 6979), in the form that {@link verifyP256} holds. */
export function signP256(message: Uint8Array, secretKey: Uint8Array): string {
  return bytesToHex(p256.sign(sha256(message), secretKey, { prehash: false, lowS: true }))
}

/**
 * A signature as authenticators and tokens give it (DER, s high or low) in the one form that the record keeps: r‖s, s low.
 *
 * @throws {INPUT_INVALID}
 */
export function normalP256(der: Uint8Array): string {
  try {
    const { r, s } = p256.Signature.fromBytes(der, 'der')
    const order = p256.Point.Fn.ORDER
    return bytesToHex(new p256.Signature(r, s > order / 2n ? order - s : s).toBytes('compact'))
  } catch (error) {
    throw new SluiceError('INPUT_INVALID', 'expected an ECDSA signature on P-256 in DER.', { cause: error })
  }
}

/** The compressed point of a P-256 key given as SubjectPublicKeyInfo, as browsers hand it out. @throws {INPUT_INVALID} */
export function p256FromSpki(spki: Uint8Array): string {
  const head = '3059301306072a8648ce3d020106082a8648ce3d030107034200'
  const hex = bytesToHex(spki)
  try {
    if (!hex.startsWith(head)) throw new TypeError('another algorithm')
    return p256.Point.fromHex(hex.slice(head.length)).toHex(true)
  } catch (error) {
    throw new SluiceError('INPUT_INVALID', 'expected a P-256 key as SubjectPublicKeyInfo.', { cause: error })
  }
}

/** What a passkey is asked to sign for a message: base64url of its SHA-256. @example challengeOf(actionDigestInput(action)) */
export function challengeOf(message: Uint8Array): string {
  return base64urlnopad.encode(sha256(message))
}

/** How many signatures a passkey says that it has made (W3C WebAuthn level 2, 6.1: four bytes after the flags); undefined where there is no assertion. */
export function signatureCounter(assertion: unknown): number | undefined {
  const { authenticatorData } = (assertion ?? {}) as { authenticatorData?: unknown }
  if (typeof authenticatorData !== 'string') return undefined
  try {
    const data = base64urlnopad.decode(authenticatorData)
    return data.length < 37 ? undefined : new DataView(data.buffer, data.byteOffset).getUint32(33)
  } catch {
    return undefined
  }
}

/**
 * Why an assertion does not stand for a signature under a message; undefined where it does. Everything is held: type, challenge, origin, relying party,
 * that the user was there and was verified, and the signature. Never throws.
 *
 * @param parameters.place as enrolled; absent where the enrolment is not known, then the assertion's own origin is taken and its relying party not held
 */
export function faultOfAssertion(parameters: {
  readonly key: string
  readonly message: Uint8Array
  readonly signature: string
  readonly assertion: Assertion
  readonly place?: PasskeyPlace
}): string | undefined {
  const { key, message, signature, assertion, place } = parameters
  let data: Uint8Array
  let client: Uint8Array
  let said: { type?: unknown; challenge?: unknown; origin?: unknown; crossOrigin?: unknown }
  try {
    data = base64urlnopad.decode(assertion.authenticatorData)
    client = base64urlnopad.decode(assertion.clientDataJSON)
    said = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(client)) as typeof said
  } catch {
    return 'an assertion that can be read'
  }
  if (typeof said !== 'object' || said === null) return 'client data as an object'
  if (said.type !== 'webauthn.get') return 'type webauthn.get'
  if (said.challenge !== challengeOf(message)) return 'the digest of what is signed as challenge'
  if (place !== undefined && said.origin !== place.origin) return `origin ${place.origin}`
  if (said.crossOrigin === true) return 'a page of its own, not a frame in another'
  if (data.length < 37) return '37 bytes of authenticator data'
  if (place !== undefined && !equalBytes(data.subarray(0, 32), sha256(utf8ToBytes(place.rpId))))
    return `relying party ${place.rpId}`
  const flags = data[32]!
  if ((flags & userPresent) === 0) return 'a user who was present'
  if ((flags & userVerified) === 0) return 'a user who was verified'
  const signed = concatBytes(data, sha256(client))
  return verifyP256({ key, message: signed, signature }) ? undefined : 'a signature that holds'
}

/** How often the authenticator says that it signed; 0 where it does not count. A number that does not grow is a copy of the key. */
export function counterOf({ authenticatorData }: Assertion): number {
  try {
    const data = base64urlnopad.decode(authenticatorData)
    return data.length < 37 ? 0 : new DataView(data.buffer, data.byteOffset).getUint32(33)
  } catch {
    return 0
  }
}
