import Type from 'typebox'
import type { Directory } from '../case/directory.ts'
import { type AnyKind, defineKind, type FactInput, type Kind, verdict } from '../case/kind.ts'
import { firstMachine, machineName } from '../case/machineName.ts'
import type { Registers } from '../case/registers.ts'
import {
  asset,
  closed,
  documentHash,
  hex32,
  id,
  list,
  note,
  type Of,
  oneOf,
  optional,
  text,
  time,
} from '../case/shapes.ts'
import { statusOf } from '../rules/notices.ts'
import { licenceShape, licencesImported } from './importLicences.ts'
import { noticeKinds } from './noticeKinds.ts'
import { overrideKinds } from './overrideKinds.ts'
import type { Packs } from './packsState.ts'
import { twoOf } from './twoOf.ts'

/** The zone's own streams: directory, registers, packs. Their first entries are made when the zone is founded, by its administrators. */
const zones = ['onshore', 'offshore'] as const

const administrators = <P, S>({ directory, signers }: FactInput<P, S>) =>
  twoOf(Object.values(directory().administrators), signers)

const zoneOpenedShape = closed({
  zone: id,
  kind: oneOf(['onshore', 'offshore']),
  world: oneOf(['real', 'rehearsal']),
  name: text,
  logKey: hex32,
  origin: text,
  administrators: list(closed({ person: id, key: hex32 }), 9),
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
  },
  apply: (_, entry) => ({
    zone: entry.payload.zone,
    world: entry.payload.world as Directory['world'],
    administrators: Object.fromEntries(entry.payload.administrators.map(({ person, key }) => [person, key])),
    organisations: {},
    people: {},
    keys: { [entry.payload.logKey]: logKey(entry.payload.zone, entry.effectiveAt) },
    accounts: {},
    machine: machineName,
  }),
})

function logKey(zone: string, from: string): Directory['keys'][string] {
  return { holder: zone, use: 'log', algorithm: 'ed25519', from, vouchedBy: zone, document: '0'.repeat(64) }
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
    return { ...state, organisations: { ...state.organisations, [org]: { role, family, name } } }
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

const keyShape = closed({
  key: hex32,
  holder: id,
  use: oneOf(['person', 'organisation', 'log', 'witness']),
  algorithm: oneOf(['ed25519']),
  until: optional(time),
  vouchedBy: id,
  document: documentHash,
})

const keyEnrolled = directoryKind<Of<typeof keyShape>>({
  name: 'key.enrolled',
  payload: keyShape,
  facts: {
    documentHeld: ({ payload, documents }) => documents.includes(payload.document),
    holderKnown: ({ payload, directory }) => {
      const { organisations, people, zone } = directory()
      const known =
        organisations[payload.holder] !== undefined ||
        people[payload.holder] !== undefined ||
        payload.holder === zone ||
        payload.use === 'log' ||
        payload.use === 'witness'
      return verdict(known, payload.holder, 'an enrolled organisation, person or zone')
    },
    keyUnused: ({ payload, directory }) =>
      verdict(directory().keys[payload.key] === undefined, payload.key, 'a key enrolled for nobody yet'),
    vouched: ({ payload }) =>
      verdict(payload.vouchedBy !== payload.holder, payload.vouchedBy, `somebody other than ${payload.holder}`),
  },
  apply: (state, { payload, effectiveAt }) => {
    const { key, holder, use, algorithm, until, vouchedBy, document } = payload
    const enrolled = {
      holder,
      use,
      algorithm,
      from: effectiveAt,
      vouchedBy,
      document,
      ...(until === undefined ? {} : { until }),
    }
    return { ...state, keys: { ...state.keys, [key]: enrolled as Directory['keys'][string] } }
  },
})

const keyRevokedShape = closed({ key: hex32, reason: note })

const keyRevoked = directoryKind<Of<typeof keyRevokedShape>>({
  name: 'key.revoked',
  payload: keyRevokedShape,
  facts: {
    keyKnown: ({ payload, directory }) =>
      verdict(directory().keys[payload.key] !== undefined, payload.key, 'an enrolled key'),
  },
  apply: (state, { payload, effectiveAt }) => ({
    ...state,
    keys: { ...state.keys, [payload.key]: { ...state.keys[payload.key]!, until: effectiveAt } },
  }),
})

const accountShape = closed({
  account: id,
  owner: id,
  bank: id,
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  number: Type.String({ minLength: 4, maxLength: 34 }),
  purpose: oneOf(['case-money', 'court-money', 'deposit', 'trust', 'treasury', 'victim']),
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

function directoryKind<P>(kind: Omit<Kind<P, Directory>, 'stream' | 'zones'>): AnyKind {
  return defineKind<P, Directory>({ ...kind, facts: { administrators, ...kind.facts }, stream: 'directory', zones })
}

function registerKind<P>(kind: Omit<Kind<P, Registers>, 'stream' | 'zones'>): AnyKind {
  return defineKind<P, Registers>({ ...kind, facts: { administrators, ...kind.facts }, stream: 'registers', zones })
}

export const zoneKinds: readonly AnyKind[] = [
  zoneOpened,
  machineBegun,
  organisationEnrolled,
  personEnrolled,
  keyEnrolled,
  keyRevoked,
  accountRegistered,
  licenceRegistered,
  licencesImported,
  providerRegistered,
  packPublished,
  ...overrideKinds,
  ...noticeKinds,
]
