import { SluiceError } from '../../../core/errors.ts'
import { checkOrder } from '../checkOrder.ts'
import { sameTerms } from '../sameTerms.ts'
import type { Fill, OrderKey, OrderReport, PlaceOrderParameters, UnknownOrder, Venue } from '../venue.ts'
import { type FixEndpoint, fixConnection } from './connection.ts'
import { type FixField, type FixMessage, fixValue } from './message.ts'
import {
  type Execution,
  fillOf,
  newOrderSingle,
  orderCancelRequest,
  orderStatusRequest,
  readCancelReject,
  readExecution,
} from './orderMessages.ts'
import { type FixQuote, type FixQuoteRequest, quotedOrder, quoteRequest, readQuote } from './quoteMessages.ts'
import type { FixStore, KeptOrder } from './store.ts'

export interface FixOrdersOptions {
  /** Register id of the legal entity. */
  readonly entity: string
  /** Bound to the entity by the register. */
  readonly endpoint: FixEndpoint
  readonly sandbox: boolean
  readonly senderCompId: string
  readonly targetCompId: string
  /** Logon fields that the venue asks for, as 553 user name and 554 password. */
  readonly logonFields?: readonly FixField[]
  readonly clock: () => number
  readonly store: FixStore
  /** Digits in which the venue books the quote asset of a symbol. */
  quoteScaleOf(symbol: string): number
  readonly timeoutMs?: number
  readonly heartbeatSec?: number
}

/** Orders and quotes over FIX; market data, balances and withdrawals stay with the venue's REST API or its desk. */
export type FixOrders = Pick<Venue, 'placeOrder' | 'cancelOrder' | 'order' | 'fills'> & {
  /**
   * Asks a desk for a firm price to sell at. Asking sells nothing and may be done again.
   *
   * @throws {VENUE_REFUSED} the desk gives none, or not for what was asked
   */
  requestQuote(request: FixQuoteRequest): Promise<FixQuote>
  /**
   * Takes a quote, whole, under a client order id of ours: as safe to ask for again as `placeOrder`.
   *
   * @throws {VENUE_REFUSED} it has ended or was withdrawn; then nothing was sent
   */
  takeQuote(parameters: { readonly quote: FixQuote; readonly clientOrderId: string }): Promise<OrderReport>
  close(): Promise<void>
}

/**
 * FIX 4.4 order entry and quotes: NewOrderSingle, OrderCancelRequest, OrderStatusRequest, QuoteRequest out; ExecutionReport, OrderCancelReject, Quote,
 * QuoteRequestReject and QuoteCancel in. An order
 * whose answer was lost is asked for before it is ever sent again, whatever the venue remembers. **Untested against a real venue's
 * gateway** (HashKey Exchange offers FIX to omnibus clients, documentation not public): tried against our sandbox, QuickFIX and the FIX 4.4 dictionary.
 *
 * @example const orders = openFixOrders({ entity, endpoint: { host: '127.0.0.1', port }, sandbox: true, … })
 * @throws {CONFIG_INVALID} when the endpoint may not be talked to
 */
