import { decimalsOf } from '../../core/assets/decimals.ts'
import type { CaseState } from '../../core/case/state.ts'
import { parseAmount } from '../../core/money/amount.ts'
import { compareRates } from '../../core/money/rate.ts'
import { clientOrderIdFor } from '../../offshore/sale/orders.ts'
import { type OrdersState, type PlanSlice, type SalePlan, saleOf } from '../../offshore/sale/sale.ts'
import type { Depth, Venue } from '../../world/venues/venue.ts'
import { childStreams, listStreams, loadDocuments, type StoredStream } from '../zone/streams.ts'
import type { Zone } from '../zone/zone.ts'
import { actAsWorker } from './handlers.ts'

/** When each slice was last looked at: a book is asked once a moment, not in a loop. Lost with the process, and nothing hangs on it. */
const lookedAt = new Map<string, string>()

/**
 * Sells what approved plans say: one slice after the other at each platform, at a limit that the book shows and never below the floor, one order at a
 * time where an answer is still out. It decides nothing that an entry has not allowed: each order is refused or appended like anybody's.
 *
 * @returns whether it found something to do
 */
export async function executeSales(parameters: {
  readonly zone: Zone
  readonly venueFor: (entity: string) => Venue
  readonly mayTrade: () => boolean
}): Promise<boolean> {
  const { zone, mayTrade } = parameters
  if (!mayTrade()) return false
  let worked = false
  for (const stream of await listStreams(zone.pool, 'case')) {
    const state = stream.state as CaseState
    for (const tranche of Object.keys((state.slices.sale ?? {}) as object)) {
      const sale = saleOf(state, tranche)
      if (sale === undefined || sale.closed || sale.stopped) continue
      if (await executeTranche(parameters, stream, tranche)) worked = true
    }
  }
  return worked
}

async function executeTranche(
  parameters: Parameters<typeof executeSales>[0],
  stream: StoredStream,
  tranche: string,
): Promise<boolean> {
  const { zone } = parameters
  const lot = tranche.slice(0, tranche.indexOf('/'))
  const child = (await childStreams(zone.pool, stream.id)).find(
    (candidate) => (candidate.state as OrdersState).tranche === tranche,
  )
  if (child === undefined) {
    const payload = { case: stream.id, lot, tranche }
    await actAsWorker(
      zone,
      { id: `orders:${stream.id}:${tranche}`, kind: 'orders.opened', subject: { lot, tranche }, payload },
      { parent: stream.id },
    )
    return true
  }
  const orders = child.state as OrdersState
  if (Object.keys(orders.open).length > 0) return false
  const { plan: hash, floor } = saleOf(stream.state as CaseState, tranche)!
  const plan = JSON.parse((await loadDocuments(zone.pool, [hash])).get(hash)!) as SalePlan
  const next = plan.slices.find(
    (slice) =>
      slice.notBefore <= zone.now() && BigInt(orders.bySlice[String(slice.slice)] ?? '0') < BigInt(slice.units),
  )
  if (next === undefined) return false
  return placeSlice({ ...parameters, child, plan, planHash: hash, slice: next, floor })
}

interface PlaceSlice {
  readonly zone: Zone
  readonly venueFor: (entity: string) => Venue
  readonly child: StoredStream
  readonly plan: SalePlan
  readonly planHash: string
  readonly slice: PlanSlice
  readonly floor: string
}

async function placeSlice({ zone, venueFor, child, plan, planHash, slice, floor }: PlaceSlice): Promise<boolean> {
  const orders = child.state as OrdersState
  const moment = `${zone.now()} ${orders.count}`
  if (lookedAt.get(`${child.id} ${slice.slice}`) === moment) return false
  lookedAt.set(`${child.id} ${slice.slice}`, moment)
  const venue = venueFor(slice.platform)
  const left = BigInt(slice.units) - BigInt(orders.bySlice[String(slice.slice)] ?? '0')
  const depth = await venue.depth({ symbol: slice.symbol })
  const decimals = decimalsOf(plan.asset)
  const instrument = (await venue.instruments()).find((candidate) => candidate.symbol === slice.symbol)
  const lot = instrument === undefined ? 1n : parseAmount({ asset: plan.asset, text: instrument.lot, decimals })
  const limit = limitFor({
    depth,
    left,
    floor,
    decimals,
    asset: plan.asset,
    capPpm: BigInt(plan.participationCapPpm),
    lot,
  })
  if (limit === undefined) return false
  const intent = {
    slice: slice.slice,
    platform: slice.platform,
    symbol: slice.symbol,
    units: limit.units.toString(),
    price: limit.price,
    plan: planHash,
  }
  const clientOrderId = clientOrderIdFor({ ...intent, attempt: orders.count })
  await actAsWorker(
    zone,
    {
      id: `order:${clientOrderId}`,
      kind: 'order.placed',
      subject: { lot: orders.lot, tranche: orders.tranche },
      payload: {
        ...intent,
        host: slice.host,
        asset: plan.asset,
        shown: limit.shown.toString(),
        clientOrderId,
        attempt: orders.count,
      },
    },
    { stream: child.id },
  )
  return true
}

/** The lowest price that the units need in the shown book, not below the floor, and how much the cap lets one order take of what stands there. */
function limitFor(parameters: {
  readonly depth: Depth
  readonly left: bigint
  readonly floor: string
  readonly decimals: number
  readonly asset: string
  readonly capPpm: bigint
  readonly lot: bigint
}): { readonly units: bigint; readonly price: string; readonly shown: bigint } | undefined {
  const { depth, left, floor, decimals, asset, capPpm, lot } = parameters
  let shown = 0n
  let price: string | undefined
  for (const level of depth.bids) {
    const at = trimmed(level.price)
    if (compareRates(at, floor) < 0) break
    shown += parseAmount({ asset, text: level.quantity, decimals })
    price = at
    if ((shown * capPpm) / 1_000_000n >= left) break
  }
  const most = (shown * capPpm) / 1_000_000n
  const wanted = most < left ? most : left
  const units = wanted - (wanted % lot)
  return price === undefined || units === 0n ? undefined : { units, price, shown }
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
}
