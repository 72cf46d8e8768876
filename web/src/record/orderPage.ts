import { useQuery } from '@tanstack/react-query'
import { type Asked, getEntryPage } from '../api/queries.ts'
import type { EntryPage, EntryRow } from '../api/types.ts'
import { type OrderSeen, ordersOf } from './orders.ts'

/** Orders of a page, newest first, each with what became of it. */
export interface OrderPage {
  readonly orders: readonly OrderSeen[]
  readonly next?: number
}

/**
 * A page of orders, and after them their reports: read on from the oldest order of the page until each is answered that is not open.
 *
 * @param open orders that have no answer yet, by the state of the sale
 */
export async function orderPage(parameters: {
  readonly ask: (asked: Asked) => Promise<EntryPage>
  readonly open: ReadonlySet<string>
  readonly after: string | undefined
}): Promise<OrderPage> {
  const { ask, open, after } = parameters
  const placed = await ask({ kind: 'order.placed', order: 'newest', after })
  const next = placed.next === undefined ? {} : { next: placed.next }
  const oldest = placed.rows.at(-1)
  if (oldest === undefined) return { orders: [], ...next }
  const missing = new Set(placed.rows.map(orderOf).filter((order) => !open.has(order)))
  const answers: EntryRow[] = []
  for (let cursor: Asked | undefined = { from: String(oldest.entry.header.position) }; cursor !== undefined; ) {
    const page: EntryPage = await ask({ kind: 'order.reported,order.rested', order: 'oldest', limit: '500', ...cursor })
    answers.push(...page.rows)
    for (const row of page.rows) if (row.entry.header.kind === 'order.reported') missing.delete(orderOf(row))
    cursor = page.next === undefined || missing.size === 0 ? undefined : { after: String(page.next) }
  }
  return { orders: ordersOf([...[...placed.rows].reverse(), ...answers]), ...next }
}

function orderOf({ entry }: EntryRow): string {
  return String(entry.fields['payload.clientOrderId']?.value)
}

export const useOrderPage = (stream: string, open: readonly string[], after: string | undefined) =>
  useQuery({
    queryKey: ['orders', stream, after],
    queryFn: () => orderPage({ ask: (asked) => getEntryPage(stream, asked), open: new Set(open), after }),
    placeholderData: (kept) => kept,
  })
