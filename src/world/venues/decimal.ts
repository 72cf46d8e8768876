import { SluiceError } from '../../core/errors.ts'

/**
 * Decimal text as venues write it, and exact integers in its place. Nothing here is ever a Number: a price of a coin with a tick of
 * 0.01 times a lot of 0.00001 already has seven digits after the point.
 */

const pattern = /^(0|[1-9][0-9]{0,39})(?:\.([0-9]{1,40}))?$/

/** A decimal as an integer and the number of its digits after the point: '1.50' is { units: 150n, scale: 2 }. */
export interface Decimal {
  readonly units: bigint
  readonly scale: number
}

/** True for plain, unsigned decimal text: no exponent, sign, grouping, leading zero or full-width digit. */
export function isDecimal(text: unknown): text is string {
  return typeof text === 'string' && pattern.test(text)
}

/**
 * @example decimalOf('0.015') // { units: 15n, scale: 3 }
 * @throws {AMOUNT_MALFORMED}
 */
export function decimalOf(text: string): Decimal {
  const found = pattern.exec(text)
  if (!found) {
    throw new SluiceError('AMOUNT_MALFORMED', 'expected a plain decimal such as 12.5.', { facts: { found: text } })
  }
  const fraction = found[2] ?? ''
  return { units: BigInt(`${found[1]}${fraction}`), scale: fraction.length }
}

/**
 * Base units of a decimal at a scale; zeros beyond the scale are allowed, digits are not.
 *
 * @example unitsOf('0.5', 8) // 50000000n
 * @throws {AMOUNT_MALFORMED}
 * @throws {AMOUNT_TOO_PRECISE}
 */
export function unitsOf(text: string, scale: number): bigint {
  const value = decimalOf(text)
  if (value.scale <= scale) return value.units * 10n ** BigInt(scale - value.scale)
  const divisor = 10n ** BigInt(value.scale - scale)
  if (value.units % divisor !== 0n) {
    throw new SluiceError('AMOUNT_TOO_PRECISE', `expected at most ${scale} digits after the point.`, {
      facts: { found: text, scale },
    })
  }
  return value.units / divisor
}

/** The shortest decimal text of base units. @example textOf(50000000n, 8) // '0.5' */
export function textOf(units: bigint, scale: number): string {
  const sign = units < 0n ? '-' : ''
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  if (scale === 0) return `${sign}${digits}`
  const whole = digits.slice(0, -scale)
  const fraction = digits.slice(-scale).replace(/0+$/, '')
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`
}

/** The shortest text of the same decimal. @example shortest('86.000') // '86' */
export function shortest(text: string): string {
  const value = decimalOf(text)
  return textOf(value.units, value.scale)
}

/** Digits after the point that a step needs. @example scaleOfStep('0.00001') // 5 */
export function scaleOfStep(step: string): number {
  return decimalOf(shortest(step)).scale
}

/** -1, 0 or 1, exactly. @example compareDecimals('1.10', '1.1') // 0 */
export function compareDecimals(a: string, b: string): -1 | 0 | 1 {
  const left = decimalOf(a)
  const right = decimalOf(b)
  const scale = Math.max(left.scale, right.scale)
  const difference = unitsOf(a, scale) - unitsOf(b, scale)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** Product of two decimals, cut down to a scale: what a venue books as the gross of a fill. @example productDown('60000.01', '0.00001', 2) // '0.6' */
export function productDown(a: string, b: string, scale: number): string {
  const left = decimalOf(a)
  const right = decimalOf(b)
  return textOf(rescaleDown(left.units * right.units, left.scale + right.scale, scale), scale)
}

/** Exact sum. @example sumDecimals(['0.1', '0.20']) // '0.3' */
export function sumDecimals(values: readonly string[]): string {
  const scale = Math.max(0, ...values.map((value) => decimalOf(value).scale))
  return textOf(
    values.reduce((sum, value) => sum + unitsOf(value, scale), 0n),
    scale,
  )
}

/** Moves units from one scale to another, dropping what does not fit. Only for unsigned values. */
export function rescaleDown(units: bigint, from: number, to: number): bigint {
  return from <= to ? units * 10n ** BigInt(to - from) : units / 10n ** BigInt(from - to)
}
