import { type FactInput, verdict } from '../../core/case/kind.ts'
import { closed, documentHash, flag, id, type Of, oneOf, optional } from '../../core/case/shapes.ts'
import { custodyOf, lotOf } from '../custody/custody.ts'
import { measureInForce } from '../measure/measureInForce.ts'
import { openObjections, toldOf, upheldObjections } from '../objection/objection.ts'
import { type Consent, type ConsentBody, consentsOf, isFullForm, titleOf } from '../title/title.ts'

export const earlyShape = closed({
  consent: id,
  /** The approval of whoever the stage asks, with its level. */
  approval: documentHash,
  /** The finance department's word on how the sale is organised. */
  finance: optional(documentHash),
  propertyClass: oneOf(['volatile', 'depreciating', 'perishable', 'expiring', 'other']),
  organisedCrime: flag,
  /** Where the money will be kept. */
  account: id,
  /** The procuratorate's confirmation of a consent from custody. */
  confirmation: optional(documentHash),
})
export type EarlyPayload = Of<typeof earlyShape>
type Input = FactInput<EarlyPayload>

interface ApprovalBody {
  readonly level?: string
  readonly lot?: string
  readonly consent?: string
  readonly account?: string
}

const hourMs = 3_600_000

function consentOf({ payload, state, subject }: Pick<Input, 'payload' | 'state' | 'subject'>): Consent | undefined {
  const row = consentsOf(state())[payload.consent]
  return row?.lot === subject.lot ? row : undefined
}

function roleOf({ directory }: Pick<Input, 'directory'>, org: string): string {
  return directory().organisations[org]?.role ?? 'none'
}

/** Counsel's own statement: there, signing apart, outside the interrogation, by somebody who is not of the organ. */
function counsel(input: Input): { readonly present: boolean; readonly outside: boolean } {
  const { paper } = input
  const hash = consentOf(input)?.counsel
  if (hash === undefined) return { present: false, outside: false }
  const { issuer, body } = paper(hash, 'counsel-statement')
  const said = body as { consent?: string; present?: boolean; apart?: boolean; outsideInterrogation?: boolean }
  const own = said.consent === input.payload.consent && ['counsel', 'law-firm'].includes(roleOf(input, issuer))
  return {
    present: own && said.present === true && said.apart === true,
    outside: own && said.outsideInterrogation === true,
  }
}

/** By whose organ a stage is approved, and what the money's keeper is called. */
const organOf: Readonly<Record<string, string>> = {
  'public-security': 'police',
  procuratorate: 'procuratorate',
  court: 'court',
}

