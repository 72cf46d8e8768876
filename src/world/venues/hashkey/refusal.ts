import { SluiceError } from '../../../core/errors.ts'

/** After these the venue itself does not say whether the request took effect. Source: error list in ccxt's `hashkey` (4.5.84). */
const outcomeUnknownCodes = new Set(['-1000', '-1001', '-1006', '-1007', '-1146', '-1147', '-1181'])

/** Codes with which the venue says that it does not know an order. */
export const orderNotFoundCodes: ReadonlySet<string> = new Set(['-1143', '0211'])
/** It has this client order id already. */
export const duplicateOrderCode = '-1141'
/** A withdrawal with this key was asked for already ("Withdraw repeatly"). */
export const duplicateWithdrawalCode = '-4013'
/** Too late to cancel: filled, cancelled, partly cancelled. */
export const orderClosedCodes: ReadonlySet<string> = new Set(['-1138', '-1139', '-1142'])

export interface RefusalParameters {
  readonly entity: string
  readonly path: string
  readonly status: number
  readonly text: string
  readonly outcome: 'unknown' | 'none'
}

/** Turns an answer that is no success into the error that says what to do next. */
export function refusalOf(parameters: RefusalParameters): SluiceError {
  const { entity, path, status, text, outcome } = parameters
  const facts = { venue: entity, path, status }
  // 429 first, 418 when one goes on: the venue turned the request away before it looked at it.
  if (status === 429 || status === 418) {
    return new SluiceError('VENUE_UNREACHABLE', `${entity} limits the rate of requests (HTTP ${status}).`, {
      facts: { ...facts, rateLimited: true, outcome: 'none' },
    })
  }
  const body = errorBody(text)
  if (status >= 500 || (body && outcomeUnknownCodes.has(body.code))) {
    return new SluiceError('VENUE_UNREACHABLE', `${entity} failed to process the request (HTTP ${status}).`, {
      facts: { ...facts, ...(body ? { venueCode: body.code, venueMessage: body.message } : {}), outcome },
    })
  }
  if (!body) {
    // The probed host serves HTML as application/json with its 404.
    return new SluiceError('VENUE_REPLY_MALFORMED', `${entity} answered HTTP ${status} without an error code.`, {
      facts: { ...facts, begins: text.slice(0, 80), outcome },
    })
  }
  return new SluiceError('VENUE_REFUSED', `${entity} refused: ${body.message} (${body.code})`, {
    facts: { ...facts, venueCode: body.code, venueMessage: body.message, outcome: 'none' },
  })
}

export function venueCodeOf(error: unknown): string | undefined {
  if (!(error instanceof SluiceError) || error.code !== 'VENUE_REFUSED') return undefined
  const code = error.facts.venueCode
  return typeof code === 'string' ? code : undefined
}

function errorBody(text: string): { code: string; message: string } | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || !('code' in value)) return undefined
  const { code } = value
  if (typeof code !== 'string' && !Number.isSafeInteger(code)) return undefined
  const message = 'msg' in value && typeof value.msg === 'string' ? value.msg : ''
  return { code: String(code).slice(0, 20), message: message.slice(0, 300) }
}
