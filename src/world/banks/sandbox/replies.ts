import { SluiceError } from '../../../core/errors.ts'
import { readCamt053 } from '../../../core/iso20022/camt053.ts'
import { readCamt054 } from '../../../core/iso20022/camt054.ts'
import { hashText } from '../../../core/record/hash.ts'
import { type Paper, readPaper } from '../../../core/record/paper.ts'
import type { NotificationPaper, PaymentOutcome, PaymentStatus, ReceivedPaper, StatementPaper } from '../bank.ts'
import type { HttpAnswer } from './http.ts'

type Fields = { readonly [key: string]: unknown }

/**
 * The body of a good answer, marked as the sandbox's.
 *
 * @throws {BANK_REFUSED} {PAYMENT_ID_REUSED} as the bank says, {BANK_REPLY_MALFORMED} when it says nothing that can be read
 */
export function readAnswer({ status, body }: HttpAnswer): Fields {
  if (!isFields(body)) return malformed('an object', typeof body)
  if (body.mark !== 'SANDBOX') return malformed('the mark SANDBOX', String(body.mark))
  if (status === 200) return body
  const error = isFields(body.error) ? body.error : malformed('an error with code and message', 'none')
  const bankCode = textOf(error, 'code')
  const bankMessage = textOf(error, 'message')
  const code = bankCode === 'DUPL' ? 'PAYMENT_ID_REUSED' : 'BANK_REFUSED'
  throw new SluiceError(code, `the bank refused: ${bankMessage} (${bankCode}).`, {
    facts: { status, bankCode, bankMessage },
  })
}

const paymentStates = ['waiting', 'queued', 'debited', 'booked', 'returned'] as const

/** What became of a file. */
export function readOutcome(
  body: Fields,
  expected: { readonly messageId: string; readonly sha256: string },
): PaymentOutcome {
  if (body.messageId !== expected.messageId || body.sha256 !== expected.sha256) {
    return malformed('the answer to the file that was sent', String(body.messageId))
  }
  const { payments } = body
  if (!Array.isArray(payments) || payments.length === 0) return malformed('payments', 'none')
  const states = payments.map((payment) =>
    stateOf(isFields(payment) ? payment : malformed('a payment', typeof payment)),
  )
  return { state: states.some((state) => state === 'waiting' || state === 'queued') ? 'pending' : 'accepted' }
}

export function readStatus(body: Fields, endToEndId: string): PaymentStatus {
  if (body.endToEndId !== endToEndId) return malformed(endToEndId, String(body.endToEndId))
  const state = stateOf(body)
  const at = textOf(body, 'at')
  if (!/^[0-9T:.-]{23}Z$/.test(at)) return malformed('a time', at)
  return {
    state: state === 'booked' || state === 'returned' ? state : 'pending',
    at,
    ...(body.reason === undefined ? {} : { reason: textOf(body, 'reason') }),
  }
}

function stateOf(payment: Fields): (typeof paymentStates)[number] {
  const state = paymentStates.find((one) => one === payment.state)
  return state ?? malformed(`one of ${paymentStates.join(', ')}`, String(payment.state))
}

/** Papers with statements of this account, each signed, added up and in order of days. */
export function readStatements(
  body: Fields,
  asked: { readonly account: string; readonly from: string; readonly to: string },
): StatementPaper[] {
  const { papers } = body
  if (!Array.isArray(papers)) return malformed('papers', typeof papers)
  return papers.map((text) => {
    const received = readReceived(text, 'camt.053')
    const { statements } = readCamt053(xmlOf(received.paper))
    const [statement] = statements
    if (!statement || statements.length !== 1) return malformed('one statement in a paper', String(statements.length))
    if (statement.account.id !== asked.account)
      return malformed(`a statement of ${asked.account}`, statement.account.id)
    const day = statement.balances[0]!.date
    if (day < asked.from || day > asked.to) return malformed(`a day from ${asked.from} to ${asked.to}`, day)
    return { ...received, statement }
  })
}

export function readNotifications(
  body: Fields,
  asked: { readonly account: string; readonly after: number },
): NotificationPaper[] {
  const { papers } = body
  if (!Array.isArray(papers)) return malformed('papers', typeof papers)
  return papers.map((item, index) => {
    if (!isFields(item)) return malformed('a notification', typeof item)
    const sequence = asked.after + index + 1
    if (item.sequence !== sequence) return malformed(`notification ${sequence}`, String(item.sequence))
    const received = readReceived(item.text, 'camt.054')
    const { notifications } = readCamt054(xmlOf(received.paper))
    const [notification] = notifications
    if (!notification || notifications.length !== 1)
      return malformed('one notification in a paper', String(notifications.length))
    if (notification.account.id !== asked.account)
      return malformed(`a notification of ${asked.account}`, notification.account.id)
    return { ...received, sequence, notification }
  })
}

/** A paper of the type asked whose fields say what was asked about. */
export function readAbout(body: Fields, type: string, about: Readonly<Record<string, string>>): ReceivedPaper {
  const received = readReceived(body.paper, type)
  const fields = isFields(received.paper.body) ? received.paper.body : malformed('a body', typeof received.paper.body)
  for (const [name, value] of Object.entries(about)) {
    if (fields[name] !== value) return malformed(`${name} ${value}`, String(fields[name]))
  }
  return received
}

function readReceived(text: unknown, type: string): ReceivedPaper {
  if (typeof text !== 'string') return malformed('a paper', typeof text)
  const paper = readPaper(text)
  if (paper.type !== type) return malformed(`a paper ${type}`, paper.type)
  if (paper.world !== 'rehearsal') return malformed('a paper of the rehearsal', paper.world)
  return { text, sha256: hashText(text), paper }
}

function xmlOf(paper: Paper): Uint8Array {
  const { body } = paper
  const xml = isFields(body) ? body.xml : undefined
  return typeof xml === 'string' ? new TextEncoder().encode(xml) : malformed('xml in the paper', typeof xml)
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === 'string' && value.length > 0 && value.length < 500
    ? value
    : malformed(`text in ${name}`, typeof value)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function malformed(expected: string, found: string): never {
  throw new SluiceError('BANK_REPLY_MALFORMED', `expected ${expected} from the bank, found ${found.slice(0, 80)}.`, {
    facts: { expected, found: found.slice(0, 80) },
  })
}
