import { flaw, flawError } from '../flaws/flaw.ts'
import type { CreditTransferInitiation } from '../iso20022/pain001.ts'
import { readPain001 } from '../iso20022/pain001.ts'
import { utf8ToBytes } from '../record/hash.ts'
import { type ClaimTable, numberAt, rowOf } from './claimTable.ts'

/** The end-to-end id of a claim's payment: the order's message id and the claim number. */
export function endToEndId(order: string, number: string): string {
  return `${order}.${number}`
}

export interface OrderRows {
  /** Rows that are paid: each has an amount and an account. */
  readonly pays: readonly number[]
  readonly total: number
  /** What rows without an account would have got: it waits. */
  readonly withoutAccount: number
}

/** Which rows of a stretch an order pays, and what waits. */
export function orderRows(parameters: {
  readonly table: ClaimTable
  readonly amounts: Float64Array
  readonly from: number
  readonly to: number
}): OrderRows {
  const { table, amounts, from, to } = parameters
  const pays: number[] = []
  let total = 0
  let withoutAccount = 0
  for (let row = from; row < Math.min(to, table.count); row++) {
    const amount = amounts[row]!
    if (amount === 0) continue
    if ((table.accounts[row] ?? '') === '') withoutAccount += amount
    else {
      pays.push(row)
      total += amount
    }
  }
  return { pays, total, withoutAccount }
}

/**
 * What is wrong with a payment file for these rows: undefined where it pays exactly these claims, these amounts, to the accounts that the claimants named,
 * from the account given, and nothing else.
 *
 * @throws {MESSAGE_MALFORMED} where the file is no pain.001
 */
export function faultOfInstruction(parameters: {
  readonly instruction: string
  readonly order: string
  readonly debtorAccount: string
  readonly table: ClaimTable
  readonly amounts: Float64Array
  readonly pays: readonly number[]
}): string | undefined {
  const { order, debtorAccount, table, amounts, pays } = parameters
  const message = readPain001(utf8ToBytes(parameters.instruction))
  if (message.messageId !== order) return `message ${message.messageId}`
  const [instruction] = message.instructions
  if (message.instructions.length !== 1 || instruction?.paymentInformationId !== order)
    return `not one instruction ${order}`
  // One debit on the statement, under the order's own id: single debits could not be told from other payments.
  if (instruction.batchBooking !== true) return 'not booked as one debit'
  const from = message.instructions.find(({ debtorAccount: account }) => account.id !== debtorAccount)
  if (from !== undefined) return `paid from ${from.debtorAccount.id}`
  const transfers = transfersOf(message)
  if (transfers.length !== pays.length) return `${transfers.length} transfers for ${pays.length} claims`
  for (let i = 0; i < pays.length; i++) {
    const row = pays[i]!
    const number = numberAt(table, row)
    const { endToEndId: id, amount, creditorAccount } = transfers[i]!
    if (id !== endToEndId(order, number)) return `transfer ${i + 1} is ${id}`
    if (amount.currency !== 'CNY' || amount.minor !== BigInt(amounts[row]!))
      return `${amount.minor} fen for claim ${number}`
    if (creditorAccount.id !== table.accounts[row]) return `another account for claim ${number}`
  }
  return undefined
}

function transfersOf(message: CreditTransferInitiation) {
  return message.instructions.flatMap(({ transfers }) => transfers)
}

/** Names of whom a payment file pays, as the bank is to credit them. A file that is no pain.001, or names nobody, has none that was screened. */
export function creditorsOf(instruction: string): readonly string[] {
  return transfersOf(readPain001(utf8ToBytes(instruction))).map(({ creditor }) => creditor.name ?? '')
}

/** The claims that a payment file pays, by number, with the amount of each in fen. @throws {MESSAGE_MALFORMED} */
export function numbersPaid(instruction: string, order: string): ReadonlyMap<string, bigint> {
  const ours = transfersOf(readPain001(utf8ToBytes(instruction))).filter(({ endToEndId: id }) =>
    id.startsWith(`${order}.`),
  )
  return new Map(ours.map(({ endToEndId: id, amount }) => [id.slice(order.length + 1), amount.minor]))
}

/** @throws {NOT_FOUND} */
export function rowsOfNumbers(table: ClaimTable, numbers: readonly string[]): readonly number[] {
  return numbers.map((number) => {
    const row = rowOf(table, number)
    if (row < 0) throw flawError('NOT_FOUND', flaw('CLAIM_NONE', { number }), { number })
    return row
  })
}
