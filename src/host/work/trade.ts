import { decimalsOf } from '../../core/assets/decimals.ts'
import { SluiceError } from '../../core/errors.ts'
import { formatAmount, parseAmount } from '../../core/money/amount.ts'
import type { Json } from '../../core/record/jcs.ts'
import type { OrdersState } from '../../offshore/sale/sale.ts'
import type { OrderReport, Venue } from '../../world/venues/venue.ts'
import { loadStream } from '../zone/streams.ts'
import type { Zone } from '../zone/zone.ts'
import { actAsWorker } from './handlers.ts'
import type { Handler, OutboxRow } from './outbox.ts'

interface OrderRequest {
  readonly platform: string
  readonly host: string
  readonly symbol: string
  readonly units: string
  readonly price: string
  readonly clientOrderId: string
  readonly tranche: string
  readonly asset: string
}

/**
 * Places an order under the id of its approved intent and brings the fills back. After a crash the venue is asked first; where it forgets ids, an order
 * that may have happened is never sent again: it stops as unknown and waits for a person.
 */
export function orderHandler(parameters: {
  readonly zone: Zone
  readonly venueFor: (entity: string) => Venue
}): Handler {
  const { zone, venueFor } = parameters
  return async (row, performed) => {
    const request = row.request as unknown as OrderRequest
    const venue = venueFor(request.platform)
    if (venue.host !== request.host)
      throw new SluiceError('VENUE_REFUSED', `${request.platform} is bound to ${venue.host}, not ${request.host}.`)
    const report = await placeOnce(venue, request, row)
    performed()
    if (report === undefined) return { outcome: 'unknown', note: 'the venue does not say what became of it' }
    if (report.state === 'open' || report.state === 'partly-filled') {
      const after = await venue.cancelOrder({ clientOrderId: request.clientOrderId })
      if (after.state === 'unknown' || after.state === 'open') return { outcome: 'later' }
      await reportOrder({ zone, venue, request, row, state: after.state })
      return { outcome: 'done', note: after.state }
    }
    await reportOrder({ zone, venue, request, row, state: report.state })
    return { outcome: 'done', note: report.state }
  }
}

async function placeOnce(venue: Venue, request: OrderRequest, row: OutboxRow): Promise<OrderReport | undefined> {
  const { clientOrderId, symbol, units, price, asset } = request
  if (row.attempts > 0) {
    const known = await venue.order({ clientOrderId })
    if (known.state !== 'unknown') return known
    if (venue.idempotencyClass !== 'client-order-id-forever') return undefined
  }
  const quantity = formatAmount({ amount: BigInt(units), decimals: decimalsOf(asset), trim: true })
  return venue.placeOrder({ clientOrderId, symbol, side: 'SELL', type: 'IOC', price, quantity })
}

async function reportOrder(parameters: {
  readonly zone: Zone
  readonly venue: Venue
  readonly request: OrderRequest
  readonly row: OutboxRow
  readonly state: string
}): Promise<void> {
  const { zone, venue, request, row, state } = parameters
  const { clientOrderId, symbol, asset, tranche } = request
  const fills = (await venue.fills({ symbol })).filter((fill) => fill.clientOrderId === clientOrderId)
  const decimals = decimalsOf(asset)
  const rows = fills.map((fill) => ({
    fill: fill.fillId,
    price: trimmed(fill.price),
    units: parseAmount({ asset, text: fill.quantity, decimals }).toString(),
    gross: parseAmount({ asset: 'USD', text: fill.gross, decimals: 2 }).toString(),
    fee: parseAmount({ asset: 'USD', text: fill.fee, decimals: 2 }).toString(),
    at: new Date(fill.atMs).toISOString(),
  }))
  const sum = (of: 'units' | 'gross' | 'fee'): string =>
    rows.reduce((total, fill) => total + BigInt(fill[of]), 0n).toString()
  const child = await loadStream(zone.pool, row.stream)
  if (child === undefined) throw new SluiceError('NOT_FOUND', `no stream ${row.stream}.`)
  const { lot } = child.state as OrdersState
  await actAsWorker(
    zone,
    {
      id: `reported:${clientOrderId}`,
      kind: 'order.reported',
      subject: { lot, tranche },
      payload: {
        clientOrderId,
        state,
        units: sum('units'),
        gross: sum('gross'),
        fee: sum('fee'),
        fills: rows as unknown as Json,
        asset,
      },
    },
    { stream: row.stream },
  )
}

/** Without trailing zeros: the one form in which rates stand in the record. */
function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
}
