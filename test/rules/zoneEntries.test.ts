import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrators, personKey, personOf } from '../../sandbox/rehearsal/cast.ts'
import { countersignAction, signAction } from '../../src/core/case/action.ts'
import type { Registers } from '../../src/core/case/registers.ts'
import { licenceAt } from '../../src/core/case/registers.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { licenceChanges } from '../../src/core/rules/licenceChanges.ts'
import type { LicenceRegister } from '../../src/core/rules/licences.ts'
import { type Notices, statusOf } from '../../src/core/rules/notices.ts'
import { publicationOf, readLicences } from '../../src/core/rules/readLicences.ts'
import { lawOf, overridesFor, type Packs } from '../../src/core/zone/packsState.ts'
import type { MemoryZone } from '../simulation/memoryZone.ts'
import { type Simulation, simulate } from '../simulation/simulate.ts'
import { cn } from './packs.ts'
import { licences } from './registers.ts'

let sim: Simulation
beforeAll(async () => {
  sim = await simulate()
})
afterAll(() => sim.end())

let count = 0

/** An entry of a zone's own stream, signed by one person and countersigned by another. */
function sign(
  zone: MemoryZone,
  doing: {
    readonly kind: string
    readonly by: string
    readonly with?: string
    readonly payload: object
    readonly documents?: readonly string[]
  },
): readonly string[] {
  const admin = administrators.some((person) => person === doing.by)
  const { org, roles } = admin ? { org: 'administration', roles: ['administrator'] } : personOf(doing.by)
  const action = {
    id: `test:${count++}`,
    kind: doing.kind,
    actor: { org, person: doing.by, role: roles[0]! },
    payload: doing.payload as { [key: string]: Json },
    documents: doing.documents ?? [],
    zone: zone.parameters.id,
  }
  const signed = signAction(action, personKey(sim.seed, doing.by).secretKey)
  const result = zone.act(
    doing.with === undefined ? signed : countersignAction(signed, personKey(sim.seed, doing.with).secretKey),
  )
  if (result.outcome !== 'refused') return []
  const { unmet, code, message } = result.refusal
  return unmet.length === 0 ? [`${code}: ${message}`] : unmet.map(({ rule }) => rule)
}

const packsOf = (zone: MemoryZone) => zone.streamOf('packs')!.state as Packs
const cnHash = (zone: MemoryZone) => packsOf(zone).inForce.find((pack) => pack.id === 'cn')!.hash
const givers = { by: 'p-chen', with: 'p-gao' }

