import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { bytesToHex, utf8ToBytes } from './hash.ts'
import { sm3 } from './sm3.ts'

const hexOf = (text: string) => bytesToHex(sm3(utf8ToBytes(text)))

test.each([
  ['abc', '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'],
  ['abcd'.repeat(16), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'],
])('SM3 of %s is what GB/T 32905 annex A prints', (text, digest) => {
  expect(hexOf(text)).toBe(digest)
})

test('SM3 agrees with OpenSSL at every length around the block borders', () => {
  for (let length = 0; length <= 260; length++) {
    const data = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 0xff)
    expect(bytesToHex(sm3(data))).toBe(createHash('sm3').update(data).digest('hex'))
  }
})
