import { afterAll, beforeAll, expect, test } from 'vitest'
import { platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import { closeSale, setReserve, startSale } from '../../sandbox/rehearsal/sell.ts'
import type { OrdersState } from '../../src/offshore/sale/sale.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'

const quotes = { [platformA]: 'USD', [platformB]: 'HKD' } as const
let walk: SellWalk
beforeAll(async () => {
  walk = await walkToSale('currencies', 0, { quotes })
})
afterAll(() => walk.end())
const orders = (): OrdersState => walk.seller.ordersOf('A/1')!

test('sells', async () => {
  const floor = await setReserve(walk, 'A/1')
  const plan = await startSale(walk, 'A/1', floor, walk.route)
  console.log(JSON.stringify(plan, null, 1))
  for (let i = 0; i < 60; i++) await walk.clock.pass(1)
  console.log(JSON.stringify(orders().totals))
  await closeSale(walk, { lot: 'A', tranche: 'A/1' })
  await walk.clock.pass(1)
  expect(1).toBe(1)
})
