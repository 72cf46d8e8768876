import { execFileSync, spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashText } from './hash.ts'
import { certifiedKey } from './keyCertificate.ts'

const openssl = spawnSync('openssl', ['version']).status === 0
/** The certificates are of this hour and hold for thirty days. */
const now = new Date(Date.now() + 86_400_000).toISOString()

/** Chains that OpenSSL makes: root, issuer, a bank. Nothing of ours is in them. */
describe.skipIf(!openssl).each([
  ['ed25519', ['ed25519'], []],
  ['p256', ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], []],
  ['sm2', ['SM2'], ['-sm3', '-sigopt', 'distid:1234567812345678']],
] as const)('a certificate of a key of %s', (kind, algorithm, signing) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-certificate-'))
  const run = (...args: string[]): Buffer =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  const issue = (name: string, by: string | undefined, extensions: string): void => {
    run('genpkey', '-algorithm', ...algorithm, '-out', `${name}.key`)
    const request = ['-vfyopt', 'distid:1234567812345678']
    run('req', '-new', '-key', `${name}.key`, '-subj', `/CN=SANDBOX ${name}`, '-out', `${name}.csr`, ...signing)
    writeFileSync(join(folder, `${name}.ext`), extensions)
    const signer = by === undefined ? ['-signkey', `${name}.key`] : ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial'] // biome-ignore format: one list
    run('x509', '-req', '-in', `${name}.csr`, ...signer, '-days', '30', '-extfile', `${name}.ext`, '-out', `${name}.pem`, ...signing, ...(kind === 'sm2' ? request : [])) // biome-ignore format: one call
  }
  const authority = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign'
  const holder = 'basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature'
  let key: string
  let root: string
  const chain = () => `${read('bank.pem')}${read('issuer.pem')}${read('root.pem')}`
  beforeAll(() => {
    issue('root', undefined, authority)
    issue('issuer', 'root', authority)
    issue('bank', 'issuer', holder)
    issue('other', 'issuer', holder)
    issue('mute', 'issuer', 'keyUsage=critical,keyEncipherment')
    const spki = run('pkey', '-in', 'bank.key', '-pubout', '-outform', 'DER')
    const raw = spki.subarray(kind === 'ed25519' ? -32 : -65)
    const compressed = `${(raw[64]! & 1) === 1 ? '03' : '02'}${raw.subarray(1, 33).toString('hex')}`
    key = kind === 'ed25519' ? raw.toString('hex') : kind === 'sm2' ? `sm2:${compressed}` : compressed
    root = new X509Certificate(read('root.pem')).fingerprint256.replaceAll(':', '').toLowerCase()
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('holds with its chain to the root', () => {
    const found = certifiedKey({ pem: chain(), key, at: now, root })
    expect(found).toMatchObject({ subject: 'CN=SANDBOX bank', root })
  })

  test.each([
    ['another key', () => ({ key: hashText('another') }), 'a certificate of the key'],
    ['another root', () => ({ root: hashText('another') }), 'a chain to the root'],
    ['a later day', () => ({ at: '2036-01-01T00:00:00.000Z' }), 'was not valid'],
    ['an earlier day', () => ({ at: '2020-01-01T00:00:00.000Z' }), 'was not valid'],
    ['no issuer', () => ({ pem: `${read('bank.pem')}${read('root.pem')}` }), 'lacks the certificate'],
    [
      'the holder last',
      () => ({ pem: `${read('issuer.pem')}${read('bank.pem')}${read('root.pem')}` }),
      'a certificate of the key',
    ],
    ['a key that may not sign', () => ({ pem: `${read('mute.pem')}${read('issuer.pem')}${read('root.pem')}` }), ''],
    ['no certificate', () => ({ pem: 'a letter' }), 'no certificate'],
    ['bytes that are none', () => ({ pem: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }), ''],
  ])('does not hold for %s', (_, change, says) => {
    const found = certifiedKey({ pem: chain(), key, at: now, root, ...change() })
    expect(found).toBeTypeOf('string')
    expect(found).toContain(says)
  })

  test('a holder who issues for somebody is no issuer', () => {
    run('req', '-new', '-key', 'other.key', '-subj', '/CN=SANDBOX other', '-out', 'other.csr', ...signing)
    const vfy = kind === 'sm2' ? ['-vfyopt', 'distid:1234567812345678'] : []
    run('x509', '-req', '-in', 'other.csr', '-CA', 'bank.pem', '-CAkey', 'bank.key', '-CAcreateserial', '-days', '9', '-out', 'below.pem', ...signing, ...vfy) // biome-ignore format: one call
    const spki = run('pkey', '-in', 'other.key', '-pubout', '-outform', 'DER')
    const raw = spki.subarray(kind === 'ed25519' ? -32 : -65)
    const point = `${(raw[64]! & 1) === 1 ? '03' : '02'}${raw.subarray(1, 33).toString('hex')}`
    const own = kind === 'ed25519' ? raw.toString('hex') : kind === 'sm2' ? `sm2:${point}` : point
    expect(certifiedKey({ pem: `${read('below.pem')}${chain()}`, key: own, at: now, root })).toContain(
      'lacks the certificate',
    )
  })

  test('a certificate that signs itself vouches for nothing', () => {
    const spki = run('pkey', '-in', 'root.key', '-pubout', '-outform', 'DER')
    const raw = spki.subarray(kind === 'ed25519' ? -32 : -65)
    const point = `${(raw[64]! & 1) === 1 ? '03' : '02'}${raw.subarray(1, 33).toString('hex')}`
    const own = kind === 'ed25519' ? raw.toString('hex') : kind === 'sm2' ? `sm2:${point}` : point
    const found = certifiedKey({ pem: read('root.pem'), key: own, at: now, root })
    expect(found).toBeTypeOf('string')
  })
})
