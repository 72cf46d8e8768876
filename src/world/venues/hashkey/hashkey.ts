import { SluiceError } from '../../../core/errors.ts'
import { checkOrder } from '../checkOrder.ts'
import { checkClientOrderId } from '../clientOrderId.ts'
import { isDecimal, shortest } from '../decimal.ts'
import { pinHost } from '../pinHost.ts'
import { at, items, malformed, type Reader, timeMs } from '../reader.ts'
import { sameTerms } from '../sameTerms.ts'
import type {
  Fill,
  Instrument,
  OrderKey,
  OrderReport,
  PlaceOrderParameters,
  UnknownOrder,
  Venue,
  VenueCredentials,
  VenueRegistration,
  Withdrawal,
  WithdrawFiatParameters,
  WithdrawParameters,
} from '../venue.ts'
import { readBalances, readDeposit, readDepositAddress, readWithdrawal, readWithdrawalAccepted } from './readAccount.ts'
import { readDepth, readInstrument, readTrades, tradesMax } from './readMarket.ts'
import { readFill, readOrder } from './readOrder.ts'
import {
  duplicateOrderCode,
  duplicateWithdrawalCode,
  orderClosedCodes,
  orderNotFoundCodes,
  venueCodeOf,
} from './refusal.ts'
import type { WireParameters } from './sign.ts'
import { type Call, type Method, sendJson, sendText, type TransportOptions } from './transport.ts'

export interface HashKeyOptions {
  readonly registration: VenueRegistration
  readonly credentials: VenueCredentials
  /** True: only loopback, and the sandbox's extensions are there. False: only the registered https host, and they are not. */
  readonly sandbox: boolean
  /** Milliseconds since 1970; signs the requests. */
  readonly clock: () => number
  readonly timeoutMs?: number
  /** How long the venue may take a request for good, 5000 by the venue's own default. */
  readonly recvWindowMs?: number
  readonly fetch?: typeof globalThis.fetch
}

/**
 * Client of HashKey Exchange's REST API (Hong Kong site: Hash Blockchain Limited, https://api-pro.hashkey.com), and of any entity that
 * speaks the same API. Paths, fields and signing: docs.hashkey.com/hk/en, hashkeypro-apidoc.readme.io and ccxt's class `hashkey`
 * (4.5.84, MIT; HashKey Global by default, the same API). **Untested against the real host**: tried against our sandbox only, which
 * was built from the same sources. Each call is sent once; whoever owns the key decides whether to ask again.
 *
 * @example const venue = openHashKey({ registration, credentials, sandbox: true, clock })
 * @throws {CONFIG_INVALID} when the registration's host may not be talked to
 */