describe('an override is an entry', () => {
  const give = (
    zone: MemoryZone,
    change: {
      readonly by?: string
      readonly with?: string | undefined
      readonly payload?: object
      readonly attach?: boolean
    } = {},
  ) => {
    const document = zone.document('the text of the ministry, SANDBOX')
    const payload = {
      rule: 'CN-MOF54-fees',
      pack: cnHash(zone),
      kind: 'lifted-with-source',
      document,
      beneficiary: 'psb',
      reason: 'SANDBOX read in the ministry’s bulletin',
      ...change.payload,
    }
    const { by, with: second } = { ...givers, ...change }
    return sign(zone, {
      kind: 'override.given',
      by,
      ...(second === undefined ? {} : { with: second }),
      payload,
      documents: change.attach === false ? [] : [document],
    })
  }

  test('legal affairs lift an unverified prohibition with its source, and somebody from outside signs', () => {
    const zone = sim.zones.onshore.fork()
    expect(give(zone)).toEqual([])
    expect(packsOf(zone).overrides).toMatchObject([
      {
        rule: 'CN-MOF54-fees',
        by: { person: 'p-chen', org: 'psb' },
        approvedBy: { person: 'p-gao', org: 'finance-bureau' },
      },
    ])
  })
  test.each([
    ['a verified rule', { payload: { rule: 'CN-CPL-142-witness' } }, ['HOUSE-override-rule']],
    ['a rule that no pack has', { payload: { rule: 'CN-NONE' } }, ['HOUSE-override-rule']],
    [
      'an opinion on a prohibition',
      { payload: { kind: 'legal-opinion' } },
      ['HOUSE-override-giver', 'HOUSE-override-rule'],
    ],
    ['by the case officer', { by: 'p-zhang' }, ['HOUSE-override-giver']],
    ['without a source', { attach: false }, ['HOUSE-override-document']],
    ['with nobody else', { with: undefined }, ['HOUSE-override-approver']],
    ['with a colleague of the beneficiary', { with: 'p-zhao' }, ['HOUSE-override-approver']],
    [
      'a permission, lifted instead of opined on',
      { payload: { rule: 'CN-MPS2015-21-permit' } },
      ['HOUSE-override-rule'],
    ],
  ])('%s: refused', (_, change, rules) => {
    expect([...give(sim.zones.onshore.fork(), change)].sort()).toEqual(rules)
  })
  test('an opinion on a permission comes from outside the beneficiary’s family', () => {
    const zone = sim.zones.onshore.fork()
    const opinion = { rule: 'CN-MPS2015-21-permit', kind: 'legal-opinion' }
    expect(give(zone, { payload: opinion })).toEqual(['HOUSE-override-giver'])
    expect(give(zone, { by: 'p-ma', with: 'p-gao', payload: opinion })).toEqual([])
  })
  test('the fourth of one person in a year is refused', () => {
    const zone = sim.zones.onshore.fork()
    expect([give(zone), give(zone), give(zone), give(zone)]).toEqual([[], [], [], ['HOUSE-override-person']])
  })
  test('what is withdrawn is withdrawn once, and lets nothing pass any more', () => {
    const zone = sim.zones.onshore.fork()
    give(zone)
    const { entry } = packsOf(zone).overrides![0]!
    const withdraw = () =>
      sign(zone, { kind: 'override.withdrawn', by: 'p-chen', payload: { override: entry, reason: 'SANDBOX' } })
    expect([withdraw(), withdraw()]).toEqual([[], ['HOUSE-override-withdrawn']])
    expect(packsOf(zone).overrides?.[0]?.until).toBe(sim.clock.now())
  })
  test('one for a case is none for another', () => {
    const zone = sim.zones.onshore.fork()
    give(zone, { payload: { case: 'a'.repeat(64) } })
    const counts = ['a', 'b'].map((name) => overridesFor(packsOf(zone), name.repeat(64)).length)
    expect(counts).toEqual([1, 0])
  })
})

describe('a pack', () => {
  const publish = (zone: MemoryZone, text: string, notice?: string) => {
    const hash = zone.document(text)
    const payload = { hash, pack: 'cn', kind: 'law', publisher: 'SANDBOX', ...(notice === undefined ? {} : { notice }) }
    const [first, second] = administrators
    return sign(zone, { kind: 'pack.published', by: first, with: second, payload, documents: [hash] })
  }
  test('published again decides in the place of its older version', () => {
    const zone = sim.zones.onshore.fork()
    const before = lawOf(packsOf(zone))
    const newer = canonical(JSON.parse(canonical(cn.document).replace('"version":"', '"version":"newer ')) as Json)
    expect(publish(zone, newer)).toEqual([])
    expect(lawOf(packsOf(zone))).not.toEqual(before)
    expect(lawOf(packsOf(zone)).length).toBe(before.length)
  })
  test('rests on no notice that its issuer has not confirmed', () => {
    const zone = sim.zones.onshore.fork()
    const { notices } = JSON.parse(
      readFileSync(resolve(import.meta.dirname, '../../packs/notices/notices.json'), 'utf8'),
    ) as Notices
    // The zone has heard all of them when it began; it keeps each once.
    for (const { id, events: _, ...rest } of notices) {
      const again = { kind: 'notice.heard', by: 'p-chen', payload: { notice: id, ...rest } }
      expect(sign(zone, again)).toEqual(['HOUSE-notice-heard'])
      expect(sign(zone, { ...again, payload: { notice: `${id}-again`, ...rest } })).toEqual([])
    }
    const text = canonical(cn.document)
    expect(publish(zone, text, 'rumour-2025-new-ban')).toEqual(['HOUSE-pack-notice'])
    expect(publish(zone, text, 'vc-2026')).toEqual(['HOUSE-pack-notice'])
    const document = zone.document('SANDBOX text of the notice of February 2026')
    const confirm = (second: string | undefined, documents: readonly string[]) =>
      sign(zone, {
        kind: 'notice.moved',
        by: 'p-chen',
        ...(second === undefined ? {} : { with: second }),
        payload: { notice: 'vc-2026', status: 'confirmed', on: '2026-02-07', document },
        documents,
      })
    expect(confirm(undefined, [document])).toEqual(['HOUSE-notice-moved'])
    expect(confirm('p-gao', [])).toEqual(['HOUSE-notice-moved'])
    expect(confirm('p-gao', [document])).toEqual([])
    expect(publish(zone, text, 'vc-2026')).toEqual([])
    const status = (id: string) => statusOf(packsOf(zone).notices!.find((notice) => notice.id === id)!, '2026-03-01')
    expect([status('rumour-2025-new-ban'), status('vc-2026')]).toEqual(['unconfirmed', 'confirmed'])
  })
})

