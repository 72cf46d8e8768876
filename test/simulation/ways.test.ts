import { describe, expect, test } from 'vitest'
import { readWay } from '../../sandbox/rehearsal/way.ts'
import { compareRates } from '../../src/core/money/rate.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { tradeDateOf } from '../../src/offshore/price/floorDefinition.ts'
import { reserveOf } from '../../src/offshore/price/setReserve.ts'
import type { OrdersState } from '../../src/offshore/sale/sale.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { simulatedBundle } from '../support/simulatedBundle.ts'
import type { Simulation } from './simulate.ts'
import { walkMemory } from './walkMemory.ts'

/** Walks a model from the seizure list to `closed`, and looks at what it left. */
async function walked(model: string, look: (sim: Simulation) => void): Promise<void> {
  const sim = await walkMemory({ models: [model], seed: `ways-${model}` })
  try {
    expect(sim.stageOf('onshore')).toBe('closed')
    const { balances } = sim.stateOf('onshore')
    expect(Object.keys(balances).filter((key) => key.startsWith('assets:'))).toEqual([])
    const report = verifyBundle({
      bundle: simulatedBundle(sim),
      kindsOnshore: onshoreKinds,
      kindsOffshore: offshoreKinds,
    })
    expect(report.faults).toEqual([])
    look(sim)
  } finally {
    await sim.end()
  }
}

/** Fills of a tranche as the record has them. */
function fillsOf(sim: Simulation, tranche: string) {
  const zone = sim.zones.offshore
  const orders = [...zone.streams.values()].find(
    ({ kind, state }) => kind === 'sale' && (state as OrdersState).tranche === tranche,
  )!
  return orders.entries
    .map((id) => zone.entries.get(id)!.entry)
    .filter(({ header }) => header.kind === 'order.reported')
    .flatMap(({ fields }) => fields['payload.fills']!.value as unknown as readonly { at: string; price: string }[])
}

/** Who did what: person by kind. */
function actors(sim: Simulation, kind: string): readonly string[] {
  return sim
    .entriesOf('onshore')
    .filter(({ entry }) => entry.header.kind === kind)
    .map(({ entry }) => (entry.fields.actor!.value as { org: string }).org)
}

describe('each model is walked by real actions from the seizure list to closed, and its bundle verifies', () => {
  test('beijing: the police entrust, the books of the day make the reserve', async () => {
    await walked('beijing', (sim) => {
      expect(actors(sim, 'entrustment.made')).toEqual(['psb'])
      expect(actors(sim, 'entrustment.accepted')).toEqual(['cbex'])
      expect(sim.stateOf('onshore').slices.credit).toMatchObject({ approvals: { 'A USD': { payee: 'psb-case' } } })
      expect(reserveOf(sim.stateOf('offshore'), 'A/1')?.tradeDate).toBeUndefined()
    })
  }, 1_500_000)

  test('shanghai: the court entrusts and keeps the money, an agent overseas sells, each trade date has a floor of its own', async () => {
    await walked('shanghai', (sim) => {
      expect(actors(sim, 'entrustment.made')).toEqual(['court'])
      expect(actors(sim, 'entrustment.accepted')).toEqual(['agency'])
      expect(actors(sim, 'distribution.decided')).toEqual(['court'])
      expect(sim.stateOf('onshore').slices.credit).toMatchObject({ approvals: { 'A USD': { payee: 'court-case' } } })
      const state = sim.stateOf('offshore')
      expect(['A/1', 'A/2'].map((tranche) => reserveOf(state, tranche)?.tradeDate)).toEqual([
        '2026-03-02',
        '2026-03-03',
      ])
      expect(reserveOf(state, 'A/1')?.floor).not.toBe(reserveOf(state, 'A/2')?.floor)
      for (const tranche of ['A/1', 'A/2']) {
        const { byDay } = reserveOf(state, tranche)!
        const fills = fillsOf(sim, tranche)
        expect(fills.length).toBeGreaterThan(0)
        for (const { at, price } of fills)
          expect(compareRates(price, byDay![tradeDateOf(at, 480)]!)).toBeGreaterThanOrEqual(0)
      }
    })
  }, 1_500_000)
})

test('saxony: the prosecution sells before any judgment, the euros wait in the place of the object, and no rule of another jurisdiction decides', async () => {
  await walked('saxony', (sim) => {
    const entries = sim.entriesOf('onshore')
    const kinds = entries.map(({ entry }) => entry.header.kind)
    expect(kinds.filter((kind) => ['entrustment.made', 'money.held', 'basis.judged'].includes(kind))).toEqual([
      'entrustment.made',
      'money.held',
      'basis.judged',
    ])
    expect(kinds).not.toContain('fx.approved')
    expect(kinds).not.toContain('deposit.received')
    const { balances, slices } = sim.stateOf('onshore')
    expect(Object.keys(balances).filter((key) => key.endsWith(' CNY'))).toEqual([])
    expect(BigInt(balances['equity:treasury EUR']!)).toBeGreaterThan(10_000_000n)
    expect(slices.seizure).toMatchObject({ homeCurrency: 'EUR' })
    const { onshore, offshore } = sim.zones
    const cases = [...onshore.streams.values(), ...offshore.streams.values()].filter(
      ({ kind }) => kind === 'case' || kind === 'sale',
    )
    const rules = cases
      .flatMap((stream) => stream.entries.map((id) => (onshore.entries.get(id) ?? offshore.entries.get(id))!))
      .flatMap(({ entry }) => (entry.fields.decision!.value as { rules: string[] }).rules)
    expect([...new Set(rules.map((rule) => rule.slice(0, rule.indexOf('-'))))].sort()).toEqual(['HOUSE', 'SN'])
    expect(rules).toEqual(expect.arrayContaining(['SN-way-forecast', 'SN-cap', 'SN-way-order', 'SN-way-account']))
  })
}, 1_500_000)

test('a model without a way of the rehearsal is named', () => {
  expect(() => readWay('atlantis')).toThrow('no way of the rehearsal follows atlantis')
})
