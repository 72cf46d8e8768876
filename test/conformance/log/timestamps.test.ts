import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { equalBytes, hexToBytes, utf8ToBytes } from '../../../src/core/record/hash.ts'
import { issuedBy } from '../../../src/core/record/time/certificate.ts'
import { readDer } from '../../../src/core/record/time/der.ts'
import { readTimeAnswer, timeRequest } from '../../../src/core/record/time/request.ts'
import { readToken, verifyToken } from '../../../src/core/record/time/token.ts'

const url = new URL('../../vectors/rfc3161/responses.json', import.meta.url)
const vectors = JSON.parse(readFileSync(url, 'utf8')) as Record<string, string>
const bytesOf = (name: string): Uint8Array => hexToBytes(vectors[name]!)
/** What was stamped, as the source tells it. */
const message = utf8ToBytes('RhT49MYCgJzWssTF+LXtFZbLD4pe94q4uezLWoTLzyM=\n')
/** The token inside a response: what follows its status. */
const tokenOf = (name: string): Uint8Array => {
  const { content } = readDer(bytesOf(name))
  return content.slice(2 + content[1]!)
}

test.each([
  ['respNonce', '2017-04-19T06:29:53.000Z', 0x092ef19ffb5d2ae8n],
  ['respNoNonce', '2017-04-19T06:28:13.000Z', undefined],
])('the token of %s is read: hash, time, accuracy, nonce, certificates', (name, at, nonce) => {
  const { info, certificates } = readToken(tokenOf(name))
  expect(new Date(info.atMs).toISOString()).toBe(at)
  expect(info).toMatchObject({ accuracyMs: 1000, hash: { name: 'sha256' } })
  expect(equalBytes(info.imprint, bytesOf('hashedMessage'))).toBe(true)
  expect(info.nonce).toBe(nonce)
  expect(certificates[0]!.subjectText).toMatch(/^CN=GlobalSign TSA for /)
  expect(certificates[0]!.timeStamping).toBe(true)
  expect(issuedBy(certificates[0]!, certificates[1]!)).toBe(true)
  expect(issuedBy(certificates[1]!, certificates[1]!)).toBe(false)
})

test.each(['respNonce', 'respNoNonce'])('the signature of %s holds, and only the root is missing', (name) => {
  const verify = (token: Uint8Array): unknown => verifyToken({ token, message, certificates: [] })
  expect(() => verify(tokenOf(name))).toThrow(/lacks the certificate of who issued that of CN=GlobalSign/)
  const forged = tokenOf(name)
  forged[forged.length - 1]! ^= 1
  expect(() => verify(forged)).toThrow('not signed by the certificate that it names')
})

test('our request is the one that OpenSSL made, byte for byte', () => {
  expect(timeRequest({ message, hash: 'sha256', nonce: hexToBytes('092ef19ffb5d2ae8') })).toEqual(bytesOf('reqNonce'))
})

test('a refusal is read with its reason', () => {
  const asked = { message: new Uint8Array(0), hash: 'sha256', nonce: Uint8Array.of(1) } as const
  expect(readTimeAnswer({ answer: bytesOf('respRejection'), ...asked })).toEqual({
    outcome: 'refused',
    status: 2,
    reason: 'Error during serial number generation.',
  })
})
