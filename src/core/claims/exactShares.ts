import { assert } from '../errors.ts'
import { fenMax } from './claimTable.ts'

/**
 * Splits whole fen pro rata by the largest remainder over a column of weights, as `allocate` does with bigints, at millions of rows: no object and no
 * bigint a row. On a tie of remainders the earlier row goes first. Writes the parts into `out` and returns their sum, which is `amount` wherever there is
 * any weight.
 *
 * All values are integers below 2^48 and every step below stays under 2^53, where a Number is exact; a property test holds it to `allocate`, to the fen.
 *
 * @example exactShares({ amount: 100, weights: Float64Array.of(1, 2), out }) // out 33, 67
 */
export function exactShares(parameters: {
  /** At most the sum of the weights. */
  readonly amount: number
  readonly weights: Float64Array
  readonly out: Float64Array
}): number {
  const { amount, weights, out } = parameters
  const total = sumOf(weights)
  assert(amount >= 0 && amount <= total && total <= fenMax, 'an allocation beyond its weights')
  out.fill(0)
  if (amount === 0) return 0
  const count = weights.length
  const remainders = new Float64Array(count)
  let given = 0
  for (let row = 0; row < count; row++) {
    const weight = weights[row]!
    if (weight === 0) continue
    const quotient = quotientOf(amount, weight, total)
    out[row] = quotient.value
    remainders[row] = quotient.remainder
    given += quotient.value
  }
  giveRest({ left: amount - given, remainders, total, out })
  return amount
}

export function sumOf(column: Float64Array): number {
  let sum = 0
  for (let row = 0; row < column.length; row++) sum += column[row]!
  return sum
}

/** One place for both results, so that a row makes no object. */
const quotient = { value: 0, remainder: 0 }
const half = 2 ** 24

/**
 * floor(amount · weight / total) and its remainder. The product has up to 96 bits: the quotient is estimated, at most one off, and set right by the exact
 * remainder, which is taken in halves of 24 bits.
 */
function quotientOf(amount: number, weight: number, total: number): typeof quotient {
  let value = Math.floor((amount * weight) / total)
  let remainder = differenceOfProducts(amount, weight, value, total)
  while (remainder < 0) {
    value -= 1
    remainder += total
  }
  while (remainder >= total) {
    value += 1
    remainder -= total
  }
  quotient.value = value
  quotient.remainder = remainder
  return quotient
}

/** a · b − c · d where the difference is below 2^50 and each factor below 2^48. */
function differenceOfProducts(a: number, b: number, c: number, d: number): number {
  const a1 = Math.floor(a / half)
  const a0 = a - a1 * half
  const b1 = Math.floor(b / half)
  const b0 = b - b1 * half
  const c1 = Math.floor(c / half)
  const c0 = c - c1 * half
  const d1 = Math.floor(d / half)
  const d0 = d - d1 * half
  const high = a1 * b1 - c1 * d1
  const middle = a1 * b0 + a0 * b1 - (c1 * d0 + c0 * d1)
  return (high * half + middle) * half + (a0 * b0 - c0 * d0)
}

/** Whether a / b < c / d, exactly; all at least zero and below 2^48, b and d above zero. */
export function isSmallerRatio(a: number, b: number, c: number, d: number): boolean {
  return BigInt(a) * BigInt(d) < BigInt(c) * BigInt(b)
}

const buckets = 65_536

/** One fen each to the largest remainders. Buckets find where the line falls, so that only the rows of one bucket are sorted. */
function giveRest(parameters: {
  readonly left: number
  readonly remainders: Float64Array
  readonly total: number
  readonly out: Float64Array
}): void {
  const { left, remainders, total, out } = parameters
  if (left === 0) return
  const count = remainders.length
  // Rounding is monotonic: a larger remainder never falls into a lower bucket.
  const bucketOf = (remainder: number) => Math.floor((remainder / total) * buckets)
  const sizes = new Uint32Array(buckets + 1)
  for (let row = 0; row < count; row++) if (remainders[row]! > 0) sizes[bucketOf(remainders[row]!)]!++
  let above = 0
  let bucket = buckets
  while (above + sizes[bucket]! < left) {
    above += sizes[bucket]!
    bucket -= 1
    assert(bucket >= 0, 'an allocation that does not sum to its amount')
  }
  const atLine: number[] = []
  for (let row = 0; row < count; row++) {
    const remainder = remainders[row]!
    if (remainder === 0) continue
    const of = bucketOf(remainder)
    if (of > bucket) out[row]! += 1
    else if (of === bucket) atLine.push(row)
  }
  atLine.sort((a, b) => remainders[b]! - remainders[a]! || a - b)
  for (let i = 0; i < left - above; i++) out[atLine[i]!]! += 1
}
