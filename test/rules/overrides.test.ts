import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { countOverrides, mayOverride, type OverrideQuestion } from '../../src/core/rules/countOverrides.ts'
import type { Override } from '../../src/core/rules/evaluate.ts'
import { type ScreeningLists, screen } from '../../src/core/rules/screening.ts'
import { beijing, cn, decide, factsMet, unmetIds } from './packs.ts'

const by = (person: string) => ({ person, org: 'psb' })
const lift: Override = { rule: 'CN-MOF54-fees', kind: 'lifted-with-source', document: 'b'.repeat(64), by: by('p-chen') }
const opinion: Override = {
  rule: 'CN-MPS2015-21-permit',
  kind: 'legal-opinion',
  document: 'c'.repeat(64),
  by: { person: 'p-out', org: 'law-firm' },
}

describe('an unverified rule', () => {
  const ask = (overrides: readonly Override[]) =>
    unmetIds(
      decide({
        packs: [cn, beijing],
        zone: 'onshore',
        kind: 'entrustment.made',
        facts: { ...factsMet('entrustment.made'), feeAuthority: false },
        overrides,
      }),
    )
  test('that forbids binds until it is lifted', () => expect([ask([]), ask([lift])]).toEqual([['CN-MOF54-fees'], []]))
  test('that forbids is not lifted by an opinion', () =>
    expect(ask([{ ...lift, kind: 'legal-opinion' }])).toEqual(['CN-MOF54-fees']))
  test('that permits, with an opinion, is still held to its conditions', () => {
    const facts = { ...factsMet('basis.consentedInvestigation'), organisedCrime: false, withFinanceDepartment: false }
    const unmet = (overrides: readonly Override[]) =>
      unmetIds(decide({ packs: [cn], zone: 'onshore', kind: 'basis.consentedInvestigation', facts, overrides }))
    expect([unmet([]), unmet([opinion])]).toEqual([['CN-MPS2015-21-permit'], ['CN-MPS2015-21-permit']])
    expect(
      unmetIds(
        decide({
          packs: [cn],
          zone: 'onshore',
          kind: 'basis.consentedInvestigation',
          facts: { ...facts, withFinanceDepartment: true },
          overrides: [opinion],
        }),
      ),
    ).toEqual([])
  })
  test('that was let pass is named in the decision, with the entry that let it; before and after its time it binds', () => {
    const given = {
      ...lift,
      entry: 'e'.repeat(64),
      from: '2026-02-01T00:00:00.000Z',
      until: '2026-03-01T00:00:00.000Z',
    }
    const facts = { ...factsMet('entrustment.made'), feeAuthority: false }
    const at = (moment: string) =>
      decide({ packs: [cn, beijing], zone: 'onshore', kind: 'entrustment.made', facts, overrides: [given], at: moment })
    expect(at('2026-02-15T00:00:00.000Z')).toMatchObject({
      allowed: true,
      overridden: [{ rule: 'CN-MOF54-fees', entry: 'e'.repeat(64) }],
    })
    expect([unmetIds(at('2026-01-31T23:59:59.999Z')), unmetIds(at('2026-03-01T00:00:00.000Z'))]).toEqual([
      ['CN-MOF54-fees'],
      ['CN-MOF54-fees'],
    ])
    const met = decide({
      packs: [cn, beijing],
      zone: 'onshore',
      kind: 'entrustment.made',
      facts: factsMet('entrustment.made'),
      overrides: [given],
      at: '2026-02-15T00:00:00.000Z',
    })
    expect(met).toMatchObject({ allowed: true, overridden: [] })
  })
  test('a verified rule is never lifted', () => {
    const facts = { ...factsMet('seizure.listed'), witnessSigned: false }
    const overrides = [{ ...lift, rule: 'CN-CPL-142-witness' }]
    expect(unmetIds(decide({ packs: [cn], zone: 'onshore', kind: 'seizure.listed', facts, overrides }))).toEqual([
      'CN-CPL-142-witness',
    ])
  })
})

describe('who may override', () => {
  const base: OverrideQuestion = {
    override: lift,
    packs: [cn],
    earlier: [],
    cap: 3,
    roles: ['legal-affairs'],
    inBeneficiarysChain: false,
  }
  test.each<[string, Partial<OverrideQuestion>, boolean, string]>([
    ['legal affairs with a source', {}, true, 'at most 3'],
    ['the case officer', { roles: ['case-officer'] }, false, 'legal-affairs'],
    [
      'a verified rule',
      { override: { ...lift, rule: 'CN-CPL-142-witness' } },
      false,
      'an unverified rule: a verified one is never overridden',
    ],
    ['no such rule', { override: { ...lift, rule: 'CN-NONE' } }, false, 'a rule of the packs in force'],
    ['no document', { override: { ...lift, document: '' } }, false, 'the hash of the source or opinion'],
    ['an opinion on a prohibition', { override: { ...lift, kind: 'legal-opinion' } }, false, 'lifted-with-source'],
    ['an opinion from outside', { override: opinion, roles: [] }, true, 'at most 3'],
    [
      "an opinion from the beneficiary's chain",
      { override: opinion, inBeneficiarysChain: true },
      false,
      "somebody outside the beneficiary's chain",
    ],
    ['the fourth', { earlier: [lift, lift, lift] }, false, 'at most 3'],
  ])('%s: %s', (_, change, ok, required) => {
    expect(mayOverride({ ...base, ...change })).toMatchObject({ ok, required })
  })
  test('they are counted by person, most first', () => {
    expect(countOverrides([lift, opinion, lift], 1)).toEqual([
      { person: 'p-chen', org: 'psb', count: 2, overCap: true },
      { person: 'p-out', org: 'law-firm', count: 1, overCap: false },
    ])
  })
})

describe('lists and sovereigns', () => {
  const { lists } = JSON.parse(
    readFileSync(resolve(import.meta.dirname, '../../packs/registers/lists.json'), 'utf8'),
  ) as ScreeningLists
  const onshore = ['cn-terror', 'cn-un', 'cn-pboc']
  const offshore = ['hk-unso', 'hk-unatmo', 'hk-wmd']
  test.each([
    [
      'a foreign list refuses nothing onshore',
      'onshore',
      [...onshore, 'us-sdn'],
      ['us-sdn'],
      { ok: true, stops: [], information: ['us-sdn'], toOfficer: [], notScreened: [] },
    ],
    [
      'one of the three lists stops',
      'onshore',
      onshore,
      ['cn-un'],
      { ok: false, stops: ['cn-un'], information: [], toOfficer: [], notScreened: [] },
    ],
    [
      'a binding list that nobody asked is no clearance',
      'onshore',
      ['cn-terror', 'cn-un'],
      [],
      { ok: false, stops: [], information: [], toOfficer: [], notScreened: ['cn-pboc'] },
    ],
    [
      'offshore a foreign list goes to the officer of the venue',
      'offshore',
      [...offshore, 'us-sdn'],
      ['us-sdn'],
      { ok: true, stops: [], information: [], toOfficer: ['us-sdn'], notScreened: [] },
    ],
    [
      'a Hong Kong list stops in Hong Kong',
      'offshore',
      offshore,
      ['hk-unso'],
      { ok: false, stops: ['hk-unso'], information: [], toOfficer: [], notScreened: [] },
    ],
    [
      'a list that nobody registered counts for nothing',
      'onshore',
      onshore,
      ['blog'],
      { ok: true, stops: [], information: [], toOfficer: [], notScreened: [] },
    ],
  ] as const)('%s', (_, zone, screened, hits, expected) => {
    expect(screen({ lists, zone, screened, hits })).toEqual(expected)
  })
})