export function openHashKey(options: HashKeyOptions): Venue {
  const { registration, sandbox } = options
  const origin = pinHost({ registration, sandbox })
  const transport: TransportOptions = {
    entity: registration.entity,
    origin,
    apiKey: options.credentials.apiKey,
    secret: options.credentials.secret,
    clock: options.clock,
    timeoutMs: options.timeoutMs ?? 3_000,
    ...(options.recvWindowMs === undefined ? {} : { recvWindowMs: options.recvWindowMs }),
    fetch: options.fetch ?? globalThis.fetch,
  }
  const ask = async (call: Omit<Call, 'changes'> & { changes?: boolean }): Promise<Reader> => {
    const value = await sendJson(transport, { changes: false, ...call })
    return { path: call.path, value }
  }
  const read = (path: string, parameters: WireParameters) => ask({ method: 'GET', path, parameters, signed: true })
  const change = (method: Method, path: string, parameters: WireParameters) =>
    ask({ method, path, parameters, signed: true, changes: true })
  let quoteScales: Map<string, number> | undefined

  const instruments = async (): Promise<readonly Instrument[]> => {
    const reply = await ask({ method: 'GET', path: '/api/v1/exchangeInfo', parameters: [], signed: false })
    const list = items(at(reply, 'symbols'), 10_000).map(readInstrument)
    quoteScales = new Map(list.map((one) => [one.symbol, one.quoteScale]))
    return list
  }

  const quoteScaleOf = async (symbol: string): Promise<number> => {
    if (!quoteScales?.has(symbol)) await instruments()
    return quoteScales?.get(symbol) ?? notListed(symbol)
  }

  const order = async (key: OrderKey): Promise<OrderReport | UnknownOrder> => {
    const parameters: WireParameters =
      'orderId' in key ? [['orderId', key.orderId]] : [['origClientOrderId', key.clientOrderId]]
    try {
      return checkKey(readOrder(await read('/api/v1/spot/order', parameters)), key)
    } catch (error) {
      if (orderNotFoundCodes.has(venueCodeOf(error) ?? '')) return { state: 'unknown', key }
      throw error
    }
  }

  const needsSandbox = (what: string): void => {
    if (sandbox) return
    throw new SluiceError('VENUE_REFUSED', `${registration.entity}: no documented API for ${what}.`, {
      facts: { venue: registration.entity, what, outcome: 'none' },
    })
  }

  const withdrawals = async ({ asset }: { asset: string }): Promise<readonly Withdrawal[]> => {
    const reply = await read('/api/v1/account/withdrawOrders', [['coin', asset]])
    return items(reply, 10_000).map(readWithdrawal)
  }

  const fiatWithdrawals = async ({ currency }: { currency: string }): Promise<readonly Withdrawal[]> => {
    needsSandbox('fiat withdrawals')
    const reply = await read('/sandbox/v1/fiatWithdrawOrders', [['coin', currency]])
    return items(reply, 10_000).map(readWithdrawal)
  }

  return {
    entity: registration.entity,
    host: origin.host,
    accountOwner: registration.accountOwner,
    sandbox,
    idempotencyClass: registration.idempotencyClass,

    /** GET /api/v1/time; ccxt `fetchTime`. Untested against the real host. */
    async serverTime() {
      const reply = await ask({ method: 'GET', path: '/api/v1/time', parameters: [], signed: false })
      return timeMs(at(reply, 'serverTime'))
    },

    /** GET /api/v1/exchangeInfo; ccxt `fetchMarkets`. Untested against the real host. */
    instruments,

    /** GET /quote/v1/depth, at most 200 asked for, at most 100 a side given by the probed host; ccxt `fetchOrderBook`. Untested against the real host. */
    async depth({ symbol, limit }) {
      const parameters: [string, string][] = [['symbol', symbol]]
      if (limit !== undefined) parameters.push(['limit', String(limit)])
      return readDepth(await ask({ method: 'GET', path: '/quote/v1/depth', parameters, signed: false }), symbol)
    },

    /** GET /quote/v1/trades, the last 100; ccxt `fetchTrades`. Untested against the real host. */
    async trades({ symbol }) {
      const parameters: [string, string][] = [
        ['symbol', symbol],
        ['limit', String(tradesMax)],
      ]
      return readTrades(await ask({ method: 'GET', path: '/quote/v1/trades', parameters, signed: false }), symbol)
    },

    /** POST /api/v1/spot/order (hashkeypro-apidoc.readme.io/reference/create-order); ccxt `createSpotOrder`. Untested against the real host. */
    async placeOrder(parameters) {
      const wire = orderParameters(parameters)
      try {
        const report = readOrder(await change('POST', '/api/v1/spot/order', wire))
        return checkKey(report, { clientOrderId: parameters.clientOrderId })
      } catch (error) {
        if (venueCodeOf(error) !== duplicateOrderCode) throw error
        return earlierOrder(await order({ clientOrderId: parameters.clientOrderId }), parameters, registration.entity)
      }
    },

    /**
     * DELETE /api/v1/spot/order; ccxt `cancelOrder`. The reply of a cancel shows the order as it was before, so it is asked for
     * again: what comes back is what stands. Untested against the real host.
     */
    async cancelOrder(key) {
      const parameters: WireParameters =
        'orderId' in key ? [['orderId', key.orderId]] : [['clientOrderId', key.clientOrderId]]
      try {
        checkKey(readOrder(await change('DELETE', '/api/v1/spot/order', parameters)), key)
      } catch (error) {
        const code = venueCodeOf(error) ?? ''
        if (!orderNotFoundCodes.has(code) && !orderClosedCodes.has(code)) throw error
      }
      return order(key)
    },

    /** GET /api/v1/spot/order; ccxt `fetchOrder`. Untested against the real host. */
    order,

    /** GET /api/v1/spot/openOrders; ccxt `fetchOpenSpotOrders`. Untested against the real host. */
    async openOrders({ symbol }) {
      const reply = await read('/api/v1/spot/openOrders', symbol === undefined ? [] : [['symbol', symbol]])
      return items(reply, 10_000).map(readOrder)
    },

    /** GET /api/v1/account/trades, at most 1000 a time; ccxt `fetchMyTrades`. Untested against the real host. */
    async fills({ symbol, fromMs }) {
      const scale = await quoteScaleOf(symbol)
      const limit = 1_000
      const all = new Map<string, Fill>()
      // Pages by time: each starts at the last time seen, so a page full of one millisecond could not move on, and is refused.
      for (let startMs = fromMs; ; ) {
        const parameters: [string, string][] = startMs === undefined ? [] : [['startTime', String(startMs)]]
        parameters.push(['limit', String(limit)], ['symbol', symbol])
        const reply = await read('/api/v1/account/trades', parameters)
        const page = items(reply, limit).map((row) => readFill(row, scale))
        for (const fill of page) keepFill(all, fill, reply)
        if (page.length < limit) return [...all.values()].sort(byTime)
        const lastMs = Math.max(...page.map((fill) => fill.atMs))
        if (lastMs === startMs) malformed(reply, `fewer than ${limit} fills in one millisecond`)
        startMs = lastMs
      }
    },

    /** GET /api/v1/account; ccxt `fetchBalance`. Untested against the real host. */
    async balances() {
      return readBalances(await read('/api/v1/account', []))
    },

    /** GET /api/v1/account/deposit/address; ccxt `fetchDepositAddress`. Untested against the real host. */
    async depositAddress({ asset, network }) {
      const wire: WireParameters = [
        ['coin', asset],
        ['chainType', network],
      ]
      return readDepositAddress(await read('/api/v1/account/deposit/address', wire), asset, network)
    },

    /** GET /api/v1/account/depositOrders; ccxt `fetchDeposits`. Untested against the real host. */
    async deposits({ asset }) {
      const reply = await read('/api/v1/account/depositOrders', [['coin', asset]])
      return items(reply, 10_000).map(readDeposit)
    },

    /** POST /api/v1/account/withdraw; ccxt `withdraw`. Untested against the real host. */
    async withdraw(parameters) {
      const { key, asset, address: destination, quantity } = parameters
      try {
        return readWithdrawalAccepted(await change('POST', '/api/v1/account/withdraw', withdrawParameters(parameters)))
      } catch (error) {
        if (venueCodeOf(error) !== duplicateWithdrawalCode) throw error
        return earlierWithdrawal(error, await withdrawals({ asset }), { key, destination, quantity })
      }
    },

    /** GET /api/v1/account/withdrawOrders; ccxt `fetchWithdrawals`. Untested against the real host. */
    withdrawals,

    /** POST /sandbox/v1/fiatWithdraw: an extension of our sandbox. The real API has error codes for it (-4004) but no documented path that we could find. */
    async withdrawFiat(parameters) {
      needsSandbox('fiat withdrawals')
      const { key, currency, bankAccount: destination, amount: quantity } = parameters
      try {
        return readWithdrawalAccepted(await change('POST', '/sandbox/v1/fiatWithdraw', fiatParameters(parameters)))
      } catch (error) {
        if (venueCodeOf(error) !== duplicateWithdrawalCode) throw error
        return earlierWithdrawal(error, await fiatWithdrawals({ currency }), { key, destination, quantity })
      }
    },

    /** GET /sandbox/v1/fiatWithdrawOrders: an extension of our sandbox. */
    fiatWithdrawals,

    /**
     * GET /sandbox/v1/statement: an extension of our sandbox. The real venue has GET /api/v1/account/balanceFlow for institutional
     * clients by request (hashkeypro-apidoc.readme.io/reference/get-fund-statement), of which the reply is not documented in full.
     */
    async accountStatement({ fromMs, toMs }) {
      needsSandbox('account statements')
      const parameters: WireParameters = [
        ['startTime', String(fromMs)],
        ['endTime', String(toMs)],
      ]
      return sendText(transport, {
        method: 'GET',
        path: '/sandbox/v1/statement',
        parameters,
        signed: true,
        changes: false,
      })
    },
  }
}

