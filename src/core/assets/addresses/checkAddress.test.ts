import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SluiceError } from '../../errors.ts'
import { bytesToHex } from '../../record/hash.ts'
import {
  bitcoinCashMainnet,
  bitcoinMainnet,
  bitcoinRegtest,
  bitcoinTestnet,
  dashMainnet,
  dogecoinMainnet,
  ethereumMainnet,
  filecoinMainnet,
  litecoinMainnet,
  tronMainnet,
  xrplMainnet,
} from '../chains.ts'
import { checkAddress, judgeAddress } from './checkAddress.ts'
import { decodeSegwit } from './segwit.ts'

interface Vectors {
  readonly valid: readonly { address: string; scriptPubKey: string }[]
  readonly invalid: readonly { address: string; reason: string }[]
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../../test/vectors/addresses/segwit.json', import.meta.url), 'utf8'),
) as Record<'bip0173' | 'bip0350', Vectors>

function scriptOf(address: string): string {
  const decoded = decodeSegwit(address)
  if ('reason' in decoded) return decoded.reason
  const opcode = decoded.version === 0 ? 0 : 0x50 + decoded.version
  return bytesToHex(Uint8Array.of(opcode, decoded.program.length, ...decoded.program))
}

const onAnyBitcoin = (address: string) =>
  [bitcoinMainnet, bitcoinTestnet].some((chain) => !('reason' in judgeAddress({ chain, address })))

describe('BIP-350 vectors', () => {
  test.each(vectors.bip0350.valid)('$address stands for its script', ({ address, scriptPubKey }) => {
    expect(scriptOf(address)).toBe(scriptPubKey)
    expect(onAnyBitcoin(address)).toBe(true)
  })

  test.each(vectors.bip0350.invalid)('$address is refused: $reason', ({ address }) => {
    expect(onAnyBitcoin(address)).toBe(false)
  })
})

describe('BIP-173 vectors', () => {
  test.each(vectors.bip0173.valid)('$address stands unless BIP-350 replaced it', ({ address, scriptPubKey }) => {
    const version0 = scriptPubKey.startsWith('00')
    expect(scriptOf(address)).toBe(version0 ? scriptPubKey : 'checksum')
    expect(onAnyBitcoin(address)).toBe(version0)
  })

  test.each(vectors.bip0173.invalid)('$address is refused: $reason', ({ address }) => {
    expect(onAnyBitcoin(address)).toBe(false)
  })
})

