import type { Json } from '../../src/core/record/jcs.ts'
import { textOf } from '../../src/world/venues/decimal.ts'
import type { InstrumentProfile, Ppm } from './profile.ts'
import {
  type AccountFill,
  assetOf,
  type ExchangeState,
  type Market,
  type Order,
  type WithdrawalRecord,
} from './state.ts'

/** Rows as the API writes them; the fields are those that ccxt's `hashkey` (4.5.84) documents. All amounts are decimal text. */

export function rateText(ppm: Ppm): string {
  return textOf(BigInt(ppm), 6)
}

export function instrumentRow(state: ExchangeState, instrument: InstrumentProfile, halted: boolean): Json {
  const quoteScale = assetOf(state.profile, instrument.quote).scale
  const band = {
    buyPriceUpRate: rateText(instrument.band.buyUp),
    sellPriceDownRate: rateText(instrument.band.sellDown),
  }
  return {
    symbol: instrument.symbol,
    symbolName: instrument.symbol,
    status: halted ? 'HALT' : 'TRADING',
    baseAsset: instrument.base,
    baseAssetName: instrument.base,
    baseAssetPrecision: instrument.lot,
    quoteAsset: instrument.quote,
    quoteAssetName: instrument.quote,
    quotePrecision: textOf(1n, quoteScale),
    retailAllowed: false,
    piAllowed: true,
    corporateAllowed: true,
    omnibusAllowed: true,
    icebergAllowed: false,
    isAggregate: false,
    allowMargin: false,
    filters: [
      { minPrice: instrument.tick, maxPrice: '100000000', tickSize: instrument.tick, filterType: 'PRICE_FILTER' },
      {
        minQty: instrument.minQuantity,
        maxQty: instrument.maxQuantity,
        stepSize: instrument.lot,
        marketOrderMinQty: instrument.minQuantity,
        marketOrderMaxQty: instrument.maxQuantity,
        filterType: 'LOT_SIZE',
      },
      { minNotional: instrument.minNotional, filterType: 'MIN_NOTIONAL' },
      {
        minAmount: instrument.minNotional,
        maxAmount: instrument.maxNotional,
        minBuyPrice: '0',
        marketOrderMinAmount: instrument.minNotional,
        marketOrderMaxAmount: instrument.maxNotional,
        filterType: 'TRADE_AMOUNT',
      },
      { maxSellPrice: '0', ...band, filterType: 'LIMIT_TRADING' },
      { ...band, filterType: 'MARKET_TRADING' },
    ],
  }
}

export function coinRow(state: ExchangeState, asset: string): Json {
  const { kind, name, networks } = assetOf(state.profile, asset)
  return {
    orgId: '9001',
    coinId: asset,
    coinName: asset,
    coinFullName: name,
    allowWithdraw: true,
    allowDeposit: true,
    tokenType: kind === 'fiat' ? 'REAL_MONEY' : networks.length > 1 ? 'ERC20_TOKEN' : 'CHAIN_TOKEN',
    chainTypes: networks.map((one) => ({
      chainType: one.network,
      withdrawFee: one.withdrawFee,
      minWithdrawQuantity: one.minWithdraw,
      maxWithdrawQuantity: '0',
      minDepositQuantity: one.minDeposit,
      allowDeposit: true,
      allowWithdraw: true,
    })),
  }
}

export function priceText(market: Market, price: bigint): string {
  return textOf(price, market.priceScale)
}

export function baseText(market: Market, quantity: bigint): string {
  return textOf(quantity, market.baseScale)
}

export function quoteText(market: Market, amount: bigint): string {
  return textOf(amount, market.quoteScale)
}

/** The answer of a new order and of a cancel. */
export function orderAnswer(market: Market, order: Order): { readonly [key: string]: Json } {
  return {
    accountId: order.account,
    symbol: order.symbol,
    symbolName: order.symbol,
    clientOrderId: order.clientOrderId,
    orderId: order.orderId,
    transactTime: String(order.createdMs),
    price: priceText(market, order.price),
    origQty: order.requested > 0n ? '0' : baseText(market, order.quantity),
    executedQty: baseText(market, order.executed),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    reqAmount: quoteText(market, order.requested),
    concentration: '',
  }
}

/** An order as queries and lists show it. */
export function orderRow(market: Market, order: Order): Json {
  const { transactTime, concentration, ...answer } = orderAnswer(market, order)
  const gross = quoteText(market, order.gross)
  return {
    ...answer,
    exchangeId: '301',
    cummulativeQuoteQty: gross,
    cumulativeQuoteQty: gross,
    avgPrice: averageText(market, order),
    stopPrice: '0.0',
    icebergQty: '0.0',
    time: String(order.createdMs),
    updateTime: String(order.updatedMs),
    isWorking: true,
    feeCoin: order.fee === 0n ? '' : market.quote,
    feeAmount: quoteText(market, order.fee),
    sumFeeAmount: quoteText(market, order.fee),
  }
}

function averageText(market: Market, order: Order): string {
  if (order.executed === 0n) return '0'
  const shift = 10n ** BigInt(market.baseScale + market.priceScale - market.quoteScale)
  return priceText(market, (order.gross * shift) / order.executed)
}

export function fillRow(state: ExchangeState, market: Market, fill: AccountFill): Json {
  const fee = textOf(fill.fee, assetOf(state.profile, fill.feeAsset).scale)
  return {
    id: fill.fillId,
    clientOrderId: fill.order.clientOrderId,
    ticketId: fill.matchId,
    symbol: market.symbol,
    symbolName: market.symbol,
    orderId: fill.order.orderId,
    matchOrderId: '0',
    price: priceText(market, fill.price),
    qty: baseText(market, fill.quantity),
    commission: fee,
    commissionAsset: fill.feeAsset,
    time: String(fill.atMs),
    isBuyer: fill.order.side === 'BUY',
    isMaker: fill.maker,
    fee: { feeCoinId: fill.feeAsset, feeCoinName: fill.feeAsset, fee },
    feeCoinId: fill.feeAsset,
    feeAmount: fee,
    makerRebate: '0',
  }
}

export function withdrawalRow(state: ExchangeState, one: WithdrawalRecord): Json {
  const { scale } = assetOf(state.profile, one.asset)
  return {
    time: String(one.atMs),
    id: one.withdrawalId,
    clientOrderId: one.clientOrderId,
    coin: one.asset,
    coinId: one.asset,
    coinName: one.asset,
    address: one.destination,
    quantity: textOf(one.amount, scale),
    arriveQuantity: textOf(one.amount - one.fee, scale),
    txId: one.reference,
    addressUrl: one.destination,
    feeCoinId: one.asset,
    feeCoinName: one.asset,
    fee: textOf(one.fee, scale),
    remark: 'SANDBOX',
    platform: '',
  }
}