describe('a licence register is imported', () => {
  const platform = 'victory-fintech'
  const btc = 'bip122:000000000019d6689c085ae165831e93/slip44:0'
  const at = '2026-03-02T01:00:00.000Z'
  const admitting = (clientTypes: readonly string[]): LicenceRegister => ({
    ...licences,
    rows: licences.rows.map((row) =>
      row.entity === platform
        ? {
            ...row,
            admits: [{ asset: btc, clientTypes, from: '2026-02-13', source: 'SANDBOX' }],
            hosts: [{ host: 'vdx.test:443', source: 'SANDBOX' }],
          }
        : row,
    ),
  })
  const standing = (zone: MemoryZone) => zone.streamOf('registers')!.state as Registers
  const payloadOf = (zone: MemoryZone, register: LicenceRegister, when = at) => {
    const text = canonical(register as unknown as Json)
    const publication = publicationOf(readLicences(text))
    const changes = licenceChanges({ standing: standing(zone).licences, publication, at: when })
    return { register: zone.document(text), at: when, ...changes }
  }
  const [first, second] = administrators
  const take = (zone: MemoryZone, payload: ReturnType<typeof payloadOf>, both = true) =>
    sign(zone, {
      kind: 'licences.imported',
      by: first,
      ...(both ? { with: second } : {}),
      payload,
      documents: [payload.register],
    })
  const asks = (zone: MemoryZone, when: string, clientType = 'professional-investor', host = 'vdx.test:443') =>
    licenceAt({ registers: standing(zone), entity: platform, asset: btc, clientType, host, at: when }).ok

  test('by two, row by row as the preview said; and is asked as of any moment', () => {
    const zone = sim.zones.offshore.fork()
    expect(take(zone, payloadOf(zone, admitting(['professional-investor'])), false)).toEqual(['HOUSE-administrators'])
    expect(take(zone, payloadOf(zone, admitting(['professional-investor'])))).toEqual([])
    expect([asks(zone, '2026-02-12T07:00:00.000Z'), asks(zone, '2026-02-13T07:00:00.000Z')]).toEqual([false, true])
    expect([asks(zone, at, 'retail'), asks(zone, at, 'professional-investor', 'vdx-global.test:443')]).toEqual([
      false,
      false,
    ])
  })
  test('what the publication no longer has ends at that moment, and stays so for the time before', () => {
    const zone = sim.zones.offshore.fork()
    take(zone, payloadOf(zone, admitting(['professional-investor'])))
    const later = '2026-06-01T00:00:00.000Z'
    const payload = payloadOf(zone, licences, later)
    expect(payload.ended.map(({ licence, until }) => [licence.entity, until])).toContainEqual([platform, later])
    expect(take(zone, payload)).toEqual([])
    expect([asks(zone, '2026-05-31T23:59:59.999Z'), asks(zone, later)]).toEqual([true, false])
  })
  test('changes that do not follow from the publication are refused, and nothing is kept', () => {
    const zone = sim.zones.offshore.fork()
    const payload = payloadOf(zone, admitting(['professional-investor']))
    const before = standing(zone).licences.length
    const more = { ...payload, added: payload.added.map((row) => ({ ...row, clientTypes: ['retail'] })) }
    expect(take(zone, more)).toEqual(['HOUSE-import-changes'])
    expect(standing(zone).licences.length).toBe(before)
  })
})
