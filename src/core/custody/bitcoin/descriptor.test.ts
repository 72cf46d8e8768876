import { describe, expect, test } from 'vitest'
import vectors67 from '../../../../test/vectors/bips/bip67.json' with { type: 'json' }
import vectors from '../../../../test/vectors/bips/descriptors.json' with { type: 'json' }
import { bytesToHex, hexToBytes } from '../../record/hash.ts'
import {
  addressAt,
  type DescriptorPlace,
  formatDescriptor,
  multisigScript,
  parseDescriptor,
  placeOf,
  scriptAt,
  sortKeys,
} from './descriptor.ts'
import { descriptorChecksum } from './descriptorChecksum.ts'
import { parseKeyExpression } from './keyExpression.ts'
import { bitcoinMainnet, bitcoinRegtest, bitcoinRegtestBcoin } from './network.ts'

const receive = (index: number): DescriptorPlace => ({ branch: 0, index })
const isSecret = (text: string) => /xprv|tprv|\b[5KL][1-9A-HJ-NP-Za-km-z]{50,51}\b/.test(text)
const xpubA =
  'xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL'
const xpubB =
  'xpub68NZiKmJWnxxS6aaHmn81bvJeTESw724CRDs6HbuccFQN9Ku14VQrADWgqbhhTHBaohPX4CjNLf9fq9MYo6oDaPPLPxSb7gwQN3ih19Zm4Y'

describe('checksums (BIP-380)', () => {
  test('the published checksum is computed', () => expect(descriptorChecksum('raw(deadbeef)')).toBe('89f8spxm'))

  test.each(vectors.checksum)('$case: $text', ({ case: name, text }) => {
    const [body = '', given] = text.split('#', 2)
    const right = descriptorChecksum(body)
    expect(given === undefined || (text.split('#').length === 2 && given === right)).toBe(
      name === 'Valid checksum' || name === 'No checksum',
    )
  })

  test('a descriptor with a changed character is refused', () => {
    const good = formatDescriptor(parseDescriptor(`wsh(sortedmulti(2,${xpubA}/*,${xpubB}/*))`))
    expect(parseDescriptor(good, { checksum: 'required' }).threshold).toBe(2)
    expect(() => parseDescriptor(good.replace('sortedmulti(2', 'sortedmulti(1'))).toThrow('a character was changed')
    expect(() => parseDescriptor(good.slice(0, -1))).toThrow('7 characters')
    expect(() => parseDescriptor(good.split('#')[0]!, { checksum: 'required' })).toThrow('missing')
  })
})

describe('key expressions (BIP-380)', () => {
  const publicOnes = vectors.keyValid.filter(({ text }) => !isSecret(text))
  const secretOnes = vectors.keyValid.filter(({ text }) => isSecret(text))

  test('the vectors hold 12 public and 9 private expressions', () =>
    expect([publicOnes.length, secretOnes.length]).toEqual([12, 9]))

  test.each(publicOnes)('$case is read', ({ text }) => expect(parseKeyExpression(text).text).toBe(text))

  test.each(secretOnes)('$case is refused as a secret and not repeated', ({ text }) => {
    let message = ''
    try {
      parseKeyExpression(text)
    } catch (error) {
      message = String(error)
      expect(error).toMatchObject({ code: 'SECRET_IN_INPUT' })
    }
    expect(message).toContain('private key')
    expect(message).not.toContain(text.replace(/^\[[^\]]*\]/, '').slice(0, 20))
  })

  test.each(vectors.keyInvalid)('$case is refused: $text', ({ text }) =>
    expect(() => parseKeyExpression(text)).toThrow(),
  )
})

describe('scripts (BIP-383)', () => {
  const usable = vectors.bip383.valid.filter(({ text }) => !isSecret(text))

  test('the vectors hold 4 descriptors without private keys', () => expect(usable.length).toBe(4))

  test.each(usable)('gives the published scripts: $text', ({ text, gives }) => {
    const descriptor = parseDescriptor(text)
    expect(gives.map((_, index) => bytesToHex(scriptAt(descriptor, receive(index)).scriptPubKey))).toEqual(gives)
  })

  test.each(vectors.bip383.invalid)('refuses $case', ({ text }) => expect(() => parseDescriptor(text)).toThrow())

  test.each(vectors.bip383.valid.filter(({ text }) => isSecret(text)))('refuses private keys: $text', ({ text }) =>
    expect(() => parseDescriptor(text)).toThrow(expect.objectContaining({ code: 'SECRET_IN_INPUT' })),
  )
})

describe('branches (BIP-389)', () => {
  const multis = vectors.bip389.valid.filter(({ text }) => text.includes('multi('))

  test('the vectors hold 2 multi-signature descriptors', () => expect(multis.length).toBe(2))

  test.each(multis)('expands in lockstep: $text', ({ text, gives }) => {
    const descriptor = parseDescriptor(text)
    expect(descriptor.branches).toBe(gives.length)
    gives.forEach((single, branch) => {
      for (const index of [0, 7]) {
        expect(scriptAt(descriptor, { branch, index })).toMatchObject({
          scriptPubKey: scriptAt(parseDescriptor(single), receive(index)).scriptPubKey,
        })
      }
    })
  })

  test.each(vectors.bip389.invalid)('refuses $case', ({ text }) => expect(() => parseDescriptor(text)).toThrow())
})

describe('sorted keys (BIP-67)', () => {
  test.each(vectors67)('sorts into $address', ({ list, sorted, script }) => {
    const keys = sortKeys(list.map((key) => ({ publicKey: hexToBytes(key) }))).map((key) => key.publicKey)
    expect(keys.map(bytesToHex)).toEqual(sorted)
    expect(bytesToHex(multisigScript(2, keys))).toBe(script)
  })

  test.each([vectors67[0]!, vectors67[1]!, vectors67[3]!])('gives the address $address', ({ list, address }) =>
    expect(addressAt(parseDescriptor(`sh(sortedmulti(2,${list}))`), receive(0), bitcoinMainnet)).toBe(address),
  )
})

describe('places', () => {
  const descriptor = parseDescriptor(`wsh(sortedmulti(2,${xpubA}/<0;1>/*,${xpubB}/<0;1>/*))`)

  test('a script is found again at its branch and index', () => {
    const { scriptPubKey } = scriptAt(descriptor, { branch: 1, index: 3 })
    expect(placeOf(descriptor, scriptPubKey, { indexMax: 5 })).toEqual({ branch: 1, index: 3 })
    expect(placeOf(descriptor, scriptPubKey, { indexMax: 2 })).toBeUndefined()
  })

  test('a branch or index that is not there is refused', () => {
    expect(() => scriptAt(descriptor, { branch: 2, index: 0 })).toThrow('no branch 2')
    expect(() => scriptAt(descriptor, { branch: 0, index: 2 ** 31 })).toThrow('out of range')
    expect(() => scriptAt(descriptor, { branch: 0, index: -1 })).toThrow('out of range')
  })

  test('mainnet keys give no rehearsal address', () => {
    expect(addressAt(descriptor, receive(0), bitcoinMainnet)).toMatch(/^bc1q[a-z0-9]{58}$/)
    expect(() => addressAt(descriptor, receive(0), bitcoinRegtest)).toThrow('not written for Bitcoin regtest')
    expect(() => addressAt(descriptor, receive(0), bitcoinRegtestBcoin)).toThrow('bcoin')
  })
})
