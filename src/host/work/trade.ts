import { decimalsOf } from '../../core/assets/units.ts'
import { SluiceError } from '../../core/errors.ts'
import { formatAmount, parseAmount } from '../../core/money/amount.ts'
import type { Json } from '../../core/record/jcs.ts'
import { quoteDecimals } from '../../offshore/sale/currency/planFx.ts'
import { endOf } from '../../offshore/sale/proveStop.ts'
import type { OrdersState } from '../../offshore/sale/sale.ts'
import { compareDecimals, shortest, sumDecimals } from '../../world/venues/decimal.ts'
import type { Fill, OrderReport, OrderState, Venue } from '../../world/venues/venue.ts'
import type { Attempt, Handler, OutboxRow } from './outbox.ts'
import type { Desk } from './sale/desk.ts'

interface OrderRequest {
  readonly platform: string
  readonly host: string
  readonly symbol: string
  readonly units: string
  readonly price: string
  readonly type: 'IOC' | 'LIMIT_MAKER'
  readonly clientOrderId: string
  readonly tranche: string
  readonly asset: string
}

interface Trading {
  readonly desk: Desk
  readonly venue: Venue
  readonly row: OutboxRow
  readonly child: OrdersState
  readonly stopped: boolean
}

/** What came of asking a platform for an order; `none` where it certainly has nothing of it. */
type Placed = OrderReport | { readonly state: 'none'; readonly as: 'rejected' | 'cancelled' } | undefined

/**
 * Places an order under the id of its approved intent and brings the fills back. After a crash the venue is asked first; where it forgets ids, an order
 * that may have happened is never sent again: it stops as unknown and waits for a person. Once its sale was stopped nothing is sent any more.
 */
export function orderHandler(desk: Desk): Handler {
  return async (row, performed) => {
    const trading = await tradingOf(desk, row)
    const { venue, child } = trading
    const request = row.request as unknown as OrderRequest
    if (child.open[request.clientOrderId] === undefined) return { outcome: 'done', note: 'reported before' }
    const report = await placeOnce(trading, request)
    await performed()
    if (report === undefined) return { outcome: 'unknown', note: 'the venue does not say what became of it' }
    if (report.state === 'none') return bringBack(trading, request, { state: report.as, executed: '0' })
    if (report.state === 'open' || report.state === 'partly-filled') {
      const order = child.open[request.clientOrderId]!
      // A stop or an end that came meanwhile has it cancelled by an effect of its own, once the record says that it rests.
      if (request.type === 'LIMIT_MAKER' && !trading.stopped) {
        if (order.rests !== true) await rested(trading, request)
        return { outcome: 'done', note: 'it rests' }
      }
      const after = await venue.cancelOrder({ clientOrderId: request.clientOrderId })
      if (after.state === 'unknown' || after.state === 'open') return { outcome: 'later' }
      return bringBack(trading, request, { state: after.state, executed: after.executedQuantity })
    }
    return bringBack(trading, request, { state: report.state, executed: report.executedQuantity })
  }
}

/** Cancels an order that was open when its sale was stopped, and brings back what it had filled. */
export function cancelHandler(desk: Desk): Handler {
  return async (row, performed) => {
    const trading = await tradingOf(desk, row)
    const { venue, child } = trading
    const { clientOrderId, symbol, asset } = row.request as unknown as OrderRequest
    const order = child.open[clientOrderId]
    if (order === undefined) return { outcome: 'done', note: 'reported before' }
    const after = await venue.cancelOrder({ clientOrderId })
    await performed()
    // It does not know the order: the order's own effect says what became of it, and sends nothing after a stop.
    if (after.state === 'unknown') return { outcome: 'done', note: 'the venue has no such order' }
    if (after.state === 'open') return { outcome: 'later' }
    return bringBack(
      trading,
      { clientOrderId, symbol, asset },
      { state: after.state, executed: after.executedQuantity },
    )
  }
}

