import { type Balance, type Statement, writeCamt053, writeUncheckedCamt053 } from '../../src/core/iso20022/camt053.ts'
import { writeCamt054 } from '../../src/core/iso20022/camt054.ts'
import type { Entry } from '../../src/core/iso20022/entry.ts'
import { hashText } from '../../src/core/record/hash.ts'
import type {
  BalanceConfirmationBody,
  PayoutReceiptBody,
  RateSheetBody,
  RemittanceAdviceBody,
} from '../../src/world/banks/bank.ts'
import { takeFault } from './faults.ts'
import {
  type Account,
  type BankState,
  balanceOf,
  dayMs,
  dayOf,
  dayStartMs,
  institutionOf,
  type Line,
  type Remittance,
  shiftDay,
  titleOf,
} from './state.ts'

/** Days for which a range of statements is answered at most. */
export const statementDaysMax = 400

const mark = 'SANDBOX: rehearsal, no real money'

/** One signed camt.053 for each day of the range on which the bank was open, today up to its last line. Same lines, same bytes. */
export function statementsOf(
  state: BankState,
  { account, from, to }: { readonly account: Account; readonly from: string; readonly to: string },
): string[] {
  const first = maxText(from, dayOf(state.startMs))
  const last = minText(to, dayOf(state.clock()))
  const papers: string[] = []
  for (let day = first; day <= last && papers.length < statementDaysMax; day = shiftDay(day, 1)) {
    papers.push(statementPaper(state, account, day))
  }
  return papers
}

function statementPaper(state: BankState, account: Account, day: string): string {
  const lines = account.lines.filter((line) => dayOf(line.bookedAtMs) === day)
  const before = account.lines.filter((line) => dayOf(line.bookedAtMs) < day)
  const opening = balanceOf({ ...account, lines: before })
  const closing = balanceOf({ ...account, lines: [...before, ...lines] })
  // The end of the day when it is over; until then the last line, so that the bytes follow from the lines alone.
  const over = day < dayOf(state.clock())
  const endMs = over ? dayStartMs(day) + dayMs - 1 : (lines.at(-1)?.bookedAtMs ?? dayStartMs(day))
  const createdAt = new Date(over ? endMs + 1 : endMs).toISOString()
  const id = `SBX${day.replaceAll('-', '')}-${tagOf(account)}-${lines.length}${over ? '' : 'P'}`
  const statement: Statement = {
    id,
    sequence: String(Math.round((dayStartMs(day) - dayStartMs(dayOf(state.startMs))) / dayMs) + 1),
    createdAt,
    period: { from: new Date(dayStartMs(day)).toISOString(), to: new Date(endMs).toISOString() },
    account: statedAccount(state, account),
    balances: [
      balance({ account, type: 'OPBD', minor: opening, day }),
      balance({ account, type: 'CLBD', minor: closing, day }),
    ],
    entries: entriesOf(state, account, lines),
    note: mark,
  }
  const message = { messageId: `${id}-M`, createdAt, statements: [statement] }
  const doubled = statement.entries.length > lines.length
  const xml = new TextDecoder().decode(doubled ? writeUncheckedCamt053(message) : writeCamt053(message))
  return state.sign({
    institution: account.institution,
    type: 'camt.053',
    issuedAt: createdAt,
    body: { mark: 'SANDBOX', account: account.number, xml },
  })
}

function entriesOf(state: BankState, account: Account, lines: readonly Line[]): Entry[] {
  const entries = lines.map((line) => entryOf(account, line))
  const last = entries.at(-1)
  return last && takeFault(state.faults, 'duplicate-line') ? [...entries, last] : entries
}

/** One signed camt.054 for each line from `after` on, with its place from 1. */
export function notificationsOf(
  state: BankState,
  { account, after }: { readonly account: Account; readonly after: number },
): { readonly sequence: number; readonly text: string }[] {
  return account.lines.slice(after).map((line, index) => {
    const sequence = after + index + 1
    const createdAt = new Date(line.bookedAtMs).toISOString()
    const id = `SBXN-${tagOf(account)}-${sequence}`
    const xml = writeCamt054({
      messageId: `${id}-M`,
      createdAt,
      notifications: [
        {
          id,
          sequence: String(sequence),
          createdAt,
          account: statedAccount(state, account),
          entries: [entryOf(account, line)],
          note: mark,
        },
      ],
    })
    const body = { mark: 'SANDBOX', account: account.number, sequence, xml: new TextDecoder().decode(xml) }
    return {
      sequence,
      text: state.sign({ institution: account.institution, type: 'camt.054', issuedAt: createdAt, body }),
    }
  })
}

