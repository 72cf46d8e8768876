import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CaseState } from '../../src/core/case/state.ts'
import { clocksOf } from '../../src/core/rules/rulebook.ts'
import { type DueRow, dueRows } from '../../src/host/clocks/dueRows.ts'
import { escalation } from '../../src/host/clocks/keepTime.ts'
import { measureDays } from '../../src/host/clocks/measureDays.ts'
import { loadPack } from '../../src/host/packs/loadPack.ts'
import { openListed } from './openFront.ts'
import { type Simulation, simulate } from './simulate.ts'

/** A freeze, and the events of courts and bureaux that clocks run from. */
let sim: Simulation
beforeAll(async () => {
  sim = await simulate({ startsAt: '2025-08-30T02:00:00.000Z' })
  await openListed(sim, {
    measure: 'frozen',
    propertyClass: 'funds',
    startsOn: '2025-08-29',
    expiresOn: '2026-02-27',
  })
})
afterAll(() => sim.end())

const clocks = clocksOf(loadPack('packs/cn'))
const due = (at: string, state: CaseState = sim.stateOf('onshore')): readonly DueRow[] =>
  dueRows({ cases: [{ id: sim.onshore.caseId, state }], clocks, standing: measureDays, at })
const stands = (at: string) => due(at).map(({ clock, key, lastDay, state }) => `${clock} ${key} ${lastDay} ${state}`)

async function event(name: string, on: string) {
  const paper = await sim.onshore.document(`SANDBOX ${name} ${on}`)
  return { by: 'p-zhang', kind: 'event.recorded', payload: { event: name, on, paper }, documents: [paper] }
}

/** What the zone's own worker does at a look. */
function look(at: string): readonly string[] {
  sim.at(at)
  const late = due(at).filter(({ state, reason }) => state === 'lapsed' || (state === 'over' && reason === undefined))
  return late.map((row) => sim.zones.onshore.act(escalation('sandbox-onshore', row), { stream: row.case }).outcome)
}

test('an event without its paper, or of a day to come, starts no clock', async () => {
  const good = await event('execution.filed', '2025-08-30')
  expect(await sim.refusedBy(sim.onshore, { ...good, documents: [] })).toEqual(['CN-HOUSE-event-paper'])
  expect(await sim.refusedBy(sim.onshore, await event('execution.filed', '2025-08-31'))).toEqual([
    'CN-HOUSE-event-paper',
  ])
})

test('clocks run from events, counted by the calendar of the pack; a freeze warns from thirty days before', async () => {
  sim.at('2025-09-16T02:00:00.000Z')
  expect(await sim.refusedBy(sim.onshore, await event('execution.notified', '2025-09-16'))).toEqual([])
  // Fifteen days from the sixteenth of September end in the holidays of October, which run to the eighth.
  expect(stands('2025-09-16T02:00:00.000Z')).toEqual([
    'bank-treasury-receipt case 2025-10-09 running',
    'measure m1 2026-02-27 running',
  ])
  expect(stands('2026-01-27T15:59:59.999Z').at(-1)).toBe('measure m1 2026-02-27 running')
  expect(stands('2026-01-27T16:00:00.000Z').at(-1)).toBe('measure m1 2026-02-27 near')
})

test('what is late is raised once, on whom it binds, and takes the reason of that party alone', async () => {
  expect(look('2025-10-09T15:59:59.999Z')).toEqual([])
  expect(look('2025-10-09T16:00:00.000Z')).toEqual(['appended'])
  expect(look('2025-10-09T16:05:00.000Z')).toEqual(['known'])
  expect(Object.values(sim.stateOf('onshore').incidents ?? {})).toMatchObject([
    { kind: 'clock-missed', clock: 'bank-treasury-receipt', key: 'case', needsPerson: true },
  ])
  const answer = (by: string) => ({
    by,
    kind: 'clock.answered',
    payload: { clock: 'bank-treasury-receipt', key: 'case', reason: 'SANDBOX the bank was closed' },
  })
  expect(await sim.refusedBy(sim.onshore, answer('p-zhang'))).toEqual(['CN-SPC-447-reason'])
  const forged = { kind: 'clock-missed', detail: 'x', needsPerson: true, clock: 'execution', key: 'case' }
  expect(await sim.refusedBy(sim.onshore, { by: 'p-zhang', kind: 'incident.raised', payload: forged })).toEqual([
    'CN-HOUSE-clock-missed',
  ])
})

test('an incident is answered by a person, once; the clock stays late until it is met', async () => {
  const [incident] = Object.keys(sim.stateOf('onshore').incidents ?? {})
  const answered = {
    by: 'p-zhang',
    kind: 'incident.answered',
    payload: { incident: incident!, answer: 'SANDBOX asked' },
  }
  expect(await sim.refusedBy(sim.onshore, answered)).toEqual([])
  expect(await sim.refusedBy(sim.onshore, answered)).toEqual(['CN-HOUSE-incident-answer'])
  expect(due('2025-10-10T00:00:00.000Z')[0]?.state).toBe('over')
  sim.at('2025-10-13T02:00:00.000Z')
  await sim.onshore.act(await event('treasury.receipted', '2025-10-13'))
  expect(due('2025-10-13T02:00:00.000Z')[0]?.state).toBe('met')
})

