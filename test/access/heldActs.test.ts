import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrators, personKey, personOf } from '../../sandbox/rehearsal/cast.ts'
import { signIn } from '../../sandbox/rehearsal/signedIn.ts'
import { askOverHttp } from '../../sandbox/rehearsal/zoneClient.ts'
import { countersignAction, type SignedAction, signAction } from '../../src/core/case/action.ts'
import type { Directory } from '../../src/core/case/directory.ts'
import { hashText } from '../../src/core/record/hash.ts'
import { actionOfAct, type ZoneAct, zoneAct } from '../../src/core/zone/acts.ts'
import type { Packs } from '../../src/core/zone/packsState.ts'
import type { CaseReader } from '../../src/host/access/caseReaders.ts'
import type { HeldAct } from '../../src/host/access/heldActs.ts'
import { withTestDatabase } from '../support/database.ts'
import { type OneZone, onshore, seed, startOneZone } from './oneZone.ts'

const database = withTestDatabase()
let zone: OneZone
const tokens: Record<string, string> = {}
const [first, second] = administrators
const lost = personKey(seed, 'p-sun').publicKey

beforeAll(async () => {
  zone = await startOneZone(database.url)
  for (const person of [first, second, 'p-zhang', 'p-qian', 'p-chen', 'p-gao'])
    tokens[person] = await signIn({ ask: askOverHttp(zone.url), seed, person })
})
afterAll(() => zone.stop())

