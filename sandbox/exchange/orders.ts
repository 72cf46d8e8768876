import { isDecimal, unitsOf } from '../../src/world/venues/decimal.ts'
import type { OrderSide } from '../../src/world/venues/venue.ts'
import { bestAgainst, match, reaches, remove, rest } from './book.ts'
import { takeFault } from './faults.ts'
import { ratesOf, upTo } from './fees.ts'
import { balanceOf } from './ledger.ts'
import { midAt, refresh } from './market.ts'
import { refuse } from './refuse.ts'
import { close, grossOf, settleTrade } from './settle.ts'
import { type Account, type ExchangeState, type Market, nextId, type Order } from './state.ts'

/** Parameters of a new order as they came in: all text. */
export type Form = ReadonlyMap<string, string>

interface Terms {
  readonly side: OrderSide
  readonly type: Order['type']
  readonly timeInForce: Order['timeInForce']
  readonly price: bigint
  readonly quantity: bigint
  /** Money of a market buy by amount. */
  readonly requested: bigint
}

export function marketFor(state: ExchangeState, form: Form): Market {
  const market = state.markets.get(form.get('symbol') ?? '')
  return market === undefined || market.delisted ? refuse('symbol', 'Invalid Symbols!') : market
}

/** POST /api/v1/spot/order and v1.1: checks everything, locks, trades, and lets the rest wait or go. */
export function placeOrder(state: ExchangeState, account: Account, form: Form, version: '1' | '1.1'): Order {
  const market = marketFor(state, form)
  const clientOrderId = clientOrderIdFrom(state, account, form)
  refresh(state, market)
  if (market.halted) refuse('notOpen', 'The trading pair is not open yet')
  const terms = readTerms(market, form, version)
  checkFilters(state, market, terms)
  const order = newOrder(state, account, market, terms, clientOrderId)
  lock(state, account, market, order)
  state.orders.push(order)
  state.byOrderId.set(order.orderId, order)
  const key = `${account.id}|${order.clientOrderId}`
  state.byClientOrderId.set(key, [...(state.byClientOrderId.get(key) ?? []), order])
  state.openOrders.set(order.orderId, order)
  trade(state, market, order)
  return order
}

/** All checks of a new order, and no order. */
export function testOrder(state: ExchangeState, account: Account, form: Form): void {
  const market = marketFor(state, form)
  clientOrderIdFrom(state, account, form)
  refresh(state, market)
  checkFilters(state, market, readTerms(market, form, '1'))
}

function trade(state: ExchangeState, market: Market, order: Order): void {
  const any = order.type === 'MARKET'
  const partial = takeFault(state.faults, ['partial-fill'])
  const share = partial ? (order.quantity * BigInt(partial.share)) / 1_000_000n : order.quantity
  const quantity = share - (share % market.lot)
  const taker = { owner: order.account, side: order.side, ...(any ? {} : { price: order.price }), quantity }
  const result = match(market.book, taker)
  for (const one of result.trades) {
    if (one.maker.owner === 'generated') {
      if (order.side === 'SELL') market.takenBids += one.quantity
      else market.takenAsks += one.quantity
    }
    settleTrade(state, market, one, { side: order.side, order })
  }
  const left = order.quantity - order.executed
  if (left === 0n) return
  const best = bestAgainst(market.book, order.side)
  const crosses = best !== undefined && reaches({ side: order.side, price: order.price }, best.price)
  if (any || order.timeInForce === 'IOC' || result.metOwn || (crosses && !partial)) {
    close(state, order, order.executed === 0n ? 'CANCELED' : 'PARTIALLY_CANCELED')
    return
  }
  // A scripted partial fill leaves a book that the rest would cross: what it would cross goes, as if it had just been withdrawn.
  if (crosses) clearAgainst(market, order)
  rest(market.book, { orderId: order.orderId, owner: order.account, side: order.side, price: order.price, left })
}

function clearAgainst(market: Market, order: Order): void {
  const opposite = order.side === 'BUY' ? market.book.asks : market.book.bids
  const keep = opposite.filter((one) => !reaches(order, one.price) || one.owner !== 'generated')
  opposite.splice(0, opposite.length, ...keep)
}

