import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesToHex, concatBytes, sha256, utf8ToBytes } from './hash.ts'
import { batchHasher } from './sha256Batch.ts'

const short = (data: Uint8Array): string => {
  const out = new Uint8Array(32)
  batchHasher().short(data, 0, data.length, out, 0)
  return bytesToHex(out)
}

// FIPS 180-4 and NIST CAVP SHA256ShortMsg, typed over.
test.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
])('the published digest of %j', (text, digest) => {
  expect(short(utf8ToBytes(text))).toBe(digest)
})

test('any message of up to 55 bytes has the digest that every SHA-256 gives it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 55 }), (data) => {
      expect(short(data)).toBe(bytesToHex(sha256(data)))
    }),
  )
})

test('a node is the hash of one, left and right', () => {
  const hasher = batchHasher()
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
  fc.assert(
    fc.property(hash, hash, (left, right) => {
      const out = new Uint8Array(40)
      hasher.node(concatBytes(right, left), 32, 0, out, 8)
      expect(bytesToHex(out.slice(8))).toBe(bytesToHex(sha256(concatBytes(Uint8Array.of(1), left, right))))
    }),
  )
})
