import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { measuresOf, standingOf } from '../../src/onshore/measure/measure.ts'
import { measureInForce } from '../../src/onshore/measure/measureInForce.ts'
import { decisionPaper, openListed, seizureDecision, spotList } from './openFront.ts'
import { type Simulation, simulate } from './simulate.ts'

const frozen = { measure: 'frozen', propertyClass: 'funds', startsOn: '2025-08-29', expiresOn: '2026-02-27' }

let sim: Simulation
beforeAll(async () => {
  sim = await simulate({ startsAt: '2025-08-30T02:00:00.000Z' })
  await openListed(sim, frozen)
})
afterAll(() => sim.end())

const first = () => measuresOf(sim.stateOf('onshore')).m1!

describe('a freeze', () => {
  test.each([
    ['without a last day', { measure: 'frozen', propertyClass: 'funds', startsOn: '2025-08-29' }],
    ['of no class', { measure: 'frozen', startsOn: '2025-08-29', expiresOn: '2026-02-27' }],
    ['of seven months', { ...frozen, expiresOn: '2026-03-28' }],
    ['of a year, by a county head', { ...frozen, propertyClass: 'funds-major', expiresOn: '2026-08-28' }],
  ])('%s is refused', async (name, measure) => {
    const other = await simulate({ startsAt: '2025-08-30T02:00:00.000Z' })
    const filing = await file(other, other.onshore, 'psb', 'case-filing', { number: 'S', organ: 'psb' })
    const opened = { model: 'beijing', caseNumber: 'S', organ: 'psb', filedOn: '2025-08-01', filing }
    await other.onshore.act({
      by: 'p-zhang',
      kind: 'case.opened',
      payload: { ...opened, jurisdiction: 'x', outOfArea: false },
      documents: [filing],
    })
    const refused = await other.refusedBy(other.onshore, await seizureDecision(other, measure))
    const rule = name.endsWith('head') ? 'CN-MPS159-228-level' : 'CN-MPS159-243-term'
    expect(refused).toEqual(['BJ-approvals', rule])
    await other.end()
  })

  test('holds through its last day and is gone at midnight, mainland time, with no entry', () => {
    const at = (moment: string) => standingOf(first(), moment).state
    expect(at('2025-08-28T15:59:59.999Z')).toBe('not-begun')
    expect(at('2025-08-28T16:00:00.000Z')).toBe('in-force')
    expect(at('2026-02-27T15:59:59.999Z')).toBe('in-force')
    expect(at('2026-02-27T16:00:00.000Z')).toBe('lapsed')
    const verdict = measureInForce({ state: sim.stateOf('onshore'), lines: [1, 2], at: '2026-02-27T16:00:00.000Z' })
    expect(verdict).toEqual({
      ok: false,
      found: 'm1 frozen, lapsed on 2026-02-27',
      required: 'a measure in force on each line',
    })
  })

  test('is not taken twice; another organ waits, once', async () => {
    const decision = await decisionPaper(sim, 'county-head', 'psb', '2')
    const again = {
      by: 'p-zhang',
      kind: 'measure.taken',
      payload: {
        measure: 'm2',
        kind: 'frozen',
        lines: [1],
        decision,
        startsOn: '2025-09-01',
        expiresOn: '2026-02-27',
        propertyClass: 'funds',
        grounds: 'SANDBOX',
      },
      documents: [decision],
    }
    expect(await sim.refusedBy(sim.onshore, again)).toEqual(['BJ-approvals', 'CN-MPS159-242-second'])
    const notice = await sim.onshore.document('SANDBOX notice of the other organ')
    const waits = (organ: string) => ({
      by: 'p-zhang',
      kind: 'measure.queued',
      payload: { measure: 'm1', organ, notice, level: 'county-head', since: '2025-09-10', months: '6' },
      documents: [notice],
    })
    expect(await sim.refusedBy(sim.onshore, waits('psb'))).toEqual(['CN-MPS159-242-waiting'])
    expect(await sim.refusedBy(sim.onshore, waits('other-psb'))).toEqual([])
    expect(await sim.refusedBy(sim.onshore, waits('other-psb'))).toEqual(['CN-MPS159-242-waiting'])
  })

  test('is renewed before it ends, by its authority, for no longer than the law allows', async () => {
    sim.at('2026-02-20T02:00:00.000Z')
    const renewal = async (level: string, expiresOn: string, issuer = 'psb') => {
      const decision = await decisionPaper(sim, level, issuer, `${level}${expiresOn}`)
      return {
        by: 'p-zhang',
        kind: 'measure.renewed',
        payload: { measure: 'm1', decision, expiresOn },
        documents: [decision],
      }
    }
    expect(await sim.refusedBy(sim.onshore, await renewal('unit-head', '2026-08-20'))).toEqual([
      'BJ-approvals',
      'CN-MPS159-240-renewal',
    ])
    expect(await sim.refusedBy(sim.onshore, await renewal('county-head', '2026-08-28'))).toEqual([
      'BJ-approvals',
      'CN-MPS159-243-length',
    ])
    await sim.onshore.approved(await renewal('county-head', '2026-08-27'), ['p-chen'])
    expect(first()).toMatchObject({ expires: '2026-08-27', renewals: 1 })
    // The court in whose hands the case is renews in the same rank (EXE 5).
    await sim.onshore.approved(await renewal('county-head', '2027-02-26', 'court'), ['p-chen'])
    expect(first()).toMatchObject({ organ: 'court', renewals: 2 })
  })

  test('that ran out lets the queue take over by itself, and nobody renews over it', async () => {
    const moment = '2027-02-26T16:00:00.000Z'
    expect(standingOf(first(), moment)).toEqual({
      state: 'taken-over',
      organ: 'other-psb',
      kind: 'frozen',
      until: '2027-08-27',
    })
    sim.at(moment)
    const decision = await decisionPaper(sim, 'county-head', 'court', 'late')
    const late = { measure: 'm1', decision, expiresOn: '2027-08-20' }
    expect(
      await sim.refusedBy(sim.onshore, {
        by: 'p-zhang',
        kind: 'measure.renewed',
        payload: late,
        documents: [decision],
      }),
    ).toEqual(['BJ-approvals', 'CN-MPS159-240-renewal', 'CN-MPS159-242-queue'])
    const taken = { measure: 'm3', kind: 'seized', lines: [1], decision, startsOn: '2027-02-27', grounds: 'SANDBOX' }
    expect(
      await sim.refusedBy(sim.onshore, { by: 'p-zhang', kind: 'measure.taken', payload: taken, documents: [decision] }),
    ).toEqual(['BJ-approvals', 'CN-MPS159-242-turn'])
    const lapsed = { by: 'p-zhang', kind: 'measure.lapsed', payload: { measure: 'm1', endedOn: '2027-02-26' } }
    expect(await sim.refusedBy(sim.onshore, { ...lapsed, payload: { measure: 'm1', endedOn: '2027-02-25' } })).toEqual([
      'CN-MPS159-240-lapsed',
    ])
    expect(await sim.refusedBy(sim.onshore, lapsed)).toEqual([])
    expect(Object.values(sim.stateOf('onshore').incidents ?? {})).toMatchObject([
      { kind: 'measure-lapsed', measure: 'm1', needsPerson: true },
    ])
    // The queue's own term over, nobody holds it any more.
    expect(standingOf(first(), '2027-08-27T16:00:00.000Z').state).toBe('lapsed')
  })
})

