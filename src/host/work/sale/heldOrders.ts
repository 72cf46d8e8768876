import type { Pool } from 'pg'
import { bytesToHex } from '../../../core/record/hash.ts'
import { readSalePlan } from '../../../offshore/sale/sale.ts'
import type { Desk } from './desk.ts'
import { nextLeg } from './legGroups.ts'
import { isRefused } from './routeNow.ts'

/**
 * Whether the orders of a sale wait for those that go out with them: as long as the next leg of the newest route joins them and is not in the record. A leg
 * that was refused is waited for no longer, nor is any once the sale was stopped or is over.
 */
export async function ordersHeld(desk: Desk, stream: string): Promise<boolean> {
  const { orders, sale } = await desk.orders(stream)
  const now = desk.now()
  if (sale === undefined || sale.stopped || sale.closed || now > sale.deadline || now > sale.validUntil) return false
  const { intervalSeconds } = readSalePlan(await desk.document(sale.plan))
  const { joins } = nextLeg({ orders, intervalSeconds, now })
  return joins && !isRefused(stream, orders)
}

/** Keys of the orders that nothing holds any more. */
export async function readyOrders(pool: Pool, desk: Desk): Promise<readonly string[]> {
  const { rows } = await pool.query<{ key: string; stream: Buffer }>(
    `select key, stream from outbox where state = 'waiting' and type = 'order'`,
  )
  const held = new Map<string, boolean>()
  for (const { stream } of rows) {
    const id = bytesToHex(stream)
    if (!held.has(id)) held.set(id, await ordersHeld(desk, id))
  }
  return rows.filter(({ stream }) => held.get(bytesToHex(stream)) === false).map(({ key }) => key)
}
