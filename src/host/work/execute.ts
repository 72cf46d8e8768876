import { type CaseState, stageOf } from '../../core/case/state.ts'
import { type OrdersState, readSalePlan, saleOf } from '../../offshore/sale/sale.ts'
import { childStreams, listStreams } from '../zone/streams.ts'
import type { Zone } from '../zone/zone.ts'
import { analyse } from './sale/analyse.ts'
import type { Desk } from './sale/desk.ts'
import { sellNow } from './sale/routeNow.ts'
import { stopSale } from './sale/stopSale.ts'

/**
 * Sells what approved plans say: at each interval the books of all platforms are looked at, what the plan releases is split over them exactly, and the
 * split's orders are placed one after the other. What a platform did not take is offered again at the next look; a platform that is dark is left out and
 * its coins wait there. It decides nothing that an entry has not allowed: each route and order is refused or appended like anybody's.
 *
 * @returns whether it found something to do
 */
export async function executeSales({ zone, desk }: { readonly zone: Zone; readonly desk: Desk }): Promise<boolean> {
  let worked = false
  for (const { id, state } of await listStreams(zone.pool, 'case')) {
    const children = await childStreams(zone.pool, id)
    if (await executeCase({ desk, stream: id, state: state as CaseState, children })) worked = true
  }
  return worked
}

/** The sales of one case. A fault of one holds up no other. */
export async function executeCase(parameters: {
  readonly desk: Desk
  readonly stream: string
  readonly state: CaseState
  readonly children: readonly { readonly id: string; readonly state: unknown }[]
}): Promise<boolean> {
  const { state } = parameters
  let worked = false
  let fault: unknown
  for (const tranche of Object.keys((state.slices.sale ?? {}) as object)) {
    const sale = saleOf(state, tranche)!
    if (sale.closed && sale.report !== undefined) continue
    try {
      if (await executeTranche(parameters, tranche)) worked = true
    } catch (error) {
      fault ??= error
    }
  }
  if (fault !== undefined && !worked) throw fault
  return worked
}

async function executeTranche(parameters: Parameters<typeof executeCase>[0], tranche: string): Promise<boolean> {
  const { desk, stream, state, children } = parameters
  const sale = saleOf(state, tranche)!
  const lot = tranche.slice(0, tranche.indexOf('/'))
  const child = children.find((candidate) => (candidate.state as OrdersState).tranche === tranche)
  if (child === undefined) {
    // Stopped before anything was opened: nothing can be open.
    if (sale.stopped || sale.closed) return false
    const payload = { case: stream, lot, tranche }
    await desk.act(
      { id: `orders:${stream}:${tranche}`, kind: 'orders.opened', subject: { lot, tranche }, payload },
      { parent: stream },
    )
    return true
  }
  const orders = child.state as OrdersState
  if (sale.closed) {
    // A sale of machine 1 logged no books: there is nothing to recompute from.
    if (orders.evidence === undefined || orders.routes === undefined || orders.routes === 0) return false
    await analyse({ desk, stream, child: { id: child.id, state: orders }, planHash: sale.plan })
    return true
  }
  const over = desk.now() > sale.deadline || desk.now() > sale.validUntil
  const inStage = stageOf(state, { lot, tranche }) === 'selling'
  if (!sale.stopped && !inStage) return false
  const plan = readSalePlan(await desk.document(sale.plan))
  const selling = { desk, stream, state, tranche, child: { id: child.id, state: orders }, plan, planHash: sale.plan }
  return sale.stopped || over ? stopSale(selling) : sellNow(selling)
}
