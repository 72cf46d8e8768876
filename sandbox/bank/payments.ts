import { SluiceError } from '../../src/core/errors.ts'
import { type CreditTransferInitiation, type PaymentInstruction, readPain001 } from '../../src/core/iso20022/pain001.ts'
import { bytesToHex, sha256 } from '../../src/core/record/hash.ts'
import { signatureHolds } from '../../src/core/record/publicKeys.ts'
import { paymentDigestInput } from '../../src/world/banks/bank.ts'
import { execute, executeBatch, outgoingChargeOf } from './execute.ts'
import { BankRefusal } from './refusal.ts'
import { type Account, type BankState, balanceOf, dayStartMs, type Message, type Payment } from './state.ts'

export interface SubmitParameters {
  readonly institution: string
  readonly customer: string
  readonly file: Uint8Array
}

/**
 * Takes a payment file whole or not at all. The same message id and bytes again give the same answer and execute nothing.
 *
 * @throws {BankRefusal} `DUPL` for a reused id, else why it cannot be executed
 */
export function submit(state: BankState, { institution, customer, file }: SubmitParameters): Message {
  const initiation = readFile(file)
  const hash = bytesToHex(sha256(file))
  const key = `${institution} ${initiation.messageId}`
  const known = state.messages.get(key)
  if (known) {
    if (known.sha256 === hash) return known
    throw new BankRefusal(409, 'DUPL', `message ${initiation.messageId} was received with other content`)
  }
  const payments = paymentsOf(state, { institution, customer, initiation })
  const message: Message = { sha256: hash, file, payments, signers: new Set() }
  state.messages.set(key, message)
  for (const payment of payments) {
    state.payments.set(`${institution} ${payment.transfer.endToEndId}`, payment)
  }
  for (const [batch, rows] of batchesOf(payments)) state.batches.set(`${institution} ${batch}`, rows)
  release(state, message)
  return message
}

export interface SignParameters {
  readonly institution: string
  readonly customer: string
  readonly messageId: string
  readonly key: string
  readonly signature: string
}

/** One signature of a person in the mandate. Enough of them release the payments. Twice the same counts once. */
export function sign(state: BankState, parameters: SignParameters): Message {
  const message = state.messages.get(`${parameters.institution} ${parameters.messageId}`)
  if (!message || message.payments[0]?.customer !== parameters.customer) {
    throw new BankRefusal(404, 'NOTF', `no message ${parameters.messageId}`)
  }
  const allowed = mandatesOf(state, message).every(({ keys }) => keys.includes(parameters.key))
  if (!allowed || !verifies(message.file, parameters)) {
    throw new BankRefusal(403, 'DS0D', 'the signature is not one of the mandate over this file')
  }
  message.signers.add(parameters.key)
  release(state, message)
  return message
}

export function isSigned(state: BankState, message: Message): boolean {
  return mandatesOf(state, message).every(
    ({ threshold, keys }) => keys.filter((key) => message.signers.has(key)).length >= threshold,
  )
}

function mandatesOf(state: BankState, message: Message) {
  return message.payments.flatMap((payment) => state.accounts.get(payment.debtorAccount)?.mandate ?? [])
}

function verifies(file: Uint8Array, { key, signature }: SignParameters): boolean {
  try {
    return signatureHolds({ key, message: paymentDigestInput(file), signature })
  } catch {
    return false
  }
}

/** Puts signed payments in the queue for their day, once. */
function release(state: BankState, message: Message): void {
  if (!isSigned(state, message)) return
  const waiting = message.payments.filter((payment) => payment.state === 'waiting')
  for (const payment of waiting) {
    payment.state = 'queued'
    if (payment.batch === undefined) queue(state, payment, () => execute(state, payment))
  }
  for (const rows of batchesOf(waiting).values()) queue(state, rows[0]!, () => executeBatch(state, rows))
}

function queue(state: BankState, { executionDate }: Payment, run: () => void): void {
  state.queue.push({ atMs: Math.max(state.clock(), dayStartMs(executionDate)), run })
}

function batchesOf(payments: readonly Payment[]): ReadonlyMap<string, readonly Payment[]> {
  const batches = new Map<string, Payment[]>()
  for (const payment of payments) {
    if (payment.batch === undefined) continue
    const rows = batches.get(payment.batch)
    if (rows === undefined) batches.set(payment.batch, [payment])
    else rows.push(payment)
  }
  return batches
}

function readFile(file: Uint8Array): CreditTransferInitiation {
  try {
    return readPain001(file)
  } catch (error) {
    if (error instanceof SluiceError)
      throw new BankRefusal(422, 'FF01', `not a pain.001 that can be read: ${error.message}`)
    throw error
  }
}

interface FileParameters {
  readonly institution: string
  readonly customer: string
  readonly initiation: CreditTransferInitiation
}

function paymentsOf(state: BankState, { institution, customer, initiation }: FileParameters): Payment[] {
  const drawn = new Map<string, bigint>()
  const seen = new Set<string>()
  return initiation.instructions.flatMap((instruction) => {
    const batch = batchOf(state, institution, instruction)
    const account = debtorOf(state, { institution, customer, instruction })
    return instruction.transfers.map((transfer): Payment => {
      const { endToEndId, amount } = transfer
      if (seen.has(endToEndId) || state.payments.has(`${institution} ${endToEndId}`)) {
        throw new BankRefusal(409, 'DUPL', `end-to-end id ${endToEndId} was received before`)
      }
      seen.add(endToEndId)
      if (amount.currency !== account.currency) {
        throw new BankRefusal(422, 'AM03', `${account.number} is in ${account.currency}, not ${amount.currency}`)
      }
      if (amount.minor === 0n) throw new BankRefusal(422, 'AM01', `${endToEndId} is of zero`)
      const payment: Payment = {
        institution,
        messageId: initiation.messageId,
        customer,
        debtorAccount: account.number,
        executionDate: instruction.executionDate,
        bearer: transfer.chargeBearer ?? instruction.chargeBearer ?? 'SHAR',
        transfer,
        ...(batch === undefined ? {} : { batch }),
        state: 'waiting',
        changedAtMs: state.clock(),
      }
      const total =
        (drawn.get(account.number) ?? 0n) + amount.minor + outgoingChargeOf(state, payment, account.currency)
      drawn.set(account.number, total)
      if (total > balanceOf(account)) throw new BankRefusal(422, 'AM04', `${account.number} does not hold enough`)
      return payment
    })
  })
}

function batchOf(state: BankState, institution: string, instruction: PaymentInstruction): string | undefined {
  if (instruction.batchBooking !== true) return undefined
  const { paymentInformationId } = instruction
  if (state.batches.has(`${institution} ${paymentInformationId}`))
    throw new BankRefusal(409, 'DUPL', `instruction ${paymentInformationId} was received before`)
  return paymentInformationId
}

interface DebtorParameters {
  readonly institution: string
  readonly customer: string
  readonly instruction: PaymentInstruction
}

function debtorOf(state: BankState, { institution, customer, instruction }: DebtorParameters): Account {
  const account = state.accounts.get(instruction.debtorAccount.id)
  if (!account || account.institution !== institution) {
    throw new BankRefusal(422, 'AC02', `no account ${instruction.debtorAccount.id} here`)
  }
  if (!account.drawnBy.includes(customer)) {
    throw new BankRefusal(403, 'AG01', `${customer} may not draw ${account.number}`)
  }
  return account
}
