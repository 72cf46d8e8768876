import { afterAll, beforeAll, expect, test } from 'vitest'
import { personKey, personOf } from '../../sandbox/rehearsal/cast.ts'
import { Refused } from '../../sandbox/rehearsal/zoneClient.ts'
import { signApproval } from '../../src/core/case/action.ts'
import { conflictsOf } from '../../src/core/case/conflicts.ts'
import { openBareCase } from './openBareCase.ts'
import { seizureDecision } from './openFront.ts'
import { type Simulation, simulate } from './simulate.ts'

/** A tie that is declared after somebody signed: what was signed does not stand on it any more. */
let sim: Simulation
beforeAll(async () => {
  sim = await simulate()
  await openBareCase(sim)
})
afterAll(() => sim.end())

const asked = ['BJ-approvals']

async function propose(): Promise<{
  readonly use: () => Promise<string>
  readonly approve: (by: string) => Promise<unknown>
}> {
  const doing = await seizureDecision(sim, { measure: 'seized', startsOn: '2026-03-01' })
  const { entry: proposal } = await sim.onshore.act({
    by: doing.by,
    kind: 'proposal.made',
    payload: { proposes: doing.kind, payload: doing.payload },
    documents: doing.documents,
  })
  return {
    use: async () => {
      try {
        await sim.onshore.act({ ...doing, proposal })
        return 'done'
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        const { unmet } = error.refusal
        expect(unmet.map(({ rule }) => rule)).toEqual(asked)
        return (unmet[0]!.found.approvals as { found: string }).found
      }
    },
    approve: async (by) => {
      const { state, head: seen } = await sim.onshore.state()
      const { what, values } = state.proposals[proposal]!
      const role = personOf(by).roles[0]!
      const approval = signApproval({ proposal, what, values, role, seen }, personKey(sim.seed, by).secretKey)
      return sim.onshore.act({
        by,
        kind: 'approval.given',
        payload: { proposal, what, values, seen, key: approval.key, signature: approval.signature },
      })
    },
  }
}

const declare = (by: string, person: string) => ({
  by,
  kind: 'conflict.declared',
  payload: { person, with: 'suspect-a', reason: 'SANDBOX a near relative' },
})

async function decide(by: string, person: string, stands: boolean) {
  const paper = await sim.onshore.document(`SANDBOX decision on ${person}, ${stands}`)
  return { by, kind: 'conflict.decided', payload: { person, stands, reason: 'SANDBOX', paper }, documents: [paper] }
}

test('who signed and then declares a tie has not signed: the proposal waits for somebody else', async () => {
  const { approve, use } = await propose()
  await approve('p-chen')
  await sim.onshore.act(declare('p-chen', 'p-chen'))
  expect(await use()).toBe('none, without p-chen: a declared conflict')
  // Signing again changes nothing.
  await approve('p-chen').catch(() => undefined)
  expect(await use()).toBe('none, without p-chen: a declared conflict')
})

test('it is declared once, by the person or by who answers for the case; decided by somebody else, on paper', async () => {
  expect(await sim.refusedBy(sim.onshore, declare('p-chen', 'p-chen'))).toEqual(['HOUSE-conflict-declared'])
  expect(await sim.refusedBy(sim.onshore, declare('p-li', 'p-zhang'))).toEqual(['HOUSE-conflict-declared'])
  expect(await sim.refusedBy(sim.onshore, declare('p-zhao', 'p-nobody'))).toEqual(['HOUSE-conflict-declared'])
  expect(await sim.refusedBy(sim.onshore, await decide('p-zhao', 'p-zhang', false))).toEqual(['HOUSE-conflict-decided'])
  expect(await sim.refusedBy(sim.onshore, await decide('p-li', 'p-chen', false))).toEqual(['HOUSE-conflict-decided'])
  expect(await sim.refusedBy(sim.onshore, { ...(await decide('p-zhao', 'p-chen', false)), documents: [] })).toEqual([
    'HOUSE-conflict-decided',
  ])
  expect(await sim.refusedBy(sim.onshore, await decide('p-zhao', 'p-chen', true))).toEqual([])
  expect(await sim.refusedBy(sim.onshore, await decide('p-zhao', 'p-chen', false))).toEqual(['HOUSE-conflict-decided'])
  expect(Object.keys(conflictsOf(sim.stateOf('onshore')))).toEqual(['p-chen'])
})

test('a tie of who proposed strikes the proposal; found to be none, it stands again and is used', async () => {
  const { approve, use } = await propose()
  await approve('p-tao')
  await sim.onshore.act(declare('p-zhao', 'p-zhang'))
  expect(await use()).toBe('p-zhang has a declared conflict')
  await sim.onshore.act(await decide('p-zhao', 'p-zhang', false))
  expect(await use()).toBe('done')
  expect(sim.stageOf('onshore')).toBe('decided')
})
