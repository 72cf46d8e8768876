import { SluiceError } from '../../../core/errors.ts'
import { readPain001 } from '../../../core/iso20022/pain001.ts'
import { bytesToHex, sha256, utf8ToBytes } from '../../../core/record/hash.ts'
import type {
  Bank,
  PaymentOutcome,
  PaymentSignature,
  ReceivedPaper,
  SettleFxParameters,
  SubmitPaymentParameters,
} from '../bank.ts'
import { type Call, openHttp } from './http.ts'
import { readAbout, readAnswer, readNotifications, readOutcome, readStatements, readStatus } from './replies.ts'

export interface OpenSandboxBankParameters {
  /** `http://127.0.0.1:PORT/INSTITUTION`. */
  readonly url: string
  /** Shows which customer asks; it signs nothing. */
  readonly token: string
  /** Default 10 000. */
  readonly timeoutMs?: number
}

/**
 * Client of a bank of the rehearsal. Every answer is hostile until parsed: marked, of the account asked, signed, added up.
 *
 * @example const bank = openSandboxBank({ url: sandbox.institutionUrl('bank-cn'), token })
 * @throws {CONFIG_INVALID} when the address is not loopback
 */
export function openSandboxBank({ url, token, timeoutMs = 10_000 }: OpenSandboxBankParameters): Bank {
  const call = openHttp({ url, token, timeoutMs })
  const get = async (path: string) => wrapped(async () => readAnswer(await call({ method: 'GET', path })))
  return {
    name: `SANDBOX ${new URL(url).pathname.slice(1)}`,
    sandbox: true,
    idempotencyClass: 'message-id-forever',
    submitPayment: (parameters) => submitPayment(call, parameters),
    paymentStatus: async (endToEndId) => {
      const body = await found(get(`payments/${encodeURIComponent(endToEndId)}`))
      return body === undefined ? { state: 'unknown' } : wrapped(() => readStatus(body, endToEndId))
    },
    statements: async ({ account, from, to }) => {
      const body = await get(`accounts/${encodeURIComponent(account)}/statements?from=${from}&to=${to}`)
      return wrapped(() => readStatements(body, { account, from, to }))
    },
    notifications: async ({ account, after }) => {
      const body = await get(`accounts/${encodeURIComponent(account)}/notifications?after=${after}`)
      return wrapped(() => readNotifications(body, { account, after }))
    },
    remittanceAdvice: async ({ account, endToEndId }) => {
      const body = await found(get(`accounts/${encodeURIComponent(account)}/advices/${encodeURIComponent(endToEndId)}`))
      return body && wrapped(() => readAbout(body, 'remittance-advice', { payeeAccount: account, endToEndId }))
    },
    payoutReceipt: async ({ account, order }) => {
      const body = await found(get(`accounts/${encodeURIComponent(account)}/batches/${encodeURIComponent(order)}`))
      return body && wrapped(() => readAbout(body, 'payout-receipt', { account, order }))
    },
    settleFx: (parameters) => settleFx(call, parameters),
    rateSheet: async () => {
      const body = await get('rates')
      return wrapped(() => readAbout(body, 'fx-rates', {}))
    },
    confirmBalance: async ({ account }) => {
      const body = await get(`accounts/${encodeURIComponent(account)}/balance-confirmation`)
      return wrapped(() => readAbout(body, 'balance-confirmation', { account }))
    },
  }
}

async function submitPayment(
  call: Call,
  { file, key, signatures = [] }: SubmitPaymentParameters,
): Promise<PaymentOutcome> {
  const { messageId } = readPain001(file)
  if (messageId !== key) {
    throw new SluiceError('INPUT_INVALID', `expected the key to be the message id ${messageId}, found ${key}.`, {
      facts: { expected: messageId, found: key },
    })
  }
  const expected = { messageId, sha256: bytesToHex(sha256(file)) }
  return uncertain(async () => {
    const answer = await call({ method: 'POST', path: 'payments', body: file, contentType: 'application/xml' })
    let outcome = readOutcome(readAnswer(answer), expected)
    for (const signature of signatures) outcome = await handIn(call, signature, expected)
    return outcome
  })
}

async function handIn(
  call: Call,
  { key, signature }: PaymentSignature,
  expected: { readonly messageId: string; readonly sha256: string },
): Promise<PaymentOutcome> {
  const path = `payments/${encodeURIComponent(expected.messageId)}/signatures`
  const body = utf8ToBytes(JSON.stringify({ key, signature }))
  return readOutcome(readAnswer(await call({ method: 'POST', path, body, contentType: 'application/json' })), expected)
}

async function settleFx(
  call: Call,
  { key, account, endToEndId, approval }: SettleFxParameters,
): Promise<ReceivedPaper> {
  const body = utf8ToBytes(
    JSON.stringify({ key, account, endToEndId, ...(approval === undefined ? {} : { approval }) }),
  )
  return wrapped(async () => {
    const answer = await call({ method: 'POST', path: 'fx/settlements', body, contentType: 'application/json' })
    return readAbout(readAnswer(answer), 'settlement-slip', { account, endToEndId })
  })
}

/** What was sent and not answered as the contract says may have been taken: the outcome is unknown, not a failure. */
async function uncertain(run: () => Promise<PaymentOutcome>): Promise<PaymentOutcome> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    const lost = error.code === 'BANK_UNREACHABLE' && error.facts.outcome === 'unknown'
    if (lost || error.code === 'BANK_REPLY_MALFORMED') return { state: 'unknown' }
    throw error
  }
}

/** A 404 that says NOTF means: not there, or not yet. */
async function found<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'BANK_REFUSED' && error.facts.bankCode === 'NOTF')
      return undefined
    throw error
  }
}

const foreign = new Set([
  'MESSAGE_MALFORMED',
  'STATEMENT_UNBALANCED',
  'SIGNATURE_INVALID',
  'NOT_CANONICAL',
  'INPUT_INVALID',
  'AMOUNT_TOO_PRECISE',
  'AMOUNT_MALFORMED',
])

/** What is wrong in a bank's paper is the bank's reply being malformed; the reason stays in the message and the cause. */
async function wrapped<T>(run: () => T | Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof SluiceError) || !foreign.has(error.code)) throw error
    throw new SluiceError('BANK_REPLY_MALFORMED', error.message, {
      facts: { ...error.facts, reason: error.code },
      cause: error,
    })
  }
}
