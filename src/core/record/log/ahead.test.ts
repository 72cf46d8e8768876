import { webcrypto } from 'node:crypto'
import { ed25519 } from '@noble/curves/ed25519.js'
import { expect, test } from 'vitest'
import { bytesToHex, utf8ToBytes } from '../hash.ts'
import { verifyEd25519Ahead, verifyEd25519Hex } from './keys.ts'

const secretKey = new Uint8Array(32).fill(9)
const key = bytesToHex(ed25519.getPublicKey(secretKey))
const signed = (text: string) => {
  const message = utf8ToBytes(text)
  return { key, message, signature: bytesToHex(ed25519.sign(message, secretKey)) }
}

async function web(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const { subtle } = webcrypto
  const imported = await subtle.importKey('raw', Uint8Array.from(publicKey), 'Ed25519', false, ['verify'])
  return subtle.verify('Ed25519', imported, Uint8Array.from(signature), Uint8Array.from(message))
}

test('what a browser’s Ed25519 looked at ahead is answered as the portable check answers', async () => {
  const good = signed('good')
  const wrong = { ...signed('one text'), message: utf8ToBytes('another') }
  const noKey = { ...good, key: 'no key' }
  await verifyEd25519Ahead([good, wrong, noKey], web)
  expect([good, wrong, noKey].map(verifyEd25519Hex)).toEqual([true, false, false])
})

test('what was found good ahead is not computed again', async () => {
  const asked = { ...signed('asked'), signature: signed('something else').signature }
  await verifyEd25519Ahead([asked], async () => true)
  expect(verifyEd25519Hex(asked)).toBe(true)
})

test.each([
  ['a key of small order', { ...signed('small'), key: `01${'00'.repeat(31)}` }],
  ['a key that is no point', { ...signed('none'), key: '02'.repeat(32) }],
  ['a signature of 63 bytes', { ...signed('short'), signature: signed('short').signature.slice(2) }],
  ['an R that is not reduced', { ...signed('R'), signature: `ee${'ff'.repeat(30)}7f${'00'.repeat(32)}` }],
])('%s is not taken, whatever a browser says of it', async (_, text) => {
  await verifyEd25519Ahead([text], async () => true)
  expect(verifyEd25519Hex(text)).toBe(false)
})

test('a browser that fails is passed over', async () => {
  const good = signed('failed')
  await verifyEd25519Ahead([good], () => Promise.reject(new TypeError('not here')))
  expect(verifyEd25519Hex(good)).toBe(true)
})
