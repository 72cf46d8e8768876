import { expect, test } from 'vitest'
import { readKeys } from './readKeys.ts'

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
