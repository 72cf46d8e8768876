import { SluiceError } from '../errors.ts'

/** An exact fraction, `den` positive, in lowest terms. Prices and rates live here, never in floating point. */
export interface Rational {
  readonly num: bigint
  readonly den: bigint
}

export const zero: Rational = { num: 0n, den: 1n }
export const one: Rational = { num: 1n, den: 1n }

export function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a
  let y = b < 0n ? -b : b
  while (y > 0n) [x, y] = [y, x % y]
  return x
}

export function lcm(a: bigint, b: bigint): bigint {
  return (a / gcd(a, b)) * b
}

/** @example rational(4n, 6n) // { num: 2n, den: 3n }  @throws {INPUT_INVALID} when `den` is zero */
export function rational(num: bigint, den: bigint = 1n): Rational {
  if (den === 0n) throw new SluiceError('INPUT_INVALID', 'A fraction with denominator zero has no value.')
  const sign = den < 0n ? -1n : 1n
  const divisor = gcd(num, den) || 1n
  return { num: (sign * num) / divisor, den: (sign * den) / divisor }
}

const decimalForm = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/

/** Plain decimal text only: no exponent, no sign plus, no grouping, no leading zeros. @example parseDecimal('-0.125') // -1/8  @throws {AMOUNT_MALFORMED} */
export function parseDecimal(text: string): Rational {
  const match = typeof text === 'string' && text.length <= 80 ? decimalForm.exec(text) : null
  if (match === null) {
    throw new SluiceError('AMOUNT_MALFORMED', 'Expected a plain decimal such as 12.5.', {
      facts: { text: String(text).slice(0, 80) },
    })
  }
  const fraction = match[3] ?? ''
  const digits = BigInt(match[2]! + fraction)
  return rational(match[1] === '-' ? -digits : digits, 10n ** BigInt(fraction.length))
}

export function add(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den + b.num * a.den, a.den * b.den)
}

export function subtract(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den - b.num * a.den, a.den * b.den)
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.num * b.num, a.den * b.den)
}

/** @throws {INPUT_INVALID} when `b` is zero */
export function divide(a: Rational, b: Rational): Rational {
  return rational(a.num * b.den, a.den * b.num)
}

/** -1, 0 or 1. @example compare(rational(1n, 3n), rational(1n, 2n)) // -1 */
export function compare(a: Rational, b: Rational): -1 | 0 | 1 {
  const left = a.num * b.den
  const right = b.num * a.den
  return left < right ? -1 : left > right ? 1 : 0
}

/** Largest integer not above. @example floorOf(rational(-1n, 2n)) // -1n */
export function floorOf(a: Rational): bigint {
  const quotient = a.num / a.den
  return a.num < 0n && quotient * a.den !== a.num ? quotient - 1n : quotient
}

export function ceilOf(a: Rational): bigint {
  return -floorOf({ num: -a.num, den: a.den })
}

/** How a fraction is cut to decimals. `exact` refuses what does not fit: rounding is never silent. */
export type Rounding = 'exact' | 'floor' | 'ceil' | 'half-even'

/** @example formatDecimal(rational(2n, 3n), 4, 'half-even') // '0.6667'  @throws {AMOUNT_TOO_PRECISE} under `exact` */
export function formatDecimal(value: Rational, decimals: number, rounding: Rounding): string {
  const scale = 10n ** BigInt(decimals)
  const scaled = roundTo({ num: value.num * scale, den: value.den }, rounding)
  const negative = scaled < 0n
  const digits = (negative ? -scaled : scaled).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  return `${negative ? '-' : ''}${whole}${decimals > 0 ? `.${digits.slice(digits.length - decimals)}` : ''}`
}

/** Nearest integer by the rule named. @throws {AMOUNT_TOO_PRECISE} under `exact` when a fraction is left */
export function roundTo(value: Rational, rounding: Rounding): bigint {
  const down = floorOf(value)
  const rest = value.num - down * value.den
  if (rest === 0n || rounding === 'floor') return down
  if (rounding === 'ceil') return down + 1n
  if (rounding === 'exact') {
    throw new SluiceError('AMOUNT_TOO_PRECISE', 'The value has more digits than its unit.', {
      facts: { num: value.num.toString(), den: value.den.toString() },
    })
  }
  const twice = rest * 2n
  if (twice !== value.den) return twice > value.den ? down + 1n : down
  return down % 2n === 0n ? down : down + 1n
}

/** Digits of a price that count: a hundredth is nothing of a bitcoin and one per cent of a stablecoin. */
const priceDigits = 6

/**
 * To how many decimals a price is written: as many as six digits that count take, cents at least.
 *
 * @example decimalsOfPrice(parseDecimal('64012.333')) // 2
 * @example decimalsOfPrice(parseDecimal('0.979961')) // 6
 */
export function decimalsOfPrice({ num, den }: Rational): number {
  let decimals = 2
  let scaled = num * 100n
  const least = 10n ** BigInt(priceDigits - 1) * den
  while (scaled > 0n && scaled < least) {
    scaled *= 10n
    decimals++
  }
  return decimals
}

/** A price that came of a division, half to even. @example priceText(rational(99_991n, 100_000n)) // '0.999910' */
export function priceText(value: Rational): string {
  return formatDecimal(value, decimalsOfPrice(value), 'half-even')
}
