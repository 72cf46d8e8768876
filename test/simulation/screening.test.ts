import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { platformA } from '../../sandbox/rehearsal/cast.ts'
import { clearanceOf, entrustOnshore } from '../../sandbox/rehearsal/entrust.ts'
import { sandboxList, sandboxListed, screen } from '../../sandbox/rehearsal/screen.ts'
import { seize } from '../../sandbox/rehearsal/seize.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { Refused, type ZoneClient } from '../../sandbox/rehearsal/zoneClient.ts'
import { makeHolder, signBip322 } from '../../sandbox/signer/holder.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import type { ScreeningHit } from '../../src/core/rules/screenSubjects.ts'
import { type Simulation, simulate } from './simulate.ts'

let sim: Simulation
beforeAll(async () => {
  sim = await simulate({ world: true, seed: 'screening', startsAt: '2026-02-11T01:00:00.000Z' })
  const { held, inventory } = await seize(sim, { startsOn: '2026-02-11' })
  await entrustOnshore(sim, { held, inventory, depositFen: 120_000_000n })
  const [first] = await sim.offshore.get<{ id: string }[]>('/api/cases')
  sim.offshore.caseId = first!.id
}, 240_000)
afterAll(() => sim.end())

const unmetOf = async (work: Promise<unknown>): Promise<readonly string[]> => {
  try {
    await work
    return []
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.refusal.unmet.map(({ rule }) => rule).sort()
  }
}

const suspect = () => makeHolder({ seed: sim.seed, holder: 'suspect-1' }).bitcoinAddress
const cleared = (addresses: readonly string[], names: readonly string[] = []) =>
  screen(sim, 'offshore', { purpose: 'clearance', about: 'trust', platform: platformA, lot: 'A', addresses, names })
const clearance = async () => {
  const { subject, ...doing } = await clearanceOf(sim, platformA)
  return sim.refusedBy(sim.offshore, { ...doing, subject: subject!, by: 'p-ng' })
}

/** A later snapshot of a list, by two administrators. */
async function takeIn(
  zone: ZoneClient,
  list: string,
  text: string,
  change: { readonly [key: string]: Json } = {},
  attach = true,
): Promise<readonly string[]> {
  const [snapshot, previous] = [await zone.document(text), await zone.document(sandboxList(list))]
  const payload = {
    list,
    title: 'SANDBOX',
    issuer: 'SANDBOX',
    binds: 'offshore',
    force: 'binding-hong-kong',
    snapshot,
    previous,
    publishedOn: '2020-01-05',
    checkedOn: sim.clock.now().slice(0, 10),
    source: 'SANDBOX',
    subjects: 3,
    begun: 1,
    gone: 0,
    ...change,
  }
  return unmetOf(zone.found('list.imported', payload, attach ? [snapshot, previous] : []))
}
const longer = (list: string) =>
  sandboxList(list, [
    { name: sandboxListed.name },
    { address: sandboxListed.address },
    { name: 'SANDBOX Harbour Trust' },
  ])

describe('the snapshot of a list is taken in', () => {
  test.each([
    ['with other counts', {}, { begun: 2 }, true, ['HOUSE-import-list']],
    ['as another list', {}, { list: 'hk-wmd' }, true, ['HOUSE-import-list']],
    ['under another force', {}, { force: 'information' }, true, ['HOUSE-import-list']],
    ['as binding where it does not', {}, { binds: 'onshore' }, true, ['HOUSE-import-list']],
    ['published on another day', {}, { publishedOn: '2026-01-04' }, true, ['HOUSE-import-list']],
    ['looked up tomorrow', {}, { checkedOn: '2027-01-01' }, true, ['HOUSE-import-list']],
    ['in the place of none', {}, { previous: '0'.repeat(64) }, true, ['HOUSE-import-list']],
    ['without its snapshot', {}, {}, false, ['HOUSE-import-list']],
    ['of the real world', { world: 'real' }, {}, true, ['HOUSE-import-list']],
  ] as const)('%s: refused', async (_, header, change, attach, rules) => {
    const [first, ...rest] = longer('hk-unso').split('\n')
    const text = [JSON.stringify({ ...(JSON.parse(first!) as object), ...header }), ...rest].join('\n')
    expect(await takeIn(sim.offshore, 'hk-unso', text, change, attach)).toEqual(rules)
  })
})

