import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { sameMath } from './sameMath.ts'

const close = (found: number, wanted: number): number => Math.abs(found - wanted) / Math.max(1e-300, Math.abs(wanted))

test('exponential, logarithm and power agree with the engine to a few units in the last place', () => {
  let worst = 0
  for (let i = 0; i < 4000; i++) {
    const x = -30 + i * 0.015
    worst = Math.max(worst, close(sameMath.exp(x), Math.exp(x)), close(sameMath.sinh(x + 0.5), Math.sinh(x + 0.5)))
    const y = Math.exp(x)
    // Beside one the logarithm goes to nothing: held there absolutely.
    worst = Math.max(worst, Math.abs(sameMath.log(y) - Math.log(y)) / Math.max(0.1, Math.abs(Math.log(y))))
    worst = Math.max(worst, close(sameMath.power(y, 2 / 3), y ** (2 / 3)))
  }
  expect(worst).toBeLessThan(2e-14)
})

test('the ends are as they should be', () => {
  expect([sameMath.exp(0), sameMath.log(1), sameMath.power(0, 0.5), sameMath.power(2, 0)]).toEqual([1, 0, 0, 1])
  expect([sameMath.exp(-800), sameMath.exp(800), sameMath.log(0)]).toEqual([
    0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ])
  expect(close(sameMath.exp(-740), Math.exp(-740))).toBeLessThan(1e-2)
  expect(close(sameMath.log(5e-324), Math.log(5e-324))).toBeLessThan(1e-15)
  expect([0, 1, -3].map((x) => sameMath.asinh(sameMath.sinh(x)).toFixed(12))).toEqual([
    '0.000000000000',
    '1.000000000000',
    '-3.000000000000',
  ])
})

test('what decides a step uses no function of the engine that may differ', () => {
  const seen = new Set<string>()
  const found: string[] = []
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    const text = readFileSync(file, 'utf8')
    for (const [bad] of text.matchAll(
      /\bMath\.(?:a?cosh?|a?sinh?|a?tanh?|atan2|cbrt|exp|expm1|hypot|log|log10|log1p|log2|pow|random)\b|(?<!n) \*\* (?!\d+n)/g,
    ))
      found.push(`${file}: ${bad}`)
    for (const [, path] of text.matchAll(/from '(\.[^']+)'/g)) visit(join(dirname(file), path!))
  }
  visit(join(import.meta.dirname, '../execute/decideStep.ts'))
  expect(seen.size).toBeGreaterThan(12)
  expect(found).toEqual([])
})
