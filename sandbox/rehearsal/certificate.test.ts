import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { certifiedKey } from '../../src/core/record/keyCertificate.ts'
import { paperKeyOf } from '../bank/sign.ts'
import { certify } from './certificate.ts'

const at = '2026-03-02T01:00:00.000Z'

describe.each(['7', 'sm-7'])('a certificate of the rehearsal, seed %s', (seed) => {
  const key = paperKeyOf({ seed, party: 'bank-cn' }).publicKey
  const made = certify({ seed, subject: 'SANDBOX 京津银行', key })

  test('is of the key, leads to its root, and is the same again', () => {
    const found = certifiedKey({ pem: made.pem, key, at, root: made.root })
    expect(found).toMatchObject({ subject: 'CN=SANDBOX 京津银行', root: made.root, until: '2040-01-01T00:00:00.000Z' })
    expect(certify({ seed, subject: 'SANDBOX 京津银行', key })).toEqual(made)
  })

  test('is of no other key and no other root', () => {
    const other = paperKeyOf({ seed, party: 'bank-hk' }).publicKey
    expect(certifiedKey({ pem: made.pem, key: other, at, root: made.root })).toBeTypeOf('string')
    const foreign = certify({ seed: `${seed}x`, subject: 'SANDBOX', key }).root
    expect(certifiedKey({ pem: made.pem, key, at, root: foreign })).toContain('a chain to the root')
  })
})

test('OpenSSL reads it and finds the issuer’s signature good', () => {
  const key = paperKeyOf({ seed: '7', party: 'bank-cn' }).publicKey
  const { pem } = certify({ seed: '7', subject: 'SANDBOX bank', key })
  const [own, root] = pem.match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g)!.map((one) => new X509Certificate(one))
  expect(root!.ca).toBe(true)
  expect(own!.ca).toBe(false)
  expect(own!.verify(root!.publicKey)).toBe(true)
  expect(own!.checkIssued(root!)).toBe(true)
})
