import type { BankTransactionCode, Charge, Entry, EntryTransaction, Exchange, References } from './entry.ts'
import { moneyElement } from './money.ts'
import { type CodeOrProprietary, codeElement } from './pain001.ts'
import { accountElement, agentElement, type Party, partyElement, text35, text140 } from './parties.ts'
import { dateTimeElement, dayElement } from './times.ts'
import { element, optionalElement, textElement, type XmlNode } from './writeXml.ts'

/** One `Ntry` of camt.053.001.08 or camt.054.001.08. */
export function entryElement(entry: Entry): XmlNode {
  return element('Ntry', [
    textElement('NtryRef', entry.reference, text35),
    moneyElement('Amt', entry.amount),
    textElement('CdtDbtInd', entry.direction),
    entry.reversal ? textElement('RvslInd', 'true') : undefined,
    element('Sts', [textElement('Cd', entry.status, { max: 4 })]),
    dayElement('BookgDt', entry.bookingDate),
    dayElement('ValDt', entry.valueDate),
    textElement('AcctSvcrRef', entry.servicerReference, text35),
    transactionCodeElement(entry.code),
    chargesElement(entry.charges),
    optionalElement('NtryDtls', entry.transactions.map(transactionElement)),
    textElement('AddtlNtryInf', entry.note, { max: 500 }),
  ])
}

function transactionCodeElement({ iso, proprietary }: BankTransactionCode): XmlNode {
  return element('BkTxCd', [
    iso &&
      element('Domn', [
        textElement('Cd', iso.domain, { max: 4 }),
        element('Fmly', [
          textElement('Cd', iso.family, { max: 4 }),
          textElement('SubFmlyCd', iso.subFamily, { max: 4 }),
        ]),
      ]),
    optionalElement('Prtry', [textElement('Cd', proprietary, text35)]),
  ])
}

function transactionElement(transaction: EntryTransaction): XmlNode {
  return element('TxDtls', [
    referencesElement(transaction.references),
    moneyElement('Amt', transaction.amount),
    textElement('CdtDbtInd', transaction.direction),
    amountsElement(transaction),
    chargesElement(transaction.charges),
    optionalElement('RltdPties', [
      partyChoiceElement('Dbtr', transaction.debtor),
      accountElement('DbtrAcct', transaction.debtorAccount),
      partyChoiceElement('Cdtr', transaction.creditor),
      accountElement('CdtrAcct', transaction.creditorAccount),
    ]),
    optionalElement('RltdAgts', [
      agentElement('DbtrAgt', transaction.debtorAgent),
      agentElement('CdtrAgt', transaction.creditorAgent),
    ]),
    codeElement('Purp', transaction.purpose),
    optionalElement(
      'RmtInf',
      transaction.remittance.map((line) => textElement('Ustrd', line, text140)),
    ),
    returnedElement(transaction.returned),
    textElement('AddtlTxInf', transaction.note, { max: 500 }),
  ])
}

function referencesElement(references: References): XmlNode {
  return optionalElement('Refs', [
    textElement('MsgId', references.messageId, text35),
    textElement('AcctSvcrRef', references.servicerReference, text35),
    textElement('PmtInfId', references.paymentInformationId, text35),
    textElement('InstrId', references.instructionId, text35),
    textElement('EndToEndId', references.endToEndId, text35),
    textElement('UETR', references.uetr, { max: 36 }),
    textElement('TxId', references.transactionId, text35),
  ])
}

function amountsElement(transaction: EntryTransaction): XmlNode {
  const { instructed, transactionAmount, counterValue, exchange } = transaction
  return optionalElement('AmtDtls', [
    instructed && element('InstdAmt', [moneyElement('Amt', instructed)]),
    // The rate stands with the amount that it made, which is the amount of the transaction.
    transactionAmount && element('TxAmt', [moneyElement('Amt', transactionAmount), exchangeElement(exchange)]),
    counterValue && element('CntrValAmt', [moneyElement('Amt', counterValue)]),
  ])
}

function exchangeElement(exchange: Exchange | undefined): XmlNode {
  return (
    exchange &&
    element('CcyXchg', [
      textElement('SrcCcy', exchange.source),
      textElement('TrgtCcy', exchange.target),
      textElement('UnitCcy', exchange.unit),
      textElement('XchgRate', exchange.rate, { pattern: /^[0-9]+(\.[0-9]{1,10})?$/, max: 12 }),
      textElement('CtrctId', exchange.contractId, text35),
      dateTimeElement('QtnDt', exchange.quotedAt),
    ])
  )
}

function chargesElement(charges: readonly Charge[]): XmlNode {
  return optionalElement('Chrgs', charges.map(chargeElement))
}

function chargeElement(charge: Charge): XmlNode {
  return element('Rcrd', [
    moneyElement('Amt', charge.amount),
    textElement('CdtDbtInd', charge.direction),
    textElement('ChrgInclInd', String(charge.included)),
    charge.type && chargeTypeElement(charge.type),
    textElement('Br', charge.bearer),
    agentElement('Agt', charge.agent),
  ])
}

function chargeTypeElement(type: CodeOrProprietary): XmlNode {
  return element('Tp', [
    'code' in type
      ? textElement('Cd', type.code, { max: 4 })
      : element('Prtry', [textElement('Id', type.proprietary, text35)]),
  ])
}

function partyChoiceElement(name: string, party: Party | undefined): XmlNode {
  return party && element(name, [partyElement('Pty', party)])
}

function returnedElement(returned: EntryTransaction['returned']): XmlNode {
  return (
    returned &&
    element('RtrInf', [
      codeElement('Rsn', returned.reason),
      ...returned.notes.map((note) => textElement('AddtlInf', note, { max: 105 })),
    ])
  )
}
