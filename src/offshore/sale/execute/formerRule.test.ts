import { expect, test } from 'vitest'
import { beginSale, decideStep } from './decideStep.ts'
import type { SaleSetting } from './saleState.ts'

/** A book that breathes: twice as dear in some steps, half in others, by no dice. */
const bookAt = (step: number, v: number) => {
  const scale = [1, 2, 0.5, 1.4, 0.8, 3, 0.6][(step * (v + 2)) % 7]!
  return Array.from({ length: 30 }, (_, j) => [scale * (1 + j), 40 + 20 * v] as const)
}

const sell = (setting: SaleSetting, lots: readonly number[], upTo: number) => {
  const history = Array.from({ length: 20 }, (_, i) => setting.venues.map((_, v) => bookAt(i, v)))
  let memory = beginSale(setting, history)
  const held = [...lots]
  let filled = held.map(() => 0)
  return Array.from({ length: upTo }, (_, step) => {
    const left = held.reduce((a, b) => a + b, 0)
    const venues = held.map((inventory, v) => ({ up: true, levels: bookAt(step, v), inventory, filled: filled[v]! }))
    const decided = decideStep(memory, { step, venues, left, ageSeconds: 20 })
    memory = decided.memory
    filled = decided.lots.map((order, v) => {
      held[v]! -= order
      return order
    })
    return decided.lots
  })
}

const venues = [
  { feeBps: 10, minLots: 1 },
  { feeBps: 12, minLots: 1 },
]
const chances = { darkChance: 0.1, darkStepsMax: 6, rejectChance: 0.01, unsoldBps: 200 }
const short: SaleSetting = {
  steps: 8,
  stepSeconds: 60,
  lots: 900,
  prePositioned: true,
  deposits: [400, 500],
  venues,
  ...chances,
  rule: 2,
}
const long: SaleSetting = { ...short, steps: 60, lots: 9000, deposits: [4000, 5000] }

test('what the rule of sluice/step/2 decided when it was recorded, it decides today', () => {
  expect(sell(short, [400, 500], 5)).toEqual([
    [120, 180],
    [206, 143],
    [74, 177],
    [0, 0],
    [0, 0],
  ])
  expect(sell(long, [4000, 5000], 12)).toEqual([
    [67, 83],
    [103, 66],
    [60, 148],
    [80, 152],
    [0, 0],
    [38, 36],
    [0, 128],
    [76, 95],
    [156, 62],
    [87, 169],
    [115, 190],
    [22, 0],
  ])
})
