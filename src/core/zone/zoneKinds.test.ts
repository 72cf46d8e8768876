import { ed25519 } from '@noble/curves/ed25519.js'
import { describe, expect, test } from 'vitest'
import { loadPack } from '../../host/packs/loadPack.ts'
import { countersignAction, type SignedAction, signAction } from '../case/action.ts'
import type { Directory } from '../case/directory.ts'
import { listKinds } from '../case/kind.ts'
import { decide } from '../case/machine.ts'
import { machineName } from '../case/machineName.ts'
import { bytesToHex, hashText } from '../record/hash.ts'
import { rulebookOf } from '../rules/rulebook.ts'
import { zoneKinds } from './zoneKinds.ts'

const rulebook = rulebookOf({ packs: [loadPack('packs/house')], zone: 'onshore' })
const kinds = listKinds(zoneKinds)
const secret = (name: string): Uint8Array => new TextEncoder().encode(name.padEnd(32, '.'))
const keyOf = (name: string): string => bytesToHex(ed25519.getPublicKey(secret(name)))
const directory: Directory = {
  zone: 'z',
  world: 'rehearsal',
  administrators: { a: keyOf('a'), b: keyOf('b') },
  organisations: {},
  people: {},
  keys: {},
  accounts: {},
  machine: machineName,
}
const document = hashText('document')
const action = {
  id: '1',
  zone: 'z',
  kind: 'organisation.enrolled',
  actor: { org: 'administration', person: 'a', role: 'administrator' },
  payload: { org: 'psb', role: 'public-security', family: 'state', name: 'SANDBOX', document },
  documents: [document],
}

function unmet(signed: SignedAction): readonly string[] {
  const own = { head: 'a'.repeat(64), stream: 'b'.repeat(64), position: 3, state: directory }
  const decision = decide({
    kinds,
    rulebook,
    action: signed,
    recordedAt: '2026-03-02T01:00:00.000Z',
    own,
    surroundings: {
      zone: { id: 'z', kind: 'onshore', world: 'rehearsal' },
      streams: { directory: { head: own.head, state: directory } },
      document: () => undefined,
      parameter: () => undefined,
    },
  })
  return decision.allowed ? [] : decision.refusal.unmet.map(({ rule }) => rule)
}

test('two administrators enrol an organisation', () => {
  expect(unmet(countersignAction(signAction(action, secret('a')), secret('b')))).toEqual([])
})

test.each([
  ['nobody', action],
  ['one', signAction(action, secret('a'))],
  ['one, twice', countersignAction(signAction(action, secret('a')), secret('a'))],
  ['one and a stranger', countersignAction(signAction(action, secret('a')), secret('stranger'))],
])('signed by %s it is refused', (_, signed) => {
  expect(unmet(signed)).toEqual(['HOUSE-administrators'])
})

test('signatures over another payload do not count', () => {
  const signed = countersignAction(signAction(action, secret('a')), secret('b'))
  expect(unmet({ ...signed, payload: { ...action.payload, org: 'fake' } })).toEqual(['HOUSE-administrators'])
})

test('a zone goes on under the machine that its directory names, until two administrators begin the next', () => {
  const { machine: _, ...earlier } = directory
  const decideThere = (kind: string, payload: SignedAction['payload']) => {
    const own = { head: 'a'.repeat(64), stream: 'b'.repeat(64), position: 3, state: earlier }
    return decide({
      kinds,
      rulebook,
      action: countersignAction(signAction({ ...action, kind, payload }, secret('a')), secret('b')),
      recordedAt: '2026-03-02T01:00:00.000Z',
      own,
      surroundings: {
        zone: { id: 'z', kind: 'onshore', world: 'rehearsal' },
        streams: { directory: { head: own.head, state: earlier } },
        document: () => undefined,
        parameter: () => undefined,
      },
    })
  }
  const enrol = decideThere(action.kind, action.payload)
  expect(enrol.allowed ? '' : enrol.refusal.message).toContain('stands under sluice/machine/1')
  expect(decideThere('machine.begun', { machine: machineName, reason: 'release' }).allowed).toBe(true)
  const other = decideThere('machine.begun', { machine: 'sluice/machine/9', reason: 'release' })
  expect(other.allowed ? [] : other.refusal.unmet.map(({ rule }) => rule)).toEqual(['HOUSE-next-machine'])
})

