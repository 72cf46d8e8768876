import { secp256k1 } from '@noble/curves/secp256k1.js'
import { describe, expect, test } from 'vitest'
import { bytesToHex, hexToBytes } from '../../record/hash.ts'
import { type PersonalMessageScheme, personalMessageHash, recoverSigner } from './personalMessage.ts'
import { type ControlRequest, controlMessage, verifyControl } from './proofOfControl.ts'

const key = hexToBytes('01'.repeat(32))
const sign = (scheme: PersonalMessageScheme, message: string) => {
  const signature = secp256k1.sign(personalMessageHash(scheme, message), key, { prehash: false, format: 'recovered' })
  return `0x${bytesToHex(signature.subarray(1))}${(27 + signature[0]!).toString(16)}`
}

describe('EIP-191', () => {
  // Published in the documentation of web3.eth.accounts.sign.
  const message = 'Some data'
  const signature =
    '0xb91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c'

  test('the published message is hashed and its signer found', () => {
    expect(bytesToHex(personalMessageHash('eip-191', message))).toBe(
      '1da44b586eb0729ff70a73c326926f6ed5a25f5b056e7f47fbc6e58d86871655',
    )
    expect(recoverSigner({ scheme: 'eip-191', message, signature })).toBe('0x2c7536E3605D9C16a7a3D7b1898e529396a65c23')
  })

  test('another message gives another signer', () =>
    expect(recoverSigner({ scheme: 'eip-191', message: 'Some datum', signature })).not.toBe(
      '0x2c7536E3605D9C16a7a3D7b1898e529396a65c23',
    ))

  test('v of 0 and 1 is read as 27 and 28', () =>
    expect(recoverSigner({ scheme: 'eip-191', message, signature: signature.replace(/1c$/, '01') })).toBe(
      '0x2c7536E3605D9C16a7a3D7b1898e529396a65c23',
    ))

  test.each(['', '0x', signature.slice(0, -2), signature.replace(/1c$/, '1d'), `0x${'0'.repeat(128)}1b`])(
    '"%s" is no signature',
    (bad) => expect(recoverSigner({ scheme: 'eip-191', message, signature: bad })).toBeUndefined(),
  )

  test('the mirror image with a high s is refused', () => {
    const s = BigInt(`0x${signature.slice(66, 130)}`)
    const high = (secp256k1.Point.Fn.ORDER - s).toString(16).padStart(64, '0')
    expect(
      recoverSigner({ scheme: 'eip-191', message, signature: `${signature.slice(0, 66)}${high}1b` }),
    ).toBeUndefined()
  })
})

describe('TIP-191', () => {
  // Computed with tronweb 6.5.1, signMessageV2, key 01…01.
  test.each([
    [
      'hello world',
      '0x776e75510546b89a3ae67dbc1e8fd93bebafd8ea88ffb4ef2eebd9b900fea8ea592b05c84e50e37d6424087b2be0ce6b6f1ffd9d5d48312c3cac2db1a644a6ea1b',
    ],
    [
      '涉案虚拟货币 63.7 BTC',
      '0xd372d28542fc8a07e4d079e43aedc650e982889938b38a3f83769462d9d498147718e5d9f846176f535c30b1f7693267e878793302604aeb971d1c404a1e20d31b',
    ],
    [
      '',
      '0xa5970e6388fb8de0da85ab5f79e6bbb74d7205f5a778573c48afa7bab7da45de17af366366f2c1c529056c4a42b6868c81af0198ecb8f1a2124044a3d4a356aa1c',
    ],
  ])('tronweb’s signature of "%s" is its signer’s', (message, signature) => {
    expect(recoverSigner({ scheme: 'tip-191', message, signature })).toBe('TCNkawTmcQgYSU8nP8cHswT1QPjharxJr7')
    expect(sign('tip-191', message)).toBe(signature)
  })

  test('a signature for Ethereum is none for Tron', () =>
    expect(
      recoverSigner({ scheme: 'tip-191', message: 'hello world', signature: sign('eip-191', 'hello world') }),
    ).not.toBe('TCNkawTmcQgYSU8nP8cHswT1QPjharxJr7'))
})

describe('proof of control', () => {
  const request: ControlRequest = {
    request: 'a'.repeat(64),
    network: 'eip155:1',
    address: '0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1',
    purpose: 'return in kind',
    askedAt: '2026-03-02T01:00:00.000Z',
    validUntil: '2026-03-09T01:00:00.000Z',
  }

  test('the text names request, network, address and purpose', () =>
    expect(controlMessage(request)).toBe(`Sluice: proof of control of an address
Request: ${'a'.repeat(64)}
Network: eip155:1
Address: 0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1
Purpose: return in kind
Asked at: 2026-03-02T01:00:00.000Z
Valid until: 2026-03-09T01:00:00.000Z
This signature moves nothing and agrees to nothing else.`))

  test('the holder’s signature shows control', () =>
    expect(verifyControl({ request, signature: sign('eip-191', controlMessage(request)) })).toEqual({
      ok: true,
      by: 'EIP-191',
    }))

  test('a signature over another request does not', () => {
    const signature = sign('eip-191', controlMessage({ ...request, purpose: 'sale' }))
    expect(verifyControl({ request, signature })).toMatchObject({ ok: false, by: 'EIP-191' })
  })

  test('another holder’s signature does not', () => {
    const other = { ...request, address: '0x2c7536E3605D9C16a7a3D7b1898e529396a65c23' }
    const signature = sign('eip-191', controlMessage(other))
    expect(verifyControl({ request: other, signature })).toEqual({
      ok: false, by: 'EIP-191', found: 'It was signed by 0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1.',
    }) // biome-ignore format: one row
  })

  test('a value with a line break is refused: it could pose as another line', () =>
    expect(() => controlMessage({ ...request, purpose: 'return\nAddress: 0x0' })).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    ))

  test('a network without a standard is refused', () =>
    expect(() => verifyControl({ request: { ...request, network: 'fil:f' }, signature: '' })).toThrow(
      'No proof of control',
    ))
})