function clientOrderIdFrom(state: ExchangeState, account: Account, form: Form): string {
  const id = form.get('newClientOrderId')
  if (id === undefined) return `sandbox-${state.orders.length + 1}`
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) refuse('clientOrderId', 'Invalid client order id')
  const same = state.byClientOrderId.get(`${account.id}|${id}`) ?? []
  const { idempotencyClass } = state.profile
  const remembered =
    (idempotencyClass === 'client-order-id-forever' && same.length > 0) ||
    (idempotencyClass === 'while-open' && same.some((one) => state.openOrders.has(one.orderId)))
  if (remembered) refuse('duplicateOrder', 'Duplicate order')
  return id
}

function readTerms(market: Market, form: Form, version: '1' | '1.1'): Terms {
  const side = form.get('side')
  if (side !== 'BUY' && side !== 'SELL') return refuse('side', 'Invalid order side')
  const type = form.get('type')
  if (type !== 'LIMIT' && type !== 'LIMIT_MAKER' && type !== 'MARKET') return refuse('type', 'Unsupported order type')
  const inForce = form.get('timeInForce') ?? (type === 'MARKET' ? 'IOC' : 'GTC')
  if (inForce !== 'GTC' && inForce !== 'IOC') return refuse('timeInForce', 'Invalid timeInForce')
  if (type === 'LIMIT_MAKER' && inForce === 'IOC') refuse('type', 'Unsupported order combination')
  const common = { side, type, timeInForce: inForce } as const
  if (type !== 'MARKET') {
    return {
      ...common,
      price: units(form, 'price', market.priceScale, 'price'),
      quantity: units(form, 'quantity', market.baseScale, 'quantityPrecision'),
      requested: 0n,
    }
  }
  const byAmount = version === '1' ? side === 'BUY' && form.has('quantity') : form.has('amount')
  if (version === '1.1' && form.has('amount') && form.has('quantity')) {
    refuse('quantityAndAmount', 'quantity and amount are not allowed to be sent at the same time.')
  }
  if (!byAmount) {
    const quantity = units(form, 'quantity', market.baseScale, 'quantityPrecision')
    return { ...common, price: 0n, quantity, requested: 0n }
  }
  const requested = units(form, version === '1' ? 'quantity' : 'amount', market.quoteScale, 'quantityPrecision')
  return { ...common, price: 0n, quantity: worthOf(market, side, requested), requested }
}

/** Coins that an amount of money trades against the book as it is, in whole lots. */
function worthOf(market: Market, side: OrderSide, money: bigint): bigint {
  const perUnit = 10n ** BigInt(market.priceScale + market.baseScale - market.quoteScale)
  let left = money * perUnit
  let quantity = 0n
  for (const { price, left: there } of side === 'BUY' ? market.book.asks : market.book.bids) {
    const reach = left / price
    const some = reach < there ? reach - (reach % market.lot) : there
    quantity += some
    left -= some * price
    if (some < there) break
  }
  return quantity > 0n ? quantity : refuse('quantityTooLow', 'Order quantity lower than the minimum')
}

function units(form: Form, name: string, scale: number, tooPrecise: 'price' | 'quantityPrecision'): bigint {
  const text = form.get(name)
  if (!isDecimal(text)) return refuse('parameter', `Required field '${name}' missing or invalid.`)
  try {
    const value = unitsOf(text, scale)
    return value > 0n ? value : refuse('parameter', `Required field '${name}' missing or invalid.`)
  } catch (error) {
    if (error instanceof Error && error.name === 'ApiRefusal') throw error
    return refuse(tooPrecise, `Invalid ${name} precision`)
  }
}

function checkFilters(state: ExchangeState, market: Market, terms: Terms): void {
  const { profile } = market
  const { price, quantity, side, type } = terms
  if (quantity % market.lot !== 0n) refuse('quantityPrecision', 'Order quantity precision too large')
  if (quantity < unitsOf(profile.minQuantity, market.baseScale)) {
    refuse('quantityTooLow', 'Order quantity lower than the minimum')
  }
  if (quantity > unitsOf(profile.maxQuantity, market.baseScale)) {
    refuse('quantityTooHigh', 'Order quantity greater than the maximum')
  }
  const mid = midAt(state, market, state.clock())
  if (type !== 'MARKET') {
    if (price % market.tick !== 0n) refuse('price', 'Invalid price precision')
    const up = (mid * BigInt(1_000_000 + profile.band.buyUp)) / 1_000_000n
    const down = (mid * BigInt(1_000_000 - profile.band.sellDown)) / 1_000_000n
    if (side === 'BUY' && price > up) refuse('priceTooHigh', 'Order price greater than the maximum')
    if (side === 'SELL' && price < down) refuse('priceTooLow', 'Order price lower than the minimum')
    const best = bestAgainst(market.book, side)
    if (type === 'LIMIT_MAKER' && best && reaches({ side, price }, best.price)) {
      refuse('wouldTake', 'Limit maker order creation failed')
    }
  }
  const notional = grossOf(market, type === 'MARKET' ? mid : price, quantity)
  if (notional < unitsOf(profile.minNotional, market.quoteScale)) {
    refuse('amountTooLow', 'Order amount lower than the minimum')
  }
  if (notional > unitsOf(profile.maxNotional, market.quoteScale)) {
    refuse('amountTooHigh', 'Order amount greater than the maximum')
  }
}

