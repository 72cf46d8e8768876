import { SluiceError } from '../../../core/errors.ts'
import { hashText } from '../../../core/record/hash.ts'
import { canonical } from '../../../core/record/jcs.ts'
import { compareDecimals, isDecimal, shortest } from '../decimal.ts'
import { type DeskQuote, type QuoteAcceptance, stillValid } from './readQuote.ts'

/**
 * The file that accepts a quote, for all or a part of it. One order id of ours, one acceptance: the desk trades an id once.
 *
 * @throws {VENUE_REFUSED} the quote has ended
 * @throws {INPUT_INVALID} a quantity of zero or above the quote's
 */
export function acceptQuote(parameters: {
  readonly quote: DeskQuote
  readonly quantity: string
  readonly clientOrderId: string
  readonly at: string
}): QuoteAcceptance & { readonly text: string } {
  const { quote, quantity, clientOrderId, at } = parameters
  if (!stillValid(quote, at)) {
    throw new SluiceError('VENUE_REFUSED', `The quote ${quote.quoteId} ended at ${quote.validUntil}.`, {
      facts: { desk: quote.entity, validUntil: quote.validUntil, outcome: 'none' },
    })
  }
  if (!isDecimal(quantity) || shortest(quantity) === '0' || compareDecimals(quantity, quote.quantity) > 0) {
    throw new SluiceError('INPUT_INVALID', `A quantity above zero and at most ${quote.quantity} can be accepted.`, {
      facts: { found: quantity, max: quote.quantity },
    })
  }
  const text = canonical({
    format: 'sluice/quote-acceptance/1',
    desk: quote.entity,
    quoteId: quote.quoteId,
    quote: quote.sha256,
    quantity: shortest(quantity),
    clientOrderId,
    at,
  })
  return { quote, quantity: shortest(quantity), sha256: hashText(text), text }
}