export function confirmationOf(state: BankState, account: Account): string {
  const issuedAt = new Date(state.clock()).toISOString()
  const body: BalanceConfirmationBody = {
    mark: 'SANDBOX',
    account: account.number,
    owner: account.owner,
    name: account.name,
    purpose: account.purpose,
    currency: account.currency,
    balance: balanceOf(account).toString(),
    asOf: issuedAt,
    drawnBy: [...account.drawnBy].sort(),
  }
  return state.sign({ institution: account.institution, type: 'balance-confirmation', issuedAt, body })
}

const sheetLastsMs = 600_000

/** What the institution quotes for a dollar: a sheet lasts ten minutes, and within them is the same to the byte. */
export function rateSheetOf(state: BankState, institution: string): string {
  const atMs = Math.floor(state.clock() / sheetLastsMs) * sheetLastsMs
  const asOf = new Date(atMs).toISOString()
  const rates = (['CNY', 'HKD'] as const).map((into) => ({
    base: 'USD',
    quote: into,
    rate: state.rate({ currency: 'USD', into, atMs }),
    asOf,
  }))
  const body: RateSheetBody = { mark: 'SANDBOX', rates }
  return state.sign({ institution, type: 'fx-rates', issuedAt: asOf, body })
}

export function adviceOf(state: BankState, remittance: Remittance): string {
  const { institution } = state.accounts.get(remittance.account)!
  const body: RemittanceAdviceBody = {
    mark: 'SANDBOX',
    currency: remittance.currency,
    remitted: remittance.remittedMinor.toString(),
    received: remittance.receivedMinor.toString(),
    charges: remittance.charges.map(({ what, minor }) => ({ what, amount: minor.toString() })),
    payeeAccount: remittance.account,
    endToEndId: remittance.endToEndId,
    valueDate: remittance.valueDate,
  }
  return state.sign({
    institution,
    type: 'remittance-advice',
    issuedAt: new Date(remittance.bookedAtMs).toISOString(),
    body,
  })
}

/** The bank's word on an instruction that was booked as one: how many of its transfers reached their accounts. Undefined while one is under way. */
export function payoutReceiptOf(state: BankState, account: Account, batch: string): string | undefined {
  const payments = state.batches.get(`${account.institution} ${batch}`) ?? []
  if (payments[0]?.debtorAccount !== account.number) return undefined
  if (payments.some(({ state: now }) => now !== 'booked' && now !== 'returned')) return undefined
  const returned = payments.filter(({ state: now }) => now === 'returned')
  const body: PayoutReceiptBody = {
    mark: 'SANDBOX',
    account: account.number,
    order: batch,
    count: payments.length - returned.length,
    returned: returned.map(({ transfer, reason = '' }) => ({ endToEndId: transfer.endToEndId, reason })),
  }
  const issuedAt = new Date(Math.max(...payments.map(({ changedAtMs }) => changedAtMs))).toISOString()
  return state.sign({ institution: account.institution, type: 'payout-receipt', issuedAt, body })
}

function entryOf(account: Account, line: Line): Entry {
  const amount = { currency: account.currency, minor: line.minor }
  return {
    reference: line.servicerReference,
    amount,
    direction: line.direction,
    reversal: line.reversal,
    status: 'BOOK',
    bookingDate: dayOf(line.bookedAtMs),
    valueDate: line.valueDate,
    servicerReference: line.servicerReference,
    code: {
      iso: {
        domain: line.family === 'FXDV' ? 'FORX' : line.family === 'MDOP' ? 'ACMT' : 'PMNT',
        family: line.family,
        subFamily: line.subFamily,
      },
    },
    charges: line.charges,
    transactions: [{ ...line.transaction, amount, direction: line.direction }],
  }
}

function statedAccount(state: BankState, account: Account): Statement['account'] {
  const institution = institutionOf(state, account.institution)
  return {
    scheme: 'other',
    id: account.number,
    currency: account.currency,
    name: account.name,
    owner: { name: account.owner, organisationId: account.owner },
    servicer: { bic: institution.bic, name: titleOf(institution) },
  }
}

function balance(parameters: {
  readonly account: Account
  readonly type: string
  readonly minor: bigint
  readonly day: string
}): Balance {
  const { account, type, minor, day } = parameters
  return {
    type,
    amount: { currency: account.currency, minor: minor < 0n ? -minor : minor },
    direction: minor < 0n ? 'DBIT' : 'CRDT',
    date: day,
  }
}

/** Eight signs for an account, whatever its number. */
function tagOf(account: Account): string {
  return hashText(account.number).slice(0, 8).toUpperCase()
}

function maxText(a: string, b: string): string {
  return a > b ? a : b
}

function minText(a: string, b: string): string {
  return a < b ? a : b
}