describe('offshore', () => {
  test('nothing is cleared that nobody screened', async () => {
    expect((await clearance()).toSorted()).toEqual(['HK-G-6.15-current', 'HK-G-6.16-screened'])
  })

  test('what is screened and clear passes, until the lists are older than a week', async () => {
    const { hits } = await cleared([suspect()])
    expect(hits).toEqual([])
    const now = sim.clock.now()
    sim.at(new Date(Date.parse(now) + 8 * 86_400_000).toISOString())
    expect(await clearance()).toEqual(['HK-G-6.15-current'])
    await cleared([suspect()])
    expect(await clearance()).toEqual([])
  })

  test('a hit on a list that only informs refuses nothing, one that binds does until somebody else resolves it with a paper', async () => {
    const { entry, hits } = await cleared([suspect(), sandboxListed.address])
    expect(hits.map(({ list, force, line, subject }) => [list, force, line, subject])).toEqual([
      ['hk-unso', 'binding-hong-kong', 3, 1],
      ['hk-unatmo', 'binding-hong-kong', 3, 1],
      ['hk-wmd', 'binding-hong-kong', 3, 1],
      ['us-sdn', 'information', 3, 1],
    ])
    expect(await clearance()).toEqual(['HK-G-6.16-screened'])
    const resolve = async (hit: ScreeningHit, by: string, change: { readonly [key: string]: Json } = {}) => {
      const { list, line, subject } = hit
      const said = { screening: entry, list, line, subject, outcome: 'not-the-same' }
      const paper = await file(sim, sim.offshore, 'trust', 'screening-resolution', { ...said, ...change })
      return sim.refusedBy(sim.offshore, {
        by,
        kind: 'screening.resolved',
        subject: { lot: 'A' },
        payload: { ...said, ...(change.outcome === undefined ? {} : { outcome: change.outcome }), paper },
        documents: [paper],
      })
    }
    expect(await resolve(hits[0]!, 'p-ng')).toEqual(['HK-SCREENING-other'])
    expect(await resolve(hits[0]!, 'p-lam', { line: 2 })).toEqual(['HK-G-6.18-resolved'])
    // Only an authority licenses what a list names.
    expect(await resolve(hits[0]!, 'p-lam', { outcome: 'licensed' })).toEqual(['HK-G-6.18-resolved'])
    for (const hit of hits.slice(0, 2)) expect(await resolve(hit, 'p-lam')).toEqual([])
    expect(await resolve(hits[0]!, 'p-lam')).toEqual(['HK-G-6.18-resolved'])
    expect(await clearance()).toEqual(['HK-G-6.16-screened'])
    expect(await resolve(hits[2]!, 'p-lam')).toEqual([])
    // The hit that informs stays, and stops nothing.
    expect(await clearance()).toEqual([])
  })

  test('a name is hit in whatever width, case and spacing it is written', async () => {
    const { hits } = await cleared([suspect()], ['ＳＡＮＤＢＯＸ  listed-person'])
    expect(hits.map(({ list, line }) => `${list} ${line}`)).toEqual([
      'hk-unso 2',
      'hk-unatmo 2',
      'hk-wmd 2',
      'us-sdn 2',
    ])
    expect(await clearance()).toEqual(['HK-G-6.16-screened'])
  })

  test('hits that are not what the snapshots give, other snapshots, nobody named, or another officer: refused', async () => {
    const { offshore } = sim
    const document = async (persons: readonly string[], addresses = [sandboxListed.address]) =>
      offshore.document(
        canonical({ format: 'sluice/screened/1', addresses, persons: persons.map((name) => ({ name })) }),
      )
    const names = ['SANDBOX Harbour Trust', 'SANDBOX Platform A']
    const snapshot = await offshore.document(sandboxList('hk-unso'))
    const hit = { list: 'hk-unso', force: 'binding-hong-kong', line: 3, subject: 0 }
    const record = async (change: {
      readonly by?: string
      readonly persons?: readonly string[]
      readonly addresses?: string[]
      readonly payload?: { readonly [key: string]: Json }
    }) => {
      const subjects = await document(change.persons ?? names, change.addresses)
      return sim.refusedBy(offshore, {
        by: change.by ?? 'p-ng',
        kind: 'screening.recorded',
        subject: { lot: 'A' },
        payload: {
          purpose: 'clearance',
          about: 'trust',
          platform: platformA,
          subjects,
          snapshots: [{ list: 'hk-unso', snapshot }],
          hits: [hit],
          ...change.payload,
        },
        documents: [subjects, snapshot],
      })
    }
    const record618 = ['HK-G-6.18-record']
    expect(await record({})).toEqual([])
    expect(await record({ payload: { hits: [] } })).toEqual(record618)
    expect(await record({ payload: { hits: [{ ...hit, force: 'information' }] } })).toEqual(record618)
    expect(await record({ payload: { hits: [{ ...hit, line: 2 }] } })).toEqual(record618)
    expect(await record({ payload: { snapshots: [{ list: 'hk-wmd', snapshot }] } })).toEqual(record618)
    const twice = [1, 2].map(() => ({ list: 'hk-unso', snapshot }))
    expect(await record({ payload: { snapshots: twice, hits: [hit, hit] } })).toEqual(record618)
    expect(await record({ persons: ['somebody'] })).toEqual(record618)
    expect(await record({ addresses: [], payload: { hits: [] } })).toEqual(record618)
    expect(await record({ payload: { purpose: 'deposit' } })).toEqual(record618)
    expect(await record({ by: 'p-ho' })).toEqual(['HK-SCREENING-officer'])
    // One list of three that bind: on record, and no ground to clear.
    expect((await clearance()).toSorted()).toEqual(['HK-G-6.15-current', 'HK-G-6.16-screened'])
  })

  test('a newer snapshot asks for another screening, and what it adds is hit', async () => {
    await cleared([suspect()])
    expect(await clearance()).toEqual([])
    const text = longer('hk-unso')
    expect(await takeIn(sim.offshore, 'hk-unso', text)).toEqual([])
    expect(await clearance()).toEqual(['HK-G-6.15-current'])
    const kept = sim.zones.offshore.streamOf('registers')!.state as { lists: { list: string; snapshot: string }[] }
    expect(kept.lists.filter(({ list }) => list === 'hk-unso').length).toBe(2)
  })
})

