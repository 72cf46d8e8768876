import { afterAll, beforeAll, expect, test } from 'vitest'
import { file } from '../../sandbox/rehearsal/stage.ts'
import type { Doing } from '../../sandbox/rehearsal/zoneClient.ts'
import { arrange } from '../distribution/arrange.ts'
import type { Simulation } from './simulate.ts'

let sim: Simulation
beforeAll(async () => {
  sim = await arrange([{ lot: 'A', outcome: 'forfeit' }])
})
afterAll(() => sim.end())

async function filed(objection: string, party: string): Promise<Doing> {
  const paper = await sim.onshore.document(`SANDBOX objection ${objection}`)
  const payload = {
    objection,
    party,
    standing: 'victim',
    units: '40000000',
    about: 'title',
    ground: 'SANDBOX mine',
    paper,
    receivedOn: '2026-06-19',
    decidedBy: 'court',
  }
  return { by: 'p-zhang', kind: 'objection.filed', subject: { lot: 'A' }, payload, documents: [paper] }
}

async function withdrawn(objection: string, party: string, issuer: string): Promise<Doing> {
  const paper = await file(sim, sim.onshore, issuer, 'objection-withdrawal', { party, objection })
  const payload = { objection, paper }
  return { by: 'p-zhang', kind: 'objection.withdrawn', subject: { lot: 'A' }, payload, documents: [paper] }
}

const refused = (doing: Doing) => sim.refusedBy(sim.onshore, doing)
const holds = () => Object.values(sim.stateOf('onshore').holds).map(({ units }) => units)

test('an objection holds what it claims until who made it takes it back under their own key', async () => {
  expect(await refused(await filed('o1', 'victim'))).toEqual([])
  expect(holds()).toEqual(['40000000'])
  const [rule] = await refused(await withdrawn('o1', 'victim', 'psb'))
  expect(rule).toMatch(/^CN-/)
  expect(await refused(await withdrawn('o1', 'provider', 'provider'))).toEqual([rule])
  expect(await refused(await withdrawn('o2', 'victim', 'victim'))).toEqual([rule])
  expect(await refused(await withdrawn('o1', 'victim', 'victim'))).toEqual([])
  expect(holds()).toEqual([])
  // Once taken back it can neither be taken back again nor be filed again under its name.
  expect(await refused(await withdrawn('o1', 'victim', 'victim'))).toEqual([rule])
  expect(await refused(await filed('o1', 'victim'))).toHaveLength(1)
})

test('who has no key is believed by a paper of somebody else than the organ that seized', async () => {
  expect(await refused(await filed('o3', 'grandmother'))).toEqual([])
  expect(await refused(await withdrawn('o3', 'grandmother', 'psb'))).toHaveLength(1)
  expect(await refused(await withdrawn('o3', 'grandmother', 'court'))).toEqual([])
  expect(holds()).toEqual([])
})