function newOrder(state: ExchangeState, account: Account, market: Market, terms: Terms, clientOrderId: string): Order {
  const nowMs = state.clock()
  const hidden = takeFault(state.faults, ['not-found'])
  const late = takeFault(state.faults, ['late-fills'])
  const delayMs = Math.max(state.profile.orderVisibleDelayMs, hidden?.forMs ?? 0)
  return {
    orderId: nextId(state),
    clientOrderId,
    account: account.id,
    symbol: market.symbol,
    ...terms,
    createdMs: nowMs,
    visibleFromMs: nowMs + delayMs,
    fillsVisibleFromMs: nowMs + Math.max(delayMs, late?.forMs ?? 0),
    lockAsset: terms.side === 'SELL' ? market.base : market.quote,
    lock: 0n,
    executed: 0n,
    gross: 0n,
    fee: 0n,
    status: 'NEW',
    updatedMs: nowMs,
  }
}

function lock(state: ExchangeState, account: Account, market: Market, order: Order): void {
  const need = order.side === 'SELL' ? order.quantity : moneyFor(state, account, market, order)
  const free = freeOf(state, account, order.lockAsset)
  if (free < need) refuse('insufficient', 'Insufficient asset')
  order.lock = need
  account.locked.set(order.lockAsset, (account.locked.get(order.lockAsset) ?? 0n) + need)
}

/** What a buy may cost at most: at its price, or walking the book as it is, with the higher rate and the minimum fee. */
function moneyFor(state: ExchangeState, account: Account, market: Market, order: Order): bigint {
  const { maker, taker } = ratesOf(state, account, market)
  let gross = grossOf(market, order.price, order.quantity) + 1n
  if (order.type === 'MARKET') {
    gross = 1n
    let left = order.quantity
    for (const { price, left: there } of market.book.asks) {
      const some = left < there ? left : there
      gross += grossOf(market, price, some) + 1n
      left -= some
      if (left === 0n) break
    }
  }
  const minimum = state.profile.minimumFee[market.quote]
  const floor = minimum === undefined ? 0n : unitsOf(minimum, market.quoteScale)
  // One more unit for each level that rounds the fee up.
  return gross + upTo(gross, Math.max(maker, taker)) + floor + BigInt(market.book.asks.length)
}

export function freeOf(state: ExchangeState, account: Account, asset: string): bigint {
  return balanceOf(state.ledger, `customer:${account.id}`, asset) - (account.locked.get(asset) ?? 0n)
}

/** Takes an order from the book. What was true before is what the API answers; with a scripted fault it then trades all the same. */
export function cancelOrder(state: ExchangeState, order: Order): Order {
  const market = state.markets.get(order.symbol)!
  const before = { ...order }
  remove(market.book, order.orderId)
  market.changedAtMs = state.clock()
  if (takeFault(state.faults, ['fill-after-cancel'])) {
    const { orderId, account, side, price } = order
    const left = order.quantity - order.executed
    const maker = { orderId, owner: account, side, price, sequence: 0, left: 0n }
    settleTrade(state, market, { maker, price, quantity: left }, { side: side === 'BUY' ? 'SELL' : 'BUY' })
    return before
  }
  close(state, order, order.executed === 0n ? 'CANCELED' : 'PARTIALLY_CANCELED')
  return before
}

/** Brings every book to the present in which this account waits. */
export function refreshAccount(state: ExchangeState, account: Account): void {
  const symbols = new Set<string>()
  for (const order of state.openOrders.values()) if (order.account === account.id) symbols.add(order.symbol)
  for (const symbol of symbols) refresh(state, state.markets.get(symbol)!)
}
