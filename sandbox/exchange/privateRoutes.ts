import type { Json } from '../../src/core/record/jcs.ts'
import { textOf, unitsOf } from '../../src/world/venues/decimal.ts'
import { takeFault } from './faults.ts'
import { feeAssetOf, ratesOf, tierVolumeCents } from './fees.ts'
import { withdrawCoins, withdrawMoney } from './funds.ts'
import { balanceAt, balanceOf } from './ledger.ts'
import { cancelOrder, type Form, freeOf, marketFor, placeOrder, refreshAccount, testOrder } from './orders.ts'
import { refuse } from './refuse.ts'
import { type Account, assetOf, type ExchangeState, type Order } from './state.ts'
import { fillRow, orderAnswer, orderRow, rateText, withdrawalRow } from './wire.ts'

/** What signed requests get. Each takes the state, who asks and the parameters, and answers JSON. */
export type PrivateHandler = (state: ExchangeState, account: Account, form: Form) => Json

export const newOrder: PrivateHandler = (state, account, form) => answerOf(state, placeOrder(state, account, form, '1'))
export const newOrder11: PrivateHandler = (state, account, form) =>
  answerOf(state, placeOrder(state, account, form, '1.1'))

export const orderTest: PrivateHandler = (state, account, form) => {
  testOrder(state, account, form)
  return {}
}

function answerOf(state: ExchangeState, order: Order): Json {
  return orderAnswer(state.markets.get(order.symbol)!, order)
}

/** The order of this account by order id or client order id; with an id used twice, the last one. */
function findOrder(state: ExchangeState, account: Account, form: Form, idName: string): Order {
  const orderId = form.get('orderId')
  const clientOrderId = form.get(idName)
  if (orderId === undefined && clientOrderId === undefined) {
    return refuse('parameter', "Required field 'orderId' missing or invalid.")
  }
  const found =
    orderId === undefined
      ? state.byClientOrderId.get(`${account.id}|${clientOrderId}`)?.at(-1)
      : state.byOrderId.get(orderId)
  if (found?.account !== account.id || !visible(state, found)) return refuse('orderNotFound', 'Order not found')
  return found
}

function visible(state: ExchangeState, order: Order): boolean {
  return state.clock() >= order.visibleFromMs
}

export const getOrder: PrivateHandler = (state, account, form) => {
  refreshAccount(state, account)
  const order = findOrder(state, account, form, 'origClientOrderId')
  return orderRow(state.markets.get(order.symbol)!, order)
}

export const deleteOrder: PrivateHandler = (state, account, form) => {
  refreshAccount(state, account)
  const order = findOrder(state, account, form, 'clientOrderId')
  if (order.status === 'FILLED') refuse('filled', 'Order has been filled')
  if (order.status === 'CANCELED') refuse('cancelled', 'Order has been cancelled')
  if (order.status === 'PARTIALLY_CANCELED') refuse('partlyCancelled', 'Order has been partially cancelled')
  return answerOf(state, cancelOrder(state, order))
}

export const deleteOpenOrders: PrivateHandler = (state, account, form) => {
  refreshAccount(state, account)
  const market = marketFor(state, form)
  for (const order of openOf(state, account)) {
    if (order.symbol === market.symbol && (form.get('side') ?? order.side) === order.side) cancelOrder(state, order)
  }
  return { success: true }
}

export const cancelByIds: PrivateHandler = (state, account, form) => {
  refreshAccount(state, account)
  const open = new Map(openOf(state, account).map((order) => [order.orderId, order]))
  const result: Json[] = []
  for (const orderId of (form.get('ids') ?? '').split(',')) {
    const order = open.get(orderId)
    if (order) cancelOrder(state, order)
    else result.push({ orderId, code: '-1143' })
  }
  return { code: '0000', result }
}

function openOf(state: ExchangeState, account: Account): readonly Order[] {
  return [...state.openOrders.values()].filter((order) => order.account === account.id)
}

export const openOrders: PrivateHandler = (state, account, form) => {
  refreshAccount(state, account)
  const symbol = form.get('symbol')
  return openOf(state, account)
    .filter((order) => visible(state, order) && (symbol === undefined || order.symbol === symbol))
    .map((order) => orderRow(state.markets.get(order.symbol)!, order))
}

export const tradeOrders: PrivateHandler = (state, account, form) => {
  refreshAccount(state, account)
  const symbol = form.get('symbol')
  return state.orders
    .filter((order) => order.account === account.id && !state.openOrders.has(order.orderId) && visible(state, order))
    .filter((order) => (symbol === undefined || order.symbol === symbol) && inPeriod(form, order.createdMs))
    .slice(0, limitOf(form, 500))
    .map((order) => orderRow(state.markets.get(order.symbol)!, order))
}

/** GET /api/v1/account/trades, oldest first. */
export const accountTrades: PrivateHandler = (state, account, form) => {
  refreshAccount(state, account)
  const symbol = form.get('symbol')
  const rows = state.fills
    .filter((fill) => fill.order.account === account.id && state.clock() >= fill.visibleFromMs)
    .filter((fill) => (symbol === undefined || fill.order.symbol === symbol) && inPeriod(form, fill.atMs))
    .map((fill) => fillRow(state, state.markets.get(fill.order.symbol)!, fill))
  const listed = takeFault(state.faults, ['duplicate-fills']) ? rows.flatMap((row) => [row, row]) : rows
  const page = listed.slice(0, limitOf(form, 1_000))
  if (page.length > 0 && takeFault(state.faults, ['wrong-fill'])) page[page.length - 1] = shortened(state, page.at(-1)!)
  return takeFault(state.faults, ['reordered-fills']) ? page.reverse() : page
}

