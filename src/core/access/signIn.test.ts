import { expect, test } from 'vitest'
import { actionDigestInput, approvalDigestInput, signAction } from '../case/action.ts'
import { bytesToHex } from '../record/hash.ts'
import { publicKeyOf, type SecretKey, signText } from '../record/publicKeys.ts'
import { type Challenge, faultOfSignIn, signChallenge, signInDigestInput } from './signIn.ts'

const secret = new Uint8Array(32).fill(7)
const sm2: SecretKey = { algorithm: 'sm2', secretKey: new Uint8Array(32).fill(5) }
const challenge: Challenge = {
  zone: 'beijing',
  origin: 'sluice.example/onshore',
  nonce: 'ab'.repeat(32),
  key: publicKeyOf(secret),
  expiresAt: '2026-03-02T01:02:00.000Z',
}
const terms = { algorithm: 'ed25519' } as const
const fault = (signed: Challenge, asked = challenge) =>
  faultOfSignIn({ challenge: asked, signature: signChallenge(signed, secret), terms })

test('a challenge is answered by the key that it was made for', () => {
  expect(fault(challenge)).toBeUndefined()
  const own = { ...challenge, key: publicKeyOf(sm2) }
  expect(
    faultOfSignIn({ challenge: own, signature: signChallenge(own, sm2), terms: { algorithm: 'sm2' } }),
  ).toBeUndefined()
})

test.each<[string, Partial<Challenge>]>([
  ['another zone', { zone: 'offshore' }],
  ['another log', { origin: 'sluice.example/offshore' }],
  ['another nonce', { nonce: 'cd'.repeat(32) }],
  ['another end', { expiresAt: '2026-03-02T02:02:00.000Z' }],
])('what was signed for %s does not open this one', (_, other) => {
  expect(fault({ ...challenge, ...other })).toBe('a signature that holds')
})

test('another key does not answer for the one asked', () => {
  const other = new Uint8Array(32).fill(8)
  expect(faultOfSignIn({ challenge, signature: signChallenge(challenge, other), terms })).toBe(
    'the key that the challenge was made for',
  )
})

test('what is signed to come in begins unlike any action and any approval', () => {
  const action = { id: 'a', kind: 'k', actor: { org: 'o', person: 'p', role: 'r' }, payload: {}, zone: 'z' }
  const approval = { proposal: 'a', what: 'b', values: 'c', role: 'r', seen: 'd' }
  const begins = [
    signInDigestInput(challenge),
    actionDigestInput(signAction(action, secret)),
    approvalDigestInput(approval),
  ]
  const words = begins.map((bytes) => new TextDecoder().decode(bytes).split('\n')[0])
  expect(words).toEqual(['sluice/sign-in/1', 'sluice/action/2', 'sluice/approval/2'])
})

test('a signature under the bytes of an action that spells a challenge does not come in', () => {
  const action = {
    id: 'a',
    kind: 'k',
    actor: { org: 'o', person: 'p', role: 'r' },
    payload: { ...challenge },
    zone: 'z',
  }
  const signature = signText(actionDigestInput(signAction(action, secret)), secret)
  expect(bytesToHex(actionDigestInput(signAction(action, secret)))).not.toContain(
    bytesToHex(signInDigestInput(challenge)),
  )
  expect(faultOfSignIn({ challenge, signature: { key: challenge.key, signature }, terms })).toBe(
    'a signature that holds',
  )
})
