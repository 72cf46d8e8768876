import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareRates, compareRatio, divideRate, formatRate, formatRatio, multiplyRate, parseRate } from './rate.ts'
import { divide } from './rounding.ts'

test.each(['1e-3', '.5', '5.', '-1', '+1', '1,5', '７', '', ' 1', '01', 'NaN'])('%j is no rate', (text) => {
  expect(() => parseRate(text)).toThrow('expected a decimal')
})

test('a rate is printed as records hold it', () => {
  expect(formatRate(parseRate('1.10'))).toBe('1.1')
  expect(formatRate(parseRate('7.8377'))).toBe('7.8377')
  expect(formatRate(parseRate('100'))).toBe('100')
  expect(formatRate(parseRate('0.000'))).toBe('0')
})

describe('conversion names its rounding', () => {
  test.each([
    ['down', 7n],
    ['up', 8n],
    ['half-up', 8n],
    ['half-even', 8n],
  ] as const)('0.75 fen rounds %s to %s', (rounding, expected) => {
    // 0.1 USD at 0.775 CNY = 0.0775 CNY = 7.75 fen
    expect(multiplyRate({ amount: 10n, rate: '0.775', fromDecimals: 2, toDecimals: 2, rounding })).toBe(expected)
  })

  test('a tie goes up or to the even neighbour, as said, and mirrors below zero', () => {
    expect(divide({ numerator: 5n, denominator: 2n, rounding: 'half-up' })).toBe(3n)
    expect(divide({ numerator: 5n, denominator: 2n, rounding: 'half-even' })).toBe(2n)
    expect(divide({ numerator: 7n, denominator: 2n, rounding: 'half-even' })).toBe(4n)
    expect(divide({ numerator: -5n, denominator: 2n, rounding: 'half-up' })).toBe(-3n)
    expect(divide({ numerator: -5n, denominator: 2n, rounding: 'down' })).toBe(-2n)
    expect(divide({ numerator: -5n, denominator: 2n, rounding: 'up' })).toBe(-3n)
  })

  test('exact refuses a remainder and passes a clean one', () => {
    const parameters = { amount: 10n, fromDecimals: 2, toDecimals: 2, rounding: 'exact' } as const
    expect(multiplyRate({ ...parameters, rate: '7.1' })).toBe(71n)
    expect(() => multiplyRate({ ...parameters, rate: '7.11' })).toThrow('without remainder')
  })

  test('63.7 BTC at 36000.5 are worth 2,293,231.85 to the cent', () => {
    expect(
      multiplyRate({ amount: 6_370_000_000n, rate: '36000.5', fromDecimals: 8, toDecimals: 2, rounding: 'exact' }),
    ).toBe(229_323_185n)
  })

  test('dividing by the rate never buys more than the money pays for', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.integer({ min: 1, max: 10 ** 9 }), (amount, cents) => {
        const rate = formatRate({ numerator: BigInt(cents), decimals: 2 })
        const scale = { rate, fromDecimals: 8, toDecimals: 2 }
        const units = divideRate({ amount, ...scale, rounding: 'down' })
        expect(multiplyRate({ amount: units, ...scale, rounding: 'up' }) <= amount).toBe(true)
        expect(multiplyRate({ amount: units + 1n, ...scale, rounding: 'up' }) >= amount).toBe(true)
      }),
    )
  })

  test('a rate of zero buys nothing and is refused', () => {
    expect(() => divideRate({ amount: 1n, rate: '0.00', fromDecimals: 8, toDecimals: 2, rounding: 'down' })).toThrow(
      'above zero',
    )
  })
})

describe('a ratio is compared exactly', () => {
  test.each([
    [110n, 100n, '1.10', 0],
    [109_999_999_999_999_999n, 100_000_000_000_000_000n, '1.10', -1],
    [110_000_000_000_000_001n, 100_000_000_000_000_000n, '1.10', 1],
    [1n, 3n, '0.33333333333333333333', 1],
  ] as const)('%s / %s against %s is %i', (numerator, denominator, to, expected) => {
    expect(compareRatio({ numerator, denominator, to })).toBe(expected)
  })

  test('decimal texts compare as numbers', () => {
    expect(compareRates('7.80', '7.8')).toBe(0)
    expect(compareRates('9', '10')).toBe(-1)
    expect(compareRates('1.11', '1.109')).toBe(1)
  })
})

test('a ratio prints to the decimals asked for, without zeros at the end', () => {
  expect(formatRatio({ numerator: 2n, denominator: 3n, decimals: 4, rounding: 'down' })).toBe('0.6666')
  expect(formatRatio({ numerator: 2n, denominator: 3n, decimals: 4, rounding: 'half-up' })).toBe('0.6667')
  expect(formatRatio({ numerator: 11n, denominator: 10n, decimals: 4, rounding: 'down' })).toBe('1.1')
})
