import { SluiceError } from '../errors.ts'
import { formatMoney } from '../money/amount.ts'
import { bookedTotal, type Direction, directions, type Entry, signed } from './entry.ts'
import { Fields, messageOf, oneOf, refuseAt, textOf } from './fields.ts'
import { type Money, moneyElement, readMoney } from './money.ts'
import {
  type Account,
  type Agent,
  accountElement,
  agentElement,
  given,
  type Party,
  partyElement,
  readAccountFacts,
  readAccountId,
  readAgent,
  readParty,
  text35,
} from './parties.ts'
import { readEntry } from './readEntry.ts'
import { camt053v02Shapes, camt053v08Shapes, type EntryShapes, type StatementShapes } from './shapes.ts'
import { checkSummary, summaryElement } from './summary.ts'
import { dateTimeElement, dayElement, maybeDateTime, readDateTime, readDay } from './times.ts'
import { entryElement } from './writeEntry.ts'
import { element, textElement, writeDocument, type XmlNode } from './writeXml.ts'
import { readXml, type XmlElement } from './xml.ts'

export const camt053Namespace = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'

const dialects: Readonly<Record<string, StatementShapes>> = {
  [camt053Namespace]: camt053v08Shapes,
  'urn:iso:std:iso:20022:tech:xsd:camt.053.001.02': camt053v02Shapes,
}

/** The account that a statement is about. */
export interface StatedAccount extends Account {
  readonly owner?: Party
  readonly servicer?: Agent
}

export interface Balance {
  /** `OPBD` opening booked, `PRCD` closing booked before, `CLBD` closing booked; others are kept and not used. */
  readonly type: string
  readonly amount: Money
  readonly direction: Direction
  readonly date: string
}

export interface Statement {
  readonly id: string
  /** Decimal text: the bank's running number. */
  readonly sequence?: string
  readonly createdAt?: string
  readonly period?: { readonly from: string; readonly to: string }
  readonly account: StatedAccount
  readonly balances: readonly Balance[]
  readonly entries: readonly Entry[]
  readonly note?: string
}

export interface StatementMessage {
  readonly messageId: string
  readonly createdAt: string
  readonly statements: readonly Statement[]
}

/** Opening balance + booked lines = closing balance, in minor units with sign. */
export interface Arithmetic {
  readonly opening: bigint
  readonly booked: bigint
  readonly closing: bigint
  /** `opening + booked - closing`: 0n when it holds. */
  readonly difference: bigint
}

/**
 * Writes camt.053.001.08 in its one encoding, with a summary counted from the lines. Refuses a statement that does not add up.
 *
 * @throws {MESSAGE_MALFORMED} {STATEMENT_UNBALANCED}
 * @see ISO 20022 camt.053.001.08
 */
export function writeCamt053(message: StatementMessage): Uint8Array {
  for (const statement of message.statements) checkStatement(statement)
  return writeUncheckedCamt053(message)
}

/** The same without adding up: for a bank that errs, in a rehearsal. */
export function writeUncheckedCamt053(message: StatementMessage): Uint8Array {
  const header = element('GrpHdr', [
    textElement('MsgId', message.messageId, text35),
    dateTimeElement('CreDtTm', message.createdAt),
  ])
  return writeDocument(
    camt053Namespace,
    element('BkToCstmrStmt', [header, ...message.statements.map(statementElement)]),
  )
}

function statementElement(statement: Statement): XmlNode {
  return element('Stmt', [
    textElement('Id', statement.id, text35),
    textElement('ElctrncSeqNb', statement.sequence, { pattern: /^[0-9]{1,18}$/ }),
    dateTimeElement('CreDtTm', statement.createdAt),
    periodElement(statement.period),
    statedAccountElement(statement.account),
    ...statement.balances.map(balanceElement),
    summaryElement(statement.entries),
    ...statement.entries.map(entryElement),
    textElement('AddtlStmtInf', statement.note, { max: 500 }),
  ])
}

export function periodElement(period: Statement['period']): XmlNode {
  return period && element('FrToDt', [dateTimeElement('FrDtTm', period.from), dateTimeElement('ToDtTm', period.to)])
}

export function statedAccountElement(account: StatedAccount): XmlNode {
  return accountElement('Acct', account, [partyElement('Ownr', account.owner), agentElement('Svcr', account.servicer)])
}

function balanceElement(balance: Balance): XmlNode {
  return element('Bal', [
    element('Tp', [element('CdOrPrtry', [textElement('Cd', balance.type, { max: 4 })])]),
    moneyElement('Amt', balance.amount),
    textElement('CdtDbtInd', balance.direction),
    dayElement('Dt', balance.date),
  ])
}

/**
 * Reads camt.053.001.08, or .02 which some banks still send, and adds each statement up: balances and summary must agree with the lines.
 *
 * @throws {MESSAGE_MALFORMED} {AMOUNT_TOO_PRECISE} {STATEMENT_UNBALANCED} when opening balance and lines do not give the closing balance
 */
export function readCamt053(bytes: Uint8Array): StatementMessage {
  return readMessage(bytes, true)
}

/** Reads without adding up: to show a person a statement that was refused. */
export function parseCamt053(bytes: Uint8Array): StatementMessage {
  return readMessage(bytes, false)
}