test('a freeze that runs out is raised as lapsed by the look after midnight, and had lapsed without it', () => {
  expect(look('2026-02-27T15:59:59.999Z')).toEqual([])
  expect(stands('2026-02-27T16:00:00.000Z').at(-1)).toBe('measure m1 2026-02-27 lapsed')
  expect(look('2026-02-27T16:00:00.000Z')).toEqual(['appended'])
  expect(look('2026-03-02T00:00:00.000Z')).toEqual(['known'])
  expect(Object.values(sim.stateOf('onshore').incidents ?? {})).toMatchObject([
    { kind: 'measure-lapsed', measure: 'm1' },
  ])
})

test('a measure that runs out says so thirty days, seven days and one day before its last day, each from its first minute on', () => {
  const measure = {
    kind: 'frozen',
    lines: [1],
    organ: 'psb',
    level: '',
    paper: '',
    from: '2026-03-01',
    expires: '2026-09-01',
    renewals: 0,
    queue: [],
  }
  const state = { slices: { measures: { m9: measure } } } as unknown as CaseState
  const said = (at: string) => {
    const [row] = measureDays(state, at)
    return [row!.state, row!.warning]
  }
  // The last day ends at midnight of Beijing: 2026-09-01T16:00Z.
  expect(said('2026-08-01T15:59:59.999Z')).toEqual(['running', undefined])
  expect(said('2026-08-01T16:00:00.000Z')).toEqual(['near', 30])
  expect(said('2026-08-24T15:59:59.999Z')).toEqual(['near', 30])
  expect(said('2026-08-24T16:00:00.000Z')).toEqual(['near', 7])
  expect(said('2026-08-30T16:00:00.000Z')).toEqual(['near', 1])
  expect(said('2026-09-01T15:59:59.999Z')).toEqual(['near', 1])
  expect(said('2026-09-01T16:00:00.000Z')).toEqual(['lapsed', undefined])
})

test('a clock of the law says the same: seven days and one day before its last, as its pack has it', () => {
  const state = { marks: { 'execution.notified': { case: '2026-04-01' } }, stages: { case: 'paid' }, slices: {} }
  const said = (at: string) => {
    const [row] = due(at, { ...state, holds: {} } as unknown as CaseState)
    return [row!.clock, row!.lastDay, row!.state, row!.warning]
  }
  const [clock, last] = ['bank-treasury-receipt', '2026-04-16']
  expect(said('2026-04-08T15:59:59.999Z')).toEqual([clock, last, 'running', undefined])
  expect(said('2026-04-08T16:00:00.000Z')).toEqual([clock, last, 'near', 7])
  expect(said('2026-04-12T16:00:00.000Z')).toEqual([clock, last, 'near', 3])
  expect(said('2026-04-14T16:00:00.000Z')).toEqual([clock, last, 'near', 1])
  expect(said('2026-04-16T16:00:00.000Z')).toEqual([clock, last, 'over', undefined])
})

test('a year whose holidays nobody has published is counted without them, and marked', async () => {
  await sim.onshore.act(await event('execution.filed', '2026-01-31'))
  const row = due('2026-03-02T00:00:00.000Z').find(({ clock }) => clock === 'execution')!
  expect([row.lastDay, row.uncounted]).toEqual(['2026-07-31', undefined])
  sim.at('2028-01-04T00:00:00.000Z')
  await sim.onshore.act(await event('execution.filed', '2028-01-03'))
  const later = due('2028-01-04T00:00:00.000Z').find(({ clock }) => clock === 'execution')!
  expect([later.lastDay, later.uncounted]).toEqual(['2028-07-03', true])
})

test('holds: a retrial alone is none, a stay comes with its paper and is lifted by the court, a part is of one lot', async () => {
  const paper = await sim.onshore.document('SANDBOX order')
  const hold = (change: object, documents: readonly string[] = [paper]) => ({
    by: 'p-shen',
    kind: 'hold.placed',
    payload: {
      hold: 'h1',
      kind: 'stay',
      reason: 'SANDBOX',
      lots: [],
      paper,
      reviewOn: '2028-02-01',
      mayLift: 'court',
      ...change,
    },
    documents,
  })
  const refused = (change: object, documents?: readonly string[]) => sim.refusedBy(sim.onshore, hold(change, documents))
  expect(await refused({ kind: 'retrial' })).toEqual(['CN-SPC-464-retrial'])
  expect(await refused({}, [])).toEqual(['CN-HOUSE-hold-paper', 'CN-SPC-464-paper'])
  expect(await refused({ mayLift: 'psb' })).toEqual(['CN-SPC-464-lifter'])
  expect(await refused({ units: '1' })).toEqual(['CN-HOUSE-hold-scope'])
  expect(await refused({ reviewOn: '2028-01-04' })).toEqual(['CN-HOUSE-hold-scope'])
  expect(await refused({ kind: 'venue-hold', reason: 'report made' })).toEqual(['CN-HOUSE-restricted'])
  expect(await refused({})).toEqual([])
  const lift = (by: string) => ({
    by,
    kind: 'hold.lifted',
    payload: { hold: 'h1', reason: 'SANDBOX', paper },
    documents: [paper],
  })
  expect(await sim.refusedBy(sim.onshore, lift('p-zhang'))).toEqual(['CN-CPL-117-lift'])
  expect(await sim.refusedBy(sim.onshore, lift('p-shen'))).toEqual([])
})
