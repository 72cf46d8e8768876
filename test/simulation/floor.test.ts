import { afterAll, beforeAll, expect, test } from 'vitest'
import { platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import { snapshotText, takeSnapshot } from '../../sandbox/rehearsal/price.ts'
import { plain, setReserve } from '../../sandbox/rehearsal/sell.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { bitcoinAsset } from '../../sandbox/world.ts'
import { venueHoldReason } from '../../src/core/case/holdKinds.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { dayOf } from '../../src/core/rules/dueClocks.ts'
import { loggedBook } from '../../src/host/work/sale/lookAtBooks.ts'
import { inYuan } from '../../src/offshore/price/floorOfDay.ts'
import { referencePrice } from '../../src/offshore/price/referencePrice.ts'
import { booksFormat, type LoggedBooks } from '../../src/offshore/sale/books/loggedBooks.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'

const subject = { lot: 'A', tranche: 'A/1' }
let walk: SellWalk
let floor: string
beforeAll(async () => {
  walk = await walkToSale('floor')
  floor = await setReserve(walk, 'A/1')
})
afterAll(() => walk.end())

async function books(): Promise<LoggedBooks> {
  const seen = []
  for (const platform of [platformA, platformB]) {
    const venue = walk.world.reader(platform)
    const instrument = (await venue.instruments()).find(({ symbol }) => symbol === 'BTCUSD')!
    const depth = await venue.depth({ symbol: 'BTCUSD', limit: 20 })
    seen.push(loggedBook({ platform, host: venue.host, instrument, depth, fetchedAt: walk.clock.now() }))
  }
  return { format: booksFormat, asset: bitcoinAsset, currency: 'USD', books: seen }
}

async function tested(change: (seen: LoggedBooks) => LoggedBooks = (seen) => seen) {
  const hash = await walk.offshore.document(canonical(change(await books()) as unknown as Json))
  return { by: 'p-ho', kind: 'floor.tested', subject, payload: { floor, books: hash }, documents: [hash] }
}

async function decided(decision: string, more: object = {}, issuer = 'psb-payee', said: object = {}) {
  const paper = await file(walk, walk.offshore, issuer, 'floor-decision', {
    decision,
    tranche: 'A/1',
    ...more,
    ...said,
  })
  return {
    by: 'p-lam',
    kind: 'floor.decided',
    subject,
    payload: { decision, reason: 'SANDBOX', paper, ...more },
    documents: [paper],
  }
}

/** Proposes and approves; the rules that it is refused by, on a copy that goes its own way where `keep` is not said. */
async function approvedBy(doing: Parameters<SellWalk['offshore']['approved']>[0], approvers: readonly string[]) {
  try {
    await walk.offshore.approved(doing, [...approvers])
    return []
  } catch (error) {
    const { refusal } = error as { refusal?: { unmet: readonly { rule: string }[]; message: string } }
    if (refusal === undefined) throw error
    return refusal.unmet.map(({ rule }) => rule).sort()
  }
}

async function reserve(ratioPpm: bigint, change: object = {}) {
  const snapshot = await takeSnapshot(walk)
  const price =
    ratioPpm === 0n ? '0' : plain(referencePrice({ snapshot, asset: bitcoinAsset, currency: 'USD', ratioPpm }).price)
  const hash = await walk.offshore.document(snapshotText(snapshot))
  return {
    by: 'p-ho',
    kind: 'reserve.set',
    subject,
    payload: {
      method: 'best-quote',
      asset: bitcoinAsset,
      floor: price,
      currency: 'USD',
      snapshot: hash,
      validUntil: new Date(walk.clock.nowMs() + 3_600_000).toISOString(),
      floorCny: inYuan({ snapshot, price, currency: 'USD' }),
      ...change,
    },
    documents: [hash],
  }
}

test('while a platform bids the floor, no attempt counts', async () => {
  expect(await walk.refusedBy(walk.offshore, await tested())).toEqual(['HK-MANDATE-floortest'])
})

test('three attempts on fresh books of all platforms, ten minutes apart, and no fewer, make a floor unreachable', async () => {
  for (const exchange of Object.values(walk.world.exchanges)) exchange.control.shift({ asset: 'BTC', ppm: -100_000 })
  await walk.clock.pass(1)
  const unreachable = async (attempts: number) => {
    const evidence = await walk.offshore.document('SANDBOX')
    return {
      by: 'p-ho',
      kind: 'floor.unreachable',
      subject,
      payload: { floor, attempts, evidence },
      documents: [evidence],
    }
  }
  expect(await walk.refusedBy(walk.offshore, await unreachable(3))).toEqual(['BJ-floor-attempts'])
  const onlyOne = await tested((seen) => ({ ...seen, books: seen.books.slice(1) }))
  expect(await walk.refusedBy(walk.offshore, onlyOne)).toEqual(['HK-MANDATE-floortest'])
  const old = await tested((seen) => ({
    ...seen,
    books: seen.books.map((book) => ({ ...book, fetchedAt: '2026-03-02T01:00:00.000Z' })),
  }))
  expect(await walk.refusedBy(walk.offshore, old)).toEqual(['HK-MANDATE-floortest'])
  for (const attempt of [1, 2, 3]) {
    expect(await walk.refusedBy(walk.offshore, await tested())).toEqual([])
    expect(await walk.refusedBy(walk.offshore, await tested())).toEqual(['HK-MANDATE-floortest'])
    if (attempt < 3) expect(await walk.refusedBy(walk.offshore, await unreachable(3))).toEqual(['BJ-floor-attempts'])
    await walk.clock.pass(10)
  }
  expect(await walk.refusedBy(walk.offshore, await unreachable(4))).toEqual(['BJ-floor-attempts'])
  expect(await walk.refusedBy(walk.offshore, await unreachable(3))).toEqual([])
  expect(walk.stageOf('offshore', subject)).toBe('unreachable')
})

test("the decision is the principal's signed paper, says the same, and is complete", async () => {
  const until = new Date(walk.clock.nowMs() + 30 * 60_000).toISOString()
  const cases: [string, Awaited<ReturnType<typeof decided>>][] = [
    ['signed by a platform', await decided('wait', { until }, platformA)],
    ['a paper that says lower', await decided('wait', { until }, 'psb-payee', { decision: 'lower' })],
    ['a paper of another tranche', await decided('wait', { until }, 'psb-payee', { tranche: 'A/2' })],
    ['a wait without an end', await decided('wait')],
    ['a wait into the past', await decided('wait', { until: '2026-03-02T01:00:00.000Z' })],
    ['lower without a share', await decided('lower')],
    ['lower to more', await decided('lower', { ratioPpm: '990000' })],
    ['no reserve with a share', await decided('no-reserve', { ratioPpm: '900000' })],
  ]
  for (const [what, doing] of cases)
    expect([what, await approvedBy(doing, ['p-ng'])]).toEqual([what, ['HK-MANDATE-decision']])
})

test('return: proposed while no platform holds the coins, and not while one does', async () => {
  const doing = await decided('return')
  const propose = { ...doing, kind: 'proposal.made', payload: { proposes: 'floor.decided', payload: doing.payload } }
  expect(await walk.refusedBy(walk.offshore, propose)).toEqual([])
  await walk.offshore.act({
    by: 'p-ng',
    kind: 'hold.placed',
    subject: {},
    payload: {
      hold: 'venue/trust/a',
      kind: 'venue-hold',
      reason: 'venue hold, reason restricted',
      lots: ['A'],
      reviewOn: dayOf(new Date(walk.clock.nowMs() + 30 * 86_400_000).toISOString()),
      mayLift: 'trust',
    },
  })
  expect(await walk.refusedBy(walk.offshore, propose)).toContain('HK-MANDATE-decision')
  const wait = await decided('wait', { until: '2026-05-01T00:00:00.000Z' })
  const other = { ...wait, kind: 'proposal.made', payload: { proposes: 'floor.decided', payload: wait.payload } }
  expect(await walk.refusedBy(walk.offshore, other)).not.toContain('HK-MANDATE-decision')
  await walk.offshore.act({
    by: 'p-ng',
    kind: 'hold.lifted',
    subject: {},
    payload: { hold: 'venue/trust/a', reason: venueHoldReason },
  })
})

test('wait: nothing is priced before the end of it, and then it is as before', async () => {
  const until = new Date(walk.clock.nowMs() + 30 * 60_000).toISOString()
  expect(await approvedBy(await decided('wait', { until }), ['p-ng'])).toEqual([])
  expect(walk.stateOf('onshore').crossed['floor.decided A/1']?.fields.decision).toBe('wait')
  expect(await approvedBy(await reserve(980_000n), ['p-ng'])).toEqual(['HK-MANDATE-asdecided'])
  await walk.clock.pass(30)
  expect(await approvedBy(await reserve(980_000n), ['p-ng'])).toEqual([])
  expect(walk.stageOf('offshore', subject)).toBe('reserved')
})

/** The market falls further, three attempts, unreachable. */
async function outOfReach(ppm: number): Promise<void> {
  floor = (walk.stateOf('offshore').slices.reserve as unknown as Record<string, { floor: string }>)['A/1']!.floor
  for (const exchange of Object.values(walk.world.exchanges)) exchange.control.shift({ asset: 'BTC', ppm })
  await walk.clock.pass(1)
  for (let attempt = 0; attempt < 3; attempt++) {
    expect(await walk.refusedBy(walk.offshore, await tested())).toEqual([])
    await walk.clock.pass(10)
  }
  const evidence = await walk.offshore.document('SANDBOX')
  const payload = { floor, attempts: 3, evidence }
  await walk.offshore.act({ by: 'p-ho', kind: 'floor.unreachable', subject, payload, documents: [evidence] })
}

test("lower: the share decided takes the place of the model's, and is approved and confirmed again", async () => {
  await outOfReach(-200_000)
  expect(await approvedBy(await decided('lower', { ratioPpm: '900000' }), ['p-ng'])).toEqual([])
  expect(await approvedBy(await reserve(980_000n), ['p-ng'])).toEqual(['BJ-reserve-recomputes'])
  expect(await approvedBy(await reserve(900_000n), ['p-ng'])).toEqual([])
})

test('no reserve: the floor is nothing, and only then', async () => {
  await outOfReach(-350_000)
  expect(await approvedBy(await decided('no-reserve'), ['p-ng'])).toEqual([])
  expect(await approvedBy(await reserve(980_000n), ['p-ng'])).toEqual(['BJ-reserve-recomputes'])
  expect(await approvedBy(await reserve(0n), ['p-ng'])).toEqual([])
  expect(walk.stageOf('offshore', subject)).toBe('reserved')
})
