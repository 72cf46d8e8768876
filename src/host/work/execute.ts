import { type CaseState, stageOf } from '../../core/case/state.ts'
import { ordersActionId } from '../../offshore/sale/orders.ts'
import { type OrdersState, ordersOfRun, readSalePlan, runOf, saleOf } from '../../offshore/sale/sale.ts'
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
    for (const work of [analysePast, executeTranche]) {
      try {
        if (await work(parameters, tranche)) worked = true
      } catch (error) {
        fault ??= error
      }
    }
  }
  if (fault !== undefined && !worked) throw fault
  return worked
}

type Executing = Parameters<typeof executeCase>[0]

function ordersOfSale({ children }: Executing, tranche: string, run: number) {
  return children.find(({ state }) => ordersOfRun(state as OrdersState, tranche, run)) as
    | { readonly id: string; readonly state: OrdersState }
    | undefined
}

/** Sales that were settled are analysed too, each by itself, also when the next has begun. */
async function analysePast(executing: Executing, tranche: string): Promise<boolean> {
  const { desk, stream, state } = executing
  const { past = [] } = saleOf(state, tranche)!
  for (const [i, { plan, report }] of past.entries()) {
    const child = report === undefined ? ordersOfSale(executing, tranche, i + 1) : undefined
    if (child === undefined || !hasSold(child.state)) continue
    await analyse({ desk, stream, child, planHash: plan })
    return true
  }
  return false
}

/** A sale of machine 1 logged no books, and one that sold nothing has nothing to recompute. */
function hasSold({ evidence, routes = 0, totals }: OrdersState): boolean {
  return evidence !== undefined && routes > 0 && Object.values(totals).some(({ fills }) => fills > 0)
}

async function executeTranche(executing: Executing, tranche: string): Promise<boolean> {
  const { desk, stream, state } = executing
  const sale = saleOf(state, tranche)!
  const lot = tranche.slice(0, tranche.indexOf('/'))
  const run = runOf(sale)
  const child = ordersOfSale(executing, tranche, run)
  const done = sale.closed || sale.settled !== undefined
  if (child === undefined) {
    if (done || stageOf(state, { lot, tranche }) !== 'selling') return false
    const again = run === 1 ? {} : { run }
    await desk.act(
      {
        id: ordersActionId(sale),
        kind: 'orders.opened',
        subject: { lot, tranche },
        payload: { case: stream, lot, tranche, ...again },
      },
      { parent: stream },
    )
    return true
  }
  const orders = child.state
  if (done) {
    if (sale.report !== undefined || !hasSold(orders)) return false
    await analyse({ desk, stream, child: { id: child.id, state: orders }, planHash: sale.plan })
    return true
  }
  const over = desk.now() > sale.deadline || desk.now() > sale.validUntil
  const inStage = stageOf(state, { lot, tranche }) === 'selling'
  if (!sale.stopped && !over && !inStage) return false
  const plan = readSalePlan(await desk.document(sale.plan))
  const selling = { desk, stream, state, tranche, child, plan, planHash: sale.plan }
  return sale.stopped || over ? stopSale(selling) : sellNow(selling)
}
