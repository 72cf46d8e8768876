import { describe, expect, test } from 'vitest'
import { readCard } from './keyCard.ts'

const point = `02${'ab'.repeat(32)}`
const place = { origin: 'https://zone.example', rpId: 'zone.example' }

describe('a card for enrolment', () => {
  test.each([
    ['a public key alone', 'cd'.repeat(32), { key: 'cd'.repeat(32), algorithm: 'ed25519' }],
    ['a key of SM2', `sm2:${point}`, { key: `sm2:${point}`, algorithm: 'sm2' }],
    [
      'what a passkey’s maker shows',
      JSON.stringify({ person: 'p-li', key: point, algorithm: 'webauthn', passkey: place }),
      { person: 'p-li', key: point, algorithm: 'webauthn', passkey: place },
    ],
    [
      'the clear part of a sealed key file',
      JSON.stringify({ person: 'p-li', publicKey: point, algorithm: 'p256', sealed: 'xx' }),
      { person: 'p-li', key: point, algorithm: 'p256' },
    ],
  ])('is %s', (_, text, read) => expect(readCard(text)).toEqual(read))

  test.each([
    ['nothing', ''],
    ['a letter', 'my key, please'],
    ['a passkey without its place', JSON.stringify({ key: point, algorithm: 'webauthn' })],
    ['a place without a passkey', JSON.stringify({ key: point, passkey: place })],
    ['a passkey of another curve', JSON.stringify({ key: 'cd'.repeat(32), algorithm: 'webauthn', passkey: place })],
    ['a file with a secret in the clear', JSON.stringify({ key: point, secretKey: 'cd'.repeat(32) })],
    ['a list', '[]'],
  ])('is not %s', (_, text) => expect(readCard(text)).toBeUndefined())
})
