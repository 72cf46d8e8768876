import { expect, test } from 'vitest'
import { allocate } from '../plan/allocate.ts'
import { forecastDepth } from '../plan/depthForecast.ts'
import { curveOf } from '../plan/lossCurve.ts'
import { beginSale, decideStep } from './decideStep.ts'
import { paceOf } from './longRule.ts'
import { choosePassive } from './passive.ts'
import { afterFill, firstBelief, shareBelief } from './resilience.ts'
import type { SaleSetting, SaleTick } from './saleState.ts'
import { urgency } from './urgency.ts'
import { weigh } from './weigh.ts'

const levels = Array.from({ length: 30 }, (_, j) => [1 + j, 50] as const)
const setting: SaleSetting = {
  steps: 10,
  stepSeconds: 60,
  lots: 1000,
  prePositioned: true,
  venues: [
    { feeBps: 10, minLots: 5 },
    { feeBps: 10, minLots: 5 },
  ],
  darkChance: 0.1,
  darkStepsMax: 6,
  rejectChance: 0,
  unsoldBps: 200,
}
const history = Array.from({ length: 20 }, () => [levels, levels])
const venue = (more: Partial<SaleTick['venues'][number]> = {}) => ({
  up: true,
  levels,
  inventory: 500,
  filled: 0,
  ...more,
})
const tick = (more: Partial<SaleTick> = {}): SaleTick => ({
  step: 0,
  venues: [venue(), venue()],
  left: 1000,
  ageSeconds: 0,
  ...more,
})
const decide = (more: Partial<SaleTick> = {}, other: Partial<SaleSetting> = {}) =>
  decideStep(beginSale({ ...setting, ...other }, history), tick(more)).lots

test('the same memory and tick give the same orders', () => expect(decide()).toEqual(decide()))
test('equal venues sell equal lots', () => expect(new Set(decide()).size).toBe(1))
test('a dark venue gets no order', () =>
  expect(decide({ venues: [venue({ up: false, levels: [] }), venue()] })[0]).toBe(0))
test('no order is larger than what lies there', () =>
  expect(decide({ step: 9, left: 300, venues: [venue({ inventory: 300 }), venue({ inventory: 0 })] })).toEqual([
    300, 0,
  ]))
