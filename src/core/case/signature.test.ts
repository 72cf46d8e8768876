import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'
import { describe, expect, test } from 'vitest'
import { softPasskey } from '../../../test/support/passkey.ts'
import { bytesToHex, hexToBytes, utf8ToBytes } from '../record/hash.ts'
import { counterOf, normalP256, p256FromSpki, verifyP256 } from '../record/webauthn.ts'
import { faultOfSignature, type KeyTerms } from './signature.ts'

const message = utf8ToBytes('what is approved')
const secret = new Uint8Array(32).fill(9)
const passkey = softPasskey(secret)
const terms: KeyTerms = { algorithm: 'webauthn', passkey: { origin: 'https://zone.example', rpId: 'zone.example' } }
const fault = (more: Parameters<typeof passkey.sign>[1], on = message): string | undefined =>
  faultOfSignature(passkey.sign(message, more), on, terms)

describe('a passkey', () => {
  test('signs the digest of what is approved', () => expect(fault({})).toBeUndefined())

  test.each([
    ['another page', { origin: 'https://zone.example.evil' }, 'origin https://zone.example'],
    ['another relying party', { rpId: 'evil.example' }, 'relying party zone.example'],
    ['nobody there', { flags: 0x04 }, 'a user who was present'],
    ['a user who was not verified', { flags: 0x01 }, 'a user who was verified'],
    ['a registration in its place', { type: 'webauthn.create' }, 'type webauthn.get'],
    ['another challenge', { challenge: 'AAAA' }, 'the digest of what is signed as challenge'],
    ['a frame in another page', { crossOrigin: true }, 'a page of its own, not a frame in another'],
  ])('is refused for %s', (_, more, says) => expect(fault(more)).toBe(says))

  test('does not stand under anything else', () => {
    expect(fault({}, utf8ToBytes('something else'))).toBe('the digest of what is signed as challenge')
  })

  test('counts only as it was enrolled: not as a bare key, not without its place', () => {
    const signed = passkey.sign(message)
    expect(faultOfSignature(signed, message, { algorithm: 'p256' })).toBe('a signature by p256')
    expect(faultOfSignature(signed, message, { algorithm: 'webauthn' })).toBe('a passkey enrolled with its origin')
    const { assertion: _, ...bare } = signed
    expect(faultOfSignature(bare, message, terms)).toBe('a signature by webauthn')
  })

  test('the higher of its two signatures is brought to the lower; kept as it came it would not hold', () => {
    expect(passkey.sign(message, { highS: true })).toEqual(passkey.sign(message))
    const { signature } = passkey.sign(message)
    const { r, s } = p256.Signature.fromBytes(hexToBytes(signature), 'compact')
    const high = bytesToHex(new p256.Signature(r, p256.Point.Fn.ORDER - s).toBytes('compact'))
    expect(faultOfSignature({ ...passkey.sign(message), signature: high }, message, terms)).toBe(
      'a signature that holds',
    )
  })

  test('says how often it signed', () => expect(counterOf(passkey.sign(message, { counter: 41 }).assertion!)).toBe(41))

  test.each([
    ['nothing', { authenticatorData: '', clientDataJSON: '' }],
    ['no base64', { authenticatorData: '!', clientDataJSON: '!' }],
    ['a list', { authenticatorData: 'AAAA', clientDataJSON: 'W10' }],
    ['null', { authenticatorData: 'AAAA', clientDataJSON: 'bnVsbA' }],
  ])('hostile bytes are refused and never throw: %s', (_, assertion) => {
    expect(faultOfSignature({ ...passkey.sign(message), assertion }, message, terms)).toBeTypeOf('string')
  })
})

describe('a key on P-256 of another maker', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = p256FromSpki(new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' })))

  test('OpenSSL signs, high or low, and the normal form holds', () => {
    for (let i = 0; i < 12; i++) {
      const der = new Uint8Array(sign('sha256', message, pair.privateKey))
      const signature = normalP256(der)
      expect(verifyP256({ key, message, signature })).toBe(true)
      expect(faultOfSignature({ key, signature }, message, { algorithm: 'p256' })).toBeUndefined()
      expect(verifyP256({ key, message: utf8ToBytes('other'), signature })).toBe(false)
    }
  })

  test('a key of another curve is refused', () => {
    const ed = createPublicKey(generateKeyPairSync('ed25519').privateKey)
    expect(() => p256FromSpki(new Uint8Array(ed.export({ type: 'spki', format: 'der' })))).toThrow(/P-256/)
    expect(() => normalP256(new Uint8Array([1, 2]))).toThrow(/DER/)
    expect(createPrivateKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' })).asymmetricKeyType).toBe('ec')
  })
})