describe('onshore', () => {
  const returned = async (): Promise<readonly string[]> => {
    const { onshore, seed } = sim
    const holder = makeHolder({ seed, holder: 'victim' })
    const message = `SANDBOX: I, victim, ask that lot B be returned to ${holder.bitcoinAddress}`
    const control = await file(sim, onshore, 'victim', 'address-control', {
      claimant: 'victim',
      address: holder.bitcoinAddress,
      message,
      signature: signBip322({ message, holder }),
    })
    const identity = await file(sim, onshore, 'psb', 'identity-check', { claimant: 'victim' })
    const payload = { claimant: 'victim', address: holder.bitcoinAddress, control, identity }
    return sim.refusedBy(onshore, {
      by: 'p-zhang',
      kind: 'proposal.made',
      subject: { lot: 'B' },
      payload: { proposes: 'return.decided', payload },
      documents: [control, identity],
    })
  }
  const victim = () => makeHolder({ seed: sim.seed, holder: 'victim' }).bitcoinAddress
  const screened = (addresses: readonly string[]) =>
    screen(sim, 'onshore', { purpose: 'return', about: 'victim', lot: 'B', addresses })

  test('nothing goes back that nobody screened, nor to an address that was not', async () => {
    expect((await returned()).toSorted()).toEqual(['CN-AML-40-address', 'CN-AML-40-screened'])
    await screened([suspect()])
    expect(await returned()).toEqual(['CN-AML-40-address'])
    await screened([victim()])
    expect(await returned()).toEqual([])
  })

  test('a list that binds stops it; a foreign one and stale lists do not, and staleness is shown', async () => {
    const { hits } = await screened([victim(), sandboxListed.address])
    expect(hits.map(({ list }) => list)).toEqual(['cn-terror', 'cn-un', 'cn-pboc', 'us-sdn'])
    expect(await returned()).toEqual(['CN-AML-40-screened'])
    const { onshore } = sim
    const subjects = await onshore.document(
      canonical({
        format: 'sluice/screened/1',
        addresses: [victim(), sandboxListed.address],
        persons: [{ name: 'SANDBOX 被害人甲' }],
      }),
    )
    const snapshot = await onshore.document(sandboxList('us-sdn'))
    const hit = { list: 'us-sdn', force: 'information', line: 3, subject: 1 }
    await onshore.act({
      by: 'p-zhang',
      kind: 'screening.recorded',
      subject: { lot: 'B' },
      payload: { purpose: 'return', about: 'victim', subjects, snapshots: [{ list: 'us-sdn', snapshot }], hits: [hit] },
      documents: [subjects, snapshot],
    })
    expect(await returned()).toEqual([])
    await screened([victim()])
    sim.at(new Date(Date.parse(sim.clock.now()) + 9 * 86_400_000).toISOString())
    expect(await returned()).toEqual([])
  })
})
