import type { Charge, EntryTransaction } from '../../src/core/iso20022/entry.ts'
import { given } from '../../src/core/iso20022/parties.ts'
import { book, postOwn } from './book.ts'
import { takeFault } from './faults.ts'
import {
  type Account,
  type BankState,
  balanceOf,
  dayMs,
  dayOf,
  institutionOf,
  type Payment,
  shiftDay,
  titleOf,
} from './state.ts'

/** Runs everything whose time has come, in order of time and then of arrival. */
export function runDue(state: BankState): void {
  for (;;) {
    const now = state.clock()
    let next = -1
    state.queue.forEach(({ atMs }, index) => {
      if (atMs <= now && (next < 0 || atMs < state.queue[next]!.atMs)) next = index
    })
    if (next < 0) return
    const [due] = state.queue.splice(next, 1)
    due!.run()
  }
}

/** Debits the debtor, takes the bank's own charge in a line apart, and sends the money on. */
export function execute(state: BankState, payment: Payment): void {
  const debtor = state.accounts.get(payment.debtorAccount)!
  const { amount } = payment.transfer
  if (amount.minor + outgoingChargeOf(state, payment, debtor.currency) > balanceOf(debtor)) {
    finish(state, payment, 'returned', 'AM04')
    return
  }
  const abroad = isAbroad(state, payment)
  book(state, {
    account: debtor,
    direction: 'DBIT',
    minor: amount.minor,
    against: 'transit',
    family: 'ICDT',
    subFamily: abroad ? 'XBCT' : 'DMCT',
    transaction: transactionOf(state, payment),
  })
  sendOn(state, payment, debtor)
}

/** Debits the debtor once for all transfers of an instruction, in a line under the instruction's id, and sends each on by itself. */
export function executeBatch(state: BankState, payments: readonly Payment[]): void {
  const [first] = payments
  const debtor = state.accounts.get(first!.debtorAccount)!
  const sum = payments.reduce((all, { transfer }) => all + transfer.amount.minor, 0n)
  const charges = payments.reduce((all, payment) => all + outgoingChargeOf(state, payment, debtor.currency), 0n)
  if (sum + charges > balanceOf(debtor)) {
    for (const payment of payments) finish(state, payment, 'returned', 'AM04')
    return
  }
  const { messageId, batch } = first!
  book(state, {
    account: debtor,
    direction: 'DBIT',
    minor: sum,
    against: 'transit',
    family: 'ICDT',
    subFamily: 'DMCT',
    transaction: {
      references: { messageId, ...given('paymentInformationId', batch) },
      charges: [],
      debtor: { name: debtor.name },
      debtorAccount: { scheme: 'other', id: debtor.number },
      remittance: [`${payments.length} transfers`],
    },
  })
  for (const payment of payments) sendOn(state, payment, debtor)
}

function sendOn(state: BankState, payment: Payment, debtor: Account): void {
  payment.state = 'debited'
  payment.changedAtMs = state.clock()
  bookOutgoingCharge(state, payment, debtor)
  const abroad = isAbroad(state, payment)
  const late = takeFault(state.faults, 'credit-late')
  const delay = (abroad ? state.delayMs.crossBorder : state.delayMs.domestic) + (late ? late.days * dayMs : 0)
  const returned = takeFault(state.faults, 'returned')
  const reason = returned?.reason ?? reasonAgainst(state, payment)
  state.queue.push({
    atMs: state.clock() + delay,
    run: () => (reason === undefined ? credit(state, payment) : bringBack(state, payment, reason)),
  })
}

/** What the debtor pays on top: the bank's own charge, and the correspondent's where the debtor bears it. Minor units. */
export function outgoingChargeOf(state: BankState, payment: Payment, currency: Account['currency']): bigint {
  if (!isAbroad(state, payment)) return 0n
  const own = state.charges.outgoingMinor[currency] ?? 0n
  const correspondent = state.charges.correspondentMinor[currency] ?? 0n
  if (payment.bearer === 'DEBT') return own + correspondent
  return payment.bearer === 'CRED' ? 0n : own
}

function bookOutgoingCharge(state: BankState, payment: Payment, debtor: Account): void {
  const minor = outgoingChargeOf(state, payment, debtor.currency)
  if (minor === 0n) return
  const { messageId } = payment
  book(state, {
    account: debtor,
    direction: 'DBIT',
    minor,
    against: 'charges',
    family: 'MDOP',
    subFamily: 'CHRG',
    transaction: {
      references: { messageId, transactionId: payment.transfer.endToEndId },
      charges: [],
      remittance: ['charge for a payment abroad'],
    },
  })
}

