import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { hasOpenssl, keyArguments, makeAuthority } from '../../../../sandbox/timestamps/makeAuthority.ts'
import { bytesToHex, utf8ToBytes } from '../hash.ts'
import { fingerprintOf } from './algorithms.ts'
import { readTimeAnswer, timeRequest } from './request.ts'
import { readToken, verifyToken } from './token.ts'

const message = utf8ToBytes('example.com/log\n1\nAAAA\n')
const nonce = Uint8Array.of(0x80, 1, 2, 3, 4, 5, 6, 7)
const folder = mkdtempSync(join(tmpdir(), 'sluice-tsa-'))
afterAll(() => rmSync(folder, { recursive: true }))

function tokenOf(
  name: string,
  options: Omit<Parameters<typeof makeAuthority>[0], 'folder'> = {},
  hash: 'sha256' | 'sha512' = 'sha256',
) {
  const authority = makeAuthority({ folder: join(folder, name), ...options })
  const answer = readTimeAnswer({
    answer: authority.reply(timeRequest({ message, hash, nonce })),
    message,
    hash,
    nonce,
  })
  if (answer.outcome === 'refused') throw new TypeError(answer.reason)
  return { token: answer.token, certificates: authority.certificates, authority }
}

describe.skipIf(!hasOpenssl())('a time-stamp of OpenSSL', () => {
  test.each(Object.keys(keyArguments).filter((key) => key !== 'ed25519') as ['rsa', 'p256', 'p384'])(
    'is verified with its chain, under keys of type %s',
    (key) => {
      const { token, certificates } = tokenOf(key, { key })
      const proved = verifyToken({ token, message, certificates })
      expect(proved).toMatchObject({
        authority: 'CN=SANDBOX time signer, O=SANDBOX',
        root: 'CN=SANDBOX time root, O=SANDBOX',
        rootFingerprint: fingerprintOf(certificates[0]!),
        accuracyMs: 1501,
        policy: '1.3.6.1.4.1.55555.1',
        serial: '2',
      })
      expect(Math.abs(Date.parse(proved.at) - Date.now())).toBeLessThan(60_000)
    },
  )

  test('may be over another hash', () => {
    const { token, certificates } = tokenOf('sha512', { key: 'p256' }, 'sha512')
    expect(readToken(token).info.hash.name).toBe('sha512')
    expect(verifyToken({ token, message, certificates }).serial).toBe('2')
  })

  test('is refused where one bit of it is changed, or it does not mean the same', () => {
    const { token, certificates } = tokenOf('bits', { key: 'p256' })
    const proved = JSON.stringify(verifyToken({ token, message, certificates }), (_, value) => typeof value === 'bigint' ? String(value) : value) // biome-ignore format: one line
    const unharmed: number[] = []
    for (let at = 0; at < token.length; at++) {
      const changed = token.slice()
      changed[at]! ^= 1 << (at % 8)
      try {
        const again = JSON.stringify(verifyToken({ token: changed, message, certificates }), (_, value) => typeof value === 'bigint' ? String(value) : value) // biome-ignore format: one line
        expect(again).toBe(proved)
        unharmed.push(at)
      } catch (error) {
        expect(error).toMatchObject({ code: 'TIMESTAMP_INVALID' })
      }
    }
    // Version numbers, and the list of digests, stand outside the signature in CMS; nothing that was proved hangs on them.
    expect(unharmed.length).toBeLessThan(24)
  })

  test('is refused over another message, and without its root', () => {
    const { token, certificates } = tokenOf('other')
    expect(() => verifyToken({ token, message: utf8ToBytes('other'), certificates })).toThrow('its imprint is another')
    expect(() => verifyToken({ token, message, certificates: [] })).toThrow('lacks the certificate of who issued')
    const stranger = makeAuthority({ folder: join(folder, 'stranger') })
    expect(() => verifyToken({ token, message, certificates: stranger.certificates })).toThrow('lacks the certificate')
  })

  test.each(['loose', 'server'] as const)('is refused from a certificate whose purpose is %s', (purpose) => {
    // OpenSSL itself does not sign with these.
    expect(() => tokenOf(`purpose-${purpose}`, { purpose })).toThrow()
  })

  test('answers the request that was made and no other', () => {
    const { authority } = tokenOf('nonce')
    const answer = authority.reply(timeRequest({ message, hash: 'sha256', nonce }))
    const expectAnswer = (change: Partial<Parameters<typeof readTimeAnswer>[0]>) =>
      expect(() => readTimeAnswer({ answer, message, hash: 'sha256', nonce, ...change }))
    expectAnswer({ nonce: Uint8Array.of(1) }).toThrow('answers another request')
    expectAnswer({ message: utf8ToBytes('x') }).toThrow('something else than was asked')
    expectAnswer({ hash: 'sha512' }).toThrow('something else than was asked')
    expectAnswer({ answer: answer.subarray(0, -1) }).toThrow('time-stamp')
    expectAnswer({ answer: utf8ToBytes('hello') }).toThrow('time-stamp')
  })

  test('a refusal of the authority is told with its reason', () => {
    const { authority } = tokenOf('refusal')
    const body = timeRequest({ message, hash: 'sm3', nonce })
    expect(readTimeAnswer({ answer: authority.reply(body), message, hash: 'sm3', nonce })).toMatchObject({
      outcome: 'refused',
      status: 2,
    })
    expect(bytesToHex(body).startsWith('30')).toBe(true)
  })
})
