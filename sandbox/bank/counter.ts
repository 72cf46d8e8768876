import { SluiceError } from '../../src/core/errors.ts'
import type { Currency } from '../../src/core/money/currency.ts'
import { book } from './book.ts'
import { type Account, type BankState, balanceOf } from './state.ts'

export interface VenueCreditParameters {
  /** Account number. */
  readonly account: string
  readonly amountMinor: bigint
  readonly currency: Currency
  /** The venue's reference of the withdrawal; told twice, it is booked once. */
  readonly reference: string
  /** Legal name of the platform that pays. */
  readonly payer?: string
}

/**
 * Proceeds that a platform pays out arrive.
 *
 * @throws {INPUT_INVALID} another amount under the same reference, no such account, another currency
 */
export function creditFromVenue(
  state: BankState,
  parameters: VenueCreditParameters,
): { readonly servicerReference: string } {
  const { amountMinor, currency, reference, payer = 'platform' } = parameters
  const account = accountIn(state, parameters.account)
  if (account.currency !== currency || amountMinor <= 0n) {
    refuse(`an amount above zero in ${account.currency}`, `${amountMinor} ${currency}`)
  }
  const known = account.lines.find(
    ({ transaction, subFamily }) => subFamily === 'ESCT' && transaction.references.endToEndId === reference,
  )
  if (known) {
    if (known.minor !== amountMinor) refuse(`${known.minor} under ${reference}, as told before`, String(amountMinor))
    return { servicerReference: known.servicerReference }
  }
  const { servicerReference } = book(state, {
    account,
    direction: 'CRDT',
    minor: amountMinor,
    against: 'venue',
    family: 'RCDT',
    subFamily: 'ESCT',
    transaction: {
      references: { endToEndId: reference },
      instructed: { currency, minor: amountMinor },
      charges: [],
      debtor: { name: payer },
      remittance: [`proceeds ${reference}`],
    },
  })
  return { servicerReference }
}

export interface CounterTransferParameters {
  readonly from: string
  readonly to: string
  readonly amountMinor: bigint
  /** End-to-end id on both lines; told twice, it moves once. */
  readonly reference: string
  readonly note?: string
}

/** A customer pays at the counter, both accounts in one currency: how a provider brings its deposit. */
export function counterTransfer(state: BankState, parameters: CounterTransferParameters): void {
  const { amountMinor, reference, note = 'payment at the counter' } = parameters
  const from = accountIn(state, parameters.from)
  const to = accountIn(state, parameters.to)
  if (from.currency !== to.currency) refuse(`an account in ${from.currency}`, to.currency)
  const known = from.lines.find(({ transaction }) => transaction.references.endToEndId === reference)
  if (known) {
    if (known.minor !== amountMinor) refuse(`${known.minor} under ${reference}, as told before`, String(amountMinor))
    return
  }
  if (amountMinor <= 0n || amountMinor > balanceOf(from))
    refuse(`an amount above zero and at most ${balanceOf(from)}`, String(amountMinor))
  const sides = [
    { account: from, direction: 'DBIT', family: 'ICDT' },
    { account: to, direction: 'CRDT', family: 'RCDT' },
  ] as const
  for (const side of sides) {
    book(state, {
      ...side,
      minor: amountMinor,
      against: 'transit',
      subFamily: 'DMCT',
      transaction: {
        references: { endToEndId: reference },
        instructed: { currency: from.currency, minor: amountMinor },
        charges: [],
        debtor: { name: from.name },
        debtorAccount: { scheme: 'other', id: from.number },
        creditor: { name: to.name },
        creditorAccount: { scheme: 'other', id: to.number },
        remittance: [note],
      },
    })
  }
}

export function accountIn(state: BankState, number: string): Account {
  return state.accounts.get(number) ?? refuse('an account of the rehearsal', number)
}

function refuse(expected: string, found: string): never {
  throw new SluiceError('INPUT_INVALID', `SANDBOX: expected ${expected}, found ${found}.`, {
    facts: { expected, found },
  })
}