/** A fill as a venue says it before it corrects itself: one lot less. */
function shortened(state: ExchangeState, row: Json): Json {
  const { symbol, qty } = row as { symbol: string; qty: string }
  const market = state.markets.get(symbol)!
  return { ...(row as object), qty: textOf(unitsOf(qty, market.baseScale) - market.lot, market.baseScale) }
}

function inPeriod(form: Form, atMs: number): boolean {
  const [from, to] = ['startTime', 'endTime'].map((name) => form.get(name))
  return (from === undefined || atMs >= Number(from)) && (to === undefined || atMs <= Number(to))
}

function limitOf(form: Form, max: number): number {
  const asked = Number(form.get('limit') ?? max)
  return Number.isSafeInteger(asked) && asked > 0 ? Math.min(asked, max) : max
}

export const accountInformation: PrivateHandler = (state, account) => {
  refreshAccount(state, account)
  const lag = takeFault(state.faults, ['balance-lag'])
  const balances = Object.keys(state.profile.assets).map((asset) => {
    const { scale } = assetOf(state.profile, asset)
    const place = `customer:${account.id}` as const
    const total = lag
      ? balanceAt(state.ledger, place, asset, state.clock() - lag.ageMs)
      : balanceOf(state.ledger, place, asset)
    const free = lag ? total : freeOf(state, account, asset)
    return {
      asset,
      assetId: asset,
      assetName: asset,
      total: textOf(total, scale),
      free: textOf(free, scale),
      locked: textOf(total - free, scale),
    }
  })
  return { balances, userId: account.id }
}

export const vipInfo: PrivateHandler = (state, account) => {
  const data = [...state.markets.values()].map((market) => {
    const { maker, taker } = ratesOf(state, account, market)
    const buy = feeAssetOf(state, market, { side: 'BUY' })
    const sell = feeAssetOf(state, market, { side: 'SELL' })
    return {
      symbol: market.symbol,
      productType: 'Token-Fiat',
      buyMakerFeeCurrency: buy,
      buyTakerFeeCurrency: buy,
      sellMakerFeeCurrency: sell,
      sellTakerFeeCurrency: sell,
      actualMakerRate: rateText(maker),
      actualTakerRate: rateText(taker),
    }
  })
  const volume = textOf(tierVolumeCents(account, state.clock()), 2)
  return {
    code: 0,
    vipLevel: '0',
    tradeVol30Day: volume,
    totalAssetBal: '0',
    data,
    updateTimestamp: String(state.clock()),
  }
}

export const accountType: PrivateHandler = (_state, account) => [
  { accountId: account.id, accountLabel: 'Main Trading Account', accountType: 1, accountIndex: 0 },
]

export const depositAddress: PrivateHandler = (state, account, form) => {
  const asset = form.get('coin') ?? ''
  const network = form.get('chainType')
  const found = account.depositAddresses.find(
    (one) => one.asset === asset && (network === undefined || one.network === network),
  )
  const profile = found && state.profile.assets[asset]?.networks.find((one) => one.network === found.network)
  if (!found || !profile) return refuse('noDeposit', 'Deposit not allowed')
  return {
    canDeposit: true,
    address: found.address,
    addressExt: '',
    minQuantity: profile.minDeposit,
    needAddressTag: false,
    requiredConfirmTimes: profile.confirmations,
    canWithdrawConfirmTimes: profile.confirmations,
    coinType: asset === 'USDT' ? 'ERC20_TOKEN' : 'CHAIN_TOKEN',
  }
}

export const depositOrders: PrivateHandler = (state, account, form) => {
  const coin = form.get('coin')
  return state.deposits
    .filter((one) => one.account === account.id && (coin === undefined || one.asset === coin))
    .filter((one) => inPeriod(form, one.atMs))
    .map((one) => ({
      time: String(one.atMs),
      coin: one.asset,
      coinName: one.asset,
      address: one.address,
      quantity: textOf(one.amount, assetOf(state.profile, one.asset).scale),
      status: 4,
      statusCode: '4',
      txId: one.txid,
    }))
}

export const withdraw: PrivateHandler = (state, account, form) => accepted(withdrawCoins(state, account, form))
export const fiatWithdraw: PrivateHandler = (state, account, form) => accepted(withdrawMoney(state, account, form))

function accepted(one: { withdrawalId: string; account: string }): Json {
  return { success: true, id: '0', orderId: one.withdrawalId, accountId: one.account }
}

export const withdrawOrders: PrivateHandler = (state, account, form) => withdrawalsOf(state, account, form, 'coin')
export const fiatWithdrawOrders: PrivateHandler = (state, account, form) => withdrawalsOf(state, account, form, 'fiat')

function withdrawalsOf(state: ExchangeState, account: Account, form: Form, kind: 'coin' | 'fiat'): Json {
  const coin = form.get('coin')
  return state.withdrawals
    .filter((one) => one.account === account.id && one.kind === kind && (coin === undefined || one.asset === coin))
    .filter((one) => inPeriod(form, one.atMs))
    .map((one) => withdrawalRow(state, one))
}
