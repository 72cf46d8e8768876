import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entrust } from '../../sandbox/rehearsal/entrust.ts'
import { seize } from '../../sandbox/rehearsal/seize.ts'
import { venueHoldId, venueHoldReason } from '../../src/core/case/holdKinds.ts'
import { dayOf } from '../../src/core/rules/dueClocks.ts'
import { type Simulation, simulate } from '../simulation/simulate.ts'

const root = resolve(import.meta.dirname, '../..')
test('nothing of a zone reaches the restricted register: no file of the product imports it but its own command', () => {
  const files = ['src', 'sandbox', 'verifier', 'web/src'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  const importing = files.filter(
    (file) =>
      /\.tsx?$/.test(file) &&
      !/^src\/host\/(cli\/)?restricted\//.test(file) &&
      readFileSync(join(root, file), 'utf8').includes('restrictedRegister'),
  )
  expect(importing).toEqual([])
})

describe('a venue’s hold, whatever is behind it', () => {
  let sim: Simulation
  beforeAll(async () => {
    sim = await simulate({ world: true })
    const { held, inventory } = await seize(sim)
    await entrust(sim, { held, inventory, depositFen: 120_000_000n })
  }, 240_000)
  afterAll(() => sim.end())
  const hold = (change: object = {}) => ({
    by: 'p-ng',
    kind: 'hold.placed',
    payload: {
      hold: venueHoldId('trust', ['A']),
      kind: 'venue-hold',
      reason: venueHoldReason,
      lots: ['A'],
      reviewOn: dayAfter(30),
      mayLift: 'trust',
      ...change,
    },
  })
  const dayAfter = (days: number) => dayOf(new Date(sim.clock.nowMs() + days * 86_400_000).toISOString())
  test.each([
    ['other words', { reason: 'STR filed' }],
    ['a word more', { reason: `${venueHoldReason}.` }],
    ['a name of its own', { hold: 'venue/str-7741' }],
    ['a name that is no venue hold’s', { hold: 'behind-a-report' }],
    ['a term of its own', { reviewOn: 'later' }],
    ['a part of the units', { units: '1' }],
    ['somebody else who lifts it', { mayLift: 'bank-hk' }],
    ['a paper', { paper: 'a'.repeat(64) }],
  ])('is refused with %s: nothing is left to choose that could tell', async (_, change) => {
    const given = 'reviewOn' in change ? { reviewOn: dayAfter(31) } : change
    expect(await sim.refusedBy(sim.offshore, hold(given))).toContain('HK-G-7.6-restricted')
  })
  test('is no hold that anybody places onshore', async () => {
    const doing = { ...hold(), by: 'p-zhang' }
    expect(await sim.refusedBy(sim.onshore, doing)).toContain('CN-HOUSE-restricted')
  })
  test('stops both zones from its word on, says onshore what it says offshore, and ends with the same', async () => {
    await sim.offshore.act(hold())
    const name = venueHoldId('trust', ['A'])
    expect(sim.stateOf('offshore').holds[name]).toMatchObject({ kind: 'venue-hold', lots: ['A'], by: 'trust' })
    expect(sim.stateOf('onshore').holds[name]).toEqual({
      kind: 'venue-hold',
      lots: ['A'],
      from: sim.clock.now(),
      reviewOn: dayAfter(30),
      mayLift: 'sandbox-offshore',
      by: 'sandbox-offshore',
    })
    const lift = { kind: 'hold.lifted', payload: { hold: name, reason: venueHoldReason } }
    expect(await sim.refusedBy(sim.onshore, { ...lift, by: 'p-shen' })).toContain('CN-CPL-117-lift')
    const told = { ...lift, payload: { ...lift.payload, reason: 'consent came' } }
    expect(await sim.refusedBy(sim.offshore, { ...told, by: 'p-ng' })).toEqual(['HK-G-7.6-restricted'])
    await sim.offshore.act({ ...lift, by: 'p-ng' })
    expect([sim.stateOf('offshore').holds, sim.stateOf('onshore').holds]).toEqual([{}, {}])
  })
  test('leaves no word of a report in entries, documents, effects or packs of either zone', () => {
    const all = (['onshore', 'offshore'] as const).flatMap((kind) => {
      const zone = sim.zones[kind]
      const states = [...zone.streams.values()].map((stream) => JSON.stringify(stream.state))
      return [
        ...states,
        ...[...zone.entries.values()].map(({ entry }) => JSON.stringify(entry)),
        JSON.stringify(zone.outbox),
      ]
    })
    const telling = /\bSTR\b|suspicio|JFIU|no-consent|no consent|可疑交易|聯合財富情報組|联合财富情报组|不同意處理/i
    expect(all.filter((text) => telling.test(text))).toEqual([])
  })
})