test('a zone that is open is not opened again, whoever signs', () => {
  const payload = {
    zone: 'z',
    kind: 'onshore',
    world: 'rehearsal',
    name: 'x',
    logKey: 'c'.repeat(64),
    origin: 'o',
    administrators: [{ person: 'm', key: keyOf('m') }],
  }
  const own = { head: 'a'.repeat(64), stream: 'b'.repeat(64), position: 3, state: directory }
  const decision = decide({
    kinds,
    rulebook,
    action: countersignAction(signAction({ ...action, kind: 'zone.opened', payload }, secret('a')), secret('b')),
    recordedAt: '2026-03-02T01:00:00.000Z',
    own,
    surroundings: {
      zone: { id: 'z', kind: 'onshore', world: 'rehearsal' },
      streams: {},
      document: () => undefined,
      parameter: () => undefined,
    },
  })
  expect(decision.allowed ? '' : decision.refusal.message).toContain('does not open a stream again')
})

describe('a zone that is closed', () => {
  const founders = [keyOf('a'), keyOf('b')]
  const opening = {
    zone: 'z',
    kind: 'onshore',
    world: 'rehearsal',
    name: 'x',
    logKey: 'c'.repeat(64),
    origin: 'o',
    administrators: ['a', 'b'].map((person) => ({ person, key: keyOf(person) })),
  }
  const empty = rulebookOf({ packs: [], zone: 'onshore' })
  const first = (
    parameters: {
      readonly founders?: readonly string[]
      readonly payload?: object
      readonly by?: readonly [string, string]
      readonly kind?: string
      readonly state?: Directory
    } = {},
  ) => {
    const { by = ['a', 'b'], kind = 'zone.opened', state, payload = opening } = parameters
    const asked = { ...action, kind, payload: payload as SignedAction['payload'] }
    const decision = decide({
      kinds,
      rulebook: empty,
      action: countersignAction(signAction(asked, secret(by[0])), secret(by[1])),
      recordedAt: '2026-03-02T01:00:00.000Z',
      own: undefined,
      surroundings: {
        zone: { id: 'z', kind: 'onshore', world: 'rehearsal', founders: parameters.founders ?? founders },
        streams: state === undefined ? {} : { directory: { head: 'a'.repeat(64), state } },
        document: () => undefined,
        parameter: () => undefined,
      },
    })
    return decision.allowed ? 'opened' : `${decision.refusal.code} ${decision.refusal.message}`
  }
  const strangers = ['m', 'n'].map((person) => ({ person, key: keyOf(person) }))
  const pack = { hash: document, pack: 'house', kind: 'law', publisher: 'x' }

  test('is opened by the founders of its configuration', () => expect(first()).toBe('opened'))
  test.each([
    ['strangers who name themselves', { payload: { ...opening, administrators: strangers }, by: ['m', 'n'] }, 'SIGNATURE_INVALID', 'founders'],
    ['strangers who name the founders', { by: ['m', 'n'] }, 'SIGNATURE_INVALID', '2 administrators'],
    ['one founder, twice', { by: ['a', 'a'] }, 'SIGNATURE_INVALID', '2 administrators'],
    ['founders with a friend', { payload: { ...opening, administrators: [...opening.administrators, strangers[0]!] } }, 'SIGNATURE_INVALID', 'founders'],
    ['one founder under two names', { payload: { ...opening, administrators: ['a', 'b'].map((person) => ({ person, key: keyOf('a') })) }, founders: [keyOf('a'), keyOf('a')], by: ['a', 'a'] }, 'SIGNATURE_INVALID', 'founders'],
    ['anybody where none is named', { founders: [] }, 'SIGNATURE_INVALID', 'founders'],
    ['founders, as another zone', { payload: { ...opening, zone: 'y' } }, 'SIGNATURE_INVALID', 'z, onshore, rehearsal'],
  ] as const)('not by %s', (_, change, code, expected) => {
    const answer = first(change as Parameters<typeof first>[0])
    expect(answer).toContain(code)
    expect(answer).toContain(expected)
  }) // biome-ignore format: a table

  test('takes its first pack from two founders, and nothing else before it', () => {
    expect(first({ kind: 'pack.published', payload: pack, state: directory })).toBe('opened')
    expect(first({ kind: 'pack.published', payload: pack, state: directory, by: ['m', 'n'] })).toContain(
      'SIGNATURE_INVALID',
    )
    const licence = { org: 'p', qualification: 'q', from: '2026-01-01T00:00:00.000Z', source: 's' }
    expect(first({ kind: 'provider.registered', payload: licence, state: directory })).toContain('no rules yet')
  })
})
