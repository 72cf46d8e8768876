import { SluiceError } from '../errors.ts'

/** How an asset is counted and written: base units are whole numbers of 10^-decimals. */
interface Unit {
  readonly ticker: string
  readonly decimals: number
}

/** Native coins by SLIP-44 number, as their protocols define base units (satoshi, wei, sun): on any network, a rehearsal's included. */
const coins: Readonly<Record<string, Unit>> = {
  '0': { ticker: 'BTC', decimals: 8 },
  '1': { ticker: 'tBTC', decimals: 8 },
  '2': { ticker: 'LTC', decimals: 8 },
  '3': { ticker: 'DOGE', decimals: 8 },
  '5': { ticker: 'DASH', decimals: 8 },
  '60': { ticker: 'ETH', decimals: 18 },
  '144': { ticker: 'XRP', decimals: 6 },
  '145': { ticker: 'BCH', decimals: 8 },
  '195': { ticker: 'TRX', decimals: 6 },
  '461': { ticker: 'FIL', decimals: 18 },
}

/**
 * Tokens, as their contracts say it (`decimals()`, which does not change). They stand here and are not read from the register of assets, for what
 * decides must not depend on a file that is edited; a test holds the register that ships to them.
 */
const tokens: Readonly<Record<string, Unit>> = {
  'eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7': { ticker: 'USDT', decimals: 6 },
  'tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t': { ticker: 'USDT', decimals: 6 },
  'eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48': { ticker: 'USDC', decimals: 6 },
  // The rehearsal's own, on a development chain.
  'eip155:31337/erc20:0xc7d2bc5e35a1acd94ce23e7d72a10c13fe4fa494': { ticker: 'USDT', decimals: 6 },
}

function unitOf(asset: string): Unit | undefined {
  return (Object.hasOwn(tokens, asset) ? tokens[asset] : undefined) ?? coins[/\/slip44:(\d+)$/.exec(asset)?.[1] ?? '']
}

/**
 * Decimals of an asset by its CAIP-19 id.
 *
 * @example decimalsOf('bip122:000000000019d6689c085ae165831e93/slip44:0') // 8
 * @example decimalsOf('eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7') // 6
 * @throws {INPUT_INVALID} for a token that is not among those known here
 */
export function decimalsOf(asset: string): number {
  const decimals = unitOf(asset)?.decimals
  if (decimals === undefined)
    throw new SluiceError('INPUT_INVALID', `the decimals of ${asset} are not known here.`, { facts: { asset } })
  return decimals
}

/**
 * Its ticker; of a token that no register knows the ends of its contract.
 *
 * @example tickerOf('bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0') // 'BTC'
 */
export function tickerOf(asset: string): string {
  const ticker = unitOf(asset)?.ticker
  if (ticker !== undefined) return ticker
  const token = /\/(?:erc20|trc20):(.+)$/.exec(asset)?.[1]
  return token === undefined ? asset : `${token.slice(0, 6)}…${token.slice(-4)}`
}
