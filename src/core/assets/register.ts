import { SluiceError } from '../errors.ts'
import { judgeAddress } from './addresses/checkAddress.ts'
import { chainById, chainOf } from './chains.ts'

/** An asset as the register knows it. Amounts are whole numbers of 10^-decimals units. */
export interface Asset {
  /** CAIP-19, network included: `eip155:1/erc20:0xdac1…` (contracts of EVM chains in lower case), `bip122:…/slip44:0`. */
  readonly id: string
  /** Not unique: USDT is issued on many chains, and anyone may call a token so. */
  readonly ticker: string
  readonly names: { readonly 'zh-CN': string; readonly 'zh-HK': string; readonly en: string }
  /** What lists write for it, lower-case. */
  readonly aliases: readonly string[]
  /** CAIP-2. */
  readonly chain: string
  /** Canonical address of the token's contract; a chain's own coin has none. */
  readonly contract?: string
  readonly decimals: number
  /** Who can act on the holder's units without the holder's key, and how. Absent: nobody. */
  readonly issuer?: { readonly name: string; readonly powers: readonly IssuerPower[] }
  readonly world: 'real' | 'rehearsal'
  readonly source: string
}

export type IssuerPower = 'freeze' | 'burn' | 'reissue'

export interface AssetRegister {
  readonly assets: readonly Asset[]
  readonly byId: ReadonlyMap<string, Asset>
}

/**
 * Reads an asset register (`packs/registers/assets.json`) and refuses what does not fit together: unknown chains, a contract that is
 * no address there, an id that says something else, doubles.
 *
 * @throws {INPUT_INVALID} with facts `at`, `expected`
 */
export function parseAssetRegister(value: unknown): AssetRegister {
  const root = record(value, 'register')
  if (root.format !== 'sluice/asset-register/1') refuse('register.format', 'sluice/asset-register/1')
  if (!Array.isArray(root.assets)) refuse('register.assets', 'an array')
  return registerOf((root.assets as unknown[]).map((item, i) => parseAsset(item, `register.assets[${i}]`)))
}

/** A register with more assets, such as the token that a rehearsal deployed on its own chain. */
export function withAssets(register: AssetRegister, assets: readonly Asset[]): AssetRegister {
  return registerOf([...register.assets, ...assets.map((asset, i) => parseAsset(asset, `asset[${i}]`))])
}

/** @throws {ASSET_UNKNOWN} @example assetById(register, 'eip155:1/slip44:60').decimals // 18 */
export function assetById(register: AssetRegister, id: string): Asset {
  const asset = register.byId.get(id)
  if (asset) return asset
  throw new SluiceError('ASSET_UNKNOWN', `expected an asset of the register, found "${id.slice(0, 120)}".`, {
    facts: { found: id },
  })
}

/** CAIP-19 id of a token. @example tokenId('eip155:1', '0xdAC1…') // 'eip155:1/erc20:0xdac1…' */
export function tokenId(chain: string, contract: string): string {
  return chain.startsWith('eip155:') ? `${chain}/erc20:${contract.toLowerCase()}` : `${chain}/trc20:${contract}`
}

function registerOf(assets: readonly Asset[]): AssetRegister {
  const byId = new Map<string, Asset>()
  for (const asset of assets) {
    if (byId.has(asset.id)) refuse(asset.id, 'each asset once')
    byId.set(asset.id, asset)
  }
  return { assets, byId }
}

const keys = ['id', 'ticker', 'names', 'aliases', 'chain', 'contract', 'decimals', 'issuer', 'source', 'world']

function parseAsset(value: unknown, at: string): Asset {
  const item = record(value, at)
  for (const key of Object.keys(item)) if (!keys.includes(key)) refuse(`${at}.${key}`, 'no such key')
  const id = text(item.id, `${at}.id`)
  const chain = chainById(text(item.chain, `${at}.chain`))
  if (!chain || chainOf(id) !== chain.id) return refuse(`${at}.chain`, 'a known chain, the one in the id')
  const names = record(item.names, `${at}.names`)
  const contract = item.contract === undefined ? undefined : contractOf(item.contract, chain.id, `${at}.contract`)
  if (contract === undefined ? !/\/slip44:[0-9]+$/.test(id) : id !== tokenId(chain.id, contract))
    refuse(`${at}.id`, 'the CAIP-19 id of coin or contract')
  return {
    id,
    ticker: text(item.ticker, `${at}.ticker`),
    names: {
      'zh-CN': text(names['zh-CN'], `${at}.names`),
      'zh-HK': text(names['zh-HK'], `${at}.names`),
      en: text(names.en, `${at}.names`),
    },
    aliases: texts(item.aliases, `${at}.aliases`).map((alias) => alias.toLowerCase()),
    chain: chain.id,
    ...(contract === undefined ? {} : { contract }),
    decimals: decimalsOf(item.decimals, `${at}.decimals`),
    ...(item.issuer === undefined ? {} : { issuer: issuerOf(item.issuer, `${at}.issuer`) }),
    world: chain.world,
    source: text(item.source, `${at}.source`),
  }
}

function contractOf(value: unknown, chain: string, at: string): string {
  const answer = judgeAddress({ chain, address: text(value, at) })
  return 'reason' in answer ? refuse(at, `a contract address of ${chain}`) : answer.canonical
}

function issuerOf(value: unknown, at: string): NonNullable<Asset['issuer']> {
  const item = record(value, at)
  const powers = texts(item.powers, `${at}.powers`)
  const known = powers.filter((power): power is IssuerPower => ['freeze', 'burn', 'reissue'].includes(power))
  if (known.length !== powers.length) refuse(`${at}.powers`, 'freeze, burn or reissue')
  return { name: text(item.name, `${at}.name`), powers: known }
}

function decimalsOf(value: unknown, at: string): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 36
    ? value
    : refuse(at, 'a whole number from 0 to 36')
}

function record(value: unknown, at: string): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : refuse(at, 'an object')
}

function text(value: unknown, at: string): string {
  return typeof value === 'string' && value.length > 0 && value.length <= 200
    ? value
    : refuse(at, 'text of 1 to 200 characters')
}

function texts(value: unknown, at: string): string[] {
  return Array.isArray(value) ? value.map((item, i) => text(item, `${at}[${i}]`)) : refuse(at, 'an array of texts')
}

function refuse(at: string, expected: string): never {
  throw new SluiceError('INPUT_INVALID', `${at}: expected ${expected}.`, { facts: { at, expected } })
}
