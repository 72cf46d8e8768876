import { saleOf } from '../../../offshore/sale/sale.ts'
import { type Selling, subjectOf } from './desk.ts'

/**
 * After the kill switch: has every order cancelled whose fate is open, and once none is, asks each platform and proves that nothing stands there.
 *
 * @returns whether it found something to do
 */
export async function stopSale(selling: Selling): Promise<boolean> {
  const { desk, child, state, tranche, plan, planHash } = selling
  const orders = child.state
  const stop = saleOf(state, tranche)?.stop
  if (stop === undefined || orders.cleared?.stop === stop.entry) return false
  const uncancelled = Object.entries(orders.open).find(([, order]) => order.cancel !== true)
  if (uncancelled !== undefined) {
    const [clientOrderId, { platform, symbol }] = uncancelled
    const host = plan.venues.find((venue) => venue.platform === platform)?.host ?? ''
    const payload = { clientOrderId, platform, host, symbol: symbol ?? '', asset: plan.asset, stop: stop.entry }
    await desk.act(
      { id: `cancel:${clientOrderId}`, kind: 'cancel.ordered', subject: subjectOf(selling), payload },
      { stream: child.id },
    )
    return true
  }
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
  const last = orders.lastReportAt
  const elapsedMs = last === undefined ? 0 : Math.max(0, Date.parse(last) - Date.parse(stop.at))
  await desk.act(
    {
      id: `cleared:${child.id}:${stop.entry}`,
      kind: 'orders.cleared',
      subject: subjectOf(selling),
      payload: { stop: stop.entry, plan: planHash, platforms, elapsedMs },
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