test('the cap of a step holds over all venues', () =>
  expect(decide({}, { stepLotsMax: 60 }).reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(60))
test('no order reaches below the floor', () => {
  expect(decide({ floorBps: 0.5 })).toEqual([0, 0])
  for (const lots of decide({ step: 9, floorBps: 2 })) expect(lots).toBeLessThanOrEqual(100)
})
test('a rest below the minimum is taken along', () => {
  const lots = decide({ left: 103, venues: [venue({ inventory: 53 }), venue({ inventory: 50 })] }, { lots: 103 })
  for (const [v, have] of [53, 50].entries()) expect(have - lots[v]! === 0 || have - lots[v]! >= 5).toBe(true)
})
test('a book that stands above the middle of all books spoils nothing that the rest of the sale needs', () => {
  // A stream that shows prices one percent too high: each bid half a percent above the middle of both books, the other book as far below it.
  const above = levels.map(([bps, lots]) => [bps - 50, lots] as const)
  const below = levels.map(([bps, lots]) => [bps + 50, lots] as const)
  let { memory } = decideStep(beginSale(setting, history), tick())
  for (let step = 1; step < 5; step++)
    memory = decideStep(memory, tick({ step, venues: [venue({ levels: below }), venue({ levels: above })] })).memory
  for (const { weights, drift, doubt } of memory.beliefs)
    expect([...weights, ...drift, ...doubt].every(Number.isFinite)).toBe(true)
  // It is found out: the books are as they were, and what is left is sold in the last step.
  memory = decideStep(
    memory,
    tick({ step: 5, left: 600, venues: [venue({ inventory: 300 }), venue({ inventory: 300 })] }),
  ).memory
  const last = tick({ step: 9, left: 80, venues: [venue({ inventory: 40 }), venue({ inventory: 40 })] })
  expect(decideStep(memory, last).lots).toEqual([40, 40])
  const first = beginSale(
    setting,
    Array.from({ length: 20 }, () => [below, above]),
  )
  expect(decideStep(first, last).lots).toEqual([40, 40])
})
test('coins that may be sold anywhere go to the lower fee', () => {
  const lots = decide(
    {},
    {
      prePositioned: false,
      venues: [
        { feeBps: 5, minLots: 1 },
        { feeBps: 20, minLots: 1 },
      ],
    },
  )
  expect(lots[0]).toBeGreaterThan(lots[1]!)
})
test('a fee that is about to fall is waited for, one that rises is run from', () => {
  const first = (feeBps: number) =>
    decide({}, { venues: setting.venues.map((venue) => ({ ...venue, feeChange: { step: 2, feeBps } })) })[0]!
  expect(first(6)).toBeLessThan(decide()[0]!)
  expect(first(14)).toBeGreaterThan(decide()[0]!)
})
test('no venue gets more coins than its withdrawal limit lets out again', () => {
  const venues = [{ ...setting.venues[0]!, lotsMax: 300 }, setting.venues[1]!]
  const shares = allocate(beginSale({ ...setting, venues }, history))
  expect(shares[0]).toBeLessThanOrEqual(300)
  expect(shares[0]! + shares[1]!).toBeCloseTo(1000, 6)
})
test.each([
  [3, 0.3],
  [2, Number.POSITIVE_INFINITY],
] as const)(
  'nobody waits so long that more than a fifth of the coins of a venue are behind the even pace, nor, by rule %i, more than so much of what it leaves',
  (rule, share) => {
    // Each book is dearer than the last: whoever hopes for a better one sells nothing.
    let memory = beginSale({ ...setting, rule, deposits: [500, 0] }, history)
    let held = 500
    const most: number[] = []
    for (let step = 0; step < 9; step++) {
      const dear = levels.map(([rate, lots]) => [rate * (1 + 4 * (step % 2)) + 20, lots] as const)
      const at = [venue({ levels: dear, inventory: held }), venue({ inventory: 0 })]
      const decided = decideStep(memory, tick({ step, left: held, venues: at }))
      memory = decided.memory
      held -= decided.lots[0]!
      const even = (9 - step) / 10
      expect(held).toBeLessThanOrEqual(500 * (even + Math.min(0.2, share * Math.max(even, 1e-9))) + 1)
      most.push(held / 500 / even)
    }
    // Near the end the rule before let a venue hold half as much again as the even pace, and more.
    expect(Math.max(...most.slice(5, 9)) > 1.31).toBe(rule === 2)
  },
)
test('where the price may fall below the floor before the end the sale keeps up with the even pace, a dark venue’s part included', () => {
  const dear = levels.map(([rate, lots]) => [rate * 4 + 20, lots] as const)
  const soldBy = (fallBps: number, other: Partial<SaleSetting> = {}) => {
    let memory = beginSale({ ...setting, steps: 100, deposits: [500, 500], ...other }, history)
    const held = [500, 500]
    for (let step = 0; step < 30; step++) {
      const at = [
        venue({ levels: dear, inventory: held[0]! }),
        venue(step < 10 ? { levels: dear, inventory: held[1]! } : { up: false, levels: [], inventory: held[1]! }),
      ]
      const decided = decideStep(
        memory,
        tick({ step, left: held[0]! + held[1]!, venues: at, floorBps: 400 - fallBps * step }),
      )
      memory = decided.memory
      held.forEach((_, v) => {
        held[v]! -= decided.lots[v]!
      })
    }
    return [1000 - held[0]! - held[1]!, memory.price] as const
  }
  expect(soldBy(0)[0]).toBeLessThan(270)
  expect(soldBy(10)[0]).toBeGreaterThanOrEqual(298)
  for (const rule of [2, 3] as const) expect(soldBy(10, { rule })[1]).toBeUndefined()
})
test('what one venue shows of its refill is believed of the others too, but less', () => {
  const fast = firstBelief().weights.map((w, k) => w * (k < 3 ? 3 : 0.2))
  const [own, other] = shareBelief([{ ...firstBelief(), weights: fast }, firstBelief()]).map(({ weights }) =>
    weights.slice(0, 3).reduce((a, b) => a + b, 0),
  )
  const prior = firstBelief()
    .weights.slice(0, 3)
    .reduce((a, b) => a + b, 0)
  expect(other).toBeGreaterThan(prior)
  expect(own).toBeGreaterThan(other!)
})
test('a long sale over several venues keeps near the even pace on an even book', () => {
  const lots = decide({}, { steps: 1000, prePositioned: false, lots: 100_000 })
  expect(Math.abs(lots.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(3)
})
test('coins locked at a venue grow urgent before the end, coins that are free do not', () => {
  expect(Array.from(urgency(setting, 0))[0]).toBeGreaterThan(5)
  expect(Array.from(urgency({ ...setting, prePositioned: false }, 0))).toEqual(new Array(10).fill(0))
  expect(urgency(setting, 9)[0]).toBe(0)
})
test('a book that stays empty after a fill speaks for slow refill, a full one for fast', () => {
  const forecast = forecastDepth(
    history.map(([books]) => books!),
    40,
  )!
  const slowShare = (missing: number) => {
    const filled = afterFill(firstBelief(), 500, 60)
    const seen = curveOf(levels.slice(missing / 50))
    const { weights } = weigh(filled, filled.displaced, seen, [10, 50, 100, 200], forecast)
    return weights.slice(-3).reduce((a, b) => a + b, 0)
  }
  expect(slowShare(450)).toBeGreaterThan(0.6)
  const prior = firstBelief()
    .weights.slice(-3)
    .reduce((a, b) => a + b, 0)
  expect(slowShare(0)).toBeLessThan(prior)
})
test('a book that is dear before we have sold is weather, and who takes a dear book for a trace of ours expects it to heal', () => {
  const forecast = forecastDepth(
    history.map(([books]) => books!),
    40,
  )!
  const twice = curveOf(levels.map(([rate, lots]) => [2 * rate, lots] as const))
  const weather = (lots: number) => {
    const filled = afterFill(firstBelief({ ...forecast, driftVariance: 0.2 }), lots, 60)
    return weigh(filled, filled.displaced, twice, [10, 50, 100, 200], forecast).drift
  }
  for (const drift of weather(0)) expect(drift).toBeCloseTo(weather(0)[0]!, 12)
  expect(weather(0)[0]).toBeGreaterThan(0.4)
  const [fast, slow] = [weather(400)[0]!, weather(400).at(-1)!]
  expect(slow).toBeLessThan(fast - 0.3)
})
test('a resting order stands one tick better than the best and never at the bid', () => {
  expect(choosePassive({ bestBid: 100n, bestAsk: 110n, elapsed: 0.5 })).toEqual({ take: false, post: 109n })
  expect(choosePassive({ bestBid: 100n, bestAsk: 101n, elapsed: 1 })).toEqual({ take: true, post: 101n })
  // Who has gone more than half of the way to the bid alone is let go first.
  expect(choosePassive({ bestBid: 100n, bestAsk: 104n, nextAsk: 110n, elapsed: 0 }).post).toBe(109n)
  expect(choosePassive({ bestBid: 100n, bestAsk: 105n, nextAsk: 110n, elapsed: 0 }).post).toBe(104n)
  expect(choosePassive({ bestBid: 100n, bestAsk: 101n, nextAsk: 104n, elapsed: 0 }).post).toBe(103n)
})

test('aversion sells earlier along Almgren and Chriss, and none is the even pace', () => {
  expect(paceOf(100, 50)).toEqual({ left: 0.5, part: 0.02 })
  const { left } = paceOf(100, 50, 3)
  expect(left).toBeCloseTo(Math.sinh(1.5) / Math.sinh(3), 12)
  let held = 1
  for (let stepsLeft = 100; stepsLeft >= 1; stepsLeft--) held *= 1 - paceOf(100, stepsLeft, 3).part
  expect(held).toBeCloseTo(0, 12)
})
test('a long sale of an averse principal is sold sooner', () => {
  const sold = (aversion: number) => {
    let memory = beginSale({ ...setting, steps: 200, lots: 20_000, aversion, prePositioned: false }, history)
    let left = 20_000
    for (let step = 0; step < 100; step++) {
      const decided = decideStep(
        memory,
        tick({ step, left, venues: [venue({ inventory: left }), venue({ inventory: left })] }),
      )
      memory = decided.memory
      left -= decided.lots.reduce((a, b) => a + b, 0)
    }
    return 20_000 - left
  }
  expect(sold(3)).toBeGreaterThan(sold(0) * 1.3)
})
test('coins that nobody would take for less than they cost unsold are kept, the others are sold in the last step', () => {
  const thin = [
    [5, 100],
    [300, 1000],
  ] as const
  const lots = decide({ step: 9, left: 500, venues: [venue({ levels: thin }), venue({ inventory: 0 })] })
  expect(lots).toEqual([100, 0])
})

const longSale = { steps: 1000, lots: 100_000, prePositioned: true, venues: [setting.venues[0]!], darkChance: 0 }
const longLots = (scale: number, weights: readonly number[], other: Partial<SaleSetting> = {}) => {
  const begun = beginSale(
    { ...setting, ...longSale, ...other },
    history.map(([books]) => [books!]),
  )
  const memory = {
    ...begun,
    beliefs: begun.beliefs.map((belief) => ({ ...belief, weights, displaced: weights.map(() => 0) })),
    levels: [{ logRate: Math.log(12), seen: 600 }],
  }
  const dear = levels.map(([rate, lots]) => [scale * rate, lots] as const)
  return decideStep(memory, tick({ left: 100_000, venues: [venue({ levels: dear, inventory: 100_000 })] })).lots[0]!
}
const slow = [0, 0, 0, 0, 0, 0, 1]
const fast = [0, 1, 0, 0, 0, 0, 0]
test('far from the end a book that refills slowly is spared while it is as usual, and taken when it is cheap', () => {
  expect(longLots(1, slow)).toBeLessThan(0.6 * longLots(1, fast))
  // Half as dear: what refills fast sells about twice as much, what refills slowly far more than that.
  expect(longLots(0.5, fast) / longLots(1, fast)).toBeLessThan(3)
  expect(longLots(0.5, slow)).toBeGreaterThan(3 * longLots(1, slow))
})
test('steps of the rule before are computed by it', () => {
  const before = longLots(1, slow, { rule: 2 })
  expect(before).toBe(longLots(1, fast, { rule: 2 }))
  expect(before).not.toBe(longLots(1, slow))
})