/** What is asked of a disposal before judgment, at whichever stage: the conditions of law finding 3 and, from custody, of finding 23. */
export const consentFacts: Readonly<Record<string, (input: Input) => ReturnType<typeof verdict> | boolean | string>> = {
  propertyClass: ({ payload }) => payload.propertyClass,
  organisedCrime: ({ payload }) => payload.organisedCrime,
  rightHolderIdentified: ({ state, subject }) => titleOf(state(), subject.lot) !== undefined,
  rightHolderUndisputed: ({ state, subject }) =>
    titleOf(state(), subject.lot)?.undisputed === true && openObjections(state(), subject.lot).length === 0,
  actorIsRightHolder: (input) => {
    const title = titleOf(input.state(), input.subject.lot)
    const found = consentOf(input)?.rightHolder ?? 'nobody'
    const held = title?.holder === found ? `holder ${found}` : found
    return verdict(
      title !== undefined && found === title.rightHolder,
      held,
      title === undefined ? 'a right-holder found' : `right-holder ${title.rightHolder}`,
    )
  },
  appliedInWriting: (input) => consentOf(input)?.form === 'application',
  consented: (input) => consentOf(input)?.form === 'consent',
  consentStands: (input) => {
    const row = consentOf(input)
    const units = lotOf(input.state(), input.subject.lot)?.units ?? '0'
    const stands = row !== undefined && row.withdrawnAt === undefined && row.units === units
    const found = row === undefined ? 'none for this lot' : (row.withdrawnAt ?? `for ${row.units}`)
    return verdict(stands, found, `one for ${units}, not withdrawn`)
  },
  othersConsent: ({ state, subject }) => {
    const { coOwners = [], rightHolder } = titleOf(state(), subject.lot) ?? {}
    const said = new Set(
      Object.values(consentsOf(state()))
        .filter((row) => row.lot === subject.lot && row.withdrawnAt === undefined)
        .map((row) => row.rightHolder),
    )
    const missing = coOwners.filter((party) => party !== rightHolder && !said.has(party))
    return verdict(missing.length === 0, missing.join(', ') || 'none missing', 'each co-owner for himself')
  },
  approverLevel: (input) => {
    const { payload, paper, subject } = input
    const { issuer, body } = paper(payload.approval, 'disposal-approval')
    const { level, lot, consent } = body as ApprovalBody
    const fits = lot === subject.lot && consent === payload.consent && organOf[roleOf(input, issuer)] !== undefined
    return fits && typeof level === 'string' ? level : 'none for this lot and consent'
  },
  withFinanceDepartment: (input) => {
    const hash = input.payload.finance
    return hash !== undefined && roleOf(input, input.paper(hash, 'finance-word').issuer) === 'finance'
  },
  moneyHeldBy: (input) => {
    const account = input.directory().accounts[input.payload.account]
    return account === undefined ? 'nobody' : (organOf[roleOf(input, account.owner)] ?? account.owner)
  },
  neededAsEvidence: ({ state, subject }) => custodyOf(state()).lots[subject.lot ?? '']?.evidence !== false,
  harmsNobody: ({ state, subject }) => {
    const against = [...openObjections(state(), subject.lot), ...upheldObjections(state(), subject.lot)]
    return titleOf(state(), subject.lot)?.harmsNobody === true && against.length === 0
  },
  concernedTold: ({ state, subject }) => {
    const title = titleOf(state(), subject.lot)
    const told = toldParties(state, subject)
    return title !== undefined && told.size > 0 && title.concerned.every(({ party }) => told.has(party))
  },
  objectionsDecided: ({ state, subject }) => openObjections(state(), subject.lot).length === 0,
  suspectNotified: ({ state, subject }) =>
    toldOf(state(), subject.lot).some(
      ({ about, parties }) =>
        about === 'disposal' && parties.some(({ standing }) => standing === 'suspect' || standing === 'kin'),
    ),
  consentInCustody: (input) => consentOf(input)?.inCustody !== false,
  counselPresent: (input) => counsel(input).present,
  outsideInterrogation: (input) => counsel(input).outside,
  fullForm: (input) => {
    const row = consentOf(input)
    return row !== undefined && isFullForm(input.paper(row.paper, 'disposal-consent').body as ConsentBody)
  },
  cooledOff: (input) => {
    const hours = Number(input.parameter('coolingOffHours'))
    const row = consentOf(input)
    if (row === undefined) return verdict(false, 'no consent for this lot', `${hours} h`)
    const passed = Math.floor((Date.parse(input.effectiveAt) - Date.parse(row.signedAt)) / hourMs)
    return verdict(passed >= hours, `${passed} h`, `${hours} h`)
  },
  procuratorateConfirms: (input) => {
    const hash = input.payload.confirmation
    if (hash === undefined) return false
    const { issuer, body } = input.paper(hash, 'consent-confirmation')
    return roleOf(input, issuer) === 'procuratorate' && (body as { consent?: string }).consent === input.payload.consent
  },
  measureInForce: ({ state, subject, effectiveAt }) =>
    measureInForce({ state: state(), lines: lotOf(state(), subject.lot)?.lines ?? [], at: effectiveAt }),
  approvingOrgan: ({ payload, paper }) => paper(payload.approval, 'disposal-approval').issuer,
}

function toldParties(state: Input['state'], subject: Input['subject']): ReadonlySet<string> {
  return new Set(
    toldOf(state(), subject.lot)
      .filter(({ about }) => about === 'disposal')
      .flatMap(({ parties }) => parties.map(({ party }) => party)),
  )
}
