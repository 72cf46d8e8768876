import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Doing } from '../../sandbox/rehearsal/zoneClient.ts'
import { makeHolder } from '../../sandbox/signer/holder.ts'
import { bitcoinAsset } from '../../sandbox/world.ts'
import { stateSizeMax } from '../../src/core/case/state.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { custodyOf, heldLines } from '../../src/onshore/custody/custody.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { measuresOf } from '../../src/onshore/measure/measure.ts'
import type { ListedRow } from '../../src/onshore/seizure/lineRows.ts'
import { linesIn } from '../../src/onshore/seizure/lineSet.ts'
import { tableOf, writeLineTable } from '../../src/onshore/seizure/lineTable.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { simulatedBundle } from '../support/simulatedBundle.ts'
import type { MemoryEntry, MemoryZone } from './memoryZone.ts'
import { openBareCase } from './openBareCase.ts'
import { decisionPaper, openListed, spotList } from './openFront.ts'
import { type Simulation, simulate } from './simulate.ts'
import { walkMemory } from './walkMemory.ts'

const seized = { measure: 'seized', startsOn: '2026-02-20' }
const size = (state: unknown): number => Buffer.byteLength(canonical(state as Json))

/** Addresses as a trader in coins keeps them: thousands, each with a little. */
function rowsOf(count: number): readonly ListedRow[] {
  const { bitcoinAddress } = makeHolder({ seed: 'many', holder: 'suspect' })
  return Array.from({ length: count }, (_, i) => ({
    line: i + 2,
    asset: bitcoinAsset,
    address: bitcoinAddress,
    units: String(10_000 + i),
    txid: (i + 1).toString(16).padStart(64, '0'),
    index: i % 7,
  }))
}

describe('a list of five thousand lines', () => {
  const rows = rowsOf(5_000)
  let sim: Simulation
  beforeAll(async () => {
    sim = await simulate()
  })
  afterAll(() => sim.end())

  async function listed(of: readonly ListedRow[], change: { readonly [key: string]: Json } = {}) {
    const document = await sim.onshore.document(writeLineTable('listed', of))
    const doing = await spotList(sim, { table: { document, ...tableOf(of), ...change } })
    const { lines: _, ...payload } = doing.payload
    return { ...doing, payload: payload as Doing['payload'], documents: [...doing.documents, document] }
  }

  test('is refused where the entry says another sum, a line comes twice, an address is mistyped, or it comes in both forms', async () => {
    await openBareCase(sim)
    const decision = await decisionPaper(sim)
    await sim.onshore.approved(
      {
        by: 'p-zhang',
        kind: 'seizure.decided',
        payload: { decision, officers: ['p-li', 'p-liu'], relatedness: 'SANDBOX', necessities: 'SANDBOX', ...seized },
        documents: [decision],
      },
      ['p-chen'],
    )
    const refused = async (doing: Awaited<ReturnType<typeof listed>>) => sim.refusedBy(sim.onshore, doing)
    const checked = 'CN-MPS159-230-particulars'
    const { totals } = tableOf(rows)
    const less = [{ ...totals[0]!, units: (BigInt(totals[0]!.units) - 1n).toString() }]
    expect(await refused(await listed(rows, { totals: less }))).toEqual([checked])
    expect(await refused(await listed(rows, { lines: ['2-5000', 5002] }))).toEqual([checked])
    expect(await refused(await listed([...rows.slice(0, -1), rows[0]!]))).toEqual([checked])
    const mistyped = rows[0]!.address.replace(/.$/, (last) => (last === 'q' ? 'p' : 'q'))
    expect(await refused(await listed([{ ...rows[0]!, address: mistyped }, ...rows.slice(1)]))).toEqual([checked])
    const both = await listed(rows)
    const { lines } = (await spotList(sim)).payload
    expect(await refused({ ...both, payload: { ...both.payload, lines } })).toEqual([checked])
    const foreign = await listed(rows)
    const spaced = await sim.onshore.document(`${writeLineTable('listed', rows)} `)
    expect(
      await refused({ ...foreign, payload: { ...foreign.payload, table: { document: spaced, ...tableOf(rows) } } }),
    ).toEqual([expect.stringContaining('canonical')])
  })

  test('stands as a document, with its sums in the entry; the state keeps a run', async () => {
    await sim.onshore.act(await listed(rows))
    const state = sim.stateOf('onshore')
    expect(measuresOf(state).m1!.lines).toEqual(['2-5001'])
    expect(size(state)).toBeLessThan(8_000)
  })

  test('a measure is taken on a run of it, and on no line that it does not have', async () => {
    const decision = await decisionPaper(sim, 'county-head', 'psb', '2')
    const frozen = (lines: readonly (string | number)[], measure: string) => ({
      by: 'p-zhang',
      kind: 'measure.taken',
      payload: {
        measure,
        kind: 'frozen',
        lines,
        decision,
        startsOn: '2026-03-01',
        expiresOn: '2026-08-31',
        propertyClass: 'funds',
        grounds: 'SANDBOX traced to another account',
      } as { readonly [key: string]: Json },
      documents: [decision],
    })
    const asked = ['BJ-approvals']
    expect(await sim.refusedBy(sim.onshore, frozen(['4000-5002'], 'm2'))).toEqual([...asked, 'CN-CPL-141-lines'])
    expect(await sim.refusedBy(sim.onshore, frozen(['4000-4500', 4200], 'm2'))).toEqual([...asked, 'CN-CPL-141-lines'])
    await sim.onshore.approved(frozen(['4000-4500'], 'm2'), ['p-chen'])
    const { m1, m2 } = measuresOf(sim.stateOf('onshore'))
    expect(m1!.lines).toEqual(['2-3999', '4501-5001'])
    expect(m2!.lines).toEqual(['4000-4500'])
    expect(await sim.refusedBy(sim.onshore, frozen([4321], 'm3'))).toEqual([...asked, 'CN-MPS159-242-second'])
  })
})