async function tradingOf(desk: Desk, row: OutboxRow): Promise<Trading> {
  const { platform, host } = row.request as unknown as OrderRequest
  const venue = desk.venueFor(platform)
  if (venue.host !== host) throw new SluiceError('VENUE_REFUSED', `${platform} is bound to ${venue.host}, not ${host}.`)
  const { orders, sale } = await desk.orders(row.stream)
  // Nothing is sent any more once it was stopped, nor after its time.
  const stopped = sale !== undefined && (sale.stopped || desk.now() > endOf(sale))
  return { desk, venue, row, child: orders, stopped }
}

async function placeOnce({ venue, row, stopped }: Trading, request: OrderRequest): Promise<Placed> {
  const { clientOrderId, symbol, units, price, type, asset } = request
  if (row.attempts > 0) {
    const known = await venue.order({ clientOrderId })
    if (known.state !== 'unknown') return known
    if (stopped || venue.idempotencyClass !== 'client-order-id-forever') return undefined
  }
  if (stopped) return { state: 'none', as: 'cancelled' }
  const quantity = formatAmount({ amount: BigInt(units), decimals: decimalsOf(asset), trim: true })
  try {
    return await venue.placeOrder({ clientOrderId, symbol, side: 'SELL', type, price, quantity })
  } catch (error) {
    // A refusal of what was asked for the first time: nothing happened there, and the units may be offered again.
    if (error instanceof SluiceError && error.code === 'VENUE_REFUSED' && row.attempts === 0)
      return { state: 'none', as: 'rejected' }
    throw error
  }
}

async function rested({ desk, row, child }: Trading, { clientOrderId, platform }: OrderRequest): Promise<void> {
  const { lot, tranche } = child
  await desk.act(
    {
      id: `rested:${clientOrderId}`,
      kind: 'order.rested',
      subject: { lot, tranche },
      payload: { clientOrderId, platform },
    },
    { stream: row.stream },
  )
}

/** Writes what became of an order. As long as the platform's list of fills does not make what it says was executed, the report waits. */
async function bringBack(
  trading: Trading,
  request: Pick<OrderRequest, 'clientOrderId' | 'symbol' | 'asset'>,
  outcome: { readonly state: OrderState; readonly executed: string },
): Promise<Attempt> {
  const { desk, venue, row, child } = trading
  const { clientOrderId, symbol, asset } = request
  const quote = child.open[clientOrderId]?.quote ?? 'USD'
  const none = compareDecimals(outcome.executed, '0') === 0
  const fills = none ? [] : (await venue.fills({ symbol })).filter((fill) => fill.clientOrderId === clientOrderId)
  if (compareDecimals(sumDecimals(fills.map(({ quantity }) => quantity)), outcome.executed) !== 0)
    return { outcome: 'later' }
  const strange = fills.find(({ feeAsset }) => child.open[clientOrderId]?.quote !== undefined && feeAsset !== quote)
  if (strange !== undefined)
    throw new SluiceError('VENUE_REPLY_MALFORMED', `a fill in ${quote} whose fee is in ${strange.feeAsset}.`, {
      facts: { clientOrderId, fill: strange.fillId },
    })
  const rows = fillRows(fills, asset, quote)
  const sum = (of: 'units' | 'gross' | 'fee'): string =>
    rows.reduce((total, fill) => total + BigInt(fill[of]), 0n).toString()
  const { lot, tranche } = child
  const payload = {
    clientOrderId,
    state: outcome.state,
    units: sum('units'),
    gross: sum('gross'),
    fee: sum('fee'),
    fills: rows as unknown as Json,
    asset,
  }
  await desk.act(
    { id: `reported:${clientOrderId}`, kind: 'order.reported', subject: { lot, tranche }, payload },
    { stream: row.stream },
  )
  return { outcome: 'done', note: outcome.state }
}

function fillRows(fills: readonly Fill[], asset: string, quote: string) {
  const decimals = decimalsOf(asset)
  const money = quoteDecimals(quote)
  return fills.map((fill) => ({
    fill: fill.fillId,
    price: shortest(fill.price),
    units: parseAmount({ asset, text: fill.quantity, decimals }).toString(),
    gross: parseAmount({ asset: quote, text: fill.gross, decimals: money }).toString(),
    fee: parseAmount({ asset: quote, text: fill.fee, decimals: money }).toString(),
    at: new Date(fill.atMs).toISOString(),
  }))
}
