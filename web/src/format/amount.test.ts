import { expect, test } from 'vitest'
import { exactAmount, group, permille, quotient, trimmedAmount } from './amount.ts'

const btc = 'bip122:000000000019d6689c085ae165831e93/slip44:0'

test.each([
  ['6370000000', btc, '63.70000000', '63.7'],
  ['1', btc, '0.00000001', '0.00000001'],
  ['0', btc, '0.00000000', '0'],
  ['-2199960', btc, '-0.02199960', '-0.0219996'],
  ['101337757', 'CNY', '1013377.57', '1013377.57'],
  ['120', 'JPY', '120', '120'],
  ['10000000000000000000', 'eip155:1/slip44:60', '10.000000000000000000', '10'],
  ['61000000000000', 'eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7', '61000000.000000', '61000000'],
])('%s base units of %s are %s, trimmed %s', (units, asset, exact, trimmed) => {
  expect(exactAmount(units, asset)).toBe(exact)
  expect(trimmedAmount(units, asset)).toBe(trimmed)
})

test('units of a token that no register knows are shown as they are', () => {
  expect(exactAmount('61000000', 'eip155:31337/erc20:0x5fbdb2315678afecb367f032d93f642f64180aa3')).toBe('61000000')
})

test('an amount beyond 2^53 loses no digit', () => {
  expect(exactAmount('9007199254740993', btc)).toBe('90071992.54740993')
})

test('thousands are set apart by thin spaces, and minus is a minus sign', () => {
  expect(group('-1013377.57')).toBe('\u22121\u2009013\u2009377.57')
  expect(group('999')).toBe('999')
})

test('shares and quotients are rounded down, and nothing divides by nothing', () => {
  expect(permille('1', '3')).toBe(333)
  expect(permille('1', '0')).toBeUndefined()
  expect(quotient(20n, 3n, 2)).toBe('6.66')
  expect(quotient(1n, 0n, 2)).toBeUndefined()
})
