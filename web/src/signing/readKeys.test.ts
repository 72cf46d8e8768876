import { expect, test } from 'vitest'
import { hexToBytes } from '../../../src/core/record/hash.ts'
import { openKey, sealKey } from '../../../src/core/record/keyFile.ts'
import { publicKeyOf } from '../../../src/core/record/publicKeys.ts'
import { browserMeans } from './means.ts'
import { byName, passkeyBar } from './passkey.ts'
import { readKeys, sealedKeyOf } from './readKeys.ts'

/** RFC 8032, section 7.1, test 1. */
const secret = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
const publicKey = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
/** RFC 8410, section 10.3. */
const pem =
  '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n'

test('a key is read from hex, PKCS#8 and JSON, each once', () => {
  expect(readKeys(` ${secret}\n`).map((key) => key.publicKey)).toEqual([publicKey])
  expect(readKeys(pem).map((key) => key.publicKey)).toEqual([
    '19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1',
  ])
  const people = JSON.stringify({
    people: [
      { person: 'p-1', secretKey: secret },
      { person: 'p-1', secretKey: secret },
    ],
  })
  expect(readKeys(people).map((key) => key.publicKey)).toEqual([publicKey])
})

test.each([
  ['a hash under another name', `{"sha256":"${secret}"}`],
  ['nothing', ''],
  ['broken JSON', '{"secret":'],
  ['too short', secret.slice(2)],
])('%s is no key', (_, text) => {
  expect(readKeys(text)).toEqual([])
})

test('32 bytes are a key of the kind that is enrolled, or of the kind that the file states', () => {
  const sm2 = publicKeyOf({ algorithm: 'sm2', secretKey: hexToBytes(secret) })
  const p256 = publicKeyOf({ algorithm: 'p256', secretKey: hexToBytes(secret) })
  expect(readKeys(secret, (key) => key === sm2).map((key) => key.publicKey)).toEqual([sm2])
  expect(readKeys(secret, () => false).map((key) => key.publicKey)).toEqual([publicKey])
  const stated = JSON.stringify({ person: 'p-1', algorithm: 'p256', secretKey: secret })
  expect(readKeys(stated, (key) => key === sm2).map((key) => key.publicKey)).toEqual([p256])
})

test('a sealed key file is told from others, and opens in the browser', async () => {
  const file = await sealKey({
    owner: { person: 'p-1', org: 'psb', role: 'case-officer' },
    algorithm: 'ed25519',
    secretKey: hexToBytes(secret),
    passphrase: 'four words stand here',
    salt: new Uint8Array(16),
    nonce: new Uint8Array(12),
    means: browserMeans,
  })
  expect(readKeys(JSON.stringify(file))).toEqual([])
  expect(sealedKeyOf(secret)).toBeUndefined()
  expect(await openKey(sealedKeyOf(JSON.stringify(file))!, 'four words stand here', browserMeans)).toEqual(hexToBytes(secret)) // biome-ignore format: one line
}, 60_000)

test('no passkey belongs to an IP address; loopback has a name', () => {
  const there = { get: () => {} } as unknown as CredentialsContainer
  expect(passkeyBar('10.1.2.3', there)).toBe('address')
  expect(passkeyBar('[::1]', there)).toBe('address')
  const location = { protocol: 'http:', hostname: '127.0.0.1', port: '7310', pathname: '/approvals' }
  expect(byName(location)).toBe('http://localhost:7310/approvals')
  expect(byName({ ...location, hostname: '10.1.2.3' })).toBeUndefined()
})
