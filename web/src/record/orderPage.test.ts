import { expect, test } from 'vitest'
import type { Entry } from '../../../src/core/record/entry.ts'
import type { Asked } from '../api/queries.ts'
import type { EntryPage, EntryRow } from '../api/types.ts'
import { orderPage } from './orderPage.ts'

const at = '2026-03-02T00:00:00.000Z'
const row = (position: number, kind: string, clientOrderId: string, more: object = {}): EntryRow => {
  const payload = { clientOrderId, slice: 0, platform: 'p', price: '1', units: '5', ...more }
  const fields = Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [`payload.${name}`, { salt: '', value }]),
  )
  return { id: `e${position}`, entry: { header: { kind, position, recordedAt: at, effectiveAt: at, commitments: {} }, salt: '', fields } as unknown as Entry } // biome-ignore format: one row
}

// The first order rests long: its report comes when two others were placed and done.
const entries = [
  row(0, 'order.placed', 'a'),
  row(1, 'order.rested', 'a'),
  row(2, 'order.placed', 'b'),
  row(3, 'order.reported', 'b', { state: 'filled' }),
  row(4, 'order.placed', 'c'),
  row(5, 'order.reported', 'c', { state: 'cancelled', units: '0' }),
  row(6, 'order.reported', 'a', { state: 'filled' }),
  row(7, 'order.placed', 'd'),
]

function zone(): { ask: (asked: Asked) => Promise<EntryPage>; readonly asked: Asked[] } {
  const asked: Asked[] = []
  const ask = async (one: Asked): Promise<EntryPage> => {
    asked.push(one)
    const kinds = one.kind!.split(',')
    const newest = one.order === 'newest'
    const of = (newest ? [...entries].reverse() : entries).filter(({ entry: { header } }) => {
      const past = one.after === undefined || (newest ? header.position < Number(one.after) : header.position > Number(one.after))
      return kinds.includes(header.kind) && past && header.position >= Number(one.from ?? 0)
    }) // biome-ignore format: one look
    const rows = of.slice(0, 2)
    return { rows, ...(of.length > 2 ? { next: rows.at(-1)!.entry.header.position } : {}) }
  }
  return { ask, asked }
}

test('orders of a page are shown with their answers, however much later these came', async () => {
  const { ask } = zone()
  const last = await orderPage({ ask, open: new Set(['d']), after: undefined })
  expect(last.orders.map(({ clientOrderId, state }) => [clientOrderId, state])).toEqual([
    ['d', 'open'],
    ['c', 'cancelled'],
  ])
  const first = await orderPage({ ask, open: new Set(['d']), after: String(last.next) })
  expect(first.orders.map(({ clientOrderId, state }) => [clientOrderId, state])).toEqual([
    ['b', 'filled'],
    ['a', 'filled'],
  ])
  expect(first.next).toBeUndefined()
})

test('no more is read than until every order that is not open was answered', async () => {
  const { ask, asked } = zone()
  await orderPage({ ask, open: new Set(['d']), after: undefined })
  // The orders, and one page of answers: c is answered in it, d is open.
  expect(asked).toHaveLength(2)
})