describe('frozen property', () => {
  test('does not move before a seizure decision or a ruling of the court stands for it', async () => {
    const other = await simulate({ startsAt: '2025-09-01T02:00:00.000Z' })
    await openListed(other, frozen)
    const { secured } = await tries(other)
    expect(await other.refusedBy(other.onshore, secured)).toContain('CN-MPS159-237-frozen')
    const ruling = await decisionPaper(other, 'county-head', 'court', 'ruling')
    const stranger = await decisionPaper(other, 'county-head', 'cbex', 'no organ')
    const seized = (decision: string) => ({
      by: 'p-zhang',
      kind: 'measure.taken',
      payload: { measure: 'm2', kind: 'seized', lines: [1, 2], decision, startsOn: '2025-09-01', grounds: 'SANDBOX' },
      documents: [decision],
    })
    expect(await other.refusedBy(other.onshore, seized(stranger))).toEqual(['BJ-approvals', 'CN-MPS159-228-decision'])
    await other.onshore.approved(seized(ruling), ['p-chen'])
    const { m1, m2 } = measuresOf(other.stateOf('onshore'))
    expect([m1!.lines, m2!.lines, m2!.organ]).toEqual([[], [1, 2], 'court'])
    expect(await other.refusedBy(other.onshore, secured)).not.toContain('CN-MPS159-237-frozen')
    await other.end()
  })
})

