import { expect, test } from 'vitest'
import type { DisposalPlan } from './disposalPlan.ts'
import { restSale } from './restSale.ts'
import { trancheSale } from './trancheSale.ts'

const disposal = {
  asset: 'bip122:regtest/slip44:0',
  currency: 'USD',
  evidence: 'e',
  planningLot: '0.01',
  execution: { minutes: 30, passivePpm: 0 },
  participationCapPpm: '100000',
  flexPpm: '250000',
  intervalSeconds: 60,
  venues: ['a', 'b'].map((platform) => ({ platform, host: platform, symbol: 'BTCUSD', takerPpm: '1000' })),
  tranches: [
    {
      tranche: 'A/1',
      allocation: [
        { platform: 'a', units: '90', test: '10' },
        { platform: 'b', units: '60', test: '0' },
      ],
      slices: [0, 10, 20].map((afterMinutes, i) => ({
        slice: i + 1,
        afterMinutes,
        venues: [
          { platform: 'a', units: ['40', '30', '30'][i]! },
          { platform: 'b', units: '20' },
        ],
      })),
    },
  ],
} as unknown as DisposalPlan
const whole = {
  disposal,
  agreed: 'p',
  tranche: 'A/1',
  floor: '60000',
  deadline: '2026-03-03T06:00:00.000Z',
  method: '变卖',
  startAt: '2026-03-03T02:00:00.000Z',
} as const

test('where nothing is gone it is the sale of the whole tranche', () => {
  expect(restSale({ ...whole, gone: {} })).toEqual(trancheSale(whole))
})

test('what is gone counts against the earliest slices; the rest keeps order and distances from the new start on', () => {
  const plan = restSale({ ...whole, gone: { a: '55', b: '20' } })
  expect(plan.venues.map(({ platform, units }) => [platform, units])).toEqual([
    ['a', '45'],
    ['b', '40'],
  ])
  expect(plan.slices).toEqual([
    {
      slice: 1,
      notBefore: '2026-03-03T02:00:00.000Z',
      units: '35',
      venues: [
        { platform: 'a', units: '15' },
        { platform: 'b', units: '20' },
      ],
    },
    {
      slice: 2,
      notBefore: '2026-03-03T02:10:00.000Z',
      units: '50',
      venues: [
        { platform: 'a', units: '30' },
        { platform: 'b', units: '20' },
      ],
    },
  ])
  expect(plan.execution.minutes).toBe(20)
})

test('a platform at which nothing is left stands in it no more', () => {
  const plan = restSale({ ...whole, gone: { a: '100', b: '1' } })
  expect(plan.venues.map(({ platform }) => platform)).toEqual(['b'])
  expect(plan.slices.map(({ units }) => units)).toEqual(['19', '20', '20'])
})

test.each([
  [{ a: '101' }, 'more is gone at a than A/1 had there.'],
  [{ a: '100', b: '60' }, 'nothing of A/1 is left.'],
])('%j is refused', (gone, message) => {
  expect(() => restSale({ ...whole, gone: gone as Record<string, string> })).toThrow(message)
})
