import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { common, covers, eachOnce, hasLine, type LineSet, linesIn, sizeOf, spansOf, union, without } from './lineSet.ts'

test('a run of eight or more is written as one, less as numbers', () => {
  expect(union([2, 3, 4], [7])).toEqual([2, 3, 4, 7])
  expect(union([1, 2, 3, 4], [5, 6, 7])).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(union([1, 2, 3, 4], [5, 6, 7, 8])).toEqual(['1-8'])
  expect(without(['2-5001'], ['4000-4500'])).toEqual(['2-3999', '4501-5001'])
  expect(common(['2-5001'], ['4990-6000', 3])).toEqual([3, '4990-5001'])
})

test.each([['5-2'], ['5-1000001'], ['-1'], ['a'], ['05-9'], [-1], [1.5], [1_000_001], ['1-2-3']])(
  '%s is no line and no run',
  (item) => {
    expect(() => spansOf([item])).toThrow('expected 7 or "7-20"')
  },
)

describe('sets say what sets of numbers say', () => {
  const item = fc.oneof(
    fc.integer({ min: 0, max: 60 }),
    fc
      .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 25 }))
      .map(([from, more]) => `${from}-${from + more}`),
  )
  const sets = fc.array(item, { maxLength: 8 })
  const plain = (set: LineSet): Set<number> => new Set(linesIn(set))

  test('union, difference, common part, size and membership', () => {
    fc.assert(
      fc.property(sets, sets, fc.integer({ min: 0, max: 90 }), (a, b, line) => {
        const [x, y] = [plain(a), plain(b)]
        expect(linesIn(union(a, b))).toEqual([...new Set([...x, ...y])].sort((p, q) => p - q))
        expect(linesIn(without(a, b))).toEqual([...x].filter((n) => !y.has(n)))
        expect(linesIn(common(a, b))).toEqual([...x].filter((n) => y.has(n)))
        expect(covers(a, b)).toBe([...y].every((n) => x.has(n)))
        expect(sizeOf(a)).toBe(x.size)
        expect(hasLine(a, line)).toBe(x.has(line))
      }),
      { seed: 7, numRuns: 2_000 },
    )
  })

  test('each line once', () => {
    expect(eachOnce(['1-10', 11, '12-20'])).toBe(true)
    expect(eachOnce(['1-10', 10])).toBe(false)
    expect(eachOnce([3, 3])).toBe(false)
  })
})
