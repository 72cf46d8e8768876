import { describe, expect, test } from 'vitest'
import { almgrenChriss } from './almgrenChriss.ts'
import { chooseChannel } from './chooseChannel.ts'
import { curveOf, depthAt, lossAt, rateAt } from './lossCurve.ts'
import { planSale } from './planSale.ts'
import { sayPlan } from './sayPlan.ts'
import { wholeShares } from './wholeShares.ts'

describe('Almgren and Chriss, worked example', () => {
  const example = {
    units: 1e6,
    steps: 5,
    days: 5,
    sigma: 0.95,
    epsilon: 0.0625,
    gamma: 2.5e-7,
    eta: 2.5e-6,
    lambda: 1e-6,
  }

  test('holdings, cost and variance are those of the published table', () => {
    const { kappa, holdings, expectedCost, variance } = almgrenChriss(example)
    expect(kappa).toBeCloseTo(0.607076, 6)
    expect(holdings.map((x) => Math.round(x * 10) / 10)).toEqual([541955.6, 289854.2, 147897.5, 62141.8, 0])
    expect(expectedCost).toBeCloseTo(911_226.99, 2)
    expect(variance / 1e11).toBeCloseTo(3.641286, 6)
  })

  test('the unrounded volatility gives the digits of an independent implementation', () => {
    const { kappa, expectedCost, variance } = almgrenChriss({ ...example, sigma: 0.948683298050514 })
    expect(kappa).toBeCloseTo(0.60626, 5)
    expect(expectedCost).toBeCloseTo(910_477.84, 2)
    expect(variance / 1e11).toBeCloseTo(3.63868, 5)
  })

  test('without aversion the schedule is even, and its cost is exact to a billionth', () => {
    const { holdings, expectedCost, variance } = almgrenChriss({ ...example, lambda: 0 })
    expect(holdings).toEqual([800_000, 600_000, 400_000, 200_000, 0])
    expect(Math.abs(expectedCost / 662_500 - 1)).toBeLessThan(1e-9)
    expect(variance / 1e12).toBeCloseTo(1.083, 3)
  })

  test('the holdings solve the difference equation that makes them best', () => {
    const { kappa, holdings } = almgrenChriss(example)
    const all = [example.units, ...holdings]
    for (let j = 1; j < 5; j++) {
      const second = all[j - 1]! - 2 * all[j]! + all[j + 1]!
      expect(Math.abs(second / (all[j]! * (2 * Math.cosh(kappa) - 2)) - 1)).toBeLessThan(1e-9)
    }
  })
})

describe('a loss curve', () => {
  const curve = curveOf([
    [1, 10],
    [3, 10],
  ])
  test('adds up level by level', () => {
    expect([lossAt(curve, 0), lossAt(curve, 5), lossAt(curve, 10), lossAt(curve, 15)]).toEqual([0, 5, 10, 25])
    expect([rateAt(curve, 0), rateAt(curve, 10), depthAt(curve, 1), depthAt(curve, 0.5)]).toEqual([1, 3, 10, 0])
  })
  test('prices what lies beyond the levels shown as dear', () => expect(rateAt(curve, 21)).toBeGreaterThan(50))
})

