import { SluiceError } from '../../../core/errors.ts'
import { isDecimal, productDown, shortest } from '../decimal.ts'
import type { Fill, OrderReport, OrderState, OrderType, PlaceOrderParameters } from '../venue.ts'
import { type FixField, type FixMessage, fixTime, fixTimeMs, fixValue } from './message.ts'

/** The order messages of FIX 4.4: what we send, and ExecutionReport and OrderCancelReject as we read them. */

const sideOf = { BUY: '1', SELL: '2' } as const

/** NewOrderSingle (D). LIMIT_MAKER is a limit with ExecInst 6, "participate, don't initiate"; IOC a limit with TimeInForce 3. */
export function newOrderSingle(order: PlaceOrderParameters, nowMs: number): readonly FixField[] {
  const fields: FixField[] = [
    [11, order.clientOrderId],
    [55, order.symbol],
    [54, sideOf[order.side]],
    [60, fixTime(nowMs)],
    [38, shortest(order.quantity)],
    [40, order.type === 'MARKET' ? '1' : '2'],
  ]
  if (order.price !== undefined) fields.push([44, shortest(order.price)])
  if (order.type === 'LIMIT_MAKER') fields.push([18, '6'])
  fields.push([59, order.type === 'IOC' || order.type === 'MARKET' ? '3' : '1'])
  return fields
}

/** OrderCancelRequest (F), with an id of its own as FIX asks. */
export function orderCancelRequest(order: PlaceOrderParameters, cancelId: string, nowMs: number): readonly FixField[] {
  return [
    [41, order.clientOrderId],
    [11, cancelId],
    [55, order.symbol],
    [54, sideOf[order.side]],
    [60, fixTime(nowMs)],
    [38, shortest(order.quantity)],
  ]
}

/** OrderStatusRequest (H). */
export function orderStatusRequest(order: PlaceOrderParameters): readonly FixField[] {
  return [
    [11, order.clientOrderId],
    [55, order.symbol],
    [54, sideOf[order.side]],
  ]
}

/** What an ExecutionReport (8) says of an order. */
export interface Execution {
  readonly execId: string
  /** ExecType: 0 new, 4 cancelled, 8 rejected, F trade, I status. */
  readonly execType: string
  readonly clientOrderId: string
  readonly possibleDuplicate: boolean
  readonly rejected?: { readonly reason: string; readonly text: string }
  readonly report?: OrderReport
  readonly trade?: Omit<Fill, 'gross'>
}

/** PendingCancel and PendingNew are open: asked for is not done. A cancelled or expired order may have traded before. */
const states: ReadonlyMap<string, OrderState> = new Map([
  ['0', 'open'],
  ['1', 'partly-filled'],
  ['2', 'filled'],
  ['4', 'cancelled'],
  ['6', 'open'],
  ['8', 'rejected'],
  ['A', 'open'],
  ['C', 'cancelled'],
])

/** @throws {VENUE_REPLY_MALFORMED} naming the tag */
export function readExecution(message: FixMessage): Execution {
  const must = (tag: number, pattern = /^[\x20-\x7e]{1,200}$/): string => {
    const value = fixValue(message, tag)
    return value !== undefined && pattern.test(value) ? value : malformed(tag, value, pattern.source)
  }
  const amount = (tag: number): string => {
    const value = fixValue(message, tag)
    return isDecimal(value) ? shortest(value) : malformed(tag, value, 'a plain decimal')
  }
  const id = /^[A-Za-z0-9_-]{1,64}$/
  const execType = must(150, /^[0-9A-Z]$/)
  const status = must(39, /^[0-9A-Z]$/)
  const common = {
    execId: must(17, id),
    execType,
    clientOrderId: must(11, id),
    possibleDuplicate: fixValue(message, 43) === 'Y',
  }
  if (status === '8') {
    const rejected = { reason: fixValue(message, 103) ?? '0', text: (fixValue(message, 58) ?? '').slice(0, 300) }
    return { ...common, rejected }
  }
  const side = must(54, /^[12]$/) === '1' ? 'BUY' : 'SELL'
  const atMs = fixTimeMs(must(60)) ?? malformed(60, fixValue(message, 60), 'a UTC timestamp')
  const order = {
    orderId: must(37, id),
    clientOrderId: common.clientOrderId,
    symbol: must(55, /^[A-Z0-9]{3,24}$/),
    side,
  } as const
  const report: OrderReport = {
    ...order,
    state: states.get(status) ?? malformed(39, status, 'a known order status'),
    type: typeOf(message),
    price: fixValue(message, 44) === undefined ? '0' : amount(44),
    quantity: amount(38),
    executedQuantity: amount(14),
    ...(fixValue(message, 381) !== undefined && execType === 'I' ? { executedQuote: amount(381) } : {}),
    atMs,
  }
  if (execType !== 'F') return { ...common, report }
  const trade = {
    ...order,
    fillId: common.execId,
    price: amount(31),
    quantity: amount(32),
    fee: amount(12),
    feeAsset: must(479, /^[A-Z0-9]{2,12}$/),
    maker: must(851, /^[12]$/) === '1',
    atMs,
  }
  return { ...common, report, trade }
}

function typeOf(message: FixMessage): OrderType {
  if (fixValue(message, 40) === '1') return 'MARKET'
  // Previously quoted: at a limit, whole or not at all.
  if (fixValue(message, 40) === 'D') return 'IOC'
  if (fixValue(message, 18)?.split(' ').includes('6')) return 'LIMIT_MAKER'
  return fixValue(message, 59) === '3' ? 'IOC' : 'LIMIT'
}

/** A trade with its gross, cut down to the unit in which the venue keeps the quote asset. */
export function fillOf(trade: Omit<Fill, 'gross'>, quoteScale: number): Fill {
  const { price, quantity } = trade
  return { ...trade, gross: productDown(price, quantity, quoteScale) }
}

/** What an OrderCancelReject (9) says: of which order, and that the venue does not know it, or why it is too late. */
export function readCancelReject(message: FixMessage): { clientOrderId: string; unknown: boolean } {
  const clientOrderId = fixValue(message, 41)
  if (clientOrderId === undefined) return malformed(41, undefined, 'OrigClOrdID')
  return { clientOrderId, unknown: fixValue(message, 102) === '1' }
}

function malformed(tag: number, found: string | undefined, expected: string): never {
  throw new SluiceError('VENUE_REPLY_MALFORMED', `Tag ${tag} of the report: expected ${expected}.`, {
    facts: { tag, found: found?.slice(0, 80), expected, outcome: 'unknown' },
  })
}