/** A sweep without proofs: what is asked beside them. */
async function tries(other: Simulation) {
  const proof = await other.onshore.document('SANDBOX no proof')
  const move = {
    line: 1,
    address: 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7k3swr2p',
    units: '1',
    txid: 'ab'.repeat(32),
    index: 0,
    proof,
  }
  const secured = {
    by: 'p-li',
    kind: 'custody.secured',
    payload: { moves: [move], recording: 'cd'.repeat(32), pathsSwept: 'all', residuals: 'none' },
    documents: [proof],
  }
  return { secured }
}

describe('a measure is lifted', () => {
  test('on a ground with its paper; where the prosecutor asks for confiscation, to the competent authority alone', async () => {
    const other = await simulate({ startsAt: '2026-03-02T01:00:00.000Z' })
    await openListed(other, { measure: 'seized', startsOn: '2026-03-02' })
    const ground = await file(other, other.onshore, 'procuratorate', 'lifting-ground', {
      ground: 'not-prosecuted',
      asksConfiscation: true,
    })
    const lift = (change: object) => ({
      by: 'p-zhang',
      kind: 'measure.lifted',
      payload: {
        measure: 'm1',
        ground: 'not-prosecuted',
        decidedOn: '2026-03-02',
        paper: ground,
        opinionAsksConfiscation: false,
        recipient: 'owner',
        ...change,
      },
      documents: [ground],
    })
    expect(await other.refusedBy(other.onshore, lift({}))).toEqual(['BJ-approvals', 'CN-CPL-177-opinion'])
    expect(await other.refusedBy(other.onshore, lift({ ground: 'withdrawn' }))).toEqual([
      'BJ-approvals',
      'CN-CPL-177-opinion',
      'CN-MPS159-187-shown',
    ])
    await other.onshore.approved(lift({ recipient: 'competent-authority' }), ['p-chen'])
    const standing = standingOf(measuresOf(other.stateOf('onshore')).m1!, other.clock.now())
    expect(standing).toMatchObject({ state: 'lifted', until: '2026-03-02' })
    await other.end()
  })
})

test('D4: nobody there', async () => {
  const other = await simulate({ startsAt: '2026-03-10T02:00:00.000Z' })
  const filing = await file(other, other.onshore, 'psb', 'case-filing', { number: 'S', organ: 'psb' })
  await other.onshore.act({
    by: 'p-zhang',
    kind: 'case.opened',
    payload: {
      model: 'beijing',
      caseNumber: 'S',
      organ: 'psb',
      filedOn: '2026-03-01',
      filing,
      jurisdiction: 'x',
      outOfArea: false,
    },
    documents: [filing],
  })
  await other.onshore.approved(await seizureDecision(other, { measure: 'seized', startsOn: '2026-03-10' }), ['p-chen'])
  const good = await spotList(other)
  const { holderAbsence: _, ...unnoted } = good.payload as Record<string, unknown>
  expect(await other.refusedBy(other.onshore, { ...good, payload: unnoted })).toEqual(['CN-MPS159-230-holder'])
  expect(await other.refusedBy(other.onshore, await spotList(other, { witnessSigned: false }))).toEqual([
    'CN-CPL-142-witness',
  ])
  expect(await other.refusedBy(other.onshore, await spotList(other, { copies: 2 }))).toEqual(['CN-MPS159-230-copies'])
  expect(await other.refusedBy(other.onshore, good)).toEqual([])
  expect(other.stageOf('onshore')).toBe('listed')
  await other.end()
})
