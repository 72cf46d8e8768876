import register from '../../../packs/registers/assets.json'
import { minorDigits } from '../../../src/core/money/currency.ts'
import { quoteDecimals } from '../../../src/offshore/sale/currency/planFx.ts'
import type { Language } from '../i18n/language.ts'

interface Known {
  readonly ticker: string
  readonly decimals: number
  readonly names: Readonly<Record<Language, string>>
}

const known: ReadonlyMap<string, Known> = new Map(register.assets.map((asset) => [asset.id, asset]))

/** Coins of chains by SLIP-44 number, so that a rehearsal's network shows its coin: ticker and decimals. */
const coins: Readonly<Record<string, readonly [string, number]>> = {
  '0': ['BTC', 8],
  '1': ['tBTC', 8],
  '2': ['LTC', 8],
  '3': ['DOGE', 8],
  '60': ['ETH', 18],
  '145': ['BCH', 8],
  '195': ['TRX', 6],
}

/** @example tickerOf('bip122:0f91…/slip44:0') // 'BTC' */
export function tickerOf(asset: string): string {
  const coin = coins[/\/slip44:(\d+)$/.exec(asset)?.[1] ?? '']
  const ticker = known.get(asset)?.ticker ?? coin?.[0]
  if (ticker !== undefined) return ticker
  const token = /\/(?:erc20|trc20):(.+)$/.exec(asset)?.[1]
  return token === undefined ? asset : `${token.slice(0, 6)}…${token.slice(-4)}`
}

/** Undefined for a token that no register knows: its units are then shown as they are. */
export function decimalsOfAsset(asset: string): number | undefined {
  if (/^[A-Z]{3}$/.test(asset)) return digitsOfCurrency(asset)
  if (/^USD[CT]$/.test(asset)) return quoteDecimals(asset)
  return known.get(asset)?.decimals ?? coins[/\/slip44:(\d+)$/.exec(asset)?.[1] ?? '']?.[1]
}

function digitsOfCurrency(code: string): number | undefined {
  try {
    return minorDigits(code as never)
  } catch {
    return undefined
  }
}

export function nameOfAsset(asset: string, language: Language): string {
  return known.get(asset)?.names[language] ?? tickerOf(asset)
}

/** The chain's own coin, in which its fees are paid. @example coinOf('eip155:1') // 'eip155:1/slip44:60' */
export function coinOf(network: string): string {
  if (network.startsWith('eip155:')) return `${network}/slip44:60`
  return network.startsWith('tron:') ? `${network}/slip44:195` : `${network}/slip44:0`
}