describe('a plan', () => {
  const book = (scale: number) =>
    Array.from({ length: 40 }, () => Array.from({ length: 30 }, (_, j) => [0.5 + j * 1.5, 40 * scale] as const))
  const venues = [
    { venue: 'deep', history: book(4), takerPpm: 1000, dayLots: 200_000 },
    { venue: 'thin', history: book(1), takerPpm: 1000, dayLots: 50_000 },
  ]
  const parameters = {
    lots: 20_000,
    hours: 24,
    venues,
    sigmaDayBps: 300,
    participationPpm: 100_000,
    tolerableBps: 15,
    tranches: 24,
  }
  const plan = planSale(parameters)

  test('gives every lot to a venue and a tranche', () => {
    expect(plan.allocation.reduce((sum, { lots }) => sum + lots, 0)).toBe(20_000)
    expect(plan.schedule.flat().reduce((a, b) => a + b, 0)).toBe(20_000)
    expect(plan.schedule).toHaveLength(24)
  })
  test('sends more to the deeper venue', () =>
    expect(plan.allocation[0]!.lots).toBeGreaterThan(2 * plan.allocation[1]!.lots))
  test('shows that time lowers cost and raises risk', () => {
    const costs = plan.frontier.map(({ costBpsE2 }) => costBpsE2)
    expect(costs).toEqual(costs.toSorted((a, b) => b - a))
    const risks = plan.frontier.map(({ riskBpsE2 }) => riskBpsE2)
    expect(risks).toEqual(risks.toSorted((a, b) => a - b))
    expect(plan.forecast.riskBpsE2).toBe(17321)
  })
  test('names an interval around its forecast and a safe size below which cost is tolerable', () => {
    expect(plan.forecast.lowBpsE2).toBeLessThan(plan.forecast.costBpsE2)
    expect(plan.forecast.highBpsE2).toBeGreaterThan(plan.forecast.costBpsE2)
    expect(planSale({ ...parameters, lots: plan.safeLots }).forecast.costBpsE2).toBeLessThanOrEqual(1500)
    expect(planSale({ ...parameters, lots: Math.round(plan.safeLots * 1.3) }).forecast.costBpsE2).toBeGreaterThan(1500)
  })
  test('costs the same when books, volumes and amount all double', () => {
    const doubled = {
      ...parameters,
      lots: 40_000,
      venues: venues.map((v) => ({
        ...v,
        dayLots: v.dayLots * 2,
        history: v.history.map((b) => b.map(([r, l]) => [r, 2 * l] as const)),
      })),
    }
    expect(planSale(doubled).forecast.costBpsE2).toBe(plan.forecast.costBpsE2)
  })
  test('says when the participation cap makes the window too short', () => {
    expect(plan.shortestHours).toBe(19.2)
    expect(planSale({ ...parameters, hours: 12 }).forecast.withinParticipation).toBe(false)
    expect(plan.forecast.withinParticipation).toBe(true)
  })
  test('says when the floor is out of reach instead of failing', () => {
    expect(planSale({ ...parameters, aboveFloorBps: -400 }).floorWithinReach).toBe(false)
    expect(planSale({ ...parameters, aboveFloorBps: 100 }).floorWithinReach).toBe(true)
  })
  test('can be read out in three languages', () => {
    const size = (lots: number) => `${lots} lots`
    expect(sayPlan({ ...plan, floorKnown: true }, 'en', size)).toContain(`safe below ${plan.safeLots} lots`)
    expect(sayPlan({ ...plan, floorKnown: true }, 'zh-CN', size)).toContain('按现价可达底价')
    expect(sayPlan({ ...plan, floorKnown: true }, 'zh-HK', size)).toContain('按現價可達底價')
  })
})

describe('a channel', () => {
  const book = { id: 'book', kind: 'book', costBps: 12, riskSdBps: 200 } as const
  const quote = { id: 'desk', kind: 'quote', costBps: 25, riskSdBps: 0 } as const
  test('is chosen by cost when risk is not charged and by firmness when it is', () => {
    expect(chooseChannel([quote, book], 0)?.chosen.id).toBe('book')
    expect(chooseChannel([quote, book], 0.1)?.chosen.id).toBe('desk')
  })
  test('is none when there is none', () => expect(chooseChannel([], 1)).toBeUndefined())
})

test('whole parts add up, the largest remainders first', () => {
  expect(wholeShares(10, [1, 1, 1])).toEqual([4, 3, 3])
  expect(wholeShares(7, [0, 0])).toEqual([0, 0])
  expect(wholeShares(100, [0.5, 99.5])).toEqual([1, 99])
})
