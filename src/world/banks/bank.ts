import type { Statement } from '../../core/iso20022/camt053.ts'
import type { Notification } from '../../core/iso20022/camt054.ts'
import { bytesToHex, sha256, utf8ToBytes } from '../../core/record/hash.ts'
import type { Json } from '../../core/record/jcs.ts'
import type { Paper } from '../../core/record/paper.ts'

/**
 * What Sluice asks of any bank, whatever it speaks. A bank executes files that persons sign: no process of ours holds a key that moves
 * money. Amounts are decimal text of minor units, days are those of the bank.
 *
 * Errors, by what the caller may do next:
 * - BANK_UNREACHABLE: no answer, and nothing was sent, or a question that changes nothing. The same key may be asked again.
 * - BANK_REFUSED: the bank said no (`facts.bankCode`: ISO external status reason, `facts.bankMessage`). Nothing was executed.
 * - PAYMENT_ID_REUSED: the message id is known with other bytes, or the end-to-end id under another message.
 * - BANK_REPLY_MALFORMED: an answer that is not what the contract says. After a submission it means outcome unknown.
 */

/**
 * How far a bank de-duplicates payment files.
 * - message-id-forever: the same message id and bytes are executed once and give the same answer.
 * - queryable: not de-duplicated, but `paymentStatus` tells for certain whether it was taken.
 * - never: neither; an unknown outcome waits for a named person.
 */
export type IdempotencyClass = 'message-id-forever' | 'queryable' | 'never'

/** A signature of an authorised person over {@link paymentDigestInput}, made outside every server. */
export interface PaymentSignature {
  /** Ed25519 public key, hex. */
  readonly key: string
  /** Hex. */
  readonly signature: string
}

export interface SubmitPaymentParameters {
  /** pain.001.001.09. */
  readonly file: Uint8Array
  /** Our idempotency key; must be the message id of the file, which the bank de-duplicates by. */
  readonly key: string
  readonly signatures?: readonly PaymentSignature[]
}

/**
 * - accepted: the bank has it and executes it.
 * - pending: the bank has it and waits for signatures or the day of execution.
 * - unknown: it may have been taken; ask `paymentStatus`, or submit the same bytes again where the class allows.
 */
export interface PaymentOutcome {
  readonly state: 'accepted' | 'pending' | 'unknown'
}

export type PaymentState = 'pending' | 'booked' | 'returned' | 'unknown'

export interface PaymentStatus {
  /** `unknown`: the bank does not know the id (yet); no proof that there is none. */
  readonly state: PaymentState
  /** ISO external reason code of a return. */
  readonly reason?: string
  readonly at?: string
}

/** A paper as it came, its signature checked against the key that it names; whose key that is, the directory says. */
export interface ReceivedPaper {
  readonly text: string
  readonly sha256: string
  readonly paper: Paper
}

export interface StatementPaper extends ReceivedPaper {
  readonly statement: Statement
}

export interface NotificationPaper extends ReceivedPaper {
  /** Place in the bank's sequence for this account: ask for what comes after it next. */
  readonly sequence: number
  readonly notification: Notification
}

export interface SettleFxParameters {
  /** Our key: the same key settles once. Becomes the end-to-end id of the credit in yuan. */
  readonly key: string
  /** Account that the remittance was addressed to and that the yuan go to. */
  readonly account: string
  /** End-to-end id of the remittance that came in. */
  readonly endToEndId: string
  /** Text of SAFE's approval paper; absent where no authority approves foreign exchange. */
  readonly approval?: string
}

export interface Bank {
  readonly name: string
  readonly sandbox: boolean
  readonly idempotencyClass: IdempotencyClass
  submitPayment(parameters: SubmitPaymentParameters): Promise<PaymentOutcome>
  /** Of a transfer by its end-to-end id, or of an instruction booked as one by its own id: booked when every transfer has ended and one arrived. */
  paymentStatus(endToEndId: string): Promise<PaymentStatus>
  /** One signed camt.053 for each day of the range that the bank has, oldest first; each is added up when read. */
  statements(parameters: {
    readonly account: string
    readonly from: string
    readonly to: string
  }): Promise<readonly StatementPaper[]>
  /** Signed camt.054, oldest first. `after` 0 for all. */
  notifications(parameters: { readonly account: string; readonly after: number }): Promise<readonly NotificationPaper[]>
  /** The bank's advice of a remittance that came in: remitted, itemised charges, received. Undefined before it came. */
  remittanceAdvice(parameters: {
    readonly account: string
    readonly endToEndId: string
  }): Promise<ReceivedPaper | undefined>
  /** The bank's word on an instruction booked as one: how many transfers arrived, which came back. Undefined while one is under way. */
  payoutReceipt(parameters: { readonly account: string; readonly order: string }): Promise<ReceivedPaper | undefined>
  /** 结汇 of a remittance under an approval: the signed slip. */
  settleFx(parameters: SettleFxParameters): Promise<ReceivedPaper>
  /** What the bank quotes now for turning one currency into another: its signed sheet, each rate with its own moment. */
  rateSheet(): Promise<ReceivedPaper>
  /** The bank's signed word on a balance, and on who may draw it. */
  confirmBalance(parameters: { readonly account: string }): Promise<ReceivedPaper>
}

/** What a signatory signs: the hash of the file, under a domain of its own. */
export function paymentDigestInput(file: Uint8Array): Uint8Array {
  return utf8ToBytes(`sluice/payment-order/1\n${bytesToHex(sha256(file))}`)
}

/** Body of a paper `remittance-advice`. Amounts in minor units. */
export type RemittanceAdviceBody = {
  readonly currency: string
  readonly remitted: string
  readonly received: string
  readonly charges: readonly { readonly what: string; readonly amount: string }[]
  readonly payeeAccount: string
  readonly endToEndId: string
  readonly valueDate: string
  readonly [key: string]: Json
}

/** Body of a paper `payout-receipt`. */
export type PayoutReceiptBody = {
  readonly account: string
  /** Id of the payment instruction. */
  readonly order: string
  /** Transfers that reached their accounts. */
  readonly count: number
  readonly returned: readonly { readonly endToEndId: string; readonly reason: string }[]
  readonly [key: string]: Json
}

/** Body of a paper `settlement-slip` (结汇水单). RMB in fen, rounded half up before the fee. */
export type SettlementSlipBody = {
  readonly number: string
  readonly account: string
  readonly endToEndId: string
  readonly currency: string
  readonly received: string
  readonly rate: string
  readonly rmbGross: string
  readonly bankFee: string
  readonly rmb: string
  readonly bopNumber: string
  readonly approvalNumber: string
  readonly valueDate: string
  readonly [key: string]: Json
}

/** Body of a paper `fx-rates`: units of the quote for one of the base. */
export type RateSheetBody = {
  readonly rates: readonly {
    readonly base: string
    readonly quote: string
    readonly rate: string
    readonly asOf: string
  }[]
  readonly [key: string]: Json
}

/** Body of a paper `balance-confirmation`. */
export type BalanceConfirmationBody = {
  readonly account: string
  readonly owner: string
  readonly name: string
  readonly purpose: string
  readonly currency: string
  readonly balance: string
  readonly asOf: string
  /** Organisations that may draw, sorted. */
  readonly drawnBy: readonly string[]
  readonly [key: string]: Json
}
