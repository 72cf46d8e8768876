import { formatAmount } from '../../../src/core/money/amount.ts'
import { decimalsOfAsset } from './asset.ts'

const thin = '\u2009'

/** Groups the whole part by thousands with a thin space that does not travel on copy of the exact value. */
export function group(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const sign = whole.startsWith('-') ? '\u2212' : ''
  const grouped = whole.replace('-', '').replace(/\B(?=(\d{3})+$)/g, thin)
  return `${sign}${grouped}${fraction === undefined ? '' : `.${fraction}`}`
}

/**
 * Base or minor units as people read them, exact. Where the decimals are not known the base units themselves are shown.
 *
 * @example exactAmount('6370000000', 'bip122:0f91…/slip44:0') // '63.70000000'
 */
export function exactAmount(units: string, asset: string): string {
  const decimals = decimalsOfAsset(asset)
  if (!/^-?\d{1,80}$/.test(units) || decimals === undefined) return units
  return formatAmount({ amount: BigInt(units), decimals })
}

/** The same without zeros at the end, for prose. */
export function trimmedAmount(units: string, asset: string): string {
  const exact = exactAmount(units, asset)
  return exact.includes('.') ? exact.replace(/\.?0+$/, '') : exact
}

export function sumUnits(units: readonly string[]): string {
  return units.reduce((sum, value) => sum + BigInt(value), 0n).toString()
}

/** Share of a whole in tenths of a percent, exact and rounded down; undefined of nothing. @example permille('1', '3') // 333 */
export function permille(part: string, whole: string): number | undefined {
  const of = BigInt(whole)
  return of === 0n ? undefined : Number((BigInt(part) * 1000n) / of)
}

/** A quotient as a decimal string with so many decimals, rounded down. Both are integers. @example quotient(10n, 3n, 2) // '3.33' */
export function quotient(numerator: bigint, denominator: bigint, decimals: number): string | undefined {
  if (denominator === 0n) return undefined
  return formatAmount({ amount: (numerator * 10n ** BigInt(decimals)) / denominator, decimals })
}
