import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SluiceError } from '../errors.ts'
import { formatAmount, formatMoney, parseAmount, parseBaseUnits, sum } from './amount.ts'

const btc = 'bip122:000000000019d6689c085ae165831e93/slip44:0'

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof SluiceError) return error.code
    throw error
  }
  return 'accepted'
}

describe('an amount is read once and exactly', () => {
  test.each([
    ['69370.22491543', 8, 6_937_022_491_543n],
    ['0', 8, 0n],
    ['0.00000001', 8, 1n],
    ['1', 18, 1_000_000_000_000_000_000n],
    ['213724', 6, 213_724_000_000n],
    ['12', 0, 12n],
  ])('%s with %i decimals is %s base units', (text, decimals, expected) => {
    expect(parseAmount({ asset: btc, text, decimals })).toBe(expected)
  })

  test.each([
    '1e5',
    '1E5',
    '.5',
    '1.',
    '1,000',
    '1 000',
    '１２',
    '1．5',
    '+1',
    '-1',
    '−1',
    ' 1',
    '1 ',
    '1\n',
    '',
    '0x10',
    '00.5',
    '007',
    '1.2.3',
    'NaN',
    'Infinity',
    '1_000',
    '½',
    '٣',
    `1${'0'.repeat(200)}`,
  ])('%j is refused as malformed', (text) => {
    expect(codeOf(() => parseAmount({ asset: btc, text, decimals: 8 }))).toBe('AMOUNT_MALFORMED')
    expect(codeOf(() => parseBaseUnits(text))).toBe('AMOUNT_MALFORMED')
  })

  test('a decimal too many is refused, a zero too, and the message says where, what and what was expected', () => {
    expect(() => parseAmount({ asset: 'CNY', text: '1.005', at: 'list.csv line 3, column 金额' })).toThrow(
      'list.csv line 3, column 金额: expected at most 2 decimals for CNY, found "1.005".',
    )
    expect(codeOf(() => parseAmount({ asset: btc, text: '0.123456789', decimals: 8 }))).toBe('AMOUNT_TOO_PRECISE')
    expect(codeOf(() => parseAmount({ asset: btc, text: '0.100000000', decimals: 8 }))).toBe('AMOUNT_TOO_PRECISE')
    expect(codeOf(() => parseAmount({ asset: 'JPY', text: '1.0' }))).toBe('AMOUNT_TOO_PRECISE')
  })

  test('a currency brings its own minor unit', () => {
    expect(parseAmount({ asset: 'CNY', text: '1.5' })).toBe(150n)
    expect(parseAmount({ asset: 'JPY', text: '15' })).toBe(15n)
    expect(formatMoney({ amount: 5n, currency: 'HKD' })).toBe('0.05')
  })
})

test('what is printed reads back as the same amount', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), fc.integer({ min: 0, max: 24 }), (amount, decimals) => {
      expect(parseAmount({ asset: btc, text: formatAmount({ amount, decimals }), decimals })).toBe(amount)
      expect(parseAmount({ asset: btc, text: formatAmount({ amount, decimals, trim: true }), decimals })).toBe(amount)
    }),
  )
})

test.each([
  [6_370_000_000n, 8, '63.70000000', '63.7'],
  [-5n, 2, '-0.05', '-0.05'],
  [0n, 2, '0.00', '0'],
  [7n, 0, '7', '7'],
])('%s with %i decimals prints as %s', (amount, decimals, full, trimmed) => {
  expect(formatAmount({ amount, decimals })).toBe(full)
  expect(formatAmount({ amount, decimals, trim: true })).toBe(trimmed)
})

test('base units are read without a dot', () => {
  expect(parseBaseUnits('6370000000')).toBe(6_370_000_000n)
  expect(codeOf(() => parseBaseUnits('1.0'))).toBe('AMOUNT_MALFORMED')
  expect(sum([parseBaseUnits<'CNY'>('1'), parseBaseUnits<'CNY'>('2')])).toBe(3n)
})
