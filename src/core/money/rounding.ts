import { assert, SluiceError } from '../errors.ts'

/**
 * How a quotient becomes whole: `down` towards zero, `up` away from zero, `half-up` and `half-even` to the nearest with ties as
 * named, `exact` refuses a remainder. There is no default anywhere: whoever divides says how.
 */
export type Rounding = 'down' | 'up' | 'half-up' | 'half-even' | 'exact'

export interface DivideParameters {
  readonly numerator: bigint
  readonly denominator: bigint
  readonly rounding: Rounding
}

/**
 * Divides whole numbers with the rounding named.
 *
 * @example divide({ numerator: 5n, denominator: 2n, rounding: 'half-even' }) // 2n
 * @throws {AMOUNT_TOO_PRECISE} when `exact` leaves a remainder
 */
export function divide({ numerator, denominator, rounding }: DivideParameters): bigint {
  assert(denominator !== 0n, 'a division by zero')
  const negative = numerator < 0n !== denominator < 0n
  const n = numerator < 0n ? -numerator : numerator
  const d = denominator < 0n ? -denominator : denominator
  const magnitude = n / d + (roundsAway(n / d, n % d, d, rounding) ? 1n : 0n)
  return negative ? -magnitude : magnitude
}

function roundsAway(quotient: bigint, rest: bigint, divisor: bigint, rounding: Rounding): boolean {
  if (rest === 0n || rounding === 'down') return false
  if (rounding === 'up') return true
  if (rounding === 'exact') {
    throw new SluiceError('AMOUNT_TOO_PRECISE', 'expected a division without remainder.', {
      facts: { quotient: String(quotient), remainder: String(rest), divisor: String(divisor) },
    })
  }
  const twice = rest * 2n
  if (twice !== divisor) return twice > divisor
  return rounding === 'half-up' || quotient % 2n === 1n
}