describe('each form is known, and one text stands for one address', () => {
  test.each([
    [bitcoinMainnet, '1HQ3Go3ggs8pFnXuHVHRytPCq5fGG8Hbhx', 'p2pkh', '1HQ3Go3ggs8pFnXuHVHRytPCq5fGG8Hbhx'],
    [bitcoinMainnet, '3Pja5FPK1wFB9LkWWJai8XYL1qjbqqT9Ye', 'p2sh', '3Pja5FPK1wFB9LkWWJai8XYL1qjbqqT9Ye'],
    [
      bitcoinMainnet,
      'BC1QA5WKGAEW2DKV56KFVJ49J0AV5NML45X9EK9HZ6',
      'p2wpkh',
      'bc1qa5wkgaew2dkv56kfvj49j0av5nml45x9ek9hz6',
    ],
    [
      bitcoinTestnet,
      'tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7',
      'p2wsh',
      'tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7',
    ],
    [
      bitcoinMainnet,
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      'p2tr',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    ],
    [bitcoinMainnet, 'BC1SW50QGDZ25J', 'witness', 'bc1sw50qgdz25j'],
    [
      ethereumMainnet,
      '0xdac17f958d2ee523a2206206994597c13d831ec7',
      'evm',
      '0xdAC17F958D2ee523a2206206994597C13D831ec7',
    ],
    [
      ethereumMainnet,
      '0XDAC17F958D2EE523A2206206994597C13D831EC7',
      'evm',
      '0xdAC17F958D2ee523a2206206994597C13D831ec7',
    ],
    [
      ethereumMainnet,
      '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131',
      'evm',
      '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131',
    ],
    [tronMainnet, 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'tron-base58', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'],
    [tronMainnet, '41a614f803b6fd780986a42c78ec9c7f77e6ded13c', 'tron-hex', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'],
    [
      bitcoinCashMainnet,
      'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a',
      'cashaddr-p2pkh',
      'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a',
    ],
    [
      bitcoinCashMainnet,
      'QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A',
      'cashaddr-p2pkh',
      'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a',
    ],
    [
      filecoinMainnet,
      'f410f2tc7wfsirksibajjmkm5ksymmsgjgm62hjnomwa',
      'filecoin-delegated',
      'f410f2tc7wfsirksibajjmkm5ksymmsgjgm62hjnomwa',
    ],
    [
      filecoinMainnet,
      'f17uoq6tp427uzv7fztkbsnn64iwotfrristwpryy',
      'filecoin-secp256k1',
      'f17uoq6tp427uzv7fztkbsnn64iwotfrristwpryy',
    ],
    [filecoinMainnet, 'f01729', 'filecoin-id', 'f01729'],
    [xrplMainnet, 'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh', 'xrpl', 'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh'],
  ])('%s %s', (chain, address, form, canonical) => {
    expect(checkAddress({ chain, address })).toMatchObject({ form, canonical })
  })

  test('EIP-55 test cases keep their case', () => {
    for (const address of [
      '0x52908400098527886E0F7030069857D2E4169EE7',
      '0xde709f2102306220921060314715629080e2fb77',
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
      '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
      '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
    ])
      expect(checkAddress({ chain: ethereumMainnet, address }).canonical).toBe(address)
  })

  test('an address that cannot show a slip says so', () => {
    expect(checkAddress({ chain: ethereumMainnet, address: '0xdac17f958d2ee523a2206206994597c13d831ec7' }).note).toBe(
      'no-checksum',
    )
    expect(
      checkAddress({ chain: ethereumMainnet, address: '0xdAC17F958D2ee523a2206206994597C13D831ec7' }).note,
    ).toBeUndefined()
    expect(checkAddress({ chain: tronMainnet, address: '41a614f803b6fd780986a42c78ec9c7f77e6ded13c' }).note).toBe(
      'no-checksum',
    )
    expect(checkAddress({ chain: bitcoinMainnet, address: 'BC1SW50QGDZ25J' }).note).toBe('future-witness-version')
  })
})

test("bcoin's regtest and Bitcoin Core's have their own addresses, and neither is a coin's", () => {
  // Made with bcoin 1.0.2 (network regtest) and the Core parameters from the hash 751e76e8…3bd6 of BIP-173.
  for (const address of [
    'rb1qw508d6qejxtdg4y5r3zarvary0c5xw7k38f4sn',
    'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080',
  ]) {
    expect(checkAddress({ chain: bitcoinRegtest, address }).form).toBe('p2wpkh')
    expect(judgeAddress({ chain: bitcoinMainnet, address })).toEqual({
      reason: 'wrong-chain',
      belongsTo: ['Bitcoin regtest'],
    })
  }
})

describe('what is no address says why', () => {
  test.each([
    [bitcoinMainnet, '1HQ3Go3ggs8pFnXuHVHRytPCq5fGG8Hbhy', 'checksum'],
    [bitcoinMainnet, 'bc1qe7nk2nlnjewghgw4sgm0r89zkjzsurda7z4ckh', 'checksum'],
    [bitcoinMainnet, 'bc1qa5wkgaew2dkv56kfvj49j0av5nml45x9Ek9hz6', 'mixed-case'],
    [bitcoinMainnet, '1HQ3Go3ggs8pFnXuHVHRytPCq5fGG8Hbh0', 'alphabet'],
    [bitcoinMainnet, '1HQ3Go3ggs8pFnXuHVHRytPCq5fGG8Hbhx ', 'blank'],
    [bitcoinMainnet, '1HQ3Go3ggs8pFnXuHVHRytPCq5fGG8Hbh​x', 'blank'],
    [bitcoinMainnet, '', 'empty'],
    [ethereumMainnet, '0xdAC17F958D2ee523a2206206994597C13D831eC7', 'checksum'],
    [ethereumMainnet, '0xdac17f958d2ee523a2206206994597c13d831ec', 'length'],
    [ethereumMainnet, 'dac17f958d2ee523a2206206994597c13d831ec7', 'prefix'],
    [ethereumMainnet, '0xdac17f958d2ee523a2206206994597c13d831ecg', 'alphabet'],
    [ethereumMainnet, `0x${'0'.repeat(40)}`, 'zero'],
    [tronMainnet, 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6T', 'checksum'],
    [tronMainnet, 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb', 'zero'],
    [bitcoinCashMainnet, 'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6b', 'alphabet'],
    [bitcoinCashMainnet, 'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6p', 'checksum'],
    [filecoinMainnet, 'f17uoq6tp427uzv7fztkbsnn64iwotfrristwpsyy', 'checksum'],
    [xrplMainnet, 'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi', 'checksum'],
    ['eip155:424242', '0xdac17f958d2ee523a2206206994597c13d831ec7', 'unknown-chain'],
  ])('%s %s: %s', (chain, address, reason) => {
    expect(judgeAddress({ chain, address })).toEqual({ reason, belongsTo: [] })
  })
})

describe('an address of another chain is named as one', () => {
  test.each([
    [bitcoinMainnet, 'TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq', 'Tron'],
    [tronMainnet, '1HQ3Go3ggs8pFnXuHVHRytPCq5fGG8Hbhx', 'Bitcoin'],
    [ethereumMainnet, 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'Tron'],
    [tronMainnet, '0xdAC17F958D2ee523a2206206994597C13D831ec7', 'Ethereum'],
    [bitcoinMainnet, 'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a', 'Bitcoin Cash'],
    [bitcoinMainnet, 'tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7', 'Bitcoin testnet'],
    [bitcoinMainnet, 'LVuDpNCSSj6pQ7t9Pv6d6sUkLKoqDEVUnJ', 'Litecoin'],
    [litecoinMainnet, '1HQ3Go3ggs8pFnXuHVHRytPCq5fGG8Hbhx', 'Bitcoin'],
    [bitcoinMainnet, 'DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L', 'Dogecoin'],
    [dogecoinMainnet, 'XqMkVUZnqe3w4xvgdZRtZoe7gMitDudGs4', 'Dash'],
    [dashMainnet, 'rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh', 'XRP Ledger'],
  ])('on %s, %s belongs to %s', (chain, address, belongsTo) => {
    const answer = judgeAddress({ chain, address })
    expect(answer).toMatchObject({ reason: 'wrong-chain' })
    expect('belongsTo' in answer && answer.belongsTo[0]).toBe(belongsTo)
  })

  test('the error says where, what was found and whose address it is', () => {
    let caught: unknown
    try {
      checkAddress({
        chain: bitcoinMainnet,
        address: 'TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq',
        at: 'list.csv line 2, column address',
      })
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(SluiceError)
    expect((caught as SluiceError).code).toBe('ADDRESS_INVALID')
    expect((caught as SluiceError).message).toBe(
      'list.csv line 2, column address: expected an address of Bitcoin, found "TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq": it is an address of Tron.',
    )
  })
})