test('a small list stays in the entry', async () => {
  const sim = await simulate()
  try {
    await openListed(sim, seized)
    expect(measuresOf(sim.stateOf('onshore')).m1!.lines).toEqual([1, 2])
  } finally {
    await sim.end()
  }
})

describe('a case of six hundred lines walks from the list to closed', () => {
  let sim: Simulation
  let batches = 0
  beforeAll(async () => {
    const watch = (zone: MemoryZone, { entry }: MemoryEntry): void => {
      if (zone.parameters.kind === 'onshore' && entry.header.kind === 'custody.secured') batches++
    }
    sim = await walkMemory({ models: ['beijing'], seed: 'six-hundred' }, watch, { holdings: 600 })
  }, 300_000)
  afterAll(() => sim.end())

  test('secured in two batches, counted to the unit, sold, returned, paid; the books are zero', () => {
    expect(sim.stageOf('onshore')).toBe('closed')
    expect(batches).toBe(2)
    const state = sim.stateOf('onshore')
    expect(linesIn(heldLines(state))).toHaveLength(600)
    expect(custodyOf(state).lots.A!.lines).toEqual(['2-600'])
    expect(custodyOf(state).lots.B!.lines).toEqual([601])
    expect(custodyOf(state)).toMatchObject({ held: [], inventoried: ['2-601'] })
    expect(Object.keys(state.balances).filter((key) => key.startsWith('assets:'))).toEqual([])
    expect(size(state)).toBeLessThan(stateSizeMax / 2)
  })

  test('every entry is decided again from the tables, in the verifier', () => {
    const report = verifyBundle({
      bundle: simulatedBundle(sim),
      kindsOnshore: onshoreKinds,
      kindsOffshore: offshoreKinds,
    })
    expect(report.faults).toEqual([])
  })

  test('one unit more in a counted line is found', () => {
    const zone = sim.zones.onshore
    const counted = sim.entriesOf('onshore').find(({ entry }) => entry.header.kind === 'inventory.recorded')!.entry
      .fields['payload.table']!.value as { readonly document: string }
    const text = zone.documents.get(counted.document)!
    zone.documents.set(
      counted.document,
      text.replace(/"units":"(\d+)"/, (_, units) => `"units":"${BigInt(units) + 1n}"`),
    )
    try {
      const report = verifyBundle({
        bundle: simulatedBundle(sim),
        kindsOnshore: onshoreKinds,
        kindsOffshore: offshoreKinds,
      })
      expect(report.faults).not.toEqual([])
    } finally {
      zone.documents.set(counted.document, text)
    }
  })
})