/**
 * What a new order looks like on the wire, in this order.
 *
 * @throws {INPUT_INVALID}
 */
export function orderParameters(parameters: PlaceOrderParameters): WireParameters {
  const { clientOrderId, symbol, side, type, price, quantity } = parameters
  checkOrder(parameters)
  const wire: [string, string][] = [
    ['symbol', symbol],
    ['side', side],
    ['type', type === 'IOC' ? 'LIMIT' : type],
    ['quantity', shortest(quantity)],
  ]
  if (price !== undefined) wire.push(['price', shortest(price)])
  if (type === 'IOC') wire.push(['timeInForce', 'IOC'])
  wire.push(['newClientOrderId', clientOrderId])
  return wire
}

function withdrawParameters(parameters: WithdrawParameters): WireParameters {
  checkClientOrderId(parameters.key)
  if (!isDecimal(parameters.quantity)) invalid('quantity', parameters.quantity)
  return [
    ['coin', parameters.asset],
    ['address', parameters.address],
    ['quantity', shortest(parameters.quantity)],
    ['chainType', parameters.network],
    ['clientOrderId', parameters.key],
  ]
}

function fiatParameters(parameters: WithdrawFiatParameters): WireParameters {
  checkClientOrderId(parameters.key)
  if (!isDecimal(parameters.amount)) invalid('amount', parameters.amount)
  return [
    ['coin', parameters.currency],
    ['quantity', shortest(parameters.amount)],
    ['bankAccount', parameters.bankAccount],
    ['clientOrderId', parameters.key],
  ]
}

