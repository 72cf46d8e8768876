import { beforeAll, expect, test } from 'vitest'
import { openPart } from '../../src/core/bundle/openBundle.ts'
import { commonKinds } from '../../src/core/case/commonKinds.ts'
import { listKinds } from '../../src/core/case/kind.ts'
import { presentMachine } from '../../src/core/case/machines.ts'
import { zoneKinds } from '../../src/core/zone/zoneKinds.ts'
import { cachedRules } from '../../src/host/zone/rules.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { createCollector } from '../../verifier/collector.ts'
import { replayZone } from '../../verifier/replayZone.ts'
import { workAlone } from '../../verifier/share.ts'
import { openBareCase } from '../simulation/openBareCase.ts'
import { type Simulation, simulate } from '../simulation/simulate.ts'
import { actOnClaims, addFile, claimFile, countClaims } from './arrange.ts'

let sim: Simulation
let claims: string

beforeAll(async () => {
  sim = await simulate()
  await openBareCase(sim)
  claims = actOnClaims(sim, undefined, { by: 'p-zhang', kind: 'claims.opened', payload: { notice: 'SANDBOX notice' } })
  const many = Array.from({ length: 3000 }, (_, i) => `V${String(i).padStart(4, '0')} victim restitution ${1000 + i} 0`)
  addFile(sim, claims, { text: claimFile(many), purpose: 'registered' })
  await countClaims(sim, claims)
  const totals = { count: 3001, owed: String(3000 * 1000 + (2999 * 3000) / 2 + 77), repaid: '7' }
  addFile(sim, claims, {
    text: claimFile(['A1 creditor medical 77 7 6222000000000001']),
    purpose: 'registered',
    totals,
  })
  await countClaims(sim, claims, '2026-06-02')
})

function replay(change: (documents: Map<string, string>) => void = () => {}) {
  const { onshore } = sim.zones
  const streams = [...onshore.streams.values()].map(({ id, kind, entries }) => ({
    id,
    kind,
    entries: entries.map((each) => ({
      entry: onshore.entries.get(each)!.entry,
      index: onshore.entries.get(each)!.index,
      proof: [],
    })),
  }))
  const documents = new Map(onshore.documents)
  change(documents)
  const collector = createCollector()
  const kinds = listKinds([...zoneKinds, ...commonKinds, ...onshoreKinds])
  const machine = presentMachine({ kinds, rules: (document) => cachedRules({ zone: 'onshore', document }) })
  const part = {
    zone: onshore.parameters.id,
    kind: 'onshore' as const,
    world: 'rehearsal' as const,
    checkpoint: '',
    streams,
    crossings: {},
  }
  const zone = replayZone({
    part: openPart(part),
    machines: new Map([[machine.name, machine]]),
    documents,
    collector,
    share: workAlone(collector),
  })
  return { zone, ...collector.result() }
}

test('a verifier decides the claims of a case again from their files, and reaches the same state', () => {
  const { zone, faults, withheld } = replay()
  expect(faults).toEqual([])
  expect(withheld.filter(({ what }) => what === 'decision')).toEqual([])
  const { state } = zone.streams.find(({ id }) => id === claims)!
  expect(state).toEqual(sim.zones.onshore.streams.get(claims)!.state)
  expect(state).toMatchObject({ count: 3001, repaid: '7' })
  const counted = zone.streams.find(({ kind }) => kind === 'case')!.state as { slices: { claims: object } }
  expect(counted.slices.claims).toMatchObject({ stream: claims, files: 2, count: 3001, noticedOn: '2026-06-02' })
})

test('whatever the number of claims, the state of case and stream stays small', () => {
  for (const { kind, state } of sim.zones.onshore.streams.values())
    if (kind === 'case' || kind === 'claims') expect(JSON.stringify(state).length).toBeLessThan(2_000)
})

test('a claim file that was changed is found', () => {
  const { faults } = replay((documents) => {
    for (const [hash, text] of documents)
      if (text.startsWith('sluice/claims/1\nA1')) documents.set(hash, text.replace(',77,', ',78,'))
  })
  expect(faults.length).toBeGreaterThan(0)
})

test('a claim file that is withheld is listed as withheld, and nothing is called proved by it', () => {
  const { faults, withheld } = replay((documents) => {
    for (const [hash, text] of documents) if (text.startsWith('sluice/claims/1\n')) documents.delete(hash)
  })
  expect(faults).toEqual([])
  expect(withheld.map(({ name }) => name)).toContain('filesAgree')
})
