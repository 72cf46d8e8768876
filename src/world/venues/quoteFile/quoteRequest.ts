import { SluiceError } from '../../../core/errors.ts'
import { hashText } from '../../../core/record/hash.ts'
import { canonical } from '../../../core/record/jcs.ts'
import { isDecimal } from '../decimal.ts'

/**
 * What a desk without an API is asked: one asset, one quantity, one currency, until when to answer. It goes out as a file; its hash is
 * what a quote answers, so that a quote cannot be moved to another request.
 */
export interface QuoteRequest {
  readonly format: 'sluice/quote-request/1'
  readonly world: 'real' | 'rehearsal'
  readonly request: string
  readonly seller: string
  readonly asset: string
  /** Coins, as decimal text. */
  readonly quantity: string
  readonly currency: string
  /** ISO 8601, UTC. */
  readonly answerBy: string
  readonly settleBy: string
}

/** The bytes of a request and their hash. @throws {INPUT_INVALID} */
export function quoteRequestFile(request: Omit<QuoteRequest, 'format'>): { text: string; sha256: string } {
  if (!isDecimal(request.quantity)) {
    throw new SluiceError('INPUT_INVALID', 'The quantity of a quote request is a plain decimal.', {
      facts: { found: request.quantity },
    })
  }
  const text = canonical({ format: 'sluice/quote-request/1', ...request })
  return { text, sha256: hashText(text) }
}
