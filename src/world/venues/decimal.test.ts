import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  compareDecimals,
  decimalOf,
  isDecimal,
  productDown,
  scaleOfStep,
  shortest,
  sumDecimals,
  textOf,
  unitsOf,
} from './decimal.ts'

test.each(['0', '0.00001', '64000.01', '1.500', '86.00000000000000000000'])('%s is a decimal', (text) => {
  expect(isDecimal(text)).toBe(true)
})

test.each(['1e5', '.5', '5.', '1,000', '１', '-1', '+1', '01', ' 1', '1 ', '', 'NaN', '0x1', '1.2.3', '1_000'])(
  '"%s" is no decimal',
  (text) => {
    expect(isDecimal(text)).toBe(false)
    expect(() => decimalOf(text)).toThrow(expect.objectContaining({ code: 'AMOUNT_MALFORMED' }))
  },
)

test('a decimal becomes base units, or is refused when it has more digits than there are', () => {
  expect(unitsOf('0.5', 8)).toBe(50_000_000n)
  expect(unitsOf('86.000000000', 6)).toBe(86_000_000n)
  expect(() => unitsOf('0.123456789', 8)).toThrow(expect.objectContaining({ code: 'AMOUNT_TOO_PRECISE' }))
})

test('what a float would lose is kept', () => {
  expect(unitsOf('9007199254740993.00000001', 8)).toBe(900719925474099300000001n)
  expect(sumDecimals(['0.1', '0.2'])).toBe('0.3')
  expect(productDown('64000.01', '0.00001', 7)).toBe('0.6400001')
})

test('a product is cut down, never up', () => {
  expect(productDown('64000.01', '0.00001', 2)).toBe('0.64')
  expect(productDown('0.99', '0.99', 1)).toBe('0.9')
})

test('steps, shortest texts and comparisons', () => {
  expect(scaleOfStep('0.00001')).toBe(5)
  expect(scaleOfStep('1.0')).toBe(0)
  expect(shortest('86.000')).toBe('86')
  expect(shortest('0.10')).toBe('0.1')
  expect(compareDecimals('1.10', '1.1')).toBe(0)
  expect(compareDecimals('0.09', '0.1')).toBe(-1)
  expect(textOf(-5n, 2)).toBe('-0.05')
})

test('text and units are each other’s inverse', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 30n), fc.integer({ min: 0, max: 18 }), (units, scale) => {
      expect(unitsOf(textOf(units, scale), scale)).toBe(units)
    }),
    { seed: 1 },
  )
})
