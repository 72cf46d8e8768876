import { afterAll, beforeAll, expect, test } from 'vitest'
import { tradedBy } from '../../sandbox/coins/traded.ts'
import { entrust } from '../../sandbox/rehearsal/entrust.ts'
import { moveCoins } from '../../sandbox/rehearsal/move.ts'
import { seize } from '../../sandbox/rehearsal/seize.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { type Simulation, simulate } from './simulate.ts'

let walked: Simulation
beforeAll(async () => {
  walked = await simulate({ world: true, tickMs: 7 })
  const { custody, held, inventory } = await seize(walked)
  const route = await entrust(walked, { held, inventory, depositFen: 120_000_000n })
  await moveCoins(walked, {
    transfer: 'test-a',
    purpose: 'test',
    lot: 'A',
    pays: route.tranches
      .filter(({ tranche }) => tranche === 'A/1')
      .map(({ platform }) => ({
        platform,
        address: walked.world.depositAddress[platform]!,
        units: tradedBy.BTC.testUnits.toString(),
      })),
    fee: tradedBy.BTC.fees.test,
    custody,
  })
})
afterAll(() => walked.end())

test('the script of the rehearsal walks simulated zones by a clock that runs, with a real node behind them, and what crosses arrives', () => {
  expect(walked.stageOf('onshore', { lot: 'A' })).toBe('tested')
  expect(walked.stageOf('onshore', { lot: 'B' })).toBe('judged')
  const crossed = walked.entriesOf('offshore').map(({ entry }) => entry.header.kind)
  expect(crossed[0]).toBe('case.accepted')
  expect(walked.stateOf('offshore').crossed['transfer.confirmed A']?.fields.transfer).toBe('test-a')
})

test('a refusal names the rules, and leaves nothing behind', async () => {
  const sim = await simulate()
  const filing = await file(sim, sim.onshore, 'psb', 'case-filing', { number: 'SANDBOX-1', organ: 'psb' })
  const open = (outOfArea: boolean) => ({
    by: 'p-zhang',
    kind: 'case.opened',
    payload: {
      model: 'beijing',
      caseNumber: 'SANDBOX-1',
      organ: 'psb',
      filedOn: '2026-01-12',
      filing,
      jurisdiction: 'SANDBOX place of the act',
      outOfArea,
    },
    documents: [filing],
  })
  expect(await sim.refusedBy(sim.onshore, open(true))).toEqual(['CN-MPS159-346-cooperation'])
  expect(sim.zones.onshore.streamOf('case')).toBeUndefined()
  expect(await sim.refusedBy(sim.onshore, open(false))).toEqual([])
  expect(sim.stageOf('onshore')).toBe('opened')
  await sim.end()
})

test('a fork goes its own way', async () => {
  const sim = await simulate()
  const { onshore } = sim.zones
  const copy = onshore.fork()
  const before = onshore.entries.size
  const first = [...copy.entries.values()][0]!
  expect(copy.entries.size).toBe(before)
  copy.document('only here')
  expect(onshore.documents.size).toBe(copy.documents.size - 1)
  expect(first.entry.header.kind).toBe('zone.opened')
  await sim.end()
})
