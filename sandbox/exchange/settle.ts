import { assert } from '../../src/core/errors.ts'
import { rescaleDown } from '../../src/world/venues/decimal.ts'
import type { OrderSide } from '../../src/world/venues/venue.ts'
import type { Trade } from './book.ts'
import { centsOf, feeAssetOf, feeOf, ratesOf } from './fees.ts'
import { type Place, post } from './ledger.ts'
import { type AccountFill, type ExchangeState, type Market, nextId, type Order } from './state.ts'

/** Gross of a fill: price times quantity, cut down to the unit in which the venue keeps the quote asset. */
export function grossOf(market: Market, price: bigint, quantity: bigint): bigint {
  return rescaleDown(price * quantity, market.priceScale + market.baseScale, market.quoteScale)
}

/** Books one trade: coins, money and fees move, orders and fills follow. The taker is a customer's order or a stranger's side. */
export function settleTrade(
  state: ExchangeState,
  market: Market,
  trade: Trade,
  taker: { side: OrderSide; order?: Order },
): void {
  const atMs = state.clock()
  const maker = state.openOrders.get(trade.maker.orderId)
  market.lastPrice = trade.price
  const customers = [taker.order, maker].filter((one) => one !== undefined)
  if (customers.length === 0) return
  market.changedAtMs = atMs
  const matchId = nextId(state)
  const gross = grossOf(market, trade.price, trade.quantity)
  state.tape.push({
    symbol: market.symbol,
    atMs,
    price: trade.price,
    quantity: trade.quantity,
    buyerIsMaker: taker.side === 'SELL',
  })
  const sellerOrder = taker.side === 'SELL' ? taker.order : maker
  const buyerOrder = taker.side === 'SELL' ? maker : taker.order
  const move = { atMs, reference: matchId, from: placeOf(sellerOrder), to: placeOf(buyerOrder) }
  post(state.ledger, { ...move, asset: market.base, amount: trade.quantity })
  post(state.ledger, { ...move, from: move.to, to: move.from, asset: market.quote, amount: gross })
  for (const order of customers) {
    recordFill({ state, market, order, maker: order === maker && order !== taker.order, trade, gross, matchId, atMs })
  }
}

function placeOf(order: Order | undefined): Place {
  return order ? `customer:${order.account}` : 'market'
}

function recordFill(p: {
  state: ExchangeState
  market: Market
  order: Order
  maker: boolean
  trade: Trade
  gross: bigint
  matchId: string
  atMs: number
}): void {
  const { state, market, order, trade, gross, atMs } = p
  const account = state.accounts.get(order.account)
  assert(account, 'an order has an account')
  const rates = ratesOf(state, account, market)
  const ratePpm = p.maker ? rates.maker : rates.taker
  const fee = feeOf({ state, market, order, gross, quantity: trade.quantity, ratePpm })
  const feeAsset = feeAssetOf(state, market, order)
  const fill: AccountFill = {
    fillId: nextId(state),
    matchId: p.matchId,
    order,
    price: trade.price,
    quantity: trade.quantity,
    gross,
    fee,
    feeAsset,
    maker: p.maker,
    atMs,
    visibleFromMs: order.fillsVisibleFromMs,
  }
  order.executed += trade.quantity
  order.gross += gross
  order.fee += fee
  order.updatedMs = atMs
  order.status = order.executed === order.quantity ? 'FILLED' : 'PARTIALLY_FILLED'
  unlock(state, order, order.side === 'SELL' ? trade.quantity : gross + (feeAsset === market.quote ? fee : 0n))
  post(state.ledger, {
    atMs,
    asset: feeAsset,
    from: `customer:${order.account}`,
    to: 'fees',
    amount: fee,
    reference: fill.fillId,
  })
  state.fills.push(fill)
  account.volumes.push({ atMs, cents: centsOf(state, market, gross) })
  if (order.status === 'FILLED') close(state, order, 'FILLED')
}

/** Frees what an order no longer needs, never more than it holds. */
export function unlock(state: ExchangeState, order: Order, amount: bigint): void {
  const freed = amount < order.lock ? amount : order.lock
  const { locked } = state.accounts.get(order.account)!
  order.lock -= freed
  locked.set(order.lockAsset, (locked.get(order.lockAsset) ?? 0n) - freed)
}

export function close(state: ExchangeState, order: Order, status: Order['status']): void {
  unlock(state, order, order.lock)
  order.status = status
  order.updatedMs = state.clock()
  state.openOrders.delete(order.orderId)
}
