import { SluiceError } from '../../../core/errors.ts'
import { hashText } from '../../../core/record/hash.ts'
import type { Json } from '../../../core/record/jcs.ts'
import { type Paper, readPaper } from '../../../core/record/paper.ts'
import { compareDecimals, isDecimal, productDown, shortest } from '../decimal.ts'
import type { QuoteRequest } from './quoteRequest.ts'

/** A licensed desk as the directory has it: the key it was enrolled with is the only one that speaks for it. */
export interface Desk {
  readonly entity: string
  /** Ed25519 public key, hex. */
  readonly key: string
}

/** A firm price of a desk, read from its signed file. */
export interface DeskQuote {
  /** Hash of the file as it came. */
  readonly sha256: string
  readonly entity: string
  readonly quoteId: string
  /** In the request's currency for one coin. */
  readonly price: string
  /** What it holds for, at most the request's. */
  readonly quantity: string
  readonly validUntil: string
  readonly issuedAt: string
}

/** A trade that a desk confirms, read from its signed file. */
export interface DeskConfirmation {
  readonly sha256: string
  readonly entity: string
  readonly tradeId: string
  readonly price: string
  readonly quantity: string
  readonly gross: string
  readonly fee: string
  readonly tradedAt: string
}

export interface ReadQuoteParameters {
  /** The file's text, as it came. */
  readonly text: string
  readonly request: QuoteRequest
  readonly requestSha256: string
  readonly desk: Desk
  /** When the file was received; ISO 8601, UTC. */
  readonly receivedAt: string
}

/**
 * A quote counts if the desk's own key signed it, for this request, in time, with a price above zero and for no more than was asked.
 *
 * @throws {SIGNATURE_INVALID} {NOT_CANONICAL} the file is not what the desk signed
 * @throws {VENUE_REPLY_MALFORMED} a field is missing or wrong
 * @throws {VENUE_REFUSED} it is a quote, but late, of another request or of another desk
 */
export function readQuote(parameters: ReadQuoteParameters): DeskQuote {
  const { text, request, requestSha256, desk, receivedAt } = parameters
  const paper = paperOf(text, desk, 'desk-quote', request.world)
  const body = bodyOf(paper)
  const quote: DeskQuote = {
    sha256: hashText(text),
    entity: desk.entity,
    quoteId: textAt(body, 'quoteId'),
    price: decimalAt(body, 'price'),
    quantity: decimalAt(body, 'quantity'),
    validUntil: momentAt(body, 'validUntil'),
    issuedAt: moment(paper.issuedAt, 'issuedAt'),
  }
  if (body.request !== requestSha256) refuse(desk, 'it answers another request')
  if (body.currency !== request.currency || body.asset !== request.asset) refuse(desk, 'another asset or currency')
  if (compareDecimals(quote.quantity, request.quantity) > 0) refuse(desk, 'it is for more than was asked')
  if (receivedAt > request.answerBy || quote.issuedAt > receivedAt) refuse(desk, `it came at ${receivedAt}`)
  return quote
}

/** Whether a quote still binds the desk. @example stillValid(quote, '2026-03-02T02:00:00.000Z') */
export function stillValid(quote: DeskQuote, at: string): boolean {
  return at <= quote.validUntil
}

/** What we tell a desk: this quote, this quantity. Its hash is what the desk confirms; a trader signs it outside. */
export interface QuoteAcceptance {
  readonly quote: DeskQuote
  readonly quantity: string
  readonly sha256: string
}

/**
 * A desk's confirmation of an acceptance: the price quoted, the quantity accepted, gross their product cut down to the currency's unit.
 *
 * @throws as readQuote
 */
export function readConfirmation(parameters: {
  readonly text: string
  readonly acceptance: QuoteAcceptance
  readonly desk: Desk
  readonly world: 'real' | 'rehearsal'
  readonly currencyScale: number
}): DeskConfirmation {
  const { text, acceptance, desk, world, currencyScale } = parameters
  const body = bodyOf(paperOf(text, desk, 'desk-confirmation', world))
  const confirmation: DeskConfirmation = {
    sha256: hashText(text),
    entity: desk.entity,
    tradeId: textAt(body, 'tradeId'),
    price: decimalAt(body, 'price'),
    quantity: decimalAt(body, 'quantity'),
    gross: decimalAt(body, 'gross'),
    fee: decimalAt(body, 'fee', true),
    tradedAt: momentAt(body, 'tradedAt'),
  }
  const { quote, quantity } = acceptance
  if (body.acceptance !== acceptance.sha256) refuse(desk, 'it confirms something else')
  if (confirmation.price !== quote.price) refuse(desk, `the price is not the quoted ${quote.price}`)
  if (confirmation.quantity !== shortest(quantity)) refuse(desk, `the quantity is not the accepted ${quantity}`)
  const gross = productDown(quote.price, quantity, currencyScale)
  if (confirmation.gross !== gross) refuse(desk, `gross is not ${gross}`)
  if (confirmation.tradedAt > quote.validUntil) refuse(desk, 'it traded after the quote had ended')
  return confirmation
}

function paperOf(text: string, desk: Desk, type: string, world: Paper['world']): Paper {
  const paper = readPaper(text)
  if (paper.key !== desk.key || paper.issuer !== desk.entity) refuse(desk, 'it is signed by somebody else')
  if (paper.world !== world) refuse(desk, `it is of the ${paper.world} world`)
  if (paper.type !== type) malformed('type', type, paper.type)
  return paper
}

type Body = { readonly [key: string]: Json }

function bodyOf(paper: Paper): Body {
  const { body } = paper
  const isObject = typeof body === 'object' && !Array.isArray(body)
  return isObject ? (body as Body) : malformed('body', 'an object', typeof body)
}

function textAt(body: Body, key: string): string {
  const value = body[key]
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value) ? value : malformed(key, 'an id', value)
}

function decimalAt(body: Body, key: string, mayBeZero = false): string {
  const value = body[key]
  if (!isDecimal(value) || (!mayBeZero && shortest(value) === '0')) return malformed(key, 'a plain decimal', value)
  return shortest(value)
}

function momentAt(body: Body, key: string): string {
  return moment(body[key], key)
}

/** One form of a moment only: texts then compare as times do. */
function moment(value: unknown, key: string): string {
  const good =
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  return good ? (value as string) : malformed(key, 'a moment such as 2026-03-02T02:00:00.000Z', value)
}

function malformed(key: string, expected: string, found: unknown): never {
  throw new SluiceError('VENUE_REPLY_MALFORMED', `${key} of the desk's file: expected ${expected}.`, {
    facts: { key, expected, found: String(found).slice(0, 80) },
  })
}

function refuse(desk: Desk, reason: string): never {
  throw new SluiceError('VENUE_REFUSED', `The file of ${desk.entity} does not count: ${reason}.`, {
    facts: { desk: desk.entity, reason, outcome: 'none' },
  })
}
