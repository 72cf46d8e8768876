import { createHash, createPublicKey, verify } from 'node:crypto'
import { ed25519 } from '@noble/curves/ed25519.js'
import { afterEach, describe, expect, test } from 'vitest'
import { hexToBytes, utf8ToBytes } from '../../core/record/hash.ts'
import { ed25519Signer, useEd25519, verifyEd25519 } from '../../core/record/log/keys.ts'
import { publicKeyOf, signText } from '../../core/record/publicKeys.ts'
import { nativeEd25519Signer, useNativeEd25519 } from './nativeEd25519.ts'

afterEach(() => useEd25519(undefined))

const key = { name: 'log.example', secretKey: new Uint8Array(32).fill(7) }
const message = utf8ToBytes('message')
const publicKey = ed25519.getPublicKey(key.secretKey)
const signature = ed25519.sign(message, key.secretKey)

test('the native signer makes the bytes that the portable one makes', () => {
  const [native, portable] = [nativeEd25519Signer(key), ed25519Signer(key)]
  for (const text of ['', 'a\n', 'log.example\n5\nroot\n', '涉案财物\n']) {
    expect(native.sign(text)).toEqual(portable.sign(text))
  }
  expect([native.name, native.keyId]).toEqual([portable.name, portable.keyId])
})

test('a person signs the same bytes with the host’s own Ed25519 as with the portable one', () => {
  const said = () => [
    publicKeyOf(key.secretKey),
    ...['', 'paper'].map((text) => signText(utf8ToBytes(text), key.secretKey)),
  ]
  const portable = said()
  useNativeEd25519()
  expect(said()).toEqual(portable)
  expect(() => signText(message, new Uint8Array(31))).toThrow()
})

/** A signature with a torsion component: the equation holds with the cofactor and not without it. */
function tornSignature(): { publicKey: Uint8Array; signature: Uint8Array } {
  const order8 = ed25519.Point.fromBytes(
    hexToBytes('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'),
    true,
  )
  const R = ed25519.Point.fromBytes(signature.slice(0, 32)).add(order8).toBytes()
  // R enters the hash, so s is made anew, from the secret scalar that only the owner of the key has.
  const { scalar, pointBytes, prefix } = ed25519.utils.getExtendedPublicKey(key.secretKey)
  const { Fn } = ed25519.Point
  const hash = (data: Uint8Array) => new Uint8Array(createHash('sha512').update(data).digest())
  const prefixed = hash(Uint8Array.from([...prefix, ...message]))
  const r = mod(littleEndian(prefixed), Fn.ORDER)
  const k = mod(littleEndian(hash(Uint8Array.from([...R, ...pointBytes, ...message]))), Fn.ORDER)
  return { publicKey: pointBytes, signature: Uint8Array.from([...R, ...Fn.toBytes(mod(r + k * scalar, Fn.ORDER))]) }
}

const littleEndian = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n)
const mod = (a: bigint, n: bigint) => ((a % n) + n) % n

describe('native and portable verification answer alike', () => {
  const smallOrder = hexToBytes('0100000000000000000000000000000000000000000000000000000000000000')
  const torn = tornSignature()
  test.each([
    ['a good signature', publicKey, message, signature, true],
    ['another message', publicKey, utf8ToBytes('massage'), signature, false],
    ['another key', ed25519.getPublicKey(new Uint8Array(32).fill(8)), message, signature, false],
    ['one bit changed', publicKey, message, signature.with(40, signature[40]! ^ 1), false],
    ['s above the order', publicKey, message, signature.with(63, signature[63]! | 0xf0), false],
    ['a signature of 63 bytes', publicKey, message, signature.slice(1), false],
    ['a key that is no point', new Uint8Array(32).fill(2), message, signature, false],
    [
      'a key of small order, which anybody can sign for',
      smallOrder,
      message,
      Uint8Array.from([...smallOrder, ...new Uint8Array(32)]),
      false,
    ],
    ['a signature with a torsion component', torn.publicKey, message, torn.signature, true],
  ])('on %s', (_, withKey, said, given, expected) => {
    const portable = verifyEd25519(withKey, said, given)
    useNativeEd25519()
    expect([portable, verifyEd25519(withKey, said, given)]).toEqual([expected, expected])
  })

  test('though OpenSSL alone would refuse the torsion component', () => {
    const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), torn.publicKey])
    const native = createPublicKey({ key: der, format: 'der', type: 'spki' })
    expect(verify(null, message, native, torn.signature)).toBe(false)
  })
})
