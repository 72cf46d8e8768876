import { afterAll, beforeAll, expect, test } from 'vitest'
import { platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import { setReserve, startSale } from '../../sandbox/rehearsal/sell.ts'
import type { OrdersState } from '../../src/offshore/sale/sale.ts'
import { allPacks } from '../rules/packs.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'

const subject = { lot: 'A', tranche: 'A/1' }
let walk: SellWalk
beforeAll(async () => {
  walk = await walkToSale('stop')
  const floor = await setReserve(walk, 'A/1')
  await startSale(walk, 'A/1', floor, walk.route)
})
afterAll(() => walk.end())

const orders = (): OrdersState => walk.seller.ordersOf('A/1')!
const kinds = (): readonly string[] =>
  walk.seller.streamOf('A/1')!.entries.map((id) => walk.zones.offshore.entries.get(id)!.entry.header.kind)
const stop = (by: string) => ({ by, kind: 'sale.stopped', subject, payload: { reason: 'SANDBOX' } })

test('an order whose answer was lost counts as possibly sold, and is asked about, not sent again', async () => {
  const exchange = walk.world.exchanges[platformA]!
  exchange.control.fault({ kind: 'timeout-after-accept', on: 'placeOrder' })
  await walk.seller.pass()
  await walk.seller.pass()
  await walk.seller.pass()
  const [leg] = orders().route!.legs
  expect(leg!.platform).toBe(platformA)
  await walk.seller.perform()
  expect(Object.values(orders().open).map(({ platform }) => platform)).toEqual([platformA])
  expect(orders().used![platformA]).toBe(leg!.units)
  const ids = Object.keys(orders().open)
  await walk.seller.perform()
  expect(orders().totals[platformA]!.units).toBe(leg!.units)
  const statement = exchange.statement({ account: 'trust' })
  expect(statement.split('\n').filter((line) => line.includes('"kind":"fill"') && line.includes(ids[0]!)).length).toBe(
    orders().totals[platformA]!.fills,
  )
})

test('only a sale that runs is stopped', async () => {
  const other = { ...stop('p-ho'), subject: { lot: 'A', tranche: 'A/2' } }
  expect(await walk.refusedBy(walk.offshore, other)).toEqual(expect.arrayContaining(['HK-MANDATE-stop']))
})

test.each(['beijing', 'shanghai', 'saxony'])(
  'in the model %s trader, trust and compliance officer stop it alone',
  (model) => {
    const { manifest } = allPacks.find((pack) => pack.manifest.id === model)!
    const step = manifest.steps!.find(({ kind }) => kind === 'sale.stopped')!
    expect(step.approvals).toEqual([])
    expect(step.roles).toEqual(expect.arrayContaining(['trader', 'trust-officer', 'compliance-officer']))
  },
)

test('a stop while an order is out: it is cancelled, nothing waiting is sent, and the end is proved by record and platforms', async () => {
  const exchange = walk.world.exchanges[platformB]!
  // The next leg stands in the record and was not sent yet.
  await walk.seller.pass()
  expect(Object.values(orders().open).map(({ platform }) => platform)).toEqual([platformB])
  expect(await walk.refusedBy(walk.offshore, stop('p-ng'))).toEqual([])
  await walk.seller.work()
  expect(kinds().slice(-3)).toEqual(['cancel.ordered', 'order.reported', 'orders.cleared'])
  expect(orders().open).toEqual({})
  expect(orders().cleared!.elapsedMs).toBe(0)
  expect(exchange.statement({ account: 'trust' })).not.toContain('"kind":"fill"')
  const before = walk.zones.offshore.entries.size
  for (let minute = 0; minute < 5; minute++) await walk.clock.pass(1)
  expect(walk.zones.offshore.entries.size).toBe(before)
})

test('a proof leaves out no platform, is asked after the stop, and names it', () => {
  const tried = (kind: string, payload: object): readonly string[] => {
    const zone = walk.zones.offshore.fork()
    const actor = { org: zone.parameters.id, person: 'worker', role: 'system' }
    const result = zone.act(
      { id: `try:${kind}`, kind, actor, subject, payload: payload as never, documents: [] },
      { stream: walk.seller.streamOf('A/1')!.id },
    )
    return result.outcome === 'refused' ? result.refusal.unmet.map(({ rule }) => rule) : []
  }
  const sale = (
    walk.stateOf('offshore').slices.sale as unknown as Record<
      string,
      { plan: string; stop: { entry: string; at: string } }
    >
  )['A/1']!
  const platforms = [platformA, platformB].map((platform) => ({
    platform,
    host: walk.world.exchanges[platform]!.url.slice('http://'.length),
    open: 0,
    ours: 0,
    askedAt: walk.clock.now(),
  }))
  const proof = { why: 'stopped', stop: sale.stop.entry, plan: sale.plan, platforms, elapsedMs: 0 }
  expect(tried('orders.cleared', proof)).toEqual([])
  expect(tried('orders.cleared', { ...proof, platforms: platforms.slice(1) })).toEqual(['HK-MANDATE-cleared'])
  expect(tried('orders.cleared', { ...proof, stop: '0'.repeat(64) })).toEqual(['HK-MANDATE-cleared'])
  expect(tried('orders.cleared', { ...proof, elapsedMs: 1 })).toEqual(['HK-MANDATE-cleared'])
  const one = platforms.map((row, i) => (i === 0 ? { ...row, open: 1, ours: 1 } : row))
  expect(tried('orders.cleared', { ...proof, platforms: one })).toEqual(['HK-MANDATE-cleared'])
  const early = platforms.map((row) => ({ ...row, askedAt: '2026-03-02T01:00:00.000Z' }))
  expect(tried('orders.cleared', { ...proof, platforms: early })).toEqual(['HK-MANDATE-cleared'])
})
