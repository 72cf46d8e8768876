import { expect, test } from 'vitest'
import { curveOf } from '../plan/lossCurve.ts'
import { flowIn, flowTable } from './flowTable.ts'
import { flowAt, mostWhere, waitWorth } from './refillWorth.ts'

// Rate of a lot at depth x is x/100 basis points; levels so fine that they are a straight line.
const rested = curveOf(Array.from({ length: 4000 }, (_, j) => [(j + 0.5) / 100, 1] as const))
const still = [{ scale: 1, chance: 1 }]

test('without noise the best steady sale opens a straight book to price / (1 + keep)', () => {
  // rate(E) − keep·rate(keep·E) = price·(1 − keep), and rate(x) = x/100.
  for (const keep of [0.3, 0.7, 0.95]) {
    const open = 1000 / (1 + keep)
    const book = { rested, noise: still, keep }
    expect(Math.abs(flowAt(book, 10) - open * (1 - keep))).toBeLessThan(1)
    const found = mostWhere(4000, (x) => 10 - x / 100 > keep * waitWorth(book, 10, keep * x))
    expect(Math.abs(found / open - 1)).toBeLessThan(0.01)
  }
})
test('what a lot spoils is the value of the next sale, which equals the slope of a full backward induction', () => {
  // V(D) by value iteration on a grid, two kinds of weather; W = −V'.
  const keep = 0.8
  const noise = [
    { scale: 0.6, chance: 0.5 },
    { scale: 1.4, chance: 0.5 },
  ]
  const n = 801
  const step = 2
  const at = (values: Float64Array, x: number) => {
    const i = Math.min(n - 2, Math.floor(x / step))
    return values[i]! + (x / step - i) * (values[i + 1]! - values[i]!)
  }
  let value = new Float64Array(n)
  for (let round = 0; round < 120; round++) {
    const next = new Float64Array(n)
    for (const { scale, chance } of noise) {
      const gain = Float64Array.from({ length: n }, (_, i) => {
        const x = i * step
        return 10 * x - (scale * x * x) / 200 + at(value, keep * x)
      })
      let best = Number.NEGATIVE_INFINITY
      for (let i = n - 1; i >= 0; i--) {
        best = Math.max(best, gain[i]!)
        const x = i * step
        next[i]! += chance * (best - 10 * x + (scale * x * x) / 200)
      }
    }
    value = next
  }
  for (const missing of [100, 300, 600]) {
    const slope = (at(value, missing - 20) - at(value, missing + 20)) / 40
    expect(Math.abs(waitWorth({ rested, noise, keep }, 10, missing) - slope)).toBeLessThan(0.08)
  }
})
test('the table of flows says what a step sells, and a dearer book needs a price as much higher', () => {
  const table = flowTable(rested, still, [0.7])
  expect(Math.abs(flowIn(table, 0, Math.log(10)) / flowAt({ rested, noise: still, keep: 0.7 }, 10) - 1)).toBeLessThan(
    0.05,
  )
  const twice = curveOf(Array.from({ length: 4000 }, (_, j) => [(j + 0.5) / 50, 1] as const))
  const dear = { rested: twice, noise: still, keep: 0.7 }
  expect(Math.abs(flowAt(dear, 20) / flowAt({ rested, noise: still, keep: 0.7 }, 10) - 1)).toBeLessThan(1e-3)
})
