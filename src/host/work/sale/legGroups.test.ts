import { expect, test } from 'vitest'
import type { OrderRow, RouteLeg } from '../../../offshore/sale/sale.ts'
import { groupStart, nextLeg } from './legGroups.ts'

const legs = (...platforms: string[]): RouteLeg[] =>
  platforms.map((platform) => ({ platform, host: 'h', symbol: 'BTCUSD', units: '1', price: '1', type: 'IOC' }))

test.each([
  ['abc', '000'],
  ['aab', '011'],
  ['aba', '002'],
  ['abab', '0022'],
  ['abcca', '00033'],
])('the legs %s begin their groups at %s', (platforms, starts) => {
  const list = legs(...platforms)
  expect(list.map((_, i) => groupStart(list, i)).join('')).toBe(starts)
})

const at = '2026-03-02T03:00:00.000Z'
const row = (platform: string, more: Partial<OrderRow> = {}): OrderRow => ({
  slice: 1,
  platform,
  units: '1',
  price: '1',
  ...more,
})
const next = (list: RouteLeg[], place: number, open: OrderRow[], now = at) =>
  nextLeg({
    orders: {
      open: Object.fromEntries(open.map((order, i) => [String(i), order])),
      route: { entry: 'e', slice: 1, at, books: 'b', step: 's', legs: list, next: place },
    },
    intervalSeconds: 60,
    now,
  })

test('a leg joins those of other platforms that stand before it, answered or not', () => {
  expect(next(legs('a', 'b'), 0, [])).toMatchObject({ leg: { platform: 'a' }, joins: false })
  expect(next(legs('a', 'b'), 1, [row('a')])).toMatchObject({ leg: { platform: 'b' }, joins: true })
  expect(next(legs('a', 'b', 'a'), 2, [])).toMatchObject({ leg: { platform: 'a' }, joins: false })
})

test('a leg of a platform that owes an answer is none, but where what is out there rests', () => {
  expect(next(legs('a', 'b'), 1, [row('b')])).toEqual({ fresh: true, joins: false })
  expect(next(legs('a', 'b'), 1, [row('b', { rests: true })])).toMatchObject({ leg: { platform: 'b' }, joins: true })
})

test('a route as old as a look has no leg any more', () => {
  expect(next(legs('a', 'b'), 1, [], '2026-03-02T03:01:00.000Z')).toEqual({ fresh: false, joins: false })
})
