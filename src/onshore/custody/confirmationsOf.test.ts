import { expect, test } from 'vitest'
import { confirmationsOf } from './confirmationsOf.ts'

const values: Readonly<Record<string, string>> = {
  confirmationsMin: '12',
  confirmationsBitcoin: '6',
  confirmationsEthereum: '32',
  confirmationsTron: '20',
}

test.each([
  ['bip122:000000000019d6689c085ae165831e93', 6],
  ['bip122:0f9188f13cb7b2c71f2a335e3a4fc328', 6],
  ['eip155:1', 32],
  ['eip155:31337', 32],
  ['tron:0x2b6653dc', 20],
  ['bip122:12a765e31ffd4059bada1e25190f6e98', 12],
  ['eip155:137', 12],
  ['none', 12],
])('%s asks %i blocks: its own number, else that of all others', (network, blocks) => {
  expect(confirmationsOf(network, { parameter: (name) => values[name]! })).toBe(blocks)
})
