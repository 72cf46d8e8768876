import { SluiceError } from '../../../core/errors.ts'
import { compareDecimals, isDecimal, shortest } from '../decimal.ts'
import type { PlaceOrderParameters } from '../venue.ts'
import { type FixField, type FixMessage, fixTime, fixTimeMs, fixValue } from './message.ts'

/** The quote messages of FIX 4.4 for a seller: QuoteRequest out; Quote, QuoteRequestReject and QuoteCancel in; acceptance as an order previously quoted. */

/** What a desk is asked: coins to sell, for which currency, until when to answer. */
export interface FixQuoteRequest {
  /** Ours, used once. 1 to 64 of A-Z a-z 0-9 _ -. */
  readonly quoteRequestId: string
  readonly symbol: string
  /** Coins, as decimal text. */
  readonly quantity: string
  /** ISO 4217, or the venue's code of the quote asset. */
  readonly currency: string
  readonly answerByMs: number
}

/** A firm price, as the desk gave it. */
export interface FixQuote {
  readonly quoteRequestId: string
  readonly quoteId: string
  readonly symbol: string
  /** What the desk pays for one coin. */
  readonly price: string
  /** What it pays it for: at most what was asked. */
  readonly quantity: string
  readonly currency: string
  readonly validUntilMs: number
}

/** QuoteRequest (R): one symbol, side sell, a tradeable quote. Fields of the group stand in the order of the dictionary. */
export function quoteRequest(request: FixQuoteRequest, nowMs: number): readonly FixField[] {
  return [
    [131, request.quoteRequestId],
    [146, '1'],
    [55, request.symbol],
    [537, '1'],
    [54, '2'],
    [38, shortest(request.quantity)],
    [15, request.currency],
    [126, fixTime(request.answerByMs)],
    [60, fixTime(nowMs)],
  ]
}

/** NewOrderSingle (D) that takes a quote: OrdType D "previously quoted", QuoteID, fill or kill: a quote is taken whole or not at all. */
export function quotedOrder(order: PlaceOrderParameters, quoteId: string, nowMs: number): readonly FixField[] {
  return [
    [11, order.clientOrderId],
    [55, order.symbol],
    [54, '2'],
    [60, fixTime(nowMs)],
    [38, shortest(order.quantity)],
    [40, 'D'],
    [44, shortest(order.price ?? '0')],
    [117, quoteId],
    [59, '4'],
  ]
}

/**
 * Reads a Quote (S) that answers a request of ours.
 *
 * @throws {VENUE_REPLY_MALFORMED} naming the tag
 * @throws {VENUE_REFUSED} it is a quote, but not one for what was asked
 */
export function readQuote(message: FixMessage, request: FixQuoteRequest): FixQuote {
  const must = (tag: number, pattern: RegExp): string => {
    const value = fixValue(message, tag)
    return value !== undefined && pattern.test(value) ? value : malformed(tag, value, pattern.source)
  }
  const amount = (tag: number): string => {
    const value = fixValue(message, tag)
    return isDecimal(value) && shortest(value) !== '0' ? shortest(value) : malformed(tag, value, 'a decimal above zero')
  }
  const until = must(62, /^[0-9:.-]{17,21}$/)
  const quote: FixQuote = {
    quoteRequestId: must(131, /^[A-Za-z0-9_-]{1,64}$/),
    quoteId: must(117, /^[\x21-\x7e]{1,64}$/),
    symbol: must(55, /^[A-Z0-9]{3,24}$/),
    price: amount(132),
    quantity: amount(134),
    currency: fixValue(message, 15) ?? request.currency,
    validUntilMs: fixTimeMs(until) ?? malformed(62, until, 'a UTC timestamp'),
  }
  const wrong =
    quote.symbol !== request.symbol
      ? `it is for ${quote.symbol}`
      : quote.currency !== request.currency
        ? `it pays in ${quote.currency}`
        : fixValue(message, 537) === '0'
          ? 'it is indicative'
          : compareDecimals(quote.quantity, request.quantity) > 0
            ? 'it is for more than was asked'
            : undefined
  if (wrong !== undefined) {
    throw new SluiceError('VENUE_REFUSED', `The quote ${quote.quoteId} is not what was asked for: ${wrong}.`, {
      facts: { quoteId: quote.quoteId, found: wrong, outcome: 'none' },
    })
  }
  return quote
}

function malformed(tag: number, found: string | undefined, expected: string): never {
  throw new SluiceError('VENUE_REPLY_MALFORMED', `Tag ${tag} of the quote: expected ${expected}.`, {
    facts: { tag, found: found?.slice(0, 80), expected, outcome: 'none' },
  })
}
