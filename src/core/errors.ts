/**
 * One error class and one catalogue. A code tells the caller what to do next; HTTP status, exit codes and
 * translations are read from here. Bugs of ours are not errors but assertions: they stop the process.
 */

export interface ErrorKind {
  /** HTTP status of the answer. */
  readonly http: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 502 | 503
  /** What the caller may do: nothing, mend the input, try the same key again, or try after the case changed. */
  readonly retry: 'never' | 'after-mend' | 'same-key' | 'after-change'
}

export const errors = {
  // input
  INPUT_INVALID: { http: 400, retry: 'after-mend' },
  AMOUNT_MALFORMED: { http: 400, retry: 'after-mend' },
  AMOUNT_TOO_PRECISE: { http: 400, retry: 'after-mend' },
  ADDRESS_INVALID: { http: 400, retry: 'after-mend' },
  SECRET_IN_INPUT: { http: 400, retry: 'after-mend' },
  CONFIG_INVALID: { http: 400, retry: 'after-mend' },
  ASSET_UNKNOWN: { http: 400, retry: 'after-mend' },
  NOT_CANONICAL: { http: 400, retry: 'after-mend' },
  MESSAGE_MALFORMED: { http: 400, retry: 'after-mend' },
  STATEMENT_UNBALANCED: { http: 422, retry: 'never' },
  DISTRIBUTION_INCOMPLETE: { http: 422, retry: 'after-mend' },
  // custody
  DESCRIPTOR_INVALID: { http: 400, retry: 'after-mend' },
  PSBT_INVALID: { http: 400, retry: 'after-mend' },
  TRANSACTION_INVALID: { http: 400, retry: 'after-mend' },
  PAYMENT_INVALID: { http: 422, retry: 'after-mend' },
  PAYMENT_UNFUNDED: { http: 422, retry: 'after-change' },
  MESSAGE_PROOF_INCONCLUSIVE: { http: 422, retry: 'after-mend' },
  // decision
  PACK_INVALID: { http: 422, retry: 'after-mend' },
  CALENDAR_UNKNOWN: { http: 422, retry: 'after-change' },
  REGISTER_INVALID: { http: 422, retry: 'after-mend' },
  RULES_UNAVAILABLE: { http: 503, retry: 'after-change' },
  RULE_NOT_MET: { http: 403, retry: 'after-change' },
  ACTION_ID_REUSED: { http: 409, retry: 'never' },
  POSITION_TAKEN: { http: 409, retry: 'same-key' },
  NOT_FOUND: { http: 404, retry: 'never' },
  SIGNATURE_INVALID: { http: 401, retry: 'after-mend' },
  // who reads
  SIGN_IN_REQUIRED: { http: 401, retry: 'after-mend' },
  SIGN_IN_REFUSED: { http: 401, retry: 'after-mend' },
  SEALED: { http: 403, retry: 'after-change' },
  RATE_LIMITED: { http: 429, retry: 'same-key' },
  // the record
  LOG_INCONSISTENT: { http: 409, retry: 'never' },
  LOG_CLOSED: { http: 403, retry: 'after-change' },
  WITNESS_UNREACHABLE: { http: 503, retry: 'same-key' },
  WITNESS_REFUSED: { http: 502, retry: 'after-change' },
  PROOF_INVALID: { http: 422, retry: 'never' },
  CHECKPOINT_INVALID: { http: 422, retry: 'never' },
  BUNDLE_INVALID: { http: 422, retry: 'never' },
  TIMESTAMP_INVALID: { http: 422, retry: 'never' },
  // prices
  PRICE_EVIDENCE_LACKING: { http: 422, retry: 'after-mend' },
  // the world
  CHAIN_UNREACHABLE: { http: 503, retry: 'same-key' },
  CHAIN_REPLY_MALFORMED: { http: 502, retry: 'same-key' },
  CHAIN_REFUSED: { http: 502, retry: 'after-change' },
  CHAIN_SOURCE_MISSING: { http: 503, retry: 'after-change' },
  VENUE_UNREACHABLE: { http: 503, retry: 'same-key' },
  VENUE_REPLY_MALFORMED: { http: 502, retry: 'same-key' },
  VENUE_REFUSED: { http: 502, retry: 'after-change' },
  VENUE_TOO_THIN: { http: 422, retry: 'after-change' },
  BANK_UNREACHABLE: { http: 503, retry: 'same-key' },
  BANK_REPLY_MALFORMED: { http: 502, retry: 'same-key' },
  BANK_REFUSED: { http: 502, retry: 'after-change' },
  PAYMENT_ID_REUSED: { http: 409, retry: 'never' },
  TIMESTAMP_UNREACHABLE: { http: 503, retry: 'same-key' },
  TIMESTAMP_REFUSED: { http: 502, retry: 'after-change' },
  // the command line
  ZONE_UNREACHABLE: { http: 503, retry: 'same-key' },
  ZONE_REPLY_MALFORMED: { http: 502, retry: 'same-key' },
  // the host
  STORE_UNAVAILABLE: { http: 503, retry: 'same-key' },
  STORE_VERSION: { http: 503, retry: 'never' },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof errors

export interface SluiceErrorOptions {
  /** What was found and where, without secrets and without personal values. */
  readonly facts?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** @example throw new SluiceError('VENUE_UNREACHABLE', 'hashkey-hk did not answer in 3 s.', { facts: { venue } }) */
export class SluiceError extends Error {
  readonly code: ErrorCode
  readonly facts: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, options: SluiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'SluiceError'
    this.code = code
    this.facts = options.facts ?? {}
  }

  get kind(): ErrorKind {
    return errors[this.code]
  }
}

/** Stops on a bug of ours. Never used on input. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message)
}

export class AssertionError extends Error {
  constructor(message: string) {
    super(`broken invariant: ${message}`)
    this.name = 'AssertionError'
  }
}
