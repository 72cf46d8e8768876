import { SluiceError } from '../errors.ts'
import { judgeAddress } from './addresses/checkAddress.ts'
import { type Asset, type AssetRegister, tokenId } from './register.ts'

export interface AssetQuery {
  /** CAIP-2. */
  readonly chain: string
  /** As written; absent or empty for a chain's own coin. */
  readonly contract?: string
  /** Ticker, name or alias as written. */
  readonly ticker?: string
}

/** Why a query names no asset of the register. */
export type AssetFault =
  /** Neither ticker nor contract is known on this chain. */
  | { readonly reason: 'unknown'; readonly chains: readonly string[] }
  /** A contract that is not registered calls itself by a ticker that is: the mark of a worthless copy. */
  | { readonly reason: 'impersonation'; readonly expected: readonly string[] }
  /** The contract is registered, under another ticker. */
  | { readonly reason: 'other-ticker'; readonly expected: readonly string[] }
  /** A token without its contract. */
  | { readonly reason: 'contract-missing'; readonly expected: readonly string[] }
  /** A contract where the ticker means the chain's own coin. */
  | { readonly reason: 'contract-with-coin'; readonly expected: readonly string[] }
  /** The contract is no address of the chain. */
  | { readonly reason: 'contract-invalid'; readonly expected: readonly string[] }

/**
 * Finds the asset that a chain with a contract, a ticker or both names, without throwing. A contract decides; a ticker alone
 * decides for a chain's own coin only.
 */
export function judgeAsset(
  register: AssetRegister,
  { chain, contract = '', ticker = '' }: AssetQuery,
): Asset | AssetFault {
  const named = ticker === '' ? [] : register.assets.filter((asset) => isNamed(asset, ticker))
  const here = named.filter((asset) => asset.chain === chain)
  if (contract !== '') return judgeToken(register, { chain, contract, ticker }, here)
  const coin = here.find((asset) => asset.contract === undefined)
  if (coin) return coin
  if (here.length > 0) return { reason: 'contract-missing', expected: contractsOf(here) }
  return { reason: 'unknown', chains: named.map((asset) => asset.chain) }
}

/**
 * The same, as an error.
 *
 * @example assetBy(register, { chain: 'eip155:1', contract: '0xdAC1…', ticker: 'USDT' }).decimals // 6
 * @throws {ASSET_UNKNOWN} with facts `reason` and what was expected
 */
export function assetBy(register: AssetRegister, query: AssetQuery): Asset {
  const answer = judgeAsset(register, query)
  if (!('reason' in answer)) return answer
  throw new SluiceError(
    'ASSET_UNKNOWN',
    `expected an asset of the register, found ${describe(query)}: ${answer.reason}.`,
    {
      facts: { ...answer, ...query },
    },
  )
}

/** Whether a text is the ticker, a name or an alias of an asset. */
export function isNamed(asset: Asset, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  if (asset.id === text || asset.ticker.toLowerCase() === wanted || asset.aliases.includes(wanted)) return true
  return Object.values(asset.names).some((name) => name.toLowerCase() === wanted)
}

function judgeToken(register: AssetRegister, query: Required<AssetQuery>, here: readonly Asset[]): Asset | AssetFault {
  const { chain, contract, ticker } = query
  const address = judgeAddress({ chain, address: contract })
  if ('reason' in address) return { reason: 'contract-invalid', expected: contractsOf(here) }
  const asset = register.byId.get(tokenId(chain, address.canonical))
  if (asset)
    return ticker === '' || isNamed(asset, ticker) ? asset : { reason: 'other-ticker', expected: [asset.ticker] }
  if (here.some((one) => one.contract !== undefined)) return { reason: 'impersonation', expected: contractsOf(here) }
  if (here.length > 0) return { reason: 'contract-with-coin', expected: [] }
  const elsewhere = register.assets.filter((one) => ticker !== '' && isNamed(one, ticker))
  // A ticker known from another chain is borrowed as readily as one from this chain.
  if (elsewhere.length > 0) return { reason: 'impersonation', expected: elsewhere.map((one) => one.id) }
  return { reason: 'unknown', chains: [] }
}

function contractsOf(assets: readonly Asset[]): string[] {
  return assets.flatMap(({ contract }) => (contract === undefined ? [] : [contract]))
}

function describe({ chain, contract, ticker }: AssetQuery): string {
  return [ticker, contract && `contract ${contract}`, `on ${chain}`].filter(Boolean).join(' ').slice(0, 200)
}