export function openFixOrders(options: FixOrdersOptions): FixOrders {
  const { store, clock, entity } = options
  const timeoutMs = options.timeoutMs ?? 3_000
  const fills = new Map<string, Fill>()
  const waiting = new Set<{ fits(message: FixMessage): boolean; resolve(message: FixMessage): void; lost(): void }>()
  let asked = 0
  const withdrawn = new Set<string>()

  const onMessage = (message: FixMessage): void => {
    if (message.type === '8') {
      const { trade } = readExecution(message)
      if (trade) {
        if (!fills.has(trade.fillId)) store.keepReport(message)
        fills.set(trade.fillId, fillOf(trade, options.quoteScaleOf(trade.symbol)))
      }
    }
    if (message.type === 'Z') withdrawn.add(fixValue(message, 117) ?? '')
    for (const one of waiting) if (one.fits(message)) one.resolve(message)
  }
  for (const message of store.reports) {
    const { trade } = readExecution(message)
    if (trade) fills.set(trade.fillId, fillOf(trade, options.quoteScaleOf(trade.symbol)))
  }
  const connection = fixConnection({
    entity,
    endpoint: options.endpoint,
    sandbox: options.sandbox,
    clock,
    timeoutMs,
    store,
    link: {
      role: 'initiator',
      senderCompId: options.senderCompId,
      targetCompId: options.targetCompId,
      heartbeatSec: options.heartbeatSec ?? 30,
      resend: 'this-connection',
      ...(options.logonFields ? { logonFields: options.logonFields } : {}),
    },
    onMessage,
    onLost: () => {
      for (const one of [...waiting]) one.lost()
    },
  })

  /** Sends one message and waits for the first that answers it. */
  const ask = async (
    type: string,
    fields: readonly FixField[],
    outcome: 'unknown' | 'none',
    fits: (message: FixMessage) => boolean,
  ): Promise<FixMessage> => {
    await connection.ready()
    return new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer)
        waiting.delete(one)
      }
      const lost = () => {
        finish()
        reject(
          new SluiceError('VENUE_UNREACHABLE', `${entity} did not answer over FIX.`, {
            facts: { venue: entity, outcome },
          }),
        )
      }
      const timer = setTimeout(lost, timeoutMs)
      const one = {
        fits,
        lost,
        resolve: (message: FixMessage) => {
          finish()
          resolve(message)
        },
      }
      waiting.add(one)
      connection.send(type, fields)
    })
  }

  const status = async (order: PlaceOrderParameters): Promise<Execution> => {
    const { clientOrderId } = order
    const fits = (one: FixMessage) =>
      one.type === '8' && fixValue(one, 150) === 'I' && fixValue(one, 11) === clientOrderId
    return readExecution(await ask('H', orderStatusRequest(order), 'none', fits))
  }

  const orderOf = (key: OrderKey): PlaceOrderParameters | undefined =>
    'clientOrderId' in key
      ? store.orders.get(key.clientOrderId)
      : store.orders.get(
          [...fills.values()].find((fill) => fill.orderId === key.orderId)?.clientOrderId ??
            orderIds.get(key.orderId) ??
            '',
        )
  const orderIds = new Map<string, string>()

  const order = async (key: OrderKey): Promise<OrderReport | UnknownOrder> => {
    const sent = orderOf(key)
    // Every order is written down before it is sent: what is not there never left.
    if (!sent) return { state: 'unknown', key }
    const { report, rejected } = await status(sent)
    if (!report || rejected) return { state: 'unknown', key }
    orderIds.set(report.orderId, report.clientOrderId)
    return report
  }

  const placeOrder = (parameters: PlaceOrderParameters): Promise<OrderReport> =>
    place(parameters, () => newOrderSingle(parameters, clock()))

  /** `fields` is asked for when the order is about to be sent, and not when it was sent before. */
  const place = async (parameters: KeptOrder, fields: () => readonly FixField[]): Promise<OrderReport> => {
    checkOrder(parameters)
    const { clientOrderId } = parameters
    const before = store.orders.get(clientOrderId)
    if (before) {
      if (!sameTerms(before, parameters) || before.quoteId !== parameters.quoteId)
        refused('-', 'this client order id was sent with other terms')
      const found = await order({ clientOrderId })
      if (found.state !== 'unknown') return found
    }
    const body = fields()
    store.keepOrder(parameters)
    const fits = (one: FixMessage) =>
      one.type === '8' && fixValue(one, 11) === clientOrderId && fixValue(one, 150) !== 'I' && fixValue(one, 43) !== 'Y'
    const execution = readExecution(await ask('D', body, 'unknown', fits))
    if (execution.rejected?.reason === '6') {
      const found = await order({ clientOrderId })
      if (found.state !== 'unknown') return found
      throw new SluiceError('VENUE_UNREACHABLE', `${entity} has the order id but does not show the order yet.`, {
        facts: { venue: entity, clientOrderId, outcome: 'unknown' },
      })
    }
    if (!execution.report) return refused(execution.rejected?.reason ?? '', execution.rejected?.text ?? '')
    orderIds.set(execution.report.orderId, clientOrderId)
    return execution.report
  }

  const refused = (reason: string, text: string): never => {
    throw new SluiceError('VENUE_REFUSED', `${entity} refused: ${text} (OrdRejReason ${reason})`, {
      facts: { venue: entity, venueCode: reason, venueMessage: text, outcome: 'none' },
    })
  }

  const requestQuote = async (request: FixQuoteRequest): Promise<FixQuote> => {
    const { quoteRequestId } = request
    const fits = (one: FixMessage) => (one.type === 'S' || one.type === 'AG') && fixValue(one, 131) === quoteRequestId
    const answer = await ask('R', quoteRequest(request, clock()), 'none', fits)
    if (answer.type === 'AG') return refused(fixValue(answer, 658) ?? '', fixValue(answer, 58) ?? 'no quote')
    return readQuote(answer, request)
  }

  const takeQuote: FixOrders['takeQuote'] = ({ quote, clientOrderId }) => {
    const { quoteId, symbol, price, quantity } = quote
    const order: KeptOrder = { clientOrderId, symbol, side: 'SELL', type: 'IOC', price, quantity, quoteId }
    return place(order, () => {
      if (withdrawn.has(quoteId)) refused('-', `the quote ${quoteId} was withdrawn`)
      if (clock() > quote.validUntilMs) refused('-', `the quote ${quoteId} has ended`)
      return quotedOrder(order, quoteId, clock())
    })
  }

  return {
    placeOrder,
    order,
    requestQuote,
    takeQuote,
    async cancelOrder(key) {
      const sent = orderOf(key)
      if (!sent) return { state: 'unknown', key }
      const { clientOrderId } = sent
      asked += 1
      const fits = (one: FixMessage) =>
        (one.type === '9' && fixValue(one, 41) === clientOrderId) ||
        (one.type === '8' && fixValue(one, 150) === '4' && fixValue(one, 41) === clientOrderId)
      const cancelId = `c${store.nextOut}-${asked}`
      const answer = await ask('F', orderCancelRequest(sent, cancelId, clock()), 'unknown', fits)
      if (answer.type === '9' && readCancelReject(answer).unknown) return { state: 'unknown', key }
      return order({ clientOrderId })
    },
    async fills({ symbol, fromMs }) {
      // The answer to a question comes after all reports that went before it.
      const [any] = [...store.orders.values()].filter((one) => one.symbol === symbol)
      if (any) await status(any)
      return (
        [...fills.values()]
          .filter((fill) => fill.symbol === symbol && (fromMs === undefined || fill.atMs >= fromMs))
          // Of one millisecond: in the order in which they were told.
          .sort((a, b) => a.atMs - b.atMs)
      )
    },
    close: () => connection.close(),
  }
}
