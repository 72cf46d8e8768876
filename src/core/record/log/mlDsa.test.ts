import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { SluiceError } from '../../errors.ts'
import { bytesToHex } from '../hash.ts'
import { formatCheckpoint, openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { ed25519Signer, ed25519Verifier, ed25519VerifierKey, parseVerifierKey } from './keys.ts'
import { mlDsaSigner, mlDsaTime, mlDsaVerifier, mlDsaVerifierKey, subtreeMessage } from './mlDsa.ts'
import { openNote, parseNote } from './note.ts'

const origin = 'log.example'
const root = new Uint8Array(32).fill(7)
const checkpoint = { origin, size: 700, root, extensions: [] }
const key = { name: origin, seed: new Uint8Array(32).fill(5) }
const classic = { name: origin, secretKey: new Uint8Array(32).fill(1) }
const verifier = mlDsaVerifier(mlDsaVerifierKey(key))
const signer = mlDsaSigner({ key, timestampSeconds: 0 })
const note = signCheckpoint({ checkpoint, signers: [ed25519Signer(classic), signer] })

function codeOf(run: () => unknown): unknown {
  try {
    run()
    return 'accepted'
  } catch (error) {
    if (error instanceof SluiceError) return error.code
    throw error
  }
}

test('the signed bytes are the structure of the specification', () => {
  const message = subtreeMessage({ cosigner: 'w', timestampSeconds: 258, origin: 'ab', start: 1, end: 3, root })
  expect(bytesToHex(message)).toBe(
    `737562747265652f76310a00${'0177'}${'0000000000000102'}${'026162'}${'0000000000000001'}${'0000000000000003'}${'07'.repeat(32)}`,
  )
})

describe('a checkpoint with both signatures', () => {
  test('is read by a client that knows only one of the keys', () => {
    for (const each of [ed25519Verifier(ed25519VerifierKey(classic)), verifier]) {
      expect(openCheckpoint({ note, origin, verifiers: [each] }).checkpoint).toEqual(checkpoint)
    }
  })

  test('has the ML-DSA-44 signature that OpenSSL verifies too', () => {
    const signature = parseNote(note).signatures.find(({ keyId }) => keyId === signer.keyId)!.signature
    const { publicKey } = parseVerifierKey(mlDsaVerifierKey(key))
    const jwk = { kty: 'AKP', alg: 'ML-DSA-44', pub: Buffer.from(publicKey).toString('base64url') }
    const message = subtreeMessage({ cosigner: origin, timestampSeconds: 0, origin, start: 0, end: 700, root })
    const native = createPublicKey({ key: jwk, format: 'jwk' } as never)
    expect(verify(null, message, native, signature.subarray(8))).toBe(true)
    expect(verify(null, message.with(20, message[20]! ^ 1), native, signature.subarray(8))).toBe(false)
  })

  test('is the same bytes each time it is made', () => {
    expect(signCheckpoint({ checkpoint, signers: [ed25519Signer(classic), signer] })).toBe(note)
  })

  test.each([
    ['another size', note.replace('\n700\n', '\n701\n')],
    ['another time', replaceSignature((bytes) => bytes.with(7, 1))],
    ['one bit of its signature changed', replaceSignature((bytes) => bytes.with(1000, bytes[1000]! ^ 1))],
    ['a short signature', replaceSignature((bytes) => bytes.slice(0, -1))],
  ])('is refused with %s', (_, altered) => {
    expect(codeOf(() => openNote({ note: altered, verifiers: [verifier] }))).toBe('SIGNATURE_INVALID')
  })
})

function replaceSignature(change: (signature: Uint8Array) => Uint8Array): string {
  const { text } = parseNote(note)
  const changed = { name: signer.name, keyId: signer.keyId, sign: () => change(signer.sign(text)) }
  return signCheckpoint({ checkpoint, signers: [changed] })
}

test('the time of a signature is signed with it', () => {
  const timed = mlDsaSigner({ key, timestampSeconds: 1_772_323_200 })
  const signature = timed.sign(formatCheckpoint(checkpoint))
  expect(mlDsaTime(signature)).toBe(1_772_323_200)
  expect(verifier.verify(formatCheckpoint(checkpoint), signature)).toBe(true)
})

test('extension lines are neither signed nor passed as signed', () => {
  const extended = formatCheckpoint({ ...checkpoint, extensions: ['pay me'] })
  expect(codeOf(() => signer.sign(extended))).toBe('INPUT_INVALID')
  expect(verifier.verify(extended, signer.sign(formatCheckpoint(checkpoint)))).toBe(false)
})

test('a key of another type or a false time is refused', () => {
  expect(codeOf(() => mlDsaVerifier(ed25519VerifierKey(classic)))).toBe('INPUT_INVALID')
  expect(codeOf(() => mlDsaSigner({ key, timestampSeconds: -1 }))).toBe('INPUT_INVALID')
  expect(codeOf(() => mlDsaSigner({ key: { ...key, name: 'a b' }, timestampSeconds: 0 }))).toBe('INPUT_INVALID')
})
