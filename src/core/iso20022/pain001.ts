import { SluiceError } from '../errors.ts'
import { formatAmount } from '../money/amount.ts'
import { minorDigits } from '../money/currency.ts'
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
  readAccount,
  readAgent,
  readParty,
  text35,
  text140,
} from './parties.ts'
import { partyShapes, pain001Shapes as shapes } from './shapes.ts'
import { dateTimeElement, dayElement, readDateTime, readDay } from './times.ts'
import { element, optionalElement, textElement, writeDocument, type XmlNode } from './writeXml.ts'
import { readXml, type XmlElement } from './xml.ts'

export const pain001Namespace = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'
const readNamespaces = [pain001Namespace, 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.08']

const bearers = ['DEBT', 'CRED', 'SHAR', 'SLEV'] as const
/** Who pays the charges: debtor, creditor, each his own side, or as the scheme says. */
export type ChargeBearer = (typeof bearers)[number]

/** An ISO external code (`CORT`, `GOVT`), or the bank's own words. */
export type CodeOrProprietary = { readonly code: string } | { readonly proprietary: string }

export interface CreditTransfer {
  readonly instructionId?: string
  /** Travels to the creditor unchanged; at most 35 characters. */
  readonly endToEndId: string
  /** RFC 4122 version 4, lower case. */
  readonly uetr?: string
  readonly amount: Money
  readonly chargeBearer?: ChargeBearer
  readonly creditorAgent?: Agent
  readonly creditor: Party
  readonly creditorAccount: Account
  readonly purpose?: CodeOrProprietary
  /** Lines of at most 140 characters. */
  readonly remittance: readonly string[]
}

export interface PaymentInstruction {
  readonly paymentInformationId: string
  /** True: one debit for all transfers of the instruction; absent: as agreed with the bank. */
  readonly batchBooking?: boolean
  /** Day on which it is to be executed: `2026-05-18`. */
  readonly executionDate: string
  readonly debtor: Party
  readonly debtorAccount: Account
  readonly debtorAgent: Agent
  readonly chargeBearer?: ChargeBearer
  readonly transfers: readonly CreditTransfer[]
}

/** A customer credit transfer initiation: what the debtor asks of its bank. */
export interface CreditTransferInitiation {
  readonly messageId: string
  /** RFC 3339. */
  readonly createdAt: string
  readonly initiatingParty: Party
  readonly instructions: readonly PaymentInstruction[]
}

/**
 * Writes pain.001.001.09 in its one encoding, with number and sum of the transfers counted.
 *
 * @example writePain001({ messageId: 'M1', createdAt: '2026-05-18T01:00:00.000Z', initiatingParty: { name: 'CBEX' }, instructions })
 * @throws {MESSAGE_MALFORMED} when a field does not fit the schema
 * @see ISO 20022 pain.001.001.09
 */
export function writePain001(message: CreditTransferInitiation): Uint8Array {
  const all = message.instructions.flatMap((instruction) => instruction.transfers)
  if (message.instructions.length === 0 || message.instructions.some(({ transfers }) => transfers.length === 0)) {
    refuse('at least one transfer in each instruction')
  }
  const header = element('GrpHdr', [
    textElement('MsgId', message.messageId, text35),
    dateTimeElement('CreDtTm', message.createdAt),
    ...countAndSum(all),
    partyElement('InitgPty', message.initiatingParty),
  ])
  return writeDocument(
    pain001Namespace,
    element('CstmrCdtTrfInitn', [header, ...message.instructions.map(instructionElement)]),
  )
}

function instructionElement(instruction: PaymentInstruction): XmlNode {
  return element('PmtInf', [
    textElement('PmtInfId', instruction.paymentInformationId, text35),
    textElement('PmtMtd', 'TRF'),
    textElement('BtchBookg', instruction.batchBooking?.toString()),
    ...countAndSum(instruction.transfers),
    dayElement('ReqdExctnDt', instruction.executionDate),
    partyElement('Dbtr', instruction.debtor),
    accountElement('DbtrAcct', instruction.debtorAccount),
    agentElement('DbtrAgt', instruction.debtorAgent),
    textElement('ChrgBr', instruction.chargeBearer),
    ...instruction.transfers.map(transferElement),
  ])
}

const uetrPattern = /^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/

function transferElement(transfer: CreditTransfer): XmlNode {
  return element('CdtTrfTxInf', [
    element('PmtId', [
      textElement('InstrId', transfer.instructionId, text35),
      textElement('EndToEndId', transfer.endToEndId, text35),
      textElement('UETR', transfer.uetr, { pattern: uetrPattern }),
    ]),
    element('Amt', [moneyElement('InstdAmt', transfer.amount)]),
    textElement('ChrgBr', transfer.chargeBearer),
    agentElement('CdtrAgt', transfer.creditorAgent),
    partyElement('Cdtr', transfer.creditor),
    accountElement('CdtrAcct', transfer.creditorAccount),
    codeElement('Purp', transfer.purpose),
    optionalElement(
      'RmtInf',
      transfer.remittance.map((line) => textElement('Ustrd', line, text140)),
    ),
  ])
}

export function codeElement(name: string, code: CodeOrProprietary | undefined): XmlNode {
  if (!code) return undefined
  return element(name, [
    'code' in code ? textElement('Cd', code.code, { max: 4 }) : textElement('Prtry', code.proprietary, text35),
  ])
}

/**
 * Reads pain.001.001.09, and .08 which differs only in fields that are not read. Number and sum, where stated, are counted again.
 *
 * @throws {MESSAGE_MALFORMED} {AMOUNT_TOO_PRECISE} with line and column
 */
export function readPain001(bytes: Uint8Array): CreditTransferInitiation {
  const root = messageOf(readXml(bytes), readNamespaces)
  if (root.name !== 'CstmrCdtTrfInitn') refuseAt(root, 'CstmrCdtTrfInitn', root.name)
  const message = new Fields(root, shapes.message)
  const header = new Fields(message.one('GrpHdr'), shapes.header)
  const instructions = message.all('PmtInf').map(readInstruction)
  checkCountAndSum(
    header,
    instructions.flatMap(({ transfers }) => transfers),
  )
  return {
    messageId: header.text('MsgId', text35),
    createdAt: readDateTime(header.one('CreDtTm')),
    initiatingParty: readParty(header.one('InitgPty')),
    instructions,
  }
}

function readInstruction(source: XmlElement): PaymentInstruction {
  const fields = new Fields(source, shapes.instruction)
  oneOf(fields.one('PmtMtd'), ['TRF'])
  const transfers = fields.all('CdtTrfTxInf').map(readTransfer)
  checkCountAndSum(fields, transfers)
  return {
    paymentInformationId: fields.text('PmtInfId', text35),
    ...given('batchBooking', readBatchBooking(fields)),
    executionDate: readDay(fields.one('ReqdExctnDt')),
    debtor: readParty(fields.one('Dbtr')),
    debtorAccount: readAccount(fields.one('DbtrAcct')),
    debtorAgent: readAgent(fields.one('DbtrAgt')),
    ...given('chargeBearer', readBearer(fields)),
    transfers,
  }
}

/** xs:boolean. */
function readBatchBooking(fields: Fields): boolean | undefined {
  const said = fields.maybeText('BtchBookg', { pattern: /^(true|false|1|0)$/ })
  return said === undefined ? undefined : said === 'true' || said === '1'
}

function readTransfer(source: XmlElement): CreditTransfer {
  const fields = new Fields(source, shapes.transfer)
  const id = new Fields(fields.one('PmtId'), shapes.identification)
  const agent = fields.maybe('CdtrAgt')
  const purpose = fields.maybe('Purp')
  // EqvtAmt asks the bank for an amount in another currency: nothing here may leave the amount open.
  const instructed = new Fields(fields.one('Amt'), shapes.amount).one('InstdAmt')
  return {
    ...given('instructionId', id.maybeText('InstrId', text35)),
    endToEndId: id.text('EndToEndId', text35),
    ...given('uetr', id.maybeText('UETR', { pattern: uetrPattern })),
    amount: readMoney(instructed),
    ...given('chargeBearer', readBearer(fields)),
    ...given('creditorAgent', agent && readAgent(agent)),
    creditor: readParty(fields.one('Cdtr')),
    creditorAccount: readAccount(fields.one('CdtrAcct')),
    ...given('purpose', purpose && readCode(purpose)),
    remittance: readRemittance(fields.maybe('RmtInf')),
  }
}

export function readBearer(fields: Fields): ChargeBearer | undefined {
  const source = fields.maybe('ChrgBr') ?? fields.maybe('Br')
  return source && oneOf(source, bearers)
}

export function readCode(source: XmlElement): CodeOrProprietary {
  const choice = new Fields(source, partyShapes.purpose)
  const code = choice.maybeText('Cd', { max: 4 })
  return code === undefined ? { proprietary: choice.text('Prtry', text35) } : { code }
}

/** Unstructured lines; structured ones are read over. */
export function readRemittance(source: XmlElement | undefined): readonly string[] {
  if (!source) return []
  return new Fields(source, partyShapes.remittance).all('Ustrd').map((line) => textOf(line, text140))
}

// CtrlSum adds amounts of whatever currency as plain decimals: 17 decimals hold every one.
const sumDecimals = 17

function controlSum(transfers: readonly CreditTransfer[]): string {
  const scaled = transfers.reduce(
    (all, { amount }) => all + amount.minor * 10n ** BigInt(sumDecimals - minorDigits(amount.currency)),
    0n,
  )
  return formatAmount({ amount: scaled, decimals: sumDecimals, trim: true })
}

function countAndSum(transfers: readonly CreditTransfer[]): XmlNode[] {
  const sum = controlSum(transfers)
  // The schema has room for 18 digits; a longer sum is left out, as the field is optional.
  const fits = sum.replace('.', '').length <= 18
  return [textElement('NbOfTxs', String(transfers.length)), textElement('CtrlSum', fits ? sum : undefined)]
}

function checkCountAndSum(fields: Fields, transfers: readonly CreditTransfer[]): void {
  const count = fields.maybe('NbOfTxs')
  if (count && Number(textOf(count, { pattern: /^[0-9]{1,15}$/ })) !== transfers.length) {
    refuseAt(count, `${transfers.length} transfers, as counted`, count.text)
  }
  const sum = fields.maybe('CtrlSum')
  if (!sum) return
  const stated = textOf(sum, { pattern: /^[0-9]+(\.[0-9]+)?$/ })
  const plain = stated.replace(/^0+(?=[0-9])/, '')
  const trimmed = plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain
  if (trimmed !== controlSum(transfers)) refuseAt(sum, `${controlSum(transfers)}, as added up`, stated.slice(0, 48))
}

function refuse(expected: string): never {
  throw new SluiceError('MESSAGE_MALFORMED', `expected ${expected}.`, { facts: { expected, found: 'none' } })
}
