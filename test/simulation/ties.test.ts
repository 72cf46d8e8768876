import { beforeAll, describe, expect, test } from 'vitest'
import { Refused } from '../../sandbox/rehearsal/zoneClient.ts'
import type { Directory } from '../../src/core/case/directory.ts'
import { hashText } from '../../src/core/record/hash.ts'
import { arrange, change, statement } from '../distribution/arrange.ts'
import type { Simulation } from './simulate.ts'

let sim: Simulation
let paper: string
beforeAll(async () => {
  sim = await arrange([{ lot: 'A', outcome: 'forfeit', stage: 'entrusted' }])
  paper = await sim.onshore.document('SANDBOX extract of a company register')
  change(sim, (state) => ({
    ...state,
    slices: {
      ...state.slices,
      entrustment: { A: { entrustee: 'cbex', letter: hashText('x'), mandateUntil: '2027-01-01' } },
    },
  }))
})

async function refused(kind: string, payload: object, documents = [paper]): Promise<readonly string[]> {
  try {
    await sim.onshore.found(kind, payload as never, documents)
    return []
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.refusal.unmet.map(({ rule }) => rule)
  }
}

const declared = (change: object = {}) => ({
  tie: 't1',
  owner: 'holding',
  owned: 'provider',
  kind: 'owns',
  sharePercent: '51',
  from: '2026-06-01',
  document: paper,
  ...change,
})
const directory = () => sim.zones.onshore.streamOf('directory')!.state as Directory

/** Whether the deposit of the provider is refused for a conflict with the agency entrusted, at this moment. */
async function conflicts(): Promise<boolean> {
  const shown = await statement(sim, [{ reference: 'D', credit: true, fen: 100n }])
  const rules = await sim.refusedBy(sim.onshore, {
    by: 'p-qian',
    kind: 'deposit.received',
    subject: { lot: 'A' },
    payload: {
      provider: 'provider',
      account: 'deposit',
      amount: '100',
      currency: 'CNY',
      statement: shown,
      reference: 'D',
    },
    documents: [shown],
  })
  expect(rules.length).toBeGreaterThan(0)
  return rules.includes('BJ-provider')
}

describe('ties between companies are entries of the directory, with days', () => {
  test.each([
    ['without its paper', declared(), [], ['HOUSE-enrolment-documented']],
    ['of one company with itself', declared({ owner: 'provider' }), [''], ['HOUSE-tie-new']],
    ['of two that nobody enrolled', declared({ owned: 'somebody' }), [''], ['HOUSE-tie-new']],
    ['on a day that there is not', declared({ from: '2026-02-30' }), [''], ['HOUSE-tie-new']],
    ['under the name of an enrolment', declared({ tie: 'enrolled:cbex' }), [''], ['HOUSE-tie-new']],
  ] as const)('declared %s: refused', async (_, payload, documents, rules) =>
    expect(
      await refused('tie.declared', { ...payload, document: paper }, documents.length === 0 ? [] : [paper]),
    ).toEqual(rules),
  )

  test('by two administrators, not by an officer', async () => {
    const alone = sim.onshore.ofZone('p-chen', {
      id: 'one',
      kind: 'tie.declared',
      payload: declared(),
      documents: [paper],
    })
    await expect(alone).rejects.toMatchObject({ refusal: { unmet: [{ rule: 'HOUSE-administrators' }] } })
  })

  test('declared, changed and ended: who is related follows the days, at the moment of signing', async () => {
    expect(await conflicts()).toBe(false)
    expect(await refused('tie.declared', declared())).toEqual([])
    expect(await refused('tie.declared', declared())).toEqual(['HOUSE-tie-new'])
    expect(await conflicts()).toBe(false)
    // The other end of the chain, from a day to come on.
    expect(
      await refused(
        'tie.declared',
        declared({ tie: 't2', owner: 'holding', owned: 'cbex', kind: 'controls', from: '2026-06-22' }),
      ),
    ).toEqual([])
    expect(await conflicts()).toBe(false)
    sim.at('2026-06-21T16:00:00.000Z')
    expect(await conflicts()).toBe(true)
    const changed = { tie: 't2', kind: 'brand', from: '2026-06-25', document: paper }
    expect(await refused('tie.changed', { ...changed, tie: 't9' })).toEqual(['HOUSE-tie-stands'])
    expect(await refused('tie.changed', { ...changed, from: '2026-06-22' })).toEqual(['HOUSE-tie-stands'])
    expect(await refused('tie.changed', changed)).toEqual([])
    expect(directory().ties?.map(({ tie, kind, from, until }) => [tie, kind, from, until])).toEqual([
      ['t1', 'owns', '2026-06-01', undefined],
      ['t2', 'controls', '2026-06-22', '2026-06-25'],
      ['t2', 'brand', '2026-06-25', undefined],
    ])
    expect(await conflicts()).toBe(true)
    expect(await refused('tie.ended', { tie: 't2', until: '2026-06-24', document: paper })).toEqual([
      'HOUSE-tie-stands',
    ])
    expect(await refused('tie.ended', { tie: 't2', until: '2026-07-01', document: paper })).toEqual([])
    expect(await refused('tie.ended', { tie: 't2', until: '2026-07-02', document: paper })).toEqual([
      'HOUSE-tie-stands',
    ])
    expect(await conflicts()).toBe(true)
    sim.at('2026-06-30T16:00:00.000Z')
    expect(await conflicts()).toBe(false)
  })

  test('the family of an enrolment can be left, once', async () => {
    await sim.onshore.found(
      'organisation.enrolled',
      { org: 'sister', role: 'desk', family: 'cbex', name: 'SANDBOX', document: paper },
      [paper],
    )
    expect(
      await refused('tie.declared', declared({ tie: 't3', owner: 'sister', owned: 'provider', from: '2026-07-01' })),
    ).toEqual([])
    expect(await conflicts()).toBe(true)
    const left = { tie: 'enrolled:sister', until: '2026-07-01', document: paper }
    expect(await refused('tie.ended', { ...left, tie: 'enrolled:nobody' })).toEqual(['HOUSE-tie-stands'])
    expect(await refused('tie.ended', left)).toEqual([])
    expect(await refused('tie.ended', left)).toEqual(['HOUSE-tie-stands'])
    expect(await conflicts()).toBe(false)
  })
})
