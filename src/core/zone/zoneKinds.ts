import Type from 'typebox'
import { accountPurposes, type Directory } from '../case/directory.ts'
import { type AnyKind, defineKind, verdict } from '../case/kind.ts'
import { firstMachine, machineName } from '../case/machineName.ts'
import {
  closed,
  documentHash,
  hex32,
  id,
  list,
  note,
  type Of,
  oneOf,
  optional,
  publicKey,
  text,
  time,
} from '../case/shapes.ts'
import { algorithmOf } from '../record/publicKeys.ts'
import { statusOf } from '../rules/notices.ts'
import { administrators, directoryKind, registerKind, zones } from './administered.ts'
import { administratorsChanged } from './administratorKinds.ts'
import { keyConfirmed } from './confirmKey.ts'
import { valueDeleted } from './deletionKind.ts'
import { licenceShape, licencesImported } from './importLicences.ts'
import { listImported } from './importLists.ts'
import { incidentKinds } from './incidentKinds.ts'
import { keyEnrolled, keyReplaced, keyRevoked } from './keyKinds.ts'
import { logKeyKinds } from './logKeyKinds.ts'
import { noticeKinds } from './noticeKinds.ts'
import { overrideKinds } from './overrideKinds.ts'
import type { Packs } from './packsState.ts'
import { readerKinds } from './readerKinds.ts'
import { tieKinds } from './tieKinds.ts'
import { twoOf } from './twoOf.ts'

/** The zone's own streams: directory, registers, packs. Their first entries are made when the zone is founded, by its administrators. */
const zoneOpenedShape = closed({
  zone: id,
  kind: oneOf(['onshore', 'offshore']),
  world: oneOf(['real', 'rehearsal']),
  name: text,
  logKey: publicKey,
  origin: text,
  administrators: list(closed({ person: id, key: publicKey }), 9),
})

const zoneOpened = directoryKind<Of<typeof zoneOpenedShape>>({
  name: 'zone.opened',
  payload: zoneOpenedShape,
  facts: {
    administrators: ({ payload, signers }) =>
      twoOf(
        payload.administrators.map(({ key }) => key),
        signers,
      ),
    founders: ({ payload, founders }) => foundedBy(payload, founders()),
    zoneNamed: ({ payload, zone }) =>
      verdict(
        payload.zone === zone.id && payload.kind === zone.kind && payload.world === zone.world,
        `${payload.zone}, ${payload.kind}, ${payload.world}`,
        `${zone.id}, ${zone.kind}, ${zone.world}`,
      ),
  },
  apply: (_, entry) => ({
    zone: entry.payload.zone,
    world: entry.payload.world as Directory['world'],
    administrators: Object.fromEntries(entry.payload.administrators.map(({ person, key }) => [person, key])),
    organisations: {},
    people: {},
    keys: { [entry.payload.logKey]: openingKey(entry.payload, entry.effectiveAt) },
    accounts: {},
    machine: machineName,
  }),
})

/** Those who may administer are those whom the configuration names: all of them and nobody else. On replay the zone's word stands, and is listed as that. */
function foundedBy({ administrators: named }: Of<typeof zoneOpenedShape>, founders: readonly string[] | undefined) {
  const keys = named.map(({ key }) => key)
  const same =
    founders === undefined || (keys.length === founders.length && founders.every((key) => keys.includes(key)))
  const apart = new Set(keys).size === keys.length && new Set(named.map(({ person }) => person)).size === keys.length
  return verdict(
    same && apart && keys.length >= 2,
    named.map(({ person }) => person).join(', '),
    'the founders of the configuration, two at least',
  )
}

function openingKey({ zone, logKey }: { zone: string; logKey: string }, from: string): Directory['keys'][string] {
  return { holder: zone, use: 'log', algorithm: algorithmOf(logKey)!, from, vouchedBy: zone, document: '0'.repeat(64) }
}

const machineBegunShape = closed({ machine: text, reason: note })

/** From here on the zone's entries are decided by this machine. Entries before it stay with the machine that made them. */
const machineBegun = directoryKind<Of<typeof machineBegunShape>>({
  name: 'machine.begun',
  payload: machineBegunShape,
  facts: {
    nextMachine: ({ payload, directory }) =>
      verdict(
        payload.machine === machineName && (directory().machine ?? firstMachine) !== machineName,
        payload.machine,
        `${machineName}, after an earlier one`,
      ),
  },
  apply: (state, { payload }) => ({ ...state, machine: payload.machine }),
})

const organisationShape = closed({ org: id, role: id, family: id, name: text, document: documentHash })

