import { SluiceError } from '../errors.ts'
import { type Currency, isCurrency, minorDigits } from './currency.ts'

declare const assetBrand: unique symbol

/**
 * Base units of one asset or currency: sat, wei, 10^-6 USDT, fen. `A` is its id: a CAIP-19 asset id or an ISO 4217 code.
 * The brand exists for the compiler alone and is invariant, so that neither another asset nor "any asset" can stand in.
 */
export type Amount<A extends string> = bigint & { readonly [assetBrand]: (asset: A) => A }

export type ParseAmountParameters<A extends string> = {
  /** CAIP-19 id or ISO 4217 code. */
  readonly asset: A
  /** What was written, in whole units: `'63.7'`. */
  readonly text: string
  /** Where it was written, for the message: `'list.csv line 3, column amount'`. */
  readonly at?: string
} & (A extends Currency ? { readonly decimals?: number } : { readonly decimals: number })

// 78 digits hold 2^256 - 1, the largest amount any chain here can state; the rest of the room is for decimals.
const digitsMax = 120
const plainDecimal = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/
const plainInteger = /^(0|[1-9][0-9]*)$/

/**
 * Reads an amount in whole units exactly: plain ASCII digits, at most one dot with digits on both sides, no sign, exponent,
 * grouping, blank, leading zero or full-width digit, and no more decimals than the asset has. Never rounds.
 *
 * @example parseAmount({ asset: 'CNY', text: '12.34' }) // 1234n
 * @throws {AMOUNT_MALFORMED} {AMOUNT_TOO_PRECISE} with facts `at`, `found`, `expected`
 */
export function parseAmount<const A extends string>(parameters: ParseAmountParameters<A>): Amount<A> {
  const { asset, text, at } = parameters
  const decimals = decimalsOf(asset, parameters.decimals)
  const match = text.length <= digitsMax ? plainDecimal.exec(text) : null
  if (!match) return refuseMalformed(text, 'plain digits with at most one dot, such as 1234.56', at)
  const fraction = match[2] ?? ''
  if (fraction.length > decimals) refusePrecise({ asset, text, decimals, at })
  return BigInt(match[1]! + fraction.padEnd(decimals, '0')) as Amount<A>
}

/**
 * Reads integer base units as they travel in records: `'6370000000'`. Same strictness as {@link parseAmount}, no dot.
 *
 * @example parseBaseUnits('6370000000') // 6370000000n
 * @throws {AMOUNT_MALFORMED} with facts `at`, `found`, `expected`
 */
export function parseBaseUnits<A extends string>(text: string, at?: string): Amount<A> {
  if (text.length > digitsMax || !plainInteger.test(text)) {
    refuseMalformed(text, 'integer base units in plain digits, such as 6370000000', at)
  }
  return BigInt(text) as Amount<A>
}

/** Names the asset of base units that come from a chain or a computation. Checks nothing but the sign. */
export function amountOf<const A extends string>(_asset: A, baseUnits: bigint): Amount<A> {
  return baseUnits as Amount<A>
}

export interface FormatAmountParameters {
  readonly amount: bigint
  /** Decimals of the asset; a currency may be named instead. */
  readonly decimals: number
  /** Drops zeros at the end of the decimals; off by default, so that columns align. */
  readonly trim?: boolean
}

/**
 * Prints base units in whole units, exactly, with a dot and without grouping.
 *
 * @example formatAmount({ amount: 6_370_000_000n, decimals: 8 }) // '63.70000000'; with trim '63.7'
 */
export function formatAmount({ amount, decimals, trim = false }: FormatAmountParameters): string {
  const sign = amount < 0n ? '-' : ''
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals)
  const shown = trim ? fraction.replace(/0+$/, '') : fraction
  return shown === '' ? `${sign}${whole}` : `${sign}${whole}.${shown}`
}

/** @example formatMoney({ amount: 1234n, currency: 'CNY' }) // '12.34' */
export function formatMoney({ amount, currency }: { readonly amount: bigint; readonly currency: Currency }): string {
  return formatAmount({ amount, decimals: minorDigits(currency) })
}

/** Sum of two amounts of one asset. Mixing two assets does not compile. */
export function add<A extends string>(a: Amount<A>, b: Amount<NoInfer<A>>): Amount<A> {
  return (a + b) as Amount<A>
}

/** Difference of two amounts of one asset; may be negative, which the caller judges. */
export function subtract<A extends string>(a: Amount<A>, b: Amount<NoInfer<A>>): Amount<A> {
  return (a - b) as Amount<A>
}

/** Sum of any number of amounts of one asset. @example sum([]) // 0n */
export function sum<A extends string>(amounts: Iterable<Amount<A>>): Amount<A> {
  let total = 0n
  for (const amount of amounts) total += amount
  return total as Amount<A>
}

function decimalsOf(asset: string, decimals: number | undefined): number {
  if (decimals === undefined && isCurrency(asset)) return minorDigits(asset)
  if (decimals === undefined || !Number.isInteger(decimals) || decimals < 0 || decimals > 36) {
    throw new SluiceError('INPUT_INVALID', `${asset}: expected decimals from 0 to 36, found ${decimals}.`, {
      facts: { asset, expected: 'decimals from 0 to 36', found: String(decimals) },
    })
  }
  return decimals
}

function refuseMalformed(text: string, expected: string, at: string | undefined): never {
  const found = excerpt(text)
  throw new SluiceError('AMOUNT_MALFORMED', `${prefix(at)}expected ${expected}, found "${found}".`, {
    facts: { at: at ?? '', found, expected },
  })
}

interface TooPrecise {
  readonly asset: string
  readonly text: string
  readonly decimals: number
  readonly at: string | undefined
}

function refusePrecise({ asset, text, decimals, at }: TooPrecise): never {
  const found = excerpt(text)
  const expected = `at most ${decimals} decimals for ${asset}`
  throw new SluiceError('AMOUNT_TOO_PRECISE', `${prefix(at)}expected ${expected}, found "${found}".`, {
    facts: { at: at ?? '', found, expected, decimals },
  })
}

function prefix(at: string | undefined): string {
  return at === undefined ? '' : `${at}: `
}

function excerpt(text: string): string {
  return text.length > 48 ? `${text.slice(0, 45)}...` : text
}
