import type { Json } from '../../src/core/record/jcs.ts'
import type { Form } from './orders.ts'
import type { InstrumentProfile } from './profile.ts'
import { depth } from './publicRoutes.ts'
import type { ExchangeState } from './state.ts'

/**
 * OSL HK's public REST, version 5, as probed on 22 September 2026: for sandbox entities whose profile says so. Refusals come inside a 200, without a
 * content type; `lastUpdateId` is text; sizes have no trailing zeros; a missing symbol is a 500 in the words of its framework.
 */
export function oslSymbols(state: ExchangeState): Json {
  const rate = (ppm: number): string => (ppm === 0 ? '0' : `0.${String(ppm).padStart(6, '0')}`.replace(/0+$/, ''))
  const { taker, maker } = state.feeTiers[0]!
  const row = (instrument: InstrumentProfile, status: '0' | '1'): Json => ({
    symbol: instrument.symbol,
    baseAsset: instrument.base,
    quoteAsset: instrument.quote,
    status,
    tickSize: instrument.tick,
    stepSize: instrument.lot,
    minAmount: instrument.minNotional,
    minQuantity: instrument.minQuantity,
    limitMaxAmount: instrument.maxNotional,
    limitMaxQuantity: instrument.maxQuantity,
    marketMaxAmount: instrument.maxNotional,
    marketMaxQuantity: instrument.maxQuantity,
    takerFeeRate: rate(instrument.fee?.taker ?? taker),
    makerFeeRate: rate(instrument.fee?.maker ?? maker),
    retailAvailable: instrument.base === 'BTC' || instrument.base === 'ETH',
    piAvailable: true,
    filters: [],
  })
  const listed = state.profile.instruments
  // Half of the real rows are not published; a reader must leave them out.
  return [...listed.map((one) => row(one, '1')), { ...(row(listed[0]!, '0') as object), symbol: 'XRPUSD' }] as Json
}

/** GET /api/v5/order/depth. @returns status and body, because this one refuses in three ways */
export function oslDepth(state: ExchangeState, form: Form): { readonly status: number; readonly body: Json } {
  const symbol = form.get('symbol')
  if (symbol === undefined) {
    const msg = "java.lang.IllegalArgumentException: Missing argument 'symbol' for method parameter of type String"
    return { status: 500, body: { code: 500, msg } }
  }
  if (symbol === 'XRPUSD') return { status: 200, body: { code: -100011, msg: 'Not supported symbols' } }
  if (!state.markets.has(symbol)) return { status: 200, body: { code: -1107, msg: 'symbol not exist' } }
  const { t, b, a } = depth(
    state,
    new Map([
      ['symbol', symbol],
      ['limit', form.get('limit') ?? '100'],
    ]),
  ) as {
    t: number
    b: string[][]
    a: string[][]
  }
  return {
    status: 200,
    body: { lastUpdateId: String(Math.floor(t / 100) % 4_000_000_000), price: b[0]?.[0] ?? '0', bids: b, asks: a },
  }
}
