import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allocate, allocateCumulative, type Share } from './allocate.ts'

const sharesOf = (...weights: bigint[]): Share[] => weights.map((weight, i) => ({ key: `k${i}`, weight }))
const amounts = (parts: Iterable<{ amount: bigint }>): bigint[] => [...parts].map((part) => part.amount)

const anyShares = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 20n }), { minLength: 1, maxLength: 40 })
  .filter((weights) => weights.some((weight) => weight > 0n))
  .map((weights) => sharesOf(...weights))
const anyAmount = fc.bigInt({ min: 0n, max: 10n ** 30n })

describe('the largest remainder', () => {
  test.each([
    [100n, [1n, 2n], [33n, 67n]],
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [2n, [1n, 1n, 1n], [1n, 1n, 0n]],
    [0n, [1n, 1n], [0n, 0n]],
    [0n, [0n, 0n], [0n, 0n]],
    [7n, [0n, 5n], [0n, 7n]],
  ])('%s over %s gives %s', (amount, weights, expected) => {
    expect(amounts(allocate({ amount, shares: sharesOf(...weights) }))).toEqual(expected)
  })

  test('on a tie whoever comes first gets the unit, and keys keep their order', () => {
    const shares = [
      { key: 'z', weight: 1n },
      { key: 'a', weight: 1n },
    ]
    expect(allocate({ amount: 1n, shares })).toEqual([
      { key: 'z', amount: 1n },
      { key: 'a', amount: 0n },
    ])
  })

  test('parts sum to the amount, each within one unit of its share', () => {
    fc.assert(
      fc.property(anyAmount, anyShares, (amount, shares) => {
        const total = shares.reduce((all, { weight }) => all + weight, 0n)
        const parts = allocate({ amount, shares })
        expect(parts.reduce((all, part) => all + part.amount, 0n)).toBe(amount)
        parts.forEach((part, i) => {
          const floor = (amount * shares[i]!.weight) / total
          expect(part.amount === floor || part.amount === floor + 1n).toBe(true)
        })
      }),
    )
  })

  test('a larger weight never gets less', () => {
    fc.assert(
      fc.property(anyAmount, anyShares, (amount, shares) => {
        const parts = allocate({ amount, shares }).map((part, i) => ({ ...part, weight: shares[i]!.weight }))
        for (const a of parts) for (const b of parts) if (a.weight > b.weight) expect(a.amount >= b.amount).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  test('an amount that nobody has a weight for is our bug', () => {
    expect(() => allocate({ amount: 1n, shares: sharesOf(0n) })).toThrow('broken invariant')
    expect(() => allocate({ amount: -1n, shares: sharesOf(1n) })).toThrow('broken invariant')
  })
})

describe('the cumulative split', () => {
  test('three equal weights share ten as 3, 3, 4', () => {
    expect(amounts(allocateCumulative({ amount: 10n, totalWeight: 3n, shares: sharesOf(1n, 1n, 1n) }))).toEqual([
      3n,
      3n,
      4n,
    ])
  })

  test('parts sum to the amount, each within one unit of its share', () => {
    fc.assert(
      fc.property(anyAmount, anyShares, (amount, shares) => {
        const totalWeight = shares.reduce((all, { weight }) => all + weight, 0n)
        const parts = amounts(allocateCumulative({ amount, totalWeight, shares }))
        expect(parts.reduce((all, part) => all + part, 0n)).toBe(amount)
        parts.forEach((part, i) => {
          const difference = part * totalWeight - amount * shares[i]!.weight
          expect(difference < totalWeight && difference > -totalWeight).toBe(true)
        })
      }),
    )
  })

  test('a wrong total of weights is found at the end', () => {
    expect(() => amounts(allocateCumulative({ amount: 10n, totalWeight: 4n, shares: sharesOf(1n) }))).toThrow(
      'broken invariant',
    )
  })
})
