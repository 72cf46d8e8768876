import register from '../../../packs/registers/assets.json'
import { decimalsOf, tickerOf } from '../../../src/core/assets/units.ts'
import { minorDigits } from '../../../src/core/money/currency.ts'
import { quoteDecimals } from '../../../src/offshore/sale/currency/planFx.ts'
import type { Language } from '../i18n/language.ts'

export { tickerOf }

const names: ReadonlyMap<string, Readonly<Record<Language, string>>> = new Map(
  register.assets.map((asset) => [asset.id, asset.names]),
)

/** Undefined for a token that no register knows: its units are then shown as they are. */
export function decimalsOfAsset(asset: string): number | undefined {
  if (/^[A-Z]{3}$/.test(asset)) return orUndefined(() => minorDigits(asset as never))
  if (/^USD[CT]$/.test(asset)) return quoteDecimals(asset)
  return orUndefined(() => decimalsOf(asset))
}

function orUndefined<T>(find: () => T): T | undefined {
  try {
    return find()
  } catch {
    return undefined
  }
}

export function nameOfAsset(asset: string, language: Language): string {
  return names.get(asset)?.[language] ?? tickerOf(asset)
}

/** The chain's own coin, in which its fees are paid. @example coinOf('eip155:1') // 'eip155:1/slip44:60' */
export function coinOf(network: string): string {
  if (network.startsWith('eip155:')) return `${network}/slip44:60`
  return network.startsWith('tron:') ? `${network}/slip44:195` : `${network}/slip44:0`
}
