import { assert, SluiceError } from '../errors.ts'
import { formatAmount } from './amount.ts'
import { divide, type Rounding } from './rounding.ts'

/** A decimal as an exact fraction: `numerator / 10^decimals`. `'7.8377'` is 78377 / 10^4. */
export interface Rate {
  readonly numerator: bigint
  readonly decimals: number
}

const plainRate = /^(0|[1-9][0-9]{0,38})(?:\.([0-9]{1,38}))?$/

/**
 * Reads a rate, price or ratio from its decimal text, exactly. No sign, exponent, grouping or leading zero.
 *
 * @example parseRate('7.8377') // { numerator: 78377n, decimals: 4 }
 * @throws {AMOUNT_MALFORMED} with facts `at`, `found`, `expected`
 */
export function parseRate(text: string, at?: string): Rate {
  const match = plainRate.exec(text)
  if (match) {
    const fraction = match[2] ?? ''
    return { numerator: BigInt(match[1]! + fraction), decimals: fraction.length }
  }
  const found = text.length > 48 ? `${text.slice(0, 45)}...` : text
  const expected = 'a decimal without sign, exponent or grouping, such as 7.8377'
  throw new SluiceError(
    'AMOUNT_MALFORMED',
    `${at === undefined ? '' : `${at}: `}expected ${expected}, found "${found}".`,
    {
      facts: { at: at ?? '', found, expected },
    },
  )
}

/** Prints a rate as records hold it: no exponent, no zeros at the end. @example formatRate(parseRate('1.10')) // '1.1' */
export function formatRate({ numerator, decimals }: Rate): string {
  return formatAmount({ amount: numerator, decimals, trim: true })
}

export interface MultiplyRateParameters {
  /** Base units of what is converted. */
  readonly amount: bigint
  /** Whole units of the target per one whole unit of the source, as decimal text. */
  readonly rate: string
  readonly fromDecimals: number
  readonly toDecimals: number
  readonly rounding: Rounding
}

/**
 * Value of an amount at a rate, in base units of the target.
 *
 * @example multiplyRate({ amount: 6_370_000_000n, rate: '36000.5', fromDecimals: 8, toDecimals: 2, rounding: 'down' }) // 229323185n
 * @throws {AMOUNT_MALFORMED} on a bad rate, {AMOUNT_TOO_PRECISE} when `exact` leaves a remainder
 */
export function multiplyRate({ amount, rate, fromDecimals, toDecimals, rounding }: MultiplyRateParameters): bigint {
  const { numerator, decimals } = parseRate(rate)
  return divide({
    numerator: amount * numerator * 10n ** BigInt(toDecimals),
    denominator: 10n ** BigInt(fromDecimals + decimals),
    rounding,
  })
}

/**
 * The other way: how much of the source an amount of the target buys at the same rate. `amount` is in the target's base units.
 *
 * @example divideRate({ amount: 10_000n, rate: '50000', fromDecimals: 8, toDecimals: 2, rounding: 'down' }) // 200000n sat for USD 100
 * @throws {AMOUNT_MALFORMED} on a bad or zero rate
 */
export function divideRate({ amount, rate, fromDecimals, toDecimals, rounding }: MultiplyRateParameters): bigint {
  const { numerator, decimals } = parseRate(rate)
  if (numerator === 0n) {
    throw new SluiceError('AMOUNT_MALFORMED', 'expected a rate above zero.', {
      facts: { found: rate, expected: 'above zero' },
    })
  }
  return divide({
    numerator: amount * 10n ** BigInt(fromDecimals + decimals),
    denominator: numerator * 10n ** BigInt(toDecimals),
    rounding,
  })
}

export interface CompareRatioParameters {
  readonly numerator: bigint
  /** Above zero. */
  readonly denominator: bigint
  /** What it is compared with, as decimal text: `'1.10'`. */
  readonly to: string
}

/**
 * Compares a fraction with a decimal exactly, by cross-multiplication.
 *
 * @example compareRatio({ numerator: 110n, denominator: 100n, to: '1.10' }) // 0: cover of exactly 1.10 is enough
 * @returns -1 below, 0 equal, 1 above
 */
export function compareRatio({ numerator, denominator, to }: CompareRatioParameters): -1 | 0 | 1 {
  assert(denominator > 0n, 'a ratio over zero or less')
  const rate = parseRate(to)
  const left = numerator * 10n ** BigInt(rate.decimals)
  const right = rate.numerator * denominator
  return left < right ? -1 : left > right ? 1 : 0
}

/** Compares two decimal texts as numbers. @example compareRates('7.80', '7.8') // 0 */
export function compareRates(a: string, b: string): -1 | 0 | 1 {
  const left = parseRate(a)
  return compareRatio({ numerator: left.numerator, denominator: 10n ** BigInt(left.decimals), to: b })
}

export interface FormatRatioParameters {
  readonly numerator: bigint
  readonly denominator: bigint
  readonly decimals: number
  readonly rounding: Rounding
}

/**
 * Prints a fraction as records hold ratios: at most `decimals` decimals, no zeros at the end.
 *
 * @example formatRatio({ numerator: 2n, denominator: 3n, decimals: 4, rounding: 'down' }) // '0.6666'
 */
export function formatRatio({ numerator, denominator, decimals, rounding }: FormatRatioParameters): string {
  const scaled = divide({ numerator: numerator * 10n ** BigInt(decimals), denominator, rounding })
  return formatAmount({ amount: scaled, decimals, trim: true })
}
