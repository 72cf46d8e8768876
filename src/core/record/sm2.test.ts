import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from './hash.ts'
import { signWith, sm2Digest, sm2PublicKey, sm2Sign, sm2Verify } from './sm2.ts'
import { hmacSm3 } from './sm3.ts'

/** GB/T 32918.5-2017, annex A.2: the example over the recommended curve. */
const published = {
  secret: '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8',
  x: '09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020',
  y: 'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  k: '59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21',
  digest: 'f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640',
  r: 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3',
  s: 'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
}
const message = utf8ToBytes('message digest')
const secretKey = hexToBytes(published.secret)
const publicKey = sm2PublicKey(secretKey)
const whole = hexToBytes(`04${published.x}${published.y}`)

describe('SM2', () => {
  test('makes the key, digest and signature of the published example', () => {
    // The y of the example is odd.
    expect(bytesToHex(publicKey)).toBe(`03${published.x}`)
    const digest = sm2Digest({ publicKey, message })
    expect(bytesToHex(digest)).toBe(published.digest)
    const signature = signWith({ secret: BigInt(`0x${published.secret}`), digest, k: BigInt(`0x${published.k}`) })
    expect(bytesToHex(signature!)).toBe(published.r + published.s)
  })

  test('accepts the published signature, and with another byte anywhere refuses it', () => {
    const signature = hexToBytes(published.r + published.s)
    expect(sm2Verify({ publicKey, message, signature })).toBe(true)
    expect(sm2Verify({ publicKey: whole, message, signature })).toBe(true)
    for (let i = 0; i < signature.length; i++) {
      const changed = signature.slice()
      changed[i]! ^= 1
      expect(sm2Verify({ publicKey, message, signature: changed })).toBe(false)
    }
    expect(sm2Verify({ publicKey, message: utf8ToBytes('message digesT'), signature })).toBe(false)
    expect(sm2Verify({ publicKey, message, signature, id: '1234567812345679' })).toBe(false)
  })

  test.each([
    ['r = 0', concatBytes(new Uint8Array(32), new Uint8Array(32).fill(1))],
    ['s = 0', concatBytes(new Uint8Array(32).fill(1), new Uint8Array(32))],
    ['r = n', hexToBytes(`fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123${published.s}`)],
    [
      'r + s = n',
      hexToBytes(
        `${published.r}${(0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n - BigInt(`0x${published.r}`)).toString(16).padStart(64, '0')}`,
      ),
    ],
    ['63 bytes', new Uint8Array(63).fill(1)],
  ])('refuses a signature with %s', (_, signature) => {
    expect(sm2Verify({ publicKey, message, signature })).toBe(false)
  })

  test('refuses a key that is no point, and a secret out of range', () => {
    const signature = sm2Sign({ secretKey, message })
    expect(sm2Verify({ publicKey: hexToBytes(`05${published.x}`), message, signature })).toBe(false)
    expect(() => sm2PublicKey(new Uint8Array(32))).toThrow('between 1 and')
    expect(() => sm2PublicKey(new Uint8Array(32).fill(255))).toThrow('between 1 and')
  })

  test('gives the same signature again, and another for each message', () => {
    const signature = sm2Sign({ secretKey, message })
    expect(sm2Sign({ secretKey, message })).toEqual(signature)
    expect(sm2Verify({ publicKey, message, signature })).toBe(true)
    expect(bytesToHex(sm2Sign({ secretKey, message: utf8ToBytes('other') })).slice(0, 64)).not.toBe(
      bytesToHex(signature).slice(0, 64),
    )
  })
})

test('HMAC-SM3 is that of OpenSSL', () => {
  // openssl mac -digest SM3 -macopt hexkey:01…20 -in abc HMAC
  const key = Uint8Array.from({ length: 32 }, (_, i) => i + 1)
  const run = spawnSync('openssl', ['dgst', '-sm3', '-mac', 'HMAC', '-macopt', `hexkey:${bytesToHex(key)}`], {
    input: 'abc',
  })
  const expected = '44809d3ff5336f44071be1917887380730ae145f940a53819279801784c65e17'
  expect(bytesToHex(hmacSm3(key, utf8ToBytes('abc')))).toBe(expected)
  if (run.status === 0) expect(run.stdout.toString()).toContain(expected)
})

const openssl = spawnSync('openssl', ['version']).status === 0

describe.skipIf(!openssl)('SM2 between us and OpenSSL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-sm2-'))
  const at = (name: string): string => join(folder, name)
  const run = (...args: string[]): void => {
    const { status, stderr } = spawnSync('openssl', args)
    if (status !== 0) throw new TypeError(stderr.toString())
  }
  const signing = ['-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678']

  test('each accepts what the other signs', async () => {
    run('genpkey', '-algorithm', 'SM2', '-out', at('key.pem'))
    run('pkey', '-in', at('key.pem'), '-pubout', '-outform', 'DER', '-out', at('key.der'))
    run('pkey', '-in', at('key.pem'), '-outform', 'DER', '-out', at('secret.der'))
    const foreign = readFileSync(at('key.der')).subarray(-65)
    writeFileSync(at('text'), message)
    run('pkeyutl', '-sign', '-in', at('text'), '-inkey', at('key.pem'), '-out', at('signature'), '-rawin', ...signing)
    const { rawOf, derOf } = await import('./time/ecSignature.ts')
    const signature = rawOf(readFileSync(at('signature')), 32)
    expect(sm2Verify({ publicKey: foreign, message, signature: signature! })).toBe(true)
    const secret = /0420([0-9a-f]{64})/.exec(readFileSync(at('secret.der')).toString('hex'))![1]!
    writeFileSync(at('ours'), derOf(sm2Sign({ secretKey: hexToBytes(secret), message })))
    run('pkeyutl', '-verify', '-in', at('text'), '-inkey', at('key.pem'), '-sigfile', at('ours'), '-rawin', ...signing)
    rmSync(folder, { recursive: true })
  })
})
