import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import { closeSale, sellOut, setReserve, settlementOf, settleSale, startSale } from '../../sandbox/rehearsal/sell.ts'
import { type BlockRound, inviteDesks, sellBlock, unitsHeld } from '../../sandbox/rehearsal/sellBlock.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { Refused } from '../../sandbox/rehearsal/zoneClient.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { readBooks } from '../../src/offshore/sale/books/loggedBooks.ts'
import { readSalePlan, type SaleSlice, saleOf } from '../../src/offshore/sale/sale.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { simulatedBundle } from '../support/simulatedBundle.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'
import type { Simulation } from './simulate.ts'
import { walkMemory } from './walkMemory.ts'

// Whole sales, minute by minute: slow on a busy machine.
vi.setConfig({ testTimeout: 1_500_000, hookTimeout: 1_500_000 })

const tranche = 'A/1'
const subject = { lot: 'A', tranche }
const stopIt = { by: 'p-ng', kind: 'sale.stopped', subject, payload: { reason: 'SANDBOX' } }

async function refused(scene: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await scene()
    return []
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.refusal.unmet.map(({ rule }) => rule).sort()
  }
}

const saleNow = (sim: Simulation): SaleSlice[string] => saleOf(sim.stateOf('offshore'), tranche)!

function verified(sim: Simulation): void {
  const report = verifyBundle({
    bundle: simulatedBundle(sim),
    kindsOnshore: onshoreKinds,
    kindsOffshore: offshoreKinds,
  })
  expect(report.faults).toEqual([])
}

describe('a sale that was stopped goes on', () => {
  let walk: SellWalk
  let left: bigint
  beforeAll(async () => {
    walk = await walkToSale('again')
    const floor = await setReserve(walk, tranche)
    await startSale(walk, tranche, floor, walk.route)
    for (let minute = 0; minute < 6; minute++) await walk.clock.pass(1)
  })
  afterAll(() => walk.end())

  test('while it runs it is not settled, and no second one begins', async () => {
    expect(await refused(() => settleSale(walk, subject))).toEqual(['HK-MANDATE-settled'])
    await setReserve(walk, tranche)
    await expect(startSale(walk, tranche, '1', walk.route)).rejects.toThrow('not settled')
    expect(await refused(() => inviteDesks(walk, blockOf(10)))).toEqual(['HK-MANDATE-invite'])
  })

  test('an order of unknown fate holds the rest up', async () => {
    const zone = walk.zones.offshore
    await walk.offshore.act(stopIt)
    // The proof that nothing is open has not been made: the executor did not work since.
    expect(await refused(() => settleSale(walk, subject))).toEqual(['HK-MANDATE-settled'])
    await walk.seller.work()
    expect(walk.seller.ordersOf(tranche)!.cleared!.why).toBe('stopped')
    expect(zone.outbox.filter(({ type }) => type === 'order')).toEqual([])
  })

  test('a settlement says what record and platforms say, of one moment after the stop, and nothing else', async () => {
    const { payload, documents } = await settlementOf(walk, subject)
    const [first, ...others] = payload.rows
    const row = (change: object) => ({ rows: [{ ...first!, ...change }, ...others] })
    const said = async (change: object): Promise<object> => {
      const { body } = JSON.parse(walk.zones.offshore.documents.get(first!.statement)!) as { body: Json }
      const paper = await file(walk, walk.offshore, platformA, 'venue-statement', { ...(body as object), ...change })
      return row({ statement: paper })
    }
    for (const change of [
      row({ units: (BigInt(first!.units) - 1n).toString() }),
      row({ left: (BigInt(first!.left) + 1n).toString() }),
      row({ left: (BigInt(first!.left) - 1n).toString() }),
      row({ fills: 1 }),
      { rows: others },
      { rows: [first, first, ...others] },
      { asOf: '2026-03-02T01:00:00.000Z' },
      await said({ held: (BigInt(first!.left) - 1n).toString() }),
      await said({ held: first!.left, asOf: '2026-03-02T01:00:00.000Z' }),
      await said({ fills: [] }),
    ]) {
      const doing = { by: 'p-ho', kind: 'sale.settled', subject, payload: { ...payload, ...change }, documents }
      expect([change, await walk.refusedBy(walk.offshore, doing as never)]).toEqual([change, ['HK-MANDATE-settled']])
    }
  })

  test('what was sold is booked by the statements of the platforms, and what they hold is counted', async () => {
    const before = await unitsHeld(walk)
    left = await settleSale(walk, subject)
    const { totals } = walk.seller.ordersOf(tranche)!
    const sold = Object.values(totals).reduce((sum, { units }) => sum + BigInt(units), 0n)
    expect(sold).toBeGreaterThan(0n)
    expect(left).toBe(before - sold)
    expect(await unitsHeld(walk)).toBe(left)
    const { balances } = walk.stateOf('offshore')
    const { gross, fee } = totals[platformA]!
    expect(balances[`assets:venue:${platformA}:A USD`]).toBe((BigInt(gross) - BigInt(fee)).toString())
    expect(await refused(() => settleSale(walk, subject))).toEqual(['HK-MANDATE-settled'])
    expect(await refused(() => walk.offshore.act(stopIt))).toEqual(['HK-MANDATE-stop'])
  })

  test('the rest is sold by a plan of its own: what is left at each platform, the bounds of the agreed plan, the floor of the new reserve', async () => {
    const first = saleNow(walk).plan
    const floor = await setReserve(walk, tranche)
    const whole = readSalePlan(walk.zones.offshore.documents.get(first)!)
    const plan = await startSale(walk, tranche, floor, walk.route)
    expect(plan.venues.reduce((sum, { units }) => sum + BigInt(units), 0n)).toBe(left)
    expect(plan.slices.reduce((sum, { units }) => sum + BigInt(units), 0n)).toBe(left)
    expect(plan.slices.length).toBeLessThanOrEqual(whole.slices.length)
    expect([plan.participationCapPpm, plan.flexPpm, plan.agreed]).toEqual([
      whole.participationCapPpm,
      whole.flexPpm,
      whole.agreed,
    ])
    expect(plan.floor).toBe(floor)
    expect(saleNow(walk)).toMatchObject({ stopped: false, closed: false, past: [{ plan: first }] })
    await sellOut(walk, tranche, plan)
    const { run, totals } = walk.seller.ordersOf(tranche)!
    expect(run).toBe(2)
    expect(Object.values(totals).reduce((sum, { units }) => sum + BigInt(units), 0n)).toBe(left)
    await closeSale(walk, subject)
    await walk.seller.work()
    expect(await unitsHeld(walk)).toBe(0n)
    // Each sale has its own analysis, under its own plan.
    const sale = saleNow(walk)
    expect(sale.past![0]!.report).toMatch(/^[0-9a-f]{64}$/)
    expect(sale.report).toMatch(/^[0-9a-f]{64}$/)
    const kinds = walk.entriesOf('offshore').map(({ entry }) => entry.header.kind)
    expect(kinds.filter((kind) => kind === 'sale.analysed')).toHaveLength(2)
  })
})

