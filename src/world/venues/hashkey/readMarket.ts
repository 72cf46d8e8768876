import { compareDecimals, scaleOfStep } from '../decimal.ts'
import { at, decimal, has, items, malformed, positive, type Reader, text, timeMs } from '../reader.ts'
import type { Depth, DepthLevel, Instrument, PublicTrades } from '../venue.ts'

const symbolPattern = /^[A-Z0-9]{3,24}$/
const assetPattern = /^[A-Z0-9]{2,12}$/

/**
 * One row of `symbols` in exchangeInfo. Fields: ccxt's `hashkey.parseMarket` (4.5.84) and docs.hashkey.com/hk/en, "Exchange info".
 * Only spot rows are read; contracts are not what seized coins are sold on.
 */
export function readInstrument(row: Reader): Instrument {
  const filter = (type: string): Reader => {
    const found = items(at(row, 'filters'), 50).find((one) => at(one, 'filterType').value === type)
    return found ?? malformed(at(row, 'filters'), `a filter ${type}`)
  }
  const price = filter('PRICE_FILTER')
  const lot = filter('LOT_SIZE')
  const amount = filter('TRADE_AMOUNT')
  const band = filter('LIMIT_TRADING')
  return {
    symbol: text(at(row, 'symbol'), symbolPattern),
    base: text(at(row, 'baseAsset'), assetPattern),
    quote: text(at(row, 'quoteAsset'), assetPattern),
    status: text(at(row, 'status')) === 'TRADING' ? 'trading' : 'halted',
    tick: positive(at(price, 'tickSize')),
    lot: positive(at(lot, 'stepSize')),
    minQuantity: decimal(at(lot, 'minQty')),
    maxQuantity: positive(at(lot, 'maxQty')),
    minNotional: decimal(at(filter('MIN_NOTIONAL'), 'minNotional')),
    maxNotional: decimal(at(amount, 'maxAmount')),
    marketMinQuantity: optional(lot, 'marketOrderMinQty'),
    marketMaxQuantity: optional(lot, 'marketOrderMaxQty'),
    quoteScale: scaleOfStep(positive(at(row, 'quotePrecision'))),
    priceBand: { buyUp: decimal(at(band, 'buyPriceUpRate')), sellDown: decimal(at(band, 'sellPriceDownRate')) },
  }
}

function optional(reader: Reader, key: string): string {
  return has(reader, key) ? decimal(at(reader, key)) : '0'
}

/**
 * A book from GET /quote/v1/depth: `t` is the time of the last change of the book, not of the answer. Refused when not sorted, when a
 * price stands twice, or when bid and ask cross: such a book is stale or torn, and nothing may be routed on it.
 */
export function readDepth(reply: Reader, symbol: string): Depth {
  const bids = readLevels(at(reply, 'b'), -1)
  const asks = readLevels(at(reply, 'a'), 1)
  const bid = bids[0]
  const ask = asks[0]
  if (bid && ask && compareDecimals(bid.price, ask.price) >= 0) malformed(reply, 'a book that does not cross')
  return { symbol, changedAtMs: timeMs(at(reply, 't')), bids, asks }
}

/** Trades that the venue gives at most in one answer. */
export const tradesMax = 100

/**
 * Trades from GET /quote/v1/trades, oldest first: `t` time, `p` price, `q` quantity in the base asset. Refused when one is from before the one above it.
 * Fields: ccxt's `hashkey.parseTrade` (4.5.84).
 */
export function readTrades(reply: Reader, symbol: string): PublicTrades {
  const rows = items(reply, tradesMax)
  const trades = rows.map((row) => ({
    price: positive(at(row, 'p')),
    quantity: positive(at(row, 'q')),
    atMs: timeMs(at(row, 't')),
  }))
  // The venue documents no order: whichever way it lists them, it is one way.
  const ordered = trades.length > 1 && trades[0]!.atMs > trades.at(-1)!.atMs ? trades.toReversed() : trades
  if (ordered.some(({ atMs }, i) => i > 0 && atMs < ordered[i - 1]!.atMs)) malformed(reply, 'trades in order of time')
  return { symbol, trades: ordered, whole: rows.length < tradesMax }
}

function readLevels(list: Reader, direction: -1 | 1): readonly DepthLevel[] {
  const levels = items(list, 5_000).map((pair) => {
    const [price, quantity, ...more] = items(pair, 8)
    if (!price || !quantity || more.length > 0) return malformed(pair, 'a pair of price and quantity')
    return { price: positive(price), quantity: positive(quantity) }
  })
  for (let i = 1; i < levels.length; i++) {
    if (compareDecimals(levels[i]!.price, levels[i - 1]!.price) !== direction)
      malformed(list, 'levels in order of price')
  }
  return levels
}
