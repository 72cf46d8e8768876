import { describe, expect, test } from 'vitest'
import source from '../../../packs/registers/assets.json' with { type: 'json' }
import { assetBy, judgeAsset } from './assetBy.ts'
import { chainNamed, chains, ethereumMainnet, evmDevelopment, tronMainnet } from './chains.ts'
import { type Asset, assetById, parseAssetRegister, tokenId, withAssets } from './register.ts'

const register = parseAssetRegister(source)
const usdt = 'eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7'

describe('the register that ships', () => {
  test('holds what a seizure list must be able to name, on real chains and on those of the rehearsal', () => {
    expect(
      register.assets.filter(({ world }) => world === 'real').map(({ ticker, decimals }) => `${ticker} ${decimals}`),
    ).toEqual([
      'BTC 8',
      'ETH 18',
      'USDT 6',
      'USDT 6',
      'USDC 6',
      'TRX 6',
      'LTC 8',
      'DOGE 8',
      'DASH 8',
      'BCH 8',
      'FIL 18',
      'XRP 6',
    ])
    expect(new Set(register.assets.map(({ chain }) => chain)).size).toBe(chains.length)
  })

  test('marks what its issuer can freeze', () => {
    expect(
      register.assets
        .filter(({ issuer }) => issuer?.powers.includes('freeze'))
        .map(({ ticker, chain }) => `${ticker} ${chain}`),
    ).toEqual(['USDT eip155:1', 'USDT tron:0x2b6653dc', 'USDC eip155:1', 'USDT eip155:31337'])
  })

  test('has a source and three names for each', () => {
    for (const { source, names } of register.assets)
      expect([source, ...Object.values(names)].every((text) => text.length > 0)).toBe(true)
  })
})

describe('an asset is found by what identifies it', () => {
  test.each([
    [{ chain: ethereumMainnet, ticker: 'ETH' }, 'eip155:1/slip44:60'],
    [{ chain: ethereumMainnet, ticker: '以太币' }, 'eip155:1/slip44:60'],
    [{ chain: ethereumMainnet, contract: '0xdac17f958d2ee523a2206206994597c13d831ec7' }, usdt],
    [{ chain: ethereumMainnet, ticker: 'usdt', contract: '0xdAC17F958D2ee523a2206206994597C13D831ec7' }, usdt],
    [
      { chain: tronMainnet, ticker: 'USDT-TRC20', contract: '41a614f803b6fd780986a42c78ec9c7f77e6ded13c' },
      'tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    ],
  ])('%j is %s', (query, id) => expect(assetBy(register, query).id).toBe(id))

  test.each([
    [
      'a token of the same name and another contract',
      { chain: ethereumMainnet, ticker: 'USDT', contract: '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131' },
      'impersonation',
    ],
    [
      'a known ticker on a chain where it has none',
      { chain: tronMainnet, ticker: 'USDC', contract: 'TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq' },
      'impersonation',
    ],
    [
      'a contract under the wrong ticker',
      { chain: ethereumMainnet, ticker: 'USDC', contract: '0xdac17f958d2ee523a2206206994597c13d831ec7' },
      'other-ticker',
    ],
    ['a token without contract', { chain: tronMainnet, ticker: 'USDT' }, 'contract-missing'],
    [
      'a coin with a contract',
      { chain: ethereumMainnet, ticker: 'ETH', contract: '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131' },
      'contract-with-coin',
    ],
    [
      'a contract of another chain',
      { chain: ethereumMainnet, ticker: 'USDT', contract: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
      'contract-invalid',
    ],
    ['a coin of another chain', { chain: ethereumMainnet, ticker: 'BTC' }, 'unknown'],
    ['an unheard of coin', { chain: ethereumMainnet, ticker: 'MOON' }, 'unknown'],
  ])('%s is refused: %j', (_, query, reason) => {
    expect(judgeAsset(register, query)).toMatchObject({ reason })
    expect(() => assetBy(register, query)).toThrow(reason)
  })
})

describe('the register grows by the tokens of a rehearsal', () => {
  const contract = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
  const token: Asset = {
    id: tokenId(evmDevelopment, contract),
    ticker: 'USDT',
    names: { 'zh-CN': '演练币', 'zh-HK': '演練幣', en: 'Rehearsal USDT' },
    aliases: [],
    chain: evmDevelopment,
    contract,
    decimals: 6,
    world: 'rehearsal',
    source: 'deployed by the sandbox',
  }

  test('and keeps them apart from real ones', () => {
    const grown = withAssets(register, [token])
    expect(assetBy(grown, { chain: evmDevelopment, ticker: 'USDT', contract }).id).toBe(token.id)
    expect(assetById(grown, usdt).world).toBe('real')
    expect(() => assetById(register, token.id)).toThrow('expected an asset of the register')
  })

  test.each([
    ['twice', [token, token]],
    ['with an id that is not its contract', [{ ...token, id: usdt }]],
    ['with a contract that fails its checksum', [{ ...token, contract: contract.replace('aa3', 'aA3') }]],
    ['with a fraction of decimals', [{ ...token, decimals: 6.5 }]],
    ['on an unknown chain', [{ ...token, chain: 'eip155:99' }]],
  ])('never one %s', (_, assets) => expect(() => withAssets(register, assets)).toThrow())
})

test('a chain is known by its id and by what people call it', () => {
  expect(
    ['Bitcoin', 'BTC', '比特币', '比特幣', 'bip122:000000000019d6689c085ae165831e93'].map(
      (name) => chainNamed(name)?.name,
    ),
  ).toEqual(Array(5).fill('Bitcoin'))
  expect(['ERC20', '以太坊', 'trc-20', '波場'].map((name) => chainNamed(name)?.name)).toEqual([
    'Ethereum',
    'Ethereum',
    'Tron',
    'Tron',
  ])
  expect(chainNamed('moonchain')).toBeUndefined()
})
