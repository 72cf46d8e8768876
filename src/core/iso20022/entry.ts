import type { Money } from './money.ts'
import type { ChargeBearer, CodeOrProprietary } from './pain001.ts'
import type { Account, Agent, Party } from './parties.ts'

export const directions = ['CRDT', 'DBIT'] as const
/** Money into the account, or out of it. */
export type Direction = (typeof directions)[number]

/** One charge, as the bank itemises it. */
export interface Charge {
  readonly amount: Money
  /** Absent: the bank did not say; a charge is then taken as a debit. */
  readonly direction?: Direction
  /** True when the amount of the entry already has the charge taken off (credit) or added (debit). */
  readonly included: boolean
  readonly type?: CodeOrProprietary
  readonly bearer?: ChargeBearer
  /** Who took it. */
  readonly agent?: Agent
}

/** `amount in target = amount in source × rate`, unless `unit` names the other currency. */
export interface Exchange {
  readonly source: string
  readonly target?: string
  readonly unit?: string
  /** Decimal text as the bank wrote it. */
  readonly rate: string
  readonly contractId?: string
  readonly quotedAt?: string
}

export interface References {
  readonly messageId?: string
  readonly servicerReference?: string
  readonly paymentInformationId?: string
  readonly instructionId?: string
  readonly endToEndId?: string
  readonly uetr?: string
  readonly transactionId?: string
}

/** One transaction of an entry. */
export interface EntryTransaction {
  readonly references: References
  readonly amount?: Money
  readonly direction?: Direction
  /** What the debtor asked to pay, before charges and exchange. */
  readonly instructed?: Money
  readonly transactionAmount?: Money
  /** What it came to in the other currency. */
  readonly counterValue?: Money
  readonly exchange?: Exchange
  readonly charges: readonly Charge[]
  readonly debtor?: Party
  readonly debtorAccount?: Account
  readonly creditor?: Party
  readonly creditorAccount?: Account
  readonly debtorAgent?: Agent
  readonly creditorAgent?: Agent
  readonly purpose?: CodeOrProprietary
  readonly remittance: readonly string[]
  /** Why a payment came back: an ISO code such as `AC04`, or the bank's own. */
  readonly returned?: { readonly reason?: CodeOrProprietary; readonly notes: readonly string[] }
  readonly note?: string
}

export interface BankTransactionCode {
  /** ISO domain, family and sub-family: `PMNT`, `RCDT`, `XBCT`. */
  readonly iso?: { readonly domain: string; readonly family: string; readonly subFamily: string }
  readonly proprietary?: string
}

/** One line of an account. */
export interface Entry {
  readonly reference?: string
  readonly amount: Money
  readonly direction: Direction
  /** True when this line takes an earlier one back; `direction` is that of this line. */
  readonly reversal: boolean
  /** `BOOK` counts in the balance; anything else does not. */
  readonly status: string
  readonly bookingDate?: string
  readonly valueDate?: string
  /** The bank's own reference of the line: the same twice is the same line twice. */
  readonly servicerReference?: string
  readonly code: BankTransactionCode
  readonly charges: readonly Charge[]
  readonly transactions: readonly EntryTransaction[]
  readonly note?: string
}

/** Minor units with the direction as sign. @example signed({ direction: 'DBIT', amount: { currency: 'CNY', minor: 5n } }) // -5n */
export function signed(line: { readonly direction: Direction; readonly amount: Money }): bigint {
  return line.direction === 'CRDT' ? line.amount.minor : -line.amount.minor
}

/** Booked lines only: pending and informative ones move nothing. */
export function bookedTotal(entries: readonly Entry[]): bigint {
  return entries.reduce((all, entry) => (entry.status === 'BOOK' ? all + signed(entry) : all), 0n)
}
