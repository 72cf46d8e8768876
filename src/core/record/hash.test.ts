import { afterEach, expect, test } from 'vitest'
import { useNativeSha256 } from '../../host/log/nativeHash.ts'
import { bytesToHex, hmacSha256, sha256, utf8ToBytes } from './hash.ts'

afterEach(() => expect(bytesToHex(sha256(utf8ToBytes('abc'))).slice(0, 8)).toBe('ba7816bf'))

// RFC 4231, cases 1, 2 and 6: a short key, a shorter one, and one that is longer than a block.
const cases = [
  [new Uint8Array(20).fill(0x0b), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
  [
    utf8ToBytes('Jefe'),
    'what do ya want for nothing?',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    new Uint8Array(131).fill(0xaa),
    'Test Using Larger Than Block-Size Key - Hash Key First',
    '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  ],
] as const

test('a message code is that of RFC 4231, over the portable hash and over the host’s own', () => {
  const said = () => cases.map(([key, data]) => bytesToHex(hmacSha256(key, utf8ToBytes(data))))
  const expected = cases.map(([, , code]) => code)
  expect(said()).toEqual(expected)
  useNativeSha256()
  expect(said()).toEqual(expected)
})