async function ask<T>(person: string, method: string, path: string, body?: unknown) {
  const reply = await fetch(`${zone.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${tokens[person]}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, // biome-ignore format: one object
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: reply.status, body: (await reply.json()) as T }
}
const actor = (person: string) => ({ org: 'administration', person, role: 'administrator' })
const by = (person: string, act: ZoneAct, as = person): SignedAction =>
  signAction(actionOfAct(onshore.zone, actor(as), act), personKey(seed, person).secretKey)
const hold = (person: string, action: SignedAction) =>
  ask<{ outcome?: string; code?: string; refusal?: { unmet: { rule: string }[] } }>(person, 'POST', '/api/acts', {
    action,
  })
const held = async (person: string) => (await ask<HeldAct[]>(person, 'GET', '/api/acts')).body
const revoked = (key: string, reason = 'SANDBOX lost on the way') =>
  zoneAct('revoke', { kind: 'key.revoked', payload: { key, reason }, effectiveAt: '2026-03-01T16:00:00.000Z' })

describe('an act of the administration between its two signatures', () => {
  test('is kept by the first, seen by administrators alone, and one entry after the second', async () => {
    const kept = await hold(first, by(first, revoked(lost)))
    expect([kept.status, kept.body.outcome]).toEqual([202, 'held'])
    expect((await held('p-zhang')).length).toBe(0)
    const [waiting, ...others] = await held(second)
    expect([waiting?.person, waiting?.action.kind, others]).toEqual([first, 'key.revoked', []])
    const before = (await zone.client.get<{ position: number }>('/api/directory')).position
    const both = countersignAction(waiting!.action, personKey(seed, second).secretKey)
    expect((await ask(second, 'POST', '/api/actions', { action: both })).status).toBe(201)
    const { state, position } = await zone.client.get<{ state: Directory; position: number }>('/api/directory')
    expect(position).toBe(before + 1)
    expect(state.keys[lost]?.until).toBe('2026-03-01T16:00:00.000Z')
    expect(await held(first)).toEqual([])
  })

  test('is refused at once for whatever else is wrong with it, and not kept', async () => {
    const refused = await hold(first, by(first, revoked('ab'.repeat(32))))
    expect(refused.status).toBe(403)
    // Not that a second signature is missing: that is what it would wait for.
    expect(refused.body.refusal?.unmet.map(({ rule }) => rule)).toEqual(['CN-HOUSE-key-revoked'])
    expect(await held(first)).toEqual([])
  })

  test.each([
    ['somebody who administers nothing', () => hold('p-zhang', by(first, revoked(lost))), 400, 'INPUT_INVALID'],
    ['another person than who signed', () => hold(second, by(first, revoked(lost))), 401, 'SIGNATURE_INVALID'],
    ['who signed for somebody else', () => hold(first, by(second, revoked(lost), first)), 401, 'SIGNATURE_INVALID'],
    [
      'an act that two signed',
      () => hold(first, countersignAction(by(first, revoked(lost)), personKey(seed, second).secretKey)),
      400,
      'INPUT_INVALID',
    ],
    [
      'an act in a case',
      () => hold(first, by(first, { id: 'x', kind: 'case.closed', payload: {} })),
      400,
      'INPUT_INVALID',
    ],
    ['no act at all', () => hold(first, { nothing: true } as never), 400, 'INPUT_INVALID'],
  ])('is not taken from or for %s', async (_, send, status, code) => {
    const { status: found, body } = await send()
    expect([found, body.code]).toEqual([status, code])
    expect(await held(first)).toEqual([])
  })

  test('is dropped by an administrator, and by nobody else', async () => {
    const act = revoked(personKey(seed, 'p-kou').publicKey)
    await hold(first, by(first, act))
    const path = `/api/acts/${encodeURIComponent(act.id)}`
    expect((await ask('p-zhang', 'DELETE', path)).status).toBe(400)
    expect((await ask(second, 'DELETE', path)).status).toBe(200)
    expect((await ask(second, 'DELETE', path)).status).toBe(404)
    expect(await held(first)).toEqual([])
  })
})

describe('an override between its two signatures', () => {
  let packHash = ''
  const text = 'SANDBOX the notice as the ministry published it'
  const overriding = (person: string, beneficiary: string): SignedAction => {
    const { org, roles } = personOf(person)
    const payload = { rule: 'CN-MOF54-fees', pack: packHash, kind: 'lifted-with-source', document: hashText(text), beneficiary, reason: 'SANDBOX' } // biome-ignore format: one payload
    const act = zoneAct('override', { kind: 'override.given', payload, documents: [hashText(text)] })
    return signAction(actionOfAct(onshore.zone, { org, person, role: roles[0]! }, act), personKey(seed, person).secretKey) // biome-ignore format: one call
  }
  beforeAll(async () => {
    const { state } = await zone.client.get<{ state: Packs }>('/api/packs')
    packHash = state.inForce.find(({ id }) => id === 'cn')!.hash
    await zone.client.document(text)
  })

  test('is kept by legal affairs, seen by people and not by administrators, and one entry after another person signed', async () => {
    const action = overriding('p-chen', 'psb')
    expect((await hold('p-chen', action)).status).toBe(202)
    expect(await held(first)).toEqual([])
    const [waiting] = await held('p-gao')
    expect([waiting?.person, waiting?.action.kind]).toEqual(['p-chen', 'override.given'])
    // Somebody of the beneficiary's own family is no second person.
    const own = countersignAction(waiting!.action, personKey(seed, 'p-zhang').secretKey)
    expect((await ask('p-zhang', 'POST', '/api/actions', { action: own })).status).toBe(403)
    const both = countersignAction(waiting!.action, personKey(seed, 'p-gao').secretKey)
    expect((await ask('p-gao', 'POST', '/api/actions', { action: both })).status).toBe(201)
    const { state } = await zone.client.get<{ state: Packs }>('/api/packs')
    expect(state.overrides).toMatchObject([{ by: { person: 'p-chen' }, approvedBy: { person: 'p-gao' } }])
    expect(await held('p-gao')).toEqual([])
  })

  test('is refused at once to who is not legal affairs, and to who signs for somebody else', async () => {
    const refused = await hold('p-qian', overriding('p-qian', 'institute'))
    expect([refused.status, refused.body.refusal?.unmet.map(({ rule }) => rule)]).toEqual([403, ['HOUSE-override-giver']]) // biome-ignore format: one assertion
    expect((await hold('p-qian', overriding('p-chen', 'cbex'))).status).toBe(401)
    expect(await held('p-chen')).toEqual([])
  })

  test('is dropped by who signed it, and by nobody else', async () => {
    const action = overriding('p-chen', 'cbex')
    await hold('p-chen', action)
    const path = `/api/acts/${encodeURIComponent(action.id)}`
    expect((await ask('p-gao', 'DELETE', path)).status).toBe(404)
    expect((await ask(first, 'DELETE', path)).status).toBe(404)
    expect((await ask('p-chen', 'DELETE', path)).status).toBe(200)
    expect(await held('p-gao')).toEqual([])
  })
})

describe('who reads a case', () => {
  test('is told to who reads it, each with the entry that makes them a reader', async () => {
    const { id } = await zone.openCase('SANDBOX-1')
    const { org, roles } = personOf('p-chen')
    const grant = signAction(
      { id: 'grant', zone: onshore.zone, stream: id, kind: 'access.granted', actor: { org, person: 'p-chen', role: roles[0]! }, payload: { org: 'court', reason: 'SANDBOX reads along' }, subject: {}, documents: [] }, // biome-ignore format: one action
      personKey(seed, 'p-chen').secretKey,
    )
    await ask('p-zhang', 'POST', '/api/actions', { action: grant, stream: id })
    const { body } = await ask<CaseReader[]>('p-zhang', 'GET', `/api/cases/${id}/readers`)
    expect(body.map(({ org: who, why, kind }) => [who, why, kind]).sort()).toEqual([
      ['court', 'granted', 'access.granted'],
      ['procuratorate', 'supervises', 'supervision.granted'],
      ['psb', 'named', 'case.opened'],
    ])
    expect(body.every(({ entry, at }) => /^[0-9a-f]{64}$/.test(entry) && at.endsWith('Z'))).toBe(true)
    expect((await ask('p-qian', 'GET', `/api/cases/${id}/readers`)).status).toBe(404)
    expect((await ask(first, 'GET', `/api/cases/${id}/readers`)).status).toBe(404)
  })
})
