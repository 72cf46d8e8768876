import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseAssetRegister } from './register.ts'
import { decimalsOf, tickerOf } from './units.ts'

test('every asset of the register that ships is counted and named here as it is there', () => {
  const file = new URL('../../../packs/registers/assets.json', import.meta.url)
  const { assets } = parseAssetRegister(JSON.parse(readFileSync(file, 'utf8')))
  expect(assets.length).toBeGreaterThan(10)
  expect(assets.map(({ id }) => [id, tickerOf(id), decimalsOf(id)])).toEqual(
    assets.map(({ id, ticker, decimals }) => [id, ticker, decimals]),
  )
})

test('a coin is known on any network, a token by its contract alone', () => {
  expect(decimalsOf('bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0')).toBe(8)
  const unknown = 'eip155:1/erc20:0x5fbdb2315678afecb367f032d93f642f64180aa3'
  expect(() => decimalsOf(unknown)).toThrow(/decimals of .*0aa3 are not known/)
  expect(tickerOf(unknown)).toBe('0x5fbd…0aa3')
  expect(() => decimalsOf('toString')).toThrow('not known')
})
