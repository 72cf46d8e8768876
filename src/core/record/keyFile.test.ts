import { expect, test } from 'vitest'
import { nativeMeans } from '../../host/cli/key/means.ts'
import { bytesToHex, hexToBytes } from './hash.ts'
import { type KeyFile, keyFileOf, openKey, sealKey } from './keyFile.ts'
import { publicKeyOf } from './publicKeys.ts'

const means = nativeMeans()
/** RFC 8032, section 7.1, test 1. */
const secretKey = hexToBytes('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
const passphrase = 'four words stand here'
const owner = { person: 'ada', org: 'bureau', role: 'administrator' }
const seal = (change: object = {}) =>
  sealKey({
    owner,
    algorithm: 'ed25519',
    secretKey,
    passphrase,
    salt: new Uint8Array(16).fill(1),
    nonce: new Uint8Array(12).fill(2),
    means,
    ...change,
  })

test.each(['ed25519', 'p256', 'sm2'] as const)(
  'a sealed %s key opens under its passphrase and no other',
  async (algorithm) => {
    const file = await seal({ algorithm })
    expect(JSON.stringify(file)).not.toContain(bytesToHex(secretKey))
    expect(file.publicKey).toBe(publicKeyOf({ algorithm, secretKey }))
    expect(keyFileOf(JSON.parse(JSON.stringify(file)))).toEqual(file)
    expect(bytesToHex(await openKey(file, passphrase, means))).toBe(bytesToHex(secretKey))
    await expect(openKey(file, `${passphrase}.`, means)).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' })
  },
)

test('nothing that stands in the clear can be changed', async () => {
  const file = await seal()
  const changes: Partial<KeyFile>[] = [
    { person: 'eve' },
    { role: 'trader' },
    { nonce: '03'.repeat(12) },
    { publicKey: 'a'.repeat(64) },
  ]
  for (const change of changes)
    await expect(openKey({ ...file, ...change }, passphrase, means)).rejects.toMatchObject({
      code: 'SIGNATURE_INVALID',
    })
})

test('a short passphrase seals nothing', async () => {
  await expect(seal({ passphrase: 'elevenchars' })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
})

test('a file does not decide how long its reader works, and has no other fields', async () => {
  const file = await seal()
  expect(keyFileOf({ ...file, scrypt: { ...file.scrypt, n: 2 ** 30 } })).toBeUndefined()
  expect(keyFileOf({ ...file, scrypt: { ...file.scrypt, p: 1000 } })).toBeUndefined()
  expect(keyFileOf({ ...file, secretKey: 'x' })).toBeUndefined()
})

const { scrypt: _, ...browser } = nativeMeans()

test('the scrypt of browsers opens what that of Node sealed', async () => {
  expect(bytesToHex(await openKey(await seal(), passphrase, browser))).toBe(bytesToHex(secretKey))
})
