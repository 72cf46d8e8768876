import type { Json } from '../../src/core/record/jcs.ts'
import { bestAgainst } from './book.ts'
import { takeFault } from './faults.ts'
import type { Levels } from './feedTexts.ts'
import { generatedSide, peekedBook, refresh } from './market.ts'
import { type Form, marketFor } from './orders.ts'
import { strangersPrints } from './prints.ts'
import { refuse } from './refuse.ts'
import type { ExchangeState, Market } from './state.ts'
import { baseText, coinRow, instrumentRow, priceText } from './wire.ts'

/** GET /api/v1/exchangeInfo. */
export function exchangeInfo(state: ExchangeState): Json {
  return {
    timezone: 'UTC',
    serverTime: String(state.clock()),
    sandbox: `SANDBOX ${state.legalName}`,
    brokerFilters: [],
    symbols: [...state.markets.values()]
      .filter(({ delisted }) => !delisted)
      .map((market) => instrumentRow(state, market.profile, market.halted)),
    options: [],
    contracts: [],
    coins: Object.keys(state.profile.assets).map((asset) => coinRow(state, asset)),
  }
}

/** GET /quote/v1/depth: levels added up by price, never more than the venue gives. `t` is the last change of the book. */
export function depth(state: ExchangeState, form: Form): Json {
  const market = marketFor(state, form)
  const asked = form.get('limit') ?? '100'
  if (!/^[0-9]{1,5}$/.test(asked) || asked === '0') refuse('parameter', "Required field 'limit' missing or invalid.")
  const limit = Math.min(Number(asked), state.profile.depthLevelsMax)
  const stale = takeFault(state.faults, ['stale-book'])
  if (stale) return staleDepth(state, market, state.clock() - stale.ageMs, limit)
  refresh(state, market)
  const bids = levels(market, market.book.bids, limit)
  const asks = levels(market, market.book.asks, limit)
  const crossed = takeFault(state.faults, ['crossed-book'])
  return { t: market.changedAtMs, b: crossed ? [asks[0] ?? [], ...bids] : bids, a: asks }
}

/** The book as depth would show it now, for the streams: no input of the exchange, and no fault of its REST. */
export function peekDepth(state: ExchangeState, symbol: string, nowMs: number): Levels | undefined {
  const market = state.markets.get(symbol)
  if (market === undefined || market.delisted) return undefined
  const { book, changedAtMs } = peekedBook(state, market, nowMs)
  const limit = Math.min(100, state.profile.depthLevelsMax)
  const rows = (side: Market['book']['bids']): Levels['b'] => levels(market, side, limit) as [string, string][]
  return { t: changedAtMs, b: rows(book.bids), a: rows(book.asks) }
}

/** The generated book of an earlier time, without anybody's orders. */
function staleDepth(state: ExchangeState, market: Market, atMs: number, limit: number): Json {
  const timeMs = Math.floor(atMs / state.profile.shape.refreshMs) * state.profile.shape.refreshMs
  const side = (name: 'bid' | 'ask'): Json =>
    generatedSide(state, market, timeMs, name)
      .slice(0, limit)
      .map(({ price, quantity }) => [priceText(market, price), baseText(market, quantity)])
  return { t: timeMs, b: side('bid'), a: side('ask') }
}

function levels(market: Market, side: Market['book']['bids'], limit: number): Json[] {
  const byPrice = new Map<bigint, bigint>()
  for (const { price, left } of side) {
    if (byPrice.size === limit && !byPrice.has(price)) break
    byPrice.set(price, (byPrice.get(price) ?? 0n) + left)
  }
  return [...byPrice].map(([price, quantity]) => [priceText(market, price), baseText(market, quantity)])
}

const tradesMax = 100

/** GET /quote/v1/trades: the last trades, those of customers and those that strangers made among themselves. */
export function trades(state: ExchangeState, form: Form): Json {
  const market = marketFor(state, form)
  const asked = form.get('limit') ?? String(tradesMax)
  if (!/^[0-9]{1,5}$/.test(asked) || asked === '0') refuse('parameter', "Required field 'limit' missing or invalid.")
  const own = state.tape.filter((one) => one.symbol === market.symbol)
  return [...strangersPrints(state, market, tradesMax), ...own]
    .toSorted((a, b) => a.atMs - b.atMs)
    .slice(-Math.min(Number(asked), tradesMax))
    .map((one) => ({
      t: one.atMs,
      p: priceText(market, one.price),
      q: baseText(market, one.quantity),
      ibm: one.buyerIsMaker,
    }))
}

/** GET /quote/v1/ticker/bookTicker for one symbol. */
export function bookTicker(state: ExchangeState, form: Form): Json {
  const market = marketFor(state, form)
  refresh(state, market)
  const bid = bestAgainst(market.book, 'SELL')
  const ask = bestAgainst(market.book, 'BUY')
  return [
    {
      s: market.symbol,
      b: bid ? priceText(market, bid.price) : '0',
      bq: bid ? baseText(market, bid.left) : '0',
      a: ask ? priceText(market, ask.price) : '0',
      aq: ask ? baseText(market, ask.left) : '0',
      t: market.changedAtMs,
    },
  ]
}