/** Accounts of persons at other banks of the mainland: card numbers of 16 to 19 digits whose check digit fits (ISO/IEC 7812). */
function isElsewhere(number: string): boolean {
  if (!/^[0-9]{16,19}$/.test(number)) return false
  const sum = [...number].reverse().reduce((all, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1)
    return all + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

/** Money that was sent arrives: less the correspondent's charge where the debtor does not bear it. */
function credit(state: BankState, payment: Payment): void {
  const payee = state.accounts.get(payment.transfer.creditorAccount.id)
  if (payee === undefined) {
    const { currency, minor } = payment.transfer.amount
    postOwn(state, `transit ${currency}`, -minor)
    postOwn(state, `elsewhere ${currency}`, minor)
    finish(state, payment, 'booked')
    return
  }
  const account = accountFor(state, payee, payment.transfer.amount.currency)
  const { transfer } = payment
  const charges = chargesOnTheWay(state, payment)
  const taken = charges.reduce((all, { amount }) => all + amount.minor, 0n)
  const wrong = takeFault(state.faults, 'wrong-amount')
  const shift = takeFault(state.faults, 'value-date-shift')
  const times = takeFault(state.faults, 'double-credit') ? 2 : 1
  const minor = transfer.amount.minor - taken + (wrong?.byMinor ?? 0n)
  const valueDate = shiftDay(dayOf(state.clock()), shift?.days ?? 0)
  for (let time = 0; time < times; time++) {
    book(state, {
      account,
      direction: 'CRDT',
      minor,
      against: time === 0 ? 'transit' : 'error',
      family: 'RCDT',
      subFamily: isAbroad(state, payment) ? 'XBCT' : 'DMCT',
      charges,
      transaction: transactionOf(state, payment),
      valueDate,
    })
  }
  settleTransit(state, { currency: account.currency, sent: transfer.amount.minor, arrived: minor, taken })
  if (account !== payee) {
    state.remittances.push({
      account: payee.number,
      endToEndId: transfer.endToEndId,
      currency: account.currency,
      remittedMinor: transfer.amount.minor,
      receivedMinor: minor,
      charges: charges.map((charge) => ({
        what: `correspondent ${charge.agent?.bic ?? ''}`.trim(),
        minor: charge.amount.minor,
      })),
      bookedAtMs: state.clock(),
      valueDate,
    })
  }
  finish(state, payment, 'booked')
}

/** What does not arrive stays with the correspondent or, after an error, with the bank: transit ends at zero. */
function settleTransit(
  state: BankState,
  {
    currency,
    sent,
    arrived,
    taken,
  }: { readonly currency: string; readonly sent: bigint; readonly arrived: bigint; readonly taken: bigint },
): void {
  const left = sent - arrived
  postOwn(state, `transit ${currency}`, -left)
  postOwn(state, `correspondent ${currency}`, taken)
  postOwn(state, `error ${currency}`, left - taken)
}

function chargesOnTheWay(state: BankState, payment: Payment): Charge[] {
  const { currency } = payment.transfer.amount
  const minor = state.charges.correspondentMinor[currency] ?? 0n
  if (!isAbroad(state, payment) || payment.bearer === 'DEBT' || minor === 0n) return []
  return [
    {
      amount: { currency, minor: minor < payment.transfer.amount.minor ? minor : payment.transfer.amount.minor },
      direction: 'DBIT',
      included: true,
      type: { code: 'COMM' },
      bearer: payment.bearer === 'CRED' ? 'CRED' : 'SHAR',
      agent: { bic: 'SBXCUS33', name: 'SANDBOX Correspondent' },
    },
  ]
}

/** A mainland bank keeps foreign currency for an account in yuan apart until it is settled: `NUMBER-USD`. */
function accountFor(state: BankState, payee: Account, currency: Account['currency']): Account {
  if (payee.currency === currency) return payee
  const number = `${payee.number}-${currency}`
  const { mandate: _signed, openingMinor: _opening, ...rest } = payee
  const waiting = state.accounts.get(number) ?? {
    ...rest,
    number,
    currency,
    purpose: 'to-be-settled',
    drawnBy: [],
    readBy: [...payee.drawnBy, ...(payee.readBy ?? [])],
    lines: [],
  }
  state.accounts.set(number, waiting)
  return waiting
}

function reasonAgainst(state: BankState, payment: Payment): string | undefined {
  const { creditorAccount, amount } = payment.transfer
  const payee = state.accounts.get(creditorAccount.id)
  if (!payee) return isElsewhere(creditorAccount.id) && amount.currency === 'CNY' ? undefined : 'AC01'
  const { place } = institutionOf(state, payee.institution)
  const settles = payee.currency === { mainland: 'CNY', germany: 'EUR', 'hong-kong': undefined }[place]
  if (payee.currency !== amount.currency && !settles) return 'AM03'
  return undefined
}

function bringBack(state: BankState, payment: Payment, reason: string): void {
  const debtor = state.accounts.get(payment.debtorAccount)!
  book(state, {
    account: debtor,
    direction: 'CRDT',
    minor: payment.transfer.amount.minor,
    against: 'transit',
    family: 'ICDT',
    subFamily: 'RRTN',
    transaction: { ...transactionOf(state, payment), returned: { reason: { code: reason }, notes: [] } },
  })
  finish(state, payment, 'returned', reason)
}

function finish(state: BankState, payment: Payment, to: 'booked' | 'returned', reason?: string): void {
  payment.state = to
  payment.changedAtMs = state.clock()
  if (reason !== undefined) payment.reason = reason
}

function isAbroad(state: BankState, payment: Payment): boolean {
  const payee = state.accounts.get(payment.transfer.creditorAccount.id)
  if (!payee) return false
  return institutionOf(state, payee.institution).place !== institutionOf(state, payment.institution).place
}

function transactionOf(
  state: BankState,
  { messageId, transfer, debtorAccount, institution }: Payment,
): EntryTransaction {
  const debtor = state.accounts.get(debtorAccount)!
  const { bic } = institutionOf(state, institution)
  return {
    references: { messageId, endToEndId: transfer.endToEndId, ...given('uetr', transfer.uetr) },
    instructed: transfer.amount,
    charges: [],
    debtor: { name: debtor.name },
    debtorAccount: { scheme: 'other', id: debtor.number },
    ...given('creditor', Object.keys(transfer.creditor).length > 0 ? transfer.creditor : undefined),
    creditorAccount: transfer.creditorAccount,
    debtorAgent: { bic, name: titleOf(institutionOf(state, institution)) },
    ...given('purpose', transfer.purpose),
    remittance: transfer.remittance,
  }
}