const blockOf = (lots: number): BlockRound => ({
  tranche,
  rule: 'best-quote',
  lots,
  onDefault: 'void',
  bids: { desk: [[60, lots]], 'desk-fix': [[110, lots]] },
})

test('books first, then the rest as a block: what the books brought is in the trust account before the tranche ends', async () => {
  const walk = await walkToSale('rest-block')
  try {
    await startSale(walk, tranche, await setReserve(walk, tranche), walk.route)
    for (let minute = 0; minute < 4; minute++) await walk.clock.pass(1)
    await walk.offshore.act(stopIt)
    await walk.seller.work()
    const left = await settleSale(walk, subject)
    expect(await refused(() => sellBlock(walk, tranche))).toEqual(['HK-MANDATE-blockclosed'])
    expect(walk.stageOf('offshore', subject)).toBe('reserved')
    expect(await unitsHeld(walk)).toBe(0n)
    const delivered = Object.values(
      (walk.stateOf('offshore').slices.round as unknown as Record<string, { delivered: Record<string, string> }>)[
        tranche
      ]!.delivered,
    )
    expect(delivered.reduce((sum, units) => sum + BigInt(units), 0n)).toBe(left)
  } finally {
    await walk.end()
  }
})

/** Whether looks at the books came from streams, and which of these were found wrong and not looked at any more. */
function streamsSeen({ zones }: Simulation): { readonly used: boolean; readonly off: readonly string[] } {
  const { entries, documents } = zones.offshore
  const looks = [...entries.values()]
    .filter(({ entry }) => entry.header.kind === 'slice.routed')
    .map(({ entry }) => readBooks(documents.get(String(entry.fields['payload.books']!.value))!))
  const used = looks.some(({ books }) => books.some(({ source }) => source?.by === 'stream'))
  return { used, off: [...new Set(looks.flatMap(({ streamsOff = [] }) => streamsOff))] }
}

test.each([
  ['stopped and sold on', { trouble: 'stop', unattended: true }],
  ['half as a block, half in the books, over streams that fail', { block: 'half', trouble: 'stream' }],
] as const)('a whole case, %s, ends closed and verifies', async (name, script) => {
  const sim = await walkMemory({ models: ['beijing'], seed: `again ${name.length}` }, () => {}, script)
  try {
    expect([sim.stageOf('onshore'), sim.stageOf('offshore', subject)]).toEqual(['closed', 'remitted'])
    const { balances } = sim.stateOf('offshore')
    expect(Object.keys(balances).filter((key) => /^assets:|bid-deposit|liabilities:block/.test(key))).toEqual([])
    const plan = readSalePlan(sim.zones.offshore.documents.get(saleNow(sim).plan)!)
    const units = plan.venues.map(({ platform, units: of }) => [platform, of])
    expect(units.map(([platform]) => platform).every((one) => [platformA, platformB].includes(one!))).toBe(true)
    if ('block' in script) expect(streamsSeen(sim)).toEqual({ used: true, off: [platformB] })
    verified(sim)
  } finally {
    await sim.end()
  }
})
