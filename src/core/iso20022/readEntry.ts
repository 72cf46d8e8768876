import {
  type BankTransactionCode,
  type Charge,
  directions,
  type Entry,
  type EntryTransaction,
  type Exchange,
  type References,
} from './entry.ts'
import { Fields, oneOf, refuseAt, textOf } from './fields.ts'
import { type Money, readMoney } from './money.ts'
import { readBearer, readCode, readRemittance } from './pain001.ts'
import { given, readAccount, readAgent, readParty, text35 } from './parties.ts'
import type { EntryShapes } from './shapes.ts'
import { maybeDateTime, readDay } from './times.ts'
import type { XmlElement } from './xml.ts'

/** Reads one `Ntry` of a statement or notification. @throws {MESSAGE_MALFORMED} {AMOUNT_TOO_PRECISE} */
export function readEntry(source: XmlElement, shapes: EntryShapes): Entry {
  const fields = new Fields(source, shapes.entry)
  return {
    ...given('reference', fields.maybeText('NtryRef', text35)),
    amount: readMoney(fields.one('Amt')),
    direction: oneOf(fields.one('CdtDbtInd'), directions),
    reversal: readBoolean(fields.maybe('RvslInd')) ?? false,
    status: readStatus(fields.one('Sts')),
    ...given('bookingDate', maybe(fields, 'BookgDt', readDay)),
    ...given('valueDate', maybe(fields, 'ValDt', readDay)),
    ...given('servicerReference', fields.maybeText('AcctSvcrRef', text35)),
    code: readTransactionCode(fields.one('BkTxCd'), shapes),
    charges: readCharges(fields, shapes),
    transactions: fields
      .all('NtryDtls')
      .flatMap((details) => new Fields(details, shapes.details).all('TxDtls'))
      .map((transaction) => readTransaction(transaction, shapes)),
    ...given('note', fields.maybeText('AddtlNtryInf', { max: 500 })),
  }
}

/** `<Sts><Cd>BOOK</Cd></Sts>`, or `<Sts>BOOK</Sts>` as older versions have it. */
function readStatus(source: XmlElement): string {
  if (source.children.length === 0) return textOf(source, { max: 4 })
  const code = readCode(source)
  return 'code' in code ? code.code : code.proprietary
}

function readTransactionCode(source: XmlElement, shapes: EntryShapes): BankTransactionCode {
  const fields = new Fields(source, shapes.code)
  const domainSource = fields.maybe('Domn')
  const domain = domainSource && new Fields(domainSource, shapes.domain)
  const family = domain && new Fields(domain.one('Fmly'), shapes.family)
  const proprietary = fields.maybe('Prtry')?.children[0]
  return {
    ...given(
      'iso',
      family && { domain: domain.text('Cd'), family: family.text('Cd'), subFamily: family.text('SubFmlyCd') },
    ),
    ...given('proprietary', proprietary && textOf(proprietary, text35)),
  }
}

function readTransaction(source: XmlElement, shapes: EntryShapes): EntryTransaction {
  const fields = new Fields(source, shapes.transaction)
  const direction = fields.maybe('CdtDbtInd')
  return {
    references: readReferences(fields.maybe('Refs'), shapes),
    ...given('amount', maybe(fields, 'Amt', readMoney)),
    ...given('direction', direction && oneOf(direction, directions)),
    ...readAmounts(fields.maybe('AmtDtls'), shapes),
    charges: readCharges(fields, shapes),
    ...readParties(fields.maybe('RltdPties'), shapes),
    ...readAgents(fields.maybe('RltdAgts'), shapes),
    ...given('purpose', maybe(fields, 'Purp', readCode)),
    remittance: readRemittance(fields.maybe('RmtInf')),
    ...given(
      'returned',
      maybe(fields, 'RtrInf', (returned) => readReturned(returned, shapes)),
    ),
    ...given('note', fields.maybeText('AddtlTxInf', { max: 500 })),
  }
}

function readReferences(source: XmlElement | undefined, shapes: EntryShapes): References {
  if (!source) return {}
  const fields = new Fields(source, shapes.references)
  return {
    ...given('messageId', fields.maybeText('MsgId', text35)),
    ...given('servicerReference', fields.maybeText('AcctSvcrRef', text35)),
    ...given('paymentInformationId', fields.maybeText('PmtInfId', text35)),
    ...given('instructionId', fields.maybeText('InstrId', text35)),
    ...given('endToEndId', fields.maybeText('EndToEndId', text35)),
    ...given('uetr', fields.maybeText('UETR', { max: 36 })),
    ...given('transactionId', fields.maybeText('TxId', text35)),
  }
}

type Amounts = Pick<EntryTransaction, 'instructed' | 'transactionAmount' | 'counterValue' | 'exchange'>

