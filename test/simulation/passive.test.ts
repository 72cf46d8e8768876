import { afterAll, beforeAll, expect, test } from 'vitest'
import { platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import { setReserve, startSale } from '../../sandbox/rehearsal/sell.ts'
import type { OrdersState, SalePlan } from '../../src/offshore/sale/sale.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'

let walk: SellWalk
let plan: SalePlan
beforeAll(async () => {
  walk = await walkToSale('passive', 500_000)
  plan = await startSale(walk, 'A/1', await setReserve(walk, 'A/1'), walk.route)
})
afterAll(() => walk.end())

const orders = (): OrdersState => walk.seller.ordersOf('A/1')!
const open = () => Object.entries(orders().open)
const kinds = (): readonly string[] =>
  walk.seller.streamOf('A/1')!.entries.map((id) => walk.zones.offshore.entries.get(id)!.entry.header.kind)
const used = (): bigint => Object.values(orders().used ?? {}).reduce((sum, units) => sum + BigInt(units), 0n)
const sold = (): bigint => Object.values(orders().totals).reduce((sum, { units }) => sum + BigInt(units), 0n)
const standing = async (platform: string): Promise<readonly string[]> =>
  (await walk.world.reader(platform).openOrders({ symbol: 'BTCUSD' })).map(({ clientOrderId }) => clientOrderId)

test('half of each step rests one tick below the best ask, and counts as possibly sold while it stands', async () => {
  await walk.seller.work()
  const resting = open()
  expect(resting.map(([, { type, rests }]) => [type, rests])).toEqual([
    ['LIMIT_MAKER', true],
    ['LIMIT_MAKER', true],
  ])
  expect(kinds().filter((kind) => kind === 'order.rested')).toHaveLength(2)
  for (const [id, { platform, price }] of resting) {
    expect(await standing(platform)).toEqual([id])
    const { bids } = await walk.world.reader(platform).depth({ symbol: 'BTCUSD' })
    expect(Number(price)).toBeGreaterThan(Number(bids[0]!.price))
  }
  const out = resting.reduce((sum, [, { units }]) => sum + BigInt(units), 0n)
  expect(used()).toBe(sold() + out)
})

test('at the next look each is cancelled and replaced, and the platforms hold no other', async () => {
  const before = open().map(([id]) => id)
  await walk.clock.pass(1)
  const after = open().map(([id]) => id)
  expect(after.filter((id) => before.includes(id))).toEqual([])
  const cancels = walk.seller
    .streamOf('A/1')!
    .entries.map((id) => walk.zones.offshore.entries.get(id)!.entry)
    .filter(({ header }) => header.kind === 'cancel.ordered')
  expect(cancels.map(({ fields }) => fields['payload.why']!.value)).toEqual(['replaced', 'replaced'])
  expect([...(await standing(platformA)), ...(await standing(platformB))].sort()).toEqual([...after].sort())
})

test('what a resting order sold is reported with its fills when it ends, and leaves no trace in the bids', async () => {
  const [id, { platform, price, units }] = open()[0]!
  const exchange = walk.world.exchanges[platform]!
  const coins = (BigInt(units) / 2n).toString().padStart(9, '0')
  const quantity = `${Number(coins.slice(0, -8))}.${coins.slice(-8, -3)}`
  const traded = exchange.control.stranger({ symbol: 'BTCUSD', side: 'BUY', price, quantity })
  expect(Number(traded)).toBeGreaterThan(0)
  await walk.clock.pass(1)
  expect(orders().open[id]).toBeUndefined()
  expect(BigInt(orders().rested![platform]!)).toBeGreaterThan(0n)
})

test('a resting order whose answer was lost is asked about and counts as possibly sold until then', async () => {
  const exchange = walk.world.exchanges[platformB]!
  await walk.clock.pass(1)
  exchange.control.fault({ kind: 'timeout-after-accept', on: 'placeOrder', times: 2 })
  await walk.clock.pass(1)
  const mine = open().filter(([, { platform }]) => platform === platformB)
  const there = await standing(platformB)
  expect(mine.map(([id]) => id)).toEqual([...there])
  expect(used()).toBe(sold() + open().reduce((sum, [, { units }]) => sum + BigInt(units), 0n))
})

test('at the deadline all that rests is cancelled, nothing more is offered, and the platforms say that nothing stands', async () => {
  expect(open().length).toBeGreaterThan(0)
  const left = Math.ceil((Date.parse(plan.deadline) - walk.clock.nowMs()) / 60_000) + 1
  const whole = plan.venues.reduce((sum, { units }) => sum + BigInt(units), 0n)
  walk.at(new Date(walk.clock.nowMs() + left * 60_000).toISOString())
  await walk.seller.work()
  expect(open()).toEqual([])
  expect(orders().cleared).toMatchObject({ why: 'ended' })
  expect(kinds().at(-1)).toBe('orders.cleared')
  expect([...(await standing(platformA)), ...(await standing(platformB))]).toEqual([])
  expect(sold()).toBeLessThan(whole)
  const entries = walk.zones.offshore.entries.size
  walk.at(new Date(walk.clock.nowMs() + 60_000).toISOString())
  await walk.seller.work()
  expect(walk.zones.offshore.entries.size).toBe(entries)
})