function invalid(field: string, found: unknown): never {
  throw new SluiceError('INPUT_INVALID', `${field} of the order is not usable.`, {
    facts: { field, found: String(found) },
  })
}

function notListed(symbol: string): never {
  throw new SluiceError('VENUE_REFUSED', `${symbol} is not listed.`, { facts: { symbol, outcome: 'none' } })
}

/** An answer about another order than the one asked for is no answer. */
function checkKey(report: OrderReport, key: OrderKey): OrderReport {
  const same = 'orderId' in key ? report.orderId === key.orderId : report.clientOrderId === key.clientOrderId
  return same ? report : malformed({ path: '/api/v1/spot/order', value: report }, `the order ${JSON.stringify(key)}`)
}

/** The venue has this client order id already: it is the same order if its terms are the same. */
function earlierOrder(found: OrderReport | UnknownOrder, wanted: PlaceOrderParameters, entity: string): OrderReport {
  if (found.state === 'unknown') {
    throw new SluiceError('VENUE_UNREACHABLE', `${entity} has the order id but does not show the order yet.`, {
      facts: { venue: entity, clientOrderId: wanted.clientOrderId, outcome: 'unknown' },
    })
  }
  if (sameTerms(found, wanted)) return found
  throw new SluiceError('VENUE_REFUSED', `${entity} has this client order id with other terms.`, {
    facts: { venue: entity, venueCode: duplicateOrderCode, found, wanted, outcome: 'none' },
  })
}

/** The venue has this withdrawal already: it is the same one if key, destination and quantity are the same. */
function earlierWithdrawal(
  refusal: unknown,
  list: readonly Withdrawal[],
  wanted: { key: string; destination: string; quantity: string },
): { withdrawalId: string } {
  const found = list.find((one) => one.key === wanted.key)
  const same = found?.destination === wanted.destination && found.quantity === shortest(wanted.quantity)
  if (!found || !same) throw refusal
  return { withdrawalId: found.withdrawalId }
}

function keepFill(all: Map<string, Fill>, fill: Fill, reply: Reader): void {
  const known = all.get(fill.fillId)
  if (known && JSON.stringify(known) !== JSON.stringify(fill)) malformed(reply, `one fill under id ${fill.fillId}`)
  all.set(fill.fillId, fill)
}

function byTime(a: Fill, b: Fill): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs
  // Ids are numbers that count up; the longer one is the later one.
  if (a.fillId.length !== b.fillId.length) return a.fillId.length - b.fillId.length
  return a.fillId < b.fillId ? -1 : a.fillId > b.fillId ? 1 : 0
}