const organisationEnrolled = directoryKind<Of<typeof organisationShape>>({
  name: 'organisation.enrolled',
  payload: organisationShape,
  facts: { documentHeld: ({ payload, documents }) => documents.includes(payload.document) },
  apply: (state, { payload }) => {
    const { org, role, family, name } = payload
    const { [org]: _, ...endedFamilies } = state.endedFamilies ?? {}
    const organisations = { ...state.organisations, [org]: { role, family, name } }
    return { ...state, organisations, ...(state.endedFamilies === undefined ? {} : { endedFamilies }) }
  },
})

const personShape = closed({ person: id, org: id, roles: list(id, 20), personalName: optional(text) })

const personEnrolled = directoryKind<Of<typeof personShape>>({
  name: 'person.enrolled',
  payload: personShape,
  personal: ['personalName'],
  facts: {
    organisationKnown: ({ payload, directory }) =>
      verdict(directory().organisations[payload.org] !== undefined, payload.org, 'an enrolled organisation'),
  },
  apply: (state, { payload }) => {
    const { person, org, roles } = payload
    return { ...state, people: { ...state.people, [person]: { org, roles: [...roles].sort() } } }
  },
})

const accountShape = closed({
  account: id,
  owner: id,
  bank: id,
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  number: Type.String({ minLength: 4, maxLength: 34 }),
  purpose: oneOf(accountPurposes),
  drawnBy: Type.Array(id, { maxItems: 10 }),
  document: documentHash,
})

const accountRegistered = directoryKind<Of<typeof accountShape>>({
  name: 'account.registered',
  payload: accountShape,
  facts: {
    documentHeld: ({ payload, documents }) => documents.includes(payload.document),
    ownerKnown: ({ payload, directory }) =>
      verdict(directory().organisations[payload.owner] !== undefined, payload.owner, 'an enrolled organisation'),
  },
  apply: (state, { payload }) => {
    const { account, owner, bank, currency, number, purpose, drawnBy } = payload
    return { ...state, accounts: { ...state.accounts, [account]: { owner, bank, currency, number, purpose, drawnBy } } }
  },
})

const licenceRegistered = registerKind<Of<typeof licenceShape>>({
  name: 'licence.registered',
  payload: licenceShape,
  facts: { sourceNamed: ({ payload }) => payload.source.length > 0 },
  // Rows are never edited. What ends one is an import that no longer has it.
  apply: (state, { payload }) => ({
    ...state,
    licences: [...(state?.licences ?? []), payload],
    providers: state?.providers ?? [],
  }),
})

const providerShape = closed({ org: id, qualification: text, from: time, until: optional(time), source: text })

const providerRegistered = registerKind<Of<typeof providerShape>>({
  name: 'provider.registered',
  payload: providerShape,
  facts: { sourceNamed: ({ payload }) => payload.source.length > 0 },
  apply: (state, { payload }) => ({
    ...state,
    licences: state?.licences ?? [],
    providers: [...(state?.providers ?? []), payload],
  }),
})

const packShape = closed({
  hash: hex32,
  pack: id,
  kind: oneOf(['law', 'model']),
  publisher: text,
  /** The notice that this pack puts into rules. */
  notice: optional(id),
})

const packPublished = defineKind<Of<typeof packShape>, Packs>({
  name: 'pack.published',
  stream: 'packs',
  zones,
  payload: packShape,
  facts: {
    administrators,
    documentHeld: ({ payload, documents }) => documents.includes(payload.hash),
    noticeConfirmed: (input) => {
      const { notice: id } = input.payload
      if (id === undefined) return verdict(true, 'rests on no notice', 'a confirmed notice, where it rests on one')
      const notice = input.state().notices?.find((each) => each.id === id)
      const status = notice === undefined ? 'not kept' : statusOf(notice, input.effectiveAt.slice(0, 10))
      return verdict(status === 'confirmed', status, 'a notice confirmed by its issuer')
    },
  },
  apply: (state, { payload, effectiveAt }) => {
    const { hash, pack, kind } = payload
    return {
      ...state,
      inForce: [...(state?.inForce ?? []), { hash, id: pack, kind: kind as 'law' | 'model', from: effectiveAt }],
    }
  },
})

export const zoneKinds: readonly AnyKind[] = [
  zoneOpened,
  machineBegun,
  organisationEnrolled,
  ...tieKinds,
  personEnrolled,
  keyEnrolled,
  keyReplaced,
  keyRevoked,
  keyConfirmed,
  administratorsChanged,
  valueDeleted,
  accountRegistered,
  licenceRegistered,
  licencesImported,
  listImported,
  providerRegistered,
  packPublished,
  ...overrideKinds,
  ...noticeKinds,
  ...incidentKinds,
  ...logKeyKinds,
  ...readerKinds,
]
