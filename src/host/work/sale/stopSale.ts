import { elapsedSince, momentOf } from '../../../offshore/sale/proveStop.ts'
import { saleOf } from '../../../offshore/sale/sale.ts'
import { cancelNext } from './cancelNext.ts'
import { type Selling, subjectOf } from './desk.ts'

/**
 * After the kill switch, or when the time of a sale is over: has every order cancelled whose fate is open, and once none is, asks each platform and proves
 * that nothing stands there.
 *
 * @returns whether it found something to do
 */
export async function stopSale(selling: Selling): Promise<boolean> {
  const { desk, child, state, tranche, plan, planHash } = selling
  const orders = child.state
  const sale = saleOf(state, tranche)
  const stop = sale?.stop?.entry
  const why = stop === undefined ? 'ended' : 'stopped'
  // A sale that placed nothing has nothing to prove at its end.
  if (why === 'ended' && orders.count === 0) return false
  if (orders.cleared?.why === why && orders.cleared.stop === stop) return false
  if (await cancelNext(selling, why)) return true
  if (Object.keys(orders.open).length > 0) return false
  const platforms = []
  for (const { platform, host, symbol } of plan.venues) {
    const open = await desk.venueFor(platform).openOrders({ symbol })
    const ours = await ownAmong(
      selling,
      open.map(({ clientOrderId }) => clientOrderId),
    )
    platforms.push({ platform, host, open: open.length, ours, askedAt: desk.now() })
  }
  const elapsedMs = elapsedSince(momentOf(why, sale), orders.lastReportAt)
  await desk.act(
    {
      id: `cleared:${child.id}:${stop ?? why}`,
      kind: 'orders.cleared',
      subject: subjectOf(selling),
      payload: { why, ...(stop === undefined ? {} : { stop }), plan: planHash, platforms, elapsedMs },
      documents: [planHash],
    },
    { stream: child.id },
  )
  return true
}

/** An account may have orders of other tranches: those that this sale placed count, told by the ids in its record. */
async function ownAmong({ desk, child }: Selling, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  const placed = new Set(
    (await desk.entries(child.id))
      .filter(({ kind }) => kind === 'order.placed')
      .map(({ payload }) => String(payload.clientOrderId)),
  )
  return ids.filter((id) => placed.has(id)).length
}
