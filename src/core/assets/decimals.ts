import { SluiceError } from '../errors.ts'

/** Decimals of native coins by SLIP-44 number, as their protocols define base units (satoshi, wei, sun). */
const coinDecimals: Readonly<Record<string, number>> = { '0': 8, '1': 8, '2': 8, '3': 8, '60': 18, '145': 8, '195': 6 }

/**
 * Decimals of a native coin's CAIP-19 id.
 *
 * @example decimalsOf('bip122:000000000019d6689c085ae165831e93/slip44:0') // 8
 * @throws {INPUT_INVALID} for a token, whose decimals only a register of assets knows
 */
export function decimalsOf(asset: string): number {
  const coin = /\/slip44:(\d+)$/.exec(asset)?.[1]
  const decimals = coin === undefined ? undefined : coinDecimals[coin]
  if (decimals === undefined)
    throw new SluiceError('INPUT_INVALID', `the decimals of ${asset} are not known here.`, { facts: { asset } })
  return decimals
}
