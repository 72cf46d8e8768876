import { expect, test } from 'vitest'
import { type Amount, add, parseAmount, subtract } from './amount.ts'

// The proof is the compiler's: each @ts-expect-error below fails the type check as soon as its line compiles.
const btc = 'bip122:000000000019d6689c085ae165831e93/slip44:0'
const btcRegtest = 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0'

const vault = parseAmount({ asset: btc, text: '5', decimals: 8 })
const rehearsed = parseAmount({ asset: btcRegtest, text: '5', decimals: 8 })
const fee = parseAmount({ asset: 'CNY', text: '5' })

function mixes(anyAsset: Amount<string>): unknown[] {
  return [
    // @ts-expect-error two assets are not added
    add(vault, fee),
    // @ts-expect-error a rehearsal coin is not a coin
    add(vault, rehearsed),
    // @ts-expect-error nor subtracted
    subtract(vault, fee),
    // @ts-expect-error an amount of some asset does not pass for one of another
    add(vault, anyAsset),
    // @ts-expect-error a bare number of units has no asset
    add(vault, 5n),
    // @ts-expect-error decimals of an asset that is no currency must be said
    parseAmount({ asset: btc, text: '5' }),
  ]
}

test('mixing assets is left to the compiler to refuse', () => expect(mixes).toBeTypeOf('function'))

test('amounts of one asset add up and keep their asset', () => {
  const total: Amount<typeof btc> = add(vault, vault)
  expect(total).toBe(1_000_000_000n)
  expect(subtract(fee, fee)).toBe(0n)
})