function readMessage(bytes: Uint8Array, check: boolean): StatementMessage {
  const document = readXml(bytes)
  const root = messageOf(document, Object.keys(dialects))
  if (root.name !== 'BkToCstmrStmt') refuseAt(root, 'BkToCstmrStmt', root.name)
  const shapes = dialects[document.namespace]!
  const message = new Fields(root, shapes.message)
  const header = new Fields(message.one('GrpHdr'), shapes.header)
  return {
    messageId: header.text('MsgId', text35),
    createdAt: readDateTime(header.one('CreDtTm')),
    statements: message.all('Stmt').map((source) => {
      const statement = readStatement(source, shapes)
      if (check) checkRead(statement, source, shapes)
      return statement
    }),
  }
}

function checkRead(statement: Statement, source: XmlElement, shapes: StatementShapes): void {
  checkStatement(statement)
  checkSummary({
    summary: source.children.find((child) => child.name === 'TxsSummry'),
    shape: shapes.summary,
    entries: statement.entries,
    currency: statement.balances[0]!.amount.currency,
  })
}

function readStatement(source: XmlElement, shapes: StatementShapes): Statement {
  const fields = new Fields(source, shapes.statement)
  const entries = fields.all('Ntry').map((entry) => readEntry(entry, shapes))
  const account = readStatedAccount(fields.one('Acct'), shapes)
  return {
    id: fields.text('Id', text35),
    ...given('sequence', fields.maybeText('ElctrncSeqNb', { pattern: /^[0-9]{1,18}$/ })),
    ...given('createdAt', maybeDateTime(fields, 'CreDtTm')),
    ...given('period', readPeriod(fields.maybe('FrToDt'), shapes)),
    account,
    balances: fields.all('Bal').map((balance) => readBalance(balance, shapes)),
    entries,
    ...given('note', fields.maybeText('AddtlStmtInf', { max: 500 })),
  }
}

export function readPeriod(source: XmlElement | undefined, shapes: EntryShapes): Statement['period'] {
  if (!source) return undefined
  const fields = new Fields(source, shapes.period)
  return { from: readDateTime(fields.one('FrDtTm')), to: readDateTime(fields.one('ToDtTm')) }
}

export function readStatedAccount(source: XmlElement, shapes: EntryShapes): StatedAccount {
  const fields = new Fields(source, shapes.account)
  const owner = fields.maybe('Ownr')
  const servicer = fields.maybe('Svcr')
  return {
    ...readAccountId(fields.one('Id')),
    ...readAccountFacts(fields),
    ...given('owner', owner && readParty(owner)),
    ...given('servicer', servicer && readAgent(servicer)),
  }
}

function readBalance(source: XmlElement, shapes: StatementShapes): Balance {
  const fields = new Fields(source, shapes.balance)
  const [type] = new Fields(fields.one('Tp'), shapes.balanceType).one('CdOrPrtry').children
  return {
    type: type ? textOf(type, text35) : refuseAt(source, 'a type of balance', 'nothing'),
    amount: readMoney(fields.one('Amt')),
    direction: oneOf(fields.one('CdtDbtInd'), directions),
    date: readDay(fields.one('Dt')),
  }
}

/**
 * Adds a statement up: one currency throughout, opening booked balance + booked lines = closing booked balance.
 *
 * @example arithmeticOf(statement).difference // 0n
 * @throws {STATEMENT_UNBALANCED} when a balance is missing or double, or currencies are mixed
 */
export function arithmeticOf(statement: Statement): Arithmetic {
  const opening = onlyBalance(statement, ['OPBD', 'PRCD'])
  const closing = onlyBalance(statement, ['CLBD'])
  const { currency } = opening.amount
  const others = [closing, ...statement.entries].filter((line) => line.amount.currency !== currency)
  if (others[0] || (statement.account.currency ?? currency) !== currency) {
    unbalanced(statement, `${currency} throughout`, others[0]?.amount.currency ?? statement.account.currency ?? '')
  }
  const booked = bookedTotal(statement.entries)
  const difference = signed(opening) + booked - signed(closing)
  return { opening: signed(opening), booked, closing: signed(closing), difference }
}

/** @throws {STATEMENT_UNBALANCED} with both sums in facts */
export function checkStatement(statement: Statement): void {
  const { opening, booked, closing, difference } = arithmeticOf(statement)
  if (difference === 0n) return
  const currency = statement.balances[0]!.amount.currency
  const print = (amount: bigint) => formatMoney({ amount, currency })
  unbalanced(
    statement,
    `${print(opening)} + ${print(booked)} = ${print(opening + booked)} ${currency} at the close`,
    print(closing),
  )
}

function onlyBalance(statement: Statement, types: readonly string[]): Balance {
  const found = statement.balances.filter((balance) => types.includes(balance.type))
  const chosen = types.map((type) => found.filter((balance) => balance.type === type)).find((same) => same.length > 0)
  const [balance, second] = chosen ?? []
  if (!balance || second) unbalanced(statement, `one balance ${types.join(' or ')}`, String(chosen?.length ?? 0))
  return balance
}

function unbalanced(statement: Statement, expected: string, found: string): never {
  throw new SluiceError('STATEMENT_UNBALANCED', `statement ${statement.id}: expected ${expected}, found ${found}.`, {
    facts: { statement: statement.id, account: statement.account.id, expected, found },
  })
}
