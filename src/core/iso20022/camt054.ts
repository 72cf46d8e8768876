import {
  periodElement,
  readPeriod,
  readStatedAccount,
  type StatedAccount,
  type Statement,
  statedAccountElement,
} from './camt053.ts'
import type { Entry } from './entry.ts'
import { Fields, messageOf, refuseAt } from './fields.ts'
import { given, text35 } from './parties.ts'
import { readEntry } from './readEntry.ts'
import { camt054Shapes as shapes } from './shapes.ts'
import { dateTimeElement, maybeDateTime, readDateTime } from './times.ts'
import { entryElement } from './writeEntry.ts'
import { element, textElement, writeDocument, type XmlNode } from './writeXml.ts'
import { readXml, type XmlElement } from './xml.ts'

export const camt054Namespace = 'urn:iso:std:iso:20022:tech:xsd:camt.054.001.08'

/** Lines of one account as they happen, without balances: a notification proves no balance. */
export interface Notification {
  readonly id: string
  readonly sequence?: string
  readonly createdAt?: string
  readonly period?: Statement['period'] & object
  readonly account: StatedAccount
  readonly entries: readonly Entry[]
  readonly note?: string
}

export interface NotificationMessage {
  readonly messageId: string
  readonly createdAt: string
  readonly notifications: readonly Notification[]
}

/** Writes camt.054.001.08 in its one encoding. @throws {MESSAGE_MALFORMED} @see ISO 20022 camt.054.001.08 */
export function writeCamt054(message: NotificationMessage): Uint8Array {
  const header = element('GrpHdr', [
    textElement('MsgId', message.messageId, text35),
    dateTimeElement('CreDtTm', message.createdAt),
  ])
  return writeDocument(
    camt054Namespace,
    element('BkToCstmrDbtCdtNtfctn', [header, ...message.notifications.map(notificationElement)]),
  )
}

function notificationElement(notification: Notification): XmlNode {
  return element('Ntfctn', [
    textElement('Id', notification.id, text35),
    textElement('ElctrncSeqNb', notification.sequence, { pattern: /^[0-9]{1,18}$/ }),
    dateTimeElement('CreDtTm', notification.createdAt),
    periodElement(notification.period),
    statedAccountElement(notification.account),
    ...notification.entries.map(entryElement),
    textElement('AddtlNtfctnInf', notification.note, { max: 500 }),
  ])
}

/** Reads camt.054.001.08. @throws {MESSAGE_MALFORMED} {AMOUNT_TOO_PRECISE} with line and column */
export function readCamt054(bytes: Uint8Array): NotificationMessage {
  const root = messageOf(readXml(bytes), [camt054Namespace])
  if (root.name !== 'BkToCstmrDbtCdtNtfctn') refuseAt(root, 'BkToCstmrDbtCdtNtfctn', root.name)
  const message = new Fields(root, shapes.message)
  const header = new Fields(message.one('GrpHdr'), shapes.header)
  return {
    messageId: header.text('MsgId', text35),
    createdAt: readDateTime(header.one('CreDtTm')),
    notifications: message.all('Ntfctn').map(readNotification),
  }
}

function readNotification(source: XmlElement): Notification {
  const fields = new Fields(source, shapes.notification)
  return {
    id: fields.text('Id', text35),
    ...given('sequence', fields.maybeText('ElctrncSeqNb', { pattern: /^[0-9]{1,18}$/ })),
    ...given('createdAt', maybeDateTime(fields, 'CreDtTm')),
    ...given('period', readPeriod(fields.maybe('FrToDt'), shapes)),
    account: readStatedAccount(fields.one('Acct'), shapes),
    entries: fields.all('Ntry').map((entry) => readEntry(entry, shapes)),
    ...given('note', fields.maybeText('AddtlNtfctnInf', { max: 500 })),
  }
}
