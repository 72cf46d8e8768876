import { p256 } from '@noble/curves/nist.js'
import { base64urlnopad } from '@scure/base'
import type { ActionSignature } from '../../src/core/case/signature.ts'
import { bytesToHex, concatBytes, sha256, utf8ToBytes } from '../../src/core/record/hash.ts'
import { challengeOf, normalP256 } from '../../src/core/record/webauthn.ts'

export interface Passkey {
  readonly key: string
  /** Signs a message as an authenticator would, at a page of an origin. */
  sign(message: Uint8Array, more?: Partial<Circumstances>): ActionSignature
}

export interface Circumstances {
  readonly origin: string
  readonly rpId: string
  readonly flags: number
  readonly counter: number
  readonly type: string
  readonly challenge: string
  readonly crossOrigin: boolean
  /** Give the other of the two signatures that hold, as some authenticators do. */
  readonly highS: boolean
}

/** An authenticator in software, by the words of the WebAuthn recommendation and not by our own reader. */
export function softPasskey(
  secret: Uint8Array,
  place = { origin: 'https://zone.example', rpId: 'zone.example' },
): Passkey {
  const key = bytesToHex(p256.getPublicKey(secret, true))
  return {
    key,
    sign: (message, more = {}) => {
      const { origin, rpId } = { ...place, ...more }
      const { flags = 0x05, counter = 7, type = 'webauthn.get', crossOrigin = false } = more
      const client = utf8ToBytes(
        JSON.stringify({ type, challenge: more.challenge ?? challengeOf(message), origin, crossOrigin }),
      )
      const count = new Uint8Array(4)
      new DataView(count.buffer).setUint32(0, counter)
      const data = concatBytes(sha256(utf8ToBytes(rpId)), new Uint8Array([flags]), count)
      const signed = p256.sign(sha256(concatBytes(data, sha256(client))), secret, { prehash: false, lowS: true })
      const { r, s } = p256.Signature.fromBytes(signed, 'compact')
      const sent = new p256.Signature(r, more.highS === true ? p256.Point.Fn.ORDER - s : s).toBytes('der')
      return {
        key,
        signature: normalP256(sent),
        assertion: {
          authenticatorData: base64urlnopad.encode(data),
          clientDataJSON: base64urlnopad.encode(client),
        },
      }
    },
  }
}
