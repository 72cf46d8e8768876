import type { Currency } from '../money/currency.ts'
import { Fields, refuseAt, textOf } from './fields.ts'
import { readCurrency } from './money.ts'
import { partyShapes } from './shapes.ts'
import { element, optionalElement, textElement, type XmlNode } from './writeXml.ts'
import type { XmlElement } from './xml.ts'

/** Who pays or is paid, as far as it matters here. Addresses are read over: they are not needed and are personal data. */
export interface Party {
  /** At most 140 characters. */
  readonly name?: string
  /** An organisation's identifier at the bank: customer number, unit code. At most 35 characters. */
  readonly organisationId?: string
  /** ISO 3166 code of the country of residence. */
  readonly country?: string
}

export interface Account {
  readonly scheme: 'IBAN' | 'other'
  /** IBAN, or the number that the bank gave; at most 34 characters. */
  readonly id: string
  readonly currency?: Currency
  /** At most 70 characters. */
  readonly name?: string
}

/** A bank or branch. */
export interface Agent {
  /** ISO 9362. */
  readonly bic?: string
  /** Number in a national clearing system: CNAPS, bank code of Hong Kong. */
  readonly clearingMember?: { readonly system?: string; readonly id: string }
  /** At most 140 characters. */
  readonly name?: string
}

const bicPattern = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/
const ibanPattern = /^[A-Z]{2}[0-9]{2}[A-Za-z0-9]{1,30}$/
const countryPattern = /^[A-Z]{2}$/
export const text35 = { max: 35 }
export const text70 = { max: 70 }
export const text140 = { max: 140 }

export function readParty(source: XmlElement): Party {
  const fields = new Fields(source, partyShapes.party)
  const id = fields.maybe('Id')
  const organisationId = id && readOrganisationId(id)
  return {
    ...given('name', fields.maybeText('Nm', text140)),
    ...given('organisationId', organisationId),
    ...given('country', fields.maybeText('CtryOfRes', { pattern: countryPattern })),
  }
}

function readOrganisationId(source: XmlElement): string | undefined {
  const organisation = new Fields(source, partyShapes.partyId).maybe('OrgId')
  const other = organisation?.children.find((child) => child.name === 'Othr')
  const id = other?.children.find((child) => child.name === 'Id')
  return id && textOf(id, text35)
}

export function partyElement(name: string, party: Party | undefined): XmlNode {
  if (!party) return undefined
  const { organisationId } = party
  return element(name, [
    textElement('Nm', party.name, text140),
    organisationId === undefined
      ? undefined
      : element('Id', [element('OrgId', [element('Othr', [textElement('Id', organisationId, text35)])])]),
    textElement('CtryOfRes', party.country, { pattern: countryPattern }),
  ])
}

export function readAccount(source: XmlElement): Account {
  const fields = new Fields(source, partyShapes.account)
  return { ...readAccountId(fields.one('Id')), ...readAccountFacts(fields) }
}

export function readAccountId(source: XmlElement): Pick<Account, 'scheme' | 'id'> {
  const choice = new Fields(source, partyShapes.accountId)
  const iban = choice.maybe('IBAN')
  if (!iban) {
    const other = new Fields(choice.one('Othr'), partyShapes.otherAccount)
    return { scheme: 'other', id: other.text('Id', { max: 34 }) }
  }
  const id = textOf(iban, { pattern: ibanPattern })
  if (!isIban(id)) refuseAt(iban, 'an IBAN whose check digits hold', id)
  return { scheme: 'IBAN', id }
}

/** Currency and name, which stand in any account. */
export function readAccountFacts(fields: Fields): Pick<Account, 'currency' | 'name'> {
  const currency = fields.maybe('Ccy')
  return {
    ...given('currency', currency && readCurrency(currency, textOf(currency))),
    ...given('name', fields.maybeText('Nm', text70)),
  }
}

export function accountElement(name: string, account: Account | undefined, further: readonly XmlNode[] = []): XmlNode {
  if (!account) return undefined
  const { scheme, id } = account
  return element(name, [
    element('Id', [
      scheme === 'IBAN'
        ? textElement('IBAN', id, { pattern: ibanPattern })
        : element('Othr', [textElement('Id', id, { max: 34 })]),
    ]),
    textElement('Ccy', account.currency),
    textElement('Nm', account.name, text70),
    ...further,
  ])
}

export function readAgent(source: XmlElement): Agent {
  const institution = new Fields(source, partyShapes.agent).one('FinInstnId')
  const child = (name: string) => institution.children.find((candidate) => candidate.name === name)
  // BIC is what the versions before 2013 call it.
  const bic = child('BICFI') ?? child('BIC')
  const member = child('ClrSysMmbId')
  const name = child('Nm')
  return {
    ...given('bic', bic && textOf(bic, { pattern: bicPattern })),
    ...given('clearingMember', member && readClearingMember(member)),
    ...given('name', name && textOf(name, text140)),
  }
}

function readClearingMember(source: XmlElement): { readonly system?: string; readonly id: string } {
  const fields = new Fields(source, partyShapes.clearingMember)
  const system = fields.maybe('ClrSysId')?.children[0]
  return { ...given('system', system && textOf(system, text35)), id: fields.text('MmbId', text35) }
}

export function agentElement(name: string, agent: Agent | undefined): XmlNode {
  if (!agent) return undefined
  const member = agent.clearingMember
  return element(name, [
    element('FinInstnId', [
      textElement('BICFI', agent.bic, { pattern: bicPattern }),
      member &&
        element('ClrSysMmbId', [
          optionalElement('ClrSysId', [textElement('Cd', member.system, { max: 5 })]),
          textElement('MmbId', member.id, text35),
        ]),
      textElement('Nm', agent.name, text140),
    ]),
  ])
}

/** Check digits of ISO 13616: the rearranged number leaves 1 modulo 97. @example isIban('GB82WEST12345698765432') // true */
export function isIban(iban: string): boolean {
  if (!ibanPattern.test(iban)) return false
  const turned = `${iban.slice(4)}${iban.slice(0, 4)}`.toUpperCase()
  return BigInt([...turned].map((sign) => Number.parseInt(sign, 36)).join('')) % 97n === 1n
}

/** A field for a spread: present when there is a value, so that optional fields are absent and never undefined. */
export function given<const K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V }
}