function readAmounts(source: XmlElement | undefined, shapes: EntryShapes): Amounts {
  if (!source) return {}
  const fields = new Fields(source, shapes.amounts)
  const parts = ['InstdAmt', 'TxAmt', 'CntrValAmt', 'AnncdPstngAmt'].map((name) => {
    const part = fields.maybe(name)
    return part && new Fields(part, shapes.amountExchange)
  })
  const [instructed, transactionAmount, counterValue] = parts.map((part): Money | undefined =>
    part ? readMoney(part.one('Amt')) : undefined,
  )
  const exchange = parts.map((part) => part?.maybe('CcyXchg')).find((found) => found !== undefined)
  return {
    ...given('instructed', instructed),
    ...given('transactionAmount', transactionAmount),
    ...given('counterValue', counterValue),
    ...given('exchange', exchange && readExchange(exchange, shapes)),
  }
}

const currencyCode = { pattern: /^[A-Z]{3}$/ }
const rateText = { pattern: /^[0-9]+(\.[0-9]{1,10})?$/, max: 12 }

function readExchange(source: XmlElement, shapes: EntryShapes): Exchange {
  const fields = new Fields(source, shapes.exchange)
  return {
    source: fields.text('SrcCcy', currencyCode),
    ...given('target', fields.maybeText('TrgtCcy', currencyCode)),
    ...given('unit', fields.maybeText('UnitCcy', currencyCode)),
    rate: fields.text('XchgRate', rateText),
    ...given('contractId', fields.maybeText('CtrctId', text35)),
    ...given('quotedAt', maybeDateTime(fields, 'QtnDt')),
  }
}

/** Records inside one `Chrgs`, or, in older versions, one `Chrgs` for each charge. */
function readCharges(fields: Fields, shapes: EntryShapes): readonly Charge[] {
  return fields.all('Chrgs').flatMap((source) => {
    const charges = new Fields(source, shapes.charges)
    if (charges.maybe('Amt')) return [readCharge(charges)]
    return charges.all('Rcrd').map((record) => readCharge(new Fields(record, shapes.charge)))
  })
}

function readCharge(fields: Fields): Charge {
  const direction = fields.maybe('CdtDbtInd')
  const agent = fields.maybe('Agt') ?? fields.maybe('Pty')
  return {
    amount: readMoney(fields.one('Amt')),
    ...given('direction', direction && oneOf(direction, directions)),
    included: readBoolean(fields.maybe('ChrgInclInd')) ?? false,
    ...given('type', maybe(fields, 'Tp', readChargeType)),
    ...given('bearer', readBearer(fields)),
    ...given('agent', agent && readAgent(agent)),
  }
}

function readChargeType(source: XmlElement): Charge['type'] & object {
  const [choice] = source.children
  if (choice?.name === 'Cd') return { code: textOf(choice, { max: 4 }) }
  const id = choice?.children[0] ?? choice
  return { proprietary: id ? textOf(id, text35) : refuseAt(source, 'Cd or Prtry', 'nothing') }
}

type Parties = Pick<EntryTransaction, 'debtor' | 'debtorAccount' | 'creditor' | 'creditorAccount'>

function readParties(source: XmlElement | undefined, shapes: EntryShapes): Parties {
  if (!source) return {}
  const fields = new Fields(source, shapes.parties)
  return {
    ...given('debtor', maybe(fields, 'Dbtr', readPartyChoice)),
    ...given('debtorAccount', maybe(fields, 'DbtrAcct', readAccount)),
    ...given('creditor', maybe(fields, 'Cdtr', readPartyChoice)),
    ...given('creditorAccount', maybe(fields, 'CdtrAcct', readAccount)),
  }
}

/** A party, or a bank acting as one; older versions have the party without the choice around it. */
function readPartyChoice(source: XmlElement) {
  const [choice] = source.children
  if (choice?.name === 'Pty') return readParty(choice)
  if (choice?.name !== 'Agt') return readParty(source)
  const { name } = readAgent(choice)
  return name === undefined ? {} : { name }
}

function readAgents(source: XmlElement | undefined, shapes: EntryShapes) {
  if (!source) return {}
  const fields = new Fields(source, shapes.agents)
  return {
    ...given('debtorAgent', maybe(fields, 'DbtrAgt', readAgent)),
    ...given('creditorAgent', maybe(fields, 'CdtrAgt', readAgent)),
  }
}

function readReturned(source: XmlElement, shapes: EntryShapes): EntryTransaction['returned'] & object {
  const fields = new Fields(source, shapes.returned)
  const reason = fields.maybe('Rsn')
  return {
    ...given('reason', reason && readCode(reason)),
    notes: fields.all('AddtlInf').map((note) => textOf(note, { max: 105 })),
  }
}

function readBoolean(source: XmlElement | undefined): boolean | undefined {
  if (!source) return undefined
  const text = oneOf(source, ['true', 'false', '1', '0'])
  return text === 'true' || text === '1'
}

function maybe<T>(fields: Fields, name: string, read: (source: XmlElement) => T): T | undefined {
  const source = fields.maybe(name)
  return source && read(source)
}
