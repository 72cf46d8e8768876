/**
 * Exponential, logarithm and power from additions, multiplications, divisions and square roots alone. Those are exact by IEEE 754 on every machine; those of the engine
 * may differ in the last digit from one engine to the next, and a step of a sale must come out the same for the zone, for the court's browser and
 * in ten years. Good to about one unit in the last place.
 *
 * @example sameMath.exp(1) // 2.718281828459045
 */
export const sameMath = { exp, log, power, square, sinh, asinh } as const

const ln2High = 0.6931471803691238
const ln2Low = 0.00000000019082149292705877
const ln2 = Math.LN2

/** 2^-1074 to 2^1023, by doubling: exact. */
const powersOfTwo = (() => {
  const table = new Float64Array(2098)
  table[1074] = 1
  for (let i = 1075; i < 2098; i++) table[i] = table[i - 1]! * 2
  for (let i = 1073; i >= 0; i--) table[i] = table[i + 1]! / 2
  return table
})()

/** 1/n! for n from 13 down to 0. */
const factorials = (() => {
  const out = [1]
  for (let n = 1, f = 1; n <= 13; n++) {
    f *= n
    out.unshift(1 / f)
  }
  return out
})()

function exp(x: number): number {
  if (x > 709.7) return Number.POSITIVE_INFINITY
  if (x < -745.2) return 0
  const k = Math.round(x / ln2)
  const r = x - k * ln2High - k * ln2Low
  let sum = 0
  for (const c of factorials) sum = sum * r + c
  // In two steps where one power of two would be too small to keep its digits.
  return k < -1000 ? sum * powersOfTwo[1074 + k + 200]! * powersOfTwo[1074 - 200]! : sum * powersOfTwo[1074 + k]!
}

function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  const e = exponentOf(x)
  const m = e < -1000 ? (x * powersOfTwo[1074 + 200]!) / powersOfTwo[1074 + e + 200]! : x / powersOfTwo[1074 + e]!
  const s = (m - 1) / (m + 1)
  const z = s * s
  let sum = 0
  for (let n = 23; n >= 1; n -= 2) sum = sum * z + 1 / n
  return e * ln2High + (2 * s * sum + e * ln2Low)
}

/** The e for which x / 2^e lies between the square roots of a half and of two. */
function exponentOf(x: number): number {
  let low = 0
  let high = 2097
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (powersOfTwo[middle]! <= x) low = middle
    else high = middle - 1
  }
  return x > powersOfTwo[low]! * Math.SQRT2 ? low - 1073 : low - 1074
}

/** x to the power of y, for x of nothing or more. */
function power(x: number, y: number): number {
  if (x === 0) return y === 0 ? 1 : 0
  return exp(y * log(x))
}

function square(x: number): number {
  return x * x
}

function sinh(x: number): number {
  const e = exp(Math.abs(x))
  return Math.sign(x) * 0.5 * (e - 1 / e)
}

function asinh(x: number): number {
  const a = Math.abs(x)
  return Math.sign(x) * log(a + Math.sqrt(a * a + 1))
}
