import { describe, expect, test } from 'vitest'
import { noiseNodes } from './bookScenarios.ts'
import { curveOf, lossAt } from './lossCurve.ts'
import { venueValue } from './venueValue.ts'

const slope = 0.02
const lots = 1000
const block = curveOf(Array.from({ length: 4000 }, (_, j) => [slope * (j * 0.5 + 0.25), 0.5] as const))
const calm = {
  rested: block,
  noise: [{ scale: 1, chance: 1 }],
  keep: 0.6,
  steps: 10,
  lotsMax: lots,
  unsoldBps: 1e4,
  lostChance: new Float64Array(10),
  darkChance: 0,
  unfilledShare: 0,
  extraBps: new Float64Array(0),
}

/** Cost of the block, even flow, block that Obizhaeva and Wang found best on a block book. */
function obizhaevaWang(keep: number, steps: number): number {
  const end = lots / ((steps - 2) * (1 - keep) + 2)
  let missing = 0
  let cost = 0
  for (let t = 0; t < steps; t++) {
    const q = t === 0 || t === steps - 1 ? end : end * (1 - keep)
    cost += (slope / 2) * ((missing + q) ** 2 - missing ** 2)
    missing = keep * (missing + q)
  }
  return cost
}

describe('what is left to pay at a venue', () => {
  test.each([0.3, 0.6, 0.9])('is Obizhaeva and Wang on a block book that does not change: keep %d', (keep) => {
    const found = venueValue({ ...calm, keep })(lots, 0)
    expect(Math.abs(found / obizhaevaWang(keep, 10) - 1)).toBeLessThan(0.01)
  })
  test('is one sale of everything in the last step, what is missing counted', () => {
    const found = venueValue({ ...calm, steps: 1, lotsMax: 1500 })(1000, 500)
    expect(Math.abs(found / (lossAt(block, 1500) - lossAt(block, 500)) - 1)).toBeLessThan(0.01)
  })
  test('is never more than leaving everything', () =>
    expect(venueValue({ ...calm, unsoldBps: 0.5 })(lots, 0)).toBeLessThanOrEqual(0.5 * lots * 1.001))
  test('falls when books differ by the same factor up and down, for cheap moments can be waited for', () => {
    const noise = [
      { scale: 0.5, chance: 0.5 },
      { scale: 1.5, chance: 0.5 },
    ]
    expect(venueValue({ ...calm, noise })(lots, 0)).toBeLessThan(venueValue(calm)(lots, 0) * 0.97)
  })
  test('rises with darkness and with thin moments', () => {
    const still = venueValue(calm)(lots, 0)
    expect(venueValue({ ...calm, darkChance: 0.2 })(lots, 0)).toBeGreaterThan(still * 1.05)
    expect(
      venueValue({ ...calm, lostChance: calm.lostChance.map((_, t) => (t > 6 ? 0.02 : 0)) })(lots, 0),
    ).toBeGreaterThan(still)
    const noise = [
      { scale: 1, chance: 0.9 },
      { scale: 30, chance: 0.1 },
    ]
    expect(venueValue({ ...calm, noise })(lots, 0)).toBeGreaterThan(still)
  })
  test('bends upwards in what is held', () => {
    const value = venueValue(calm)
    const at = [100, 300, 500, 700, 900].map((x) => value(x, 50))
    for (let i = 2; i < at.length; i++) expect(at[i]! - at[i - 1]!).toBeGreaterThan(at[i - 1]! - at[i - 2]!)
  })
  test('is twice as much for twice the lots on twice the depth', () => {
    const twice = { ...block, depth: block.depth.map((x) => 2 * x), loss: block.loss.map((x) => 2 * x) }
    const double = venueValue({ ...calm, rested: twice, lotsMax: 2 * lots })(2 * lots, 0)
    expect(Math.abs(double / (2 * venueValue(calm)(lots, 0)) - 1)).toBeLessThan(2e-3)
  })
})

describe('the noise of books', () => {
  const book = (dear: number) => Array.from({ length: 10 }, (_, j) => [dear * (j + 1), 100] as const)
  test('is none where no book has been seen', () => expect(noiseNodes([], 1, 100)).toEqual([[{ scale: 1, chance: 1 }]]))
  test('is none where books are all alike', () => {
    for (const { scale } of noiseNodes(
      Array.from({ length: 40 }, () => [book(1)]),
      1,
      100,
    )[0]!)
      expect(scale).toBeCloseTo(1, 9)
  })
  test('knows thin moments, of other venues too', () => {
    const history = Array.from({ length: 60 }, (_, i) => [book(1), book(i % 20 === 10 ? 30 : 1)])
    const [steady, moody] = noiseNodes(history, 2, 100)
    expect(moody!.at(-1)!.scale).toBeGreaterThan(15)
    expect(steady!.at(-1)!.scale).toBeGreaterThan(1)
    expect(steady!.at(-1)!.scale).toBeLessThan(moody!.at(-1)!.scale)
  })
  test('has chances that add up', () => {
    const history = Array.from({ length: 40 }, (_, i) => [book(1 + (i % 7) / 7)])
    expect(noiseNodes(history, 1, 100)[0]!.reduce((sum, { chance }) => sum + chance, 0)).toBeCloseTo(1, 12)
  })
})
