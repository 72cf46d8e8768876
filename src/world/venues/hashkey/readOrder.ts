import { productDown } from '../decimal.ts'
import { at, decimal, flag, has, malformed, oneOf, positive, type Reader, text, timeMs } from '../reader.ts'
import type { Fill, OrderReport, OrderState, OrderType } from '../venue.ts'

export const idPattern = /^[A-Za-z0-9_-]{1,64}$/

/** States as ccxt's `hashkey.parseOrderStatus` lists them. PENDING_CANCEL is still open: a cancel asked for is not a cancel made. */
const states: ReadonlyMap<string, OrderState> = new Map([
  ['NEW', 'open'],
  ['ORDER_NEW', 'open'],
  ['PENDING_CANCEL', 'open'],
  ['PARTIALLY_FILLED', 'partly-filled'],
  ['FILLED', 'filled'],
  ['CANCELED', 'cancelled'],
  ['ORDER_CANCELED', 'cancelled'],
  ['PARTIALLY_CANCELED', 'cancelled'],
  ['REJECTED', 'rejected'],
])

/** An order as POST, GET and DELETE /api/v1/spot/order and the two lists give it. Fields: ccxt's `hashkey.parseOrder` (4.5.84). */
export function readOrder(reply: Reader): OrderReport {
  const status = text(at(reply, 'status'))
  const state = states.get(status) ?? malformed(at(reply, 'status'), 'a known order status')
  const quote = has(reply, 'cumulativeQuoteQty') ? decimal(at(reply, 'cumulativeQuoteQty')) : undefined
  return {
    state,
    orderId: text(at(reply, 'orderId'), idPattern),
    clientOrderId: text(at(reply, 'clientOrderId'), idPattern),
    symbol: text(at(reply, 'symbol'), /^[A-Z0-9]{3,24}$/),
    side: oneOf(at(reply, 'side'), ['BUY', 'SELL'] as const),
    type: readType(reply),
    price: decimal(at(reply, 'price')),
    quantity: decimal(at(reply, 'origQty')),
    executedQuantity: decimal(at(reply, 'executedQty')),
    ...(quote === undefined ? {} : { executedQuote: quote }),
    atMs: timeMs(at(reply, has(reply, 'transactTime') ? 'transactTime' : 'time')),
  }
}

function readType(reply: Reader): OrderType {
  const type = oneOf(at(reply, 'type'), ['LIMIT', 'MARKET', 'LIMIT_MAKER'] as const)
  return type === 'LIMIT' && at(reply, 'timeInForce').value === 'IOC' ? 'IOC' : type
}

/** A fill of GET /api/v1/account/trades. Fields: ccxt's `hashkey.parseTrade` (4.5.84). A maker's rebate is no field of ours: it must be absent or zero. */
export function readFill(row: Reader, quoteScale: number): Fill {
  const price = positive(at(row, 'price'))
  const quantity = positive(at(row, 'qty'))
  if (has(row, 'makerRebate') && decimal(at(row, 'makerRebate')) !== '0') malformed(at(row, 'makerRebate'), 'no rebate')
  return {
    fillId: text(at(row, 'id'), idPattern),
    orderId: text(at(row, 'orderId'), idPattern),
    clientOrderId: text(at(row, 'clientOrderId'), idPattern),
    symbol: text(at(row, 'symbol'), /^[A-Z0-9]{3,24}$/),
    side: flag(at(row, 'isBuyer')) ? 'BUY' : 'SELL',
    price,
    quantity,
    gross: productDown(price, quantity, quoteScale),
    fee: decimal(at(row, 'commission')),
    feeAsset: text(at(row, 'commissionAsset'), /^[A-Z0-9]{2,12}$/),
    maker: flag(at(row, 'isMaker')),
    atMs: timeMs(at(row, 'time')),
  }
}
