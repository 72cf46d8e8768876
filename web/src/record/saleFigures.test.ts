import { expect, test } from 'vitest'
import type { OrdersState, SalePlan } from '../../../src/offshore/sale/sale.ts'
import { saleFigures } from './saleFigures.ts'

const asset = 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0'
const slice = (number: number, platform: string, units: string) => ({
  slice: number,
  units,
  notBefore: '2026-03-02T02:25:00.000Z',
  venues: [{ platform, units }],
})
const venue = (platform: string, units: string) => ({ platform, host: 'h', symbol: 'BTCUSD', units, takerPpm: '1000' })
const plan: SalePlan = {
  format: 'sluice/sale-plan/3',
  agreed: '0'.repeat(64),
  history: '0'.repeat(64),
  planningLot: '0.00001',
  execution: {
    minutes: 30,
    darkChancePpm: 10_000,
    darkStepsMax: 6,
    unfilledPpm: 10_000,
    unsoldBpsE2: 20_000,
    aversionE2: 0,
    stepMaxPpm: 250_000,
    passivePpm: 0,
  },
  flexPpm: '250000',
  intervalSeconds: 60,
  venues: [venue('a', '60000000'), venue('b', '50000000')],
  tranche: 'A/1',
  asset,
  currency: 'USD',
  floor: '63000',
  participationCapPpm: '100000',
  deadline: '2026-03-02T08:25:00.000Z',
  method: '变卖',
  slices: [slice(1, 'a', '60000000'), slice(2, 'b', '50000000')],
}
const orders: OrdersState = {
  case: 'c',
  lot: 'A',
  tranche: 'A/1',
  open: { x: { slice: 2, platform: 'b', units: '20000000', price: '63000' } },
  totals: { a: { units: '60000000', gross: '3893860', fee: '11300', fills: 16 } },
  bySlice: { '1': '60000000', '2': '20000000' },
  count: 3,
  balances: {},
}

test('what is on order counts apart from what is sold', () => {
  const { slices, sold, onOrder, planned } = saleFigures(plan, orders)
  expect(slices.map((row) => [row.slice, row.sold, row.onOrder])).toEqual([
    [1, '60000000', '0'],
    [2, '0', '20000000'],
  ])
  expect({ sold, onOrder, planned }).toEqual({ sold: '60000000', onOrder: '20000000', planned: '110000000' })
})

test('the average price is gross over units for a whole coin, rounded down; none without a fill', () => {
  const { currencies, venues } = saleFigures(plan, orders)
  expect(currencies.map(({ currency, average }) => [currency, average])).toEqual([['USD', '64897.66']])
  expect(venues.map((venue) => [venue.platform, venue.average])).toEqual([
    ['a', '64897.66'],
    ['b', undefined],
  ])
  expect(saleFigures(plan, undefined).currencies[0]!.average).toBeUndefined()
})

test('money of two currencies is never added: each has its own total and average', () => {
  const [a, b] = plan.venues
  const several = {
    ...plan,
    venues: [
      { ...a!, quote: 'USD' },
      { ...b!, quote: 'HKD' },
    ],
  }
  const hkd = { units: '50000000', gross: '25000000', fee: '1250', fills: 4 }
  const { currencies } = saleFigures(several, { ...orders, totals: { ...orders.totals, b: hkd } })
  expect(currencies).toEqual([
    { currency: 'USD', sold: '60000000', gross: '3893860', fee: '11300', fills: 16, average: '64897.66' },
    { currency: 'HKD', sold: '50000000', gross: '25000000', fee: '1250', fills: 4, average: '500000.00' },
  ])
})
