import { expect, test } from 'vitest'
import { lookAlikes } from './lookAlikes.ts'

test('an address planted with the same ends is paired with its model', () => {
  const model = '0xdAC17F958D2ee523a2206206994597C13D831ec7'
  const planted = '0xdac1000000000000000000000000000000001ec7'
  expect(lookAlikes({ addresses: [model, '0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131', planted] })).toEqual([
    { a: model, b: planted, kind: 'look-alike' },
  ])
})

test('the beginning that every segwit address shares does not count', () => {
  const a = 'bc1qa5wkgaew2dkv56kfvj49j0av5nml45x9ek9hz6'
  expect(lookAlikes({ addresses: [a, 'bc1qpx7vyv5tp7dm0g475ev527krg764t73dh79hz6'] })).toEqual([])
  expect(lookAlikes({ addresses: [a, 'bc1qa5wkqqqqqqqqqqqqqqqqqqqqqqqqqqqqqk9hz6'] })).toHaveLength(1)
})

test('Tron and bitcoin addresses are compared by the four characters that people read', () => {
  const a = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'
  expect(lookAlikes({ addresses: [a, 'TR7NxxxxxxxxxxxxxxxxxxxxxxxxxxLj6t'] })).toHaveLength(1)
  expect(lookAlikes({ addresses: [a, 'TR7NxxxxxxxxxxxxxxxxxxxxxxxxxxLj7t'] })).toEqual([])
  expect(lookAlikes({ addresses: [a, 'TR7NxxxxxxxxxxxxxxxxxxxxxxxxxxLj6t'], head: 5 })).toEqual([])
})

test('the same letters in other case are twins, named once', () => {
  const a = '1FfmbHfnpaZjKFvyi1okTjJJusN455paPH'
  expect(lookAlikes({ addresses: [a, a.toLowerCase()] })).toEqual([{ a, b: a.toLowerCase(), kind: 'case-twin' }])
})

test('an address is not its own look-alike', () => {
  const a = '1FfmbHfnpaZjKFvyi1okTjJJusN455paPH'
  expect(lookAlikes({ addresses: [a, a] })).toEqual([])
})
