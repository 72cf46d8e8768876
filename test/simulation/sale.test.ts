import { afterAll, beforeAll, expect, test } from 'vitest'
import { administrators, personKey, platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import { closeSale, setReserve, startSale } from '../../sandbox/rehearsal/sell.ts'
import { countersignAction, signAction } from '../../src/core/case/action.ts'
import type { Licence, Registers } from '../../src/core/case/registers.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { licenceChanges } from '../../src/core/rules/licenceChanges.ts'
import { publicationOf, readLicences } from '../../src/core/rules/readLicences.ts'
import { readBooks, routeQuestion } from '../../src/offshore/sale/books/loggedBooks.ts'
import { legsOf, routeDocument, routeFor, tiersOf } from '../../src/offshore/sale/books/routeDocument.ts'
import { readTape, type TradeTape } from '../../src/offshore/sale/books/tradeTape.ts'
import { clientOrderIdFor } from '../../src/offshore/sale/placeOrder.ts'
import { readBookHistory } from '../../src/offshore/sale/plan/bookHistory.ts'
import { trancheSale } from '../../src/offshore/sale/plan/trancheSale.ts'
import type { OrdersState, SalePlan } from '../../src/offshore/sale/sale.ts'
import { restingLegs } from '../../src/offshore/sale/step/restingLegs.ts'
import { allowanceOf, saleStep } from '../../src/offshore/sale/step/saleStep.ts'
import {
  isFormer,
  readStep,
  type StepDocument,
  type StepFormat,
  stepFormat,
} from '../../src/offshore/sale/step/stepDocument.ts'
import type { SaleEvidence } from '../../src/offshore/sale/tca/saleEvidence.ts'
import type { SaleReport } from '../../src/offshore/sale/tca/saleReport.ts'
import { unitsOf } from '../../src/world/venues/decimal.ts'
import type { MemoryZone } from './memoryZone.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'

const subject = { lot: 'A', tranche: 'A/1' }
let walk: SellWalk
let floor: string
let plan: SalePlan
beforeAll(async () => {
  walk = await walkToSale()
  floor = await setReserve(walk, 'A/1')
})
afterAll(() => walk.end())

const orders = (): OrdersState => walk.seller.ordersOf('A/1')!
const child = () => walk.seller.streamOf('A/1')!
const sold = (): bigint => Object.values(orders().totals).reduce((sum, { units }) => sum + BigInt(units), 0n)

/** The rules that the zone's worker is refused by in the sale's stream; nothing of what it tries stays. */
function workerRefusedBy(
  kind: string,
  payload: { readonly [key: string]: Json },
  documents: readonly string[] = [],
  before: (zone: MemoryZone) => void = () => {},
) {
  const zone = walk.zones.offshore.fork()
  before(zone)
  const actor = { org: zone.parameters.id, person: 'worker', role: 'system' }
  const action = { id: `try:${kind}`, kind, actor, subject, payload, documents }
  const result = zone.act(action, { stream: child().id })
  if (result.outcome !== 'refused') return []
  const { unmet, code } = result.refusal
  return unmet.length === 0 ? [code] : unmet.map(({ rule }) => rule)
}

test.each([
  [
    'more units at a platform',
    (p: SalePlan) => ({ ...p, venues: p.venues.map((v, i) => (i === 0 ? { ...v, units: `${v.units}0` } : v)) }),
    ['HK-MANDATE-agreed', 'HK-MANDATE-units'],
  ],
  ['a wider flex', (p: SalePlan) => ({ ...p, flexPpm: '1000000' }), ['HK-MANDATE-agreed']],
  ['all in the first slice', (p: SalePlan) => ({ ...p, slices: p.slices.slice(0, 1) }), ['HK-MANDATE-agreed']],
  [
    'another host',
    (p: SalePlan) => ({ ...p, venues: p.venues.map((v) => ({ ...v, host: '127.0.0.1:9' })) }),
    ['HK-AMLO-53ZRD-plan', 'HK-MANDATE-agreed'],
  ],
])('a sale with %s than the plan agreed with the route is refused', async (_, change, rules) => {
  const agreed = trancheSale({
    disposal: walk.route.plan,
    agreed: walk.route.planHash,
    tranche: 'A/1',
    startAt: walk.clock.now(),
    floor,
    deadline: new Date(walk.clock.nowMs() + 3_600_000).toISOString(),
    method: '变卖',
  })
  const hash = await walk.offshore.document(canonical(change(agreed) as unknown as Json))
  const doing = {
    by: 'p-ho',
    kind: 'sale.started',
    subject,
    payload: {
      plan: hash,
      floor,
      deadline: agreed.deadline,
      participationCapPpm: agreed.participationCapPpm,
      method: '变卖',
      consequence: 'SANDBOX',
      bestBids: [{ platform: platformA, price: '64000' }],
    },
    documents: [hash],
  }
  const refused = await walk.refusedBy(walk.offshore, doing)
  expect(refused).toEqual(expect.arrayContaining(rules))
})

test('a tranche starts as agreed, and its first look at the books becomes one proved route over both platforms', async () => {
  plan = await startSale(walk, 'A/1', floor, walk.route)
  await walk.seller.pass()
  await walk.seller.pass()
  const { route } = orders()
  expect(route!.legs.map(({ platform }) => platform)).toEqual([platformA, platformB])
  expect(route!.next).toBe(0)
})

test('nothing but the legs of that route is ordered', () => {
  const [leg] = orders().route!.legs
  const place = (change: object) => {
    const intent = {
      slice: 1,
      attempt: 0,
      platform: leg!.platform,
      symbol: leg!.symbol,
      units: leg!.units,
      price: leg!.price,
      type: leg!.type,
      plan: child() && planHash(),
      ...change,
    }
    return workerRefusedBy('order.placed', {
      host: leg!.host,
      ...intent,
      asset: plan.asset,
      clientOrderId: clientOrderIdFor(intent),
    })
  }
  expect(place({})).toEqual([])
  expect(place({ units: (BigInt(leg!.units) - 1n).toString() })).toEqual(['HK-MANDATE-routed'])
  expect(place({ price: '70000' })).toEqual(['HK-MANDATE-routed'])
  // D6: the host of another entity, though that entity is licensed too.
  const other = orders().route!.legs.find(({ platform }) => platform !== leg!.platform)!
  expect(place({ host: other.host })).toContain('HK-AMLO-53ZRD-order')
  expect(place({ price: '1' })).toEqual(expect.arrayContaining(['BJ-above-floor', 'HK-MANDATE-routed']))
  expect(place({ units: '99000000000' })).toEqual(
    expect.arrayContaining(['HK-MANDATE-cap', 'HK-MANDATE-order', 'HK-MANDATE-routed']),
  )
})

const sister = `${platformA}-global`
const sisterHost = 'global.sandbox.test:443'

/** Imports a register in which platform A reads as `change` says, beside a sister company abroad of the same brand. */
function importRegister(zone: MemoryZone, change: (row: Licence) => object): void {
  const { licences } = zone.streamOf('registers')!.state as Registers
  const ofA = licences.find(({ entity }) => entity === platformA)!
  const row = (entity: string, licence: object) => ({
    entity,
    legalName: `SANDBOX ${entity}`,
    brand: 'SANDBOX brand',
    regulator: ofA.regulator,
    regime: 'SANDBOX VASP',
    conditions: [],
    admits: ofA.assets.map((asset) => ({ asset, clientTypes: ofA.clientTypes, from: '2022-11-09', source: 'SANDBOX' })),
    hosts: ofA.hosts.map((host) => ({ host, source: 'SANDBOX' })),
    accountOwners: ['trust'],
    from: '2022-11-09',
    confidence: 'H',
    source: 'SANDBOX',
    checkedOn: '2026-03-01',
    ...licence,
  })
  const abroad = row(sister, {
    regulator: 'SANDBOX authority abroad',
    admits: [],
    hosts: [{ host: sisterHost, source: 'SANDBOX' }],
  })
  const text = canonical({
    format: 'sluice/licences/1',
    title: 'SANDBOX',
    note: '',
    rows: [row(platformA, change(ofA)), abroad],
  } as unknown as Json)
  const at = walk.clock.now()
  const changes = licenceChanges({ standing: licences, publication: publicationOf(readLicences(text)), at })
  const register = zone.document(text)
  const [first, second] = administrators
  const action = {
    id: 'test:import',
    zone: zone.parameters.id,
    kind: 'licences.imported',
    actor: { org: 'administration', person: first, role: 'administrator' },
    payload: { register, at, ...changes } as unknown as { [key: string]: Json },
    documents: [register],
  }
  const signed = signAction(action, personKey(walk.seed, first).secretKey)
  const result = zone.act(countersignAction(signed, personKey(walk.seed, second).secretKey))
  expect(result.outcome === 'refused' ? result.refusal : result.outcome).toBe('appended')
}

test.each([
  ['the register as it was', {}, {}, []],
  ['a sister company abroad of the same brand', {}, { platform: sister, host: sisterHost }, ['HK-AMLO-53ZRD-order']],
  ['the sister at the host of the licensed one', {}, { platform: sister }, ['HK-AMLO-53ZRD-order']],
  ['the licensed one at the host of its sister', {}, { host: sisterHost }, ['HK-AMLO-53ZRD-order']],
  ['a licence that ended this second', { until: 'now' }, {}, ['HK-AMLO-53ZRD-order']],
  ['an asset that is admitted no more', { admits: [] }, {}, ['HK-AMLO-53ZRD-order']],
  ['another kind of client', { clientTypes: ['retail'] }, {}, ['HK-AMLO-53ZRD-order']],
  ['an account of somebody else', { accountOwners: ['another-trust'] }, {}, ['HK-AMLO-53ZRD-order']],
] as const)('an order under %s', (_, licence: Record<string, unknown>, change, rules) => {
  const [leg] = orders().route!.legs
  const intent = {
    slice: 1,
    attempt: 0,
    platform: leg!.platform,
    symbol: leg!.symbol,
    units: leg!.units,
    price: leg!.price,
    type: leg!.type,
    plan: planHash(),
    ...change,
  }
  const { host = leg!.host, ...rest } = intent as typeof intent & { host?: string }
  const payload = { ...rest, host, asset: plan.asset, clientOrderId: clientOrderIdFor(rest) }
  const refused = workerRefusedBy('order.placed', payload, [], (zone) =>
    importRegister(zone, ({ assets }) => {
      const { clientTypes, until, ...others } = licence
      const admits = assets.map((asset) => ({ asset, clientTypes, from: '2022-11-09', source: 'SANDBOX' }))
      return {
        ...others,
        ...(clientTypes === undefined ? {} : { admits }),
        ...(until === undefined ? {} : { until: walk.clock.now() }),
      }
    }),
  )
  expect(refused.filter((rule) => rule.startsWith('HK-AMLO'))).toEqual(rules)
})

function planHash(): string {
  return (walk.stateOf('offshore').slices.sale as unknown as Record<string, { plan: string }>)['A/1']!.plan
}

test('a route that is not the best, not for what is released, over old or foreign books is refused', async () => {
  const { route } = orders()
  const entry = walk.zones.offshore.entries.get(route!.entry)!.entry
  const value = (name: string): string => String(entry.fields[`payload.${name}`]!.value)
  const bytes = (hash: string): string => walk.zones.offshore.documents.get(hash)!
  const put = (document: object): string => walk.zones.offshore.document(canonical(document as unknown as Json))
  const books = readBooks(bytes(value('books')))
  const step = saleStep({
    plan,
    planHash: planHash(),
    history: readBookHistory(bytes(plan.history)),
    books,
    booksHash: value('books'),
    orders: orders(),
    before: { hash: route!.step, step: readStep(bytes(route!.step)) },
  })
  const good = routeFor(routeQuestion({ plan, books, allowance: allowanceOf(plan, step) }))
  const attempt = (change: object) =>
    workerRefusedBy('slice.routed', {
      slice: 1,
      attempt: 1,
      plan: planHash(),
      books: value('books'),
      step: put(step),
      route: put(routeDocument(good, tiersOf(step))),
      legs: [...legsOf(good, books, plan), ...restingLegs({ plan, books, step })] as unknown as Json,
      ...change,
    })
  expect(attempt({})).toEqual([])
  const more = { ...step, venues: step.venues.map((row) => ({ ...row, units: (BigInt(row.units) + 1n).toString() })) }
  expect(attempt({ step: put(more) })).toEqual(['HK-MANDATE-route', 'HK-MANDATE-step'])
  const forgot = { ...step, memory: readStep(bytes(route!.step)).memory }
  expect(attempt({ step: put(forgot) })).toEqual(['HK-MANDATE-step'])
  // A sale does not go back to a rule before; a record that begins by it is computed again by it, and goes on by that of today.
  for (const former of ['sluice/step/2', 'sluice/step/3'])
    expect(attempt({ step: put({ ...step, format: former }) })).toEqual(['HK-MANDATE-step'])
  const stepBy = (format: StepFormat, before?: StepDocument) =>
    saleStep({
      plan,
      planHash: planHash(),
      history: readBookHistory(bytes(plan.history)),
      books,
      booksHash: value('books'),
      orders: { ...orders(), totals: {} },
      ...(isFormer(format) ? { format } : {}),
      ...(before === undefined ? {} : { before: { hash: route!.step, step: before } }),
    })
  const second = stepBy('sluice/step/2')
  const third = stepBy('sluice/step/3', second)
  expect([second, third].map(({ format }) => format)).toEqual(['sluice/step/2', 'sluice/step/3'])
  expect(readStep(canonical(stepBy('sluice/step/2', second) as unknown as Json)).format).toBe('sluice/step/2')
  expect(() => stepBy('sluice/step/2', third)).toThrow('a step sluice/step/2 after one of sluice/step/3')
  // What the price has moved is counted from the first step on that knows of it.
  expect(third.memory.price).toBeUndefined()
  const today = stepBy(stepFormat, third)
  expect([today.format, today.memory.price?.moves]).toEqual(['sluice/step/4', 0])
  expect(stepBy(stepFormat, today).memory.price?.moves).toBe(1)
  const less = { ...routeDocument(good), legs: routeDocument(good).legs.slice(0, 1) }
  expect(attempt({ route: put(less) })).toEqual(['HK-MANDATE-route'])
  const claimed = { ...routeDocument(good), certificate: { ...routeDocument(good).certificate, bound: '1/1' } }
  expect(attempt({ route: put(claimed) })).toEqual(['HK-MANDATE-route'])
  expect(attempt({ slice: 2 })).toEqual(['HK-MANDATE-route'])
  const [tier] = tiersOf(step)
  expect(tier).toEqual({ platform: platformA, tier: 1, from: '0', volume: '0.00', takerPpm: '2900' })
  const cheaper = [{ ...tier!, tier: 4, from: '1000000', takerPpm: '2000' }]
  expect(attempt({ route: put(routeDocument(good, cheaper)) })).toEqual(['HK-MANDATE-route'])
  expect(attempt({ route: put(routeDocument(good)) })).toEqual(['HK-MANDATE-route'])
  const old = { ...books, books: books.books.map((book) => ({ ...book, fetchedAt: '2026-03-02T01:00:00.000Z' })) }
  expect(attempt({ books: put(old) })).toEqual(['HK-MANDATE-route', 'HK-MANDATE-step'])
  const tether = { ...books, books: books.books.map((book) => ({ ...book, quote: 'USDT' })) }
  expect(attempt({ books: put(tether) })).toEqual(['HK-MANDATE-route', 'HK-MANDATE-step'])
})

test('the fee of a step follows what was sold there, and tells the rule which fee comes later', () => {
  const { route } = orders()
  const entry = walk.zones.offshore.entries.get(route!.entry)!.entry
  const booksHash = String(entry.fields['payload.books']!.value)
  const bytes = (hash: string): string => walk.zones.offshore.documents.get(hash)!
  const stepAfter = (gross: string, counting: 'at once' | 'by day') => {
    const schedule = plan.venues.find(({ platform }) => platform === platformA)!.fees!
    const { day: _, ...atOnce } = schedule
    const fees = counting === 'by day' ? schedule : atOnce
    const tiered = { ...plan, venues: plan.venues.map((v) => (v.platform === platformA ? { ...v, fees } : v)) }
    const { venues } = saleStep({
      plan: tiered,
      planHash: planHash(),
      history: readBookHistory(bytes(plan.history)),
      books: readBooks(bytes(booksHash)),
      booksHash,
      orders: { ...orders(), grossByHour: { [platformA]: { '2026-03-02T02': gross } } },
    })
    return venues.find(({ platform }) => platform === platformA)!
  }
  expect(stepAfter('99999999', 'at once')).toMatchObject({ takerPpm: '2900', tier: { tier: 3, volume: '999999.99' } })
  expect(stepAfter('100000000', 'at once')).toMatchObject({ takerPpm: '2000', tier: { tier: 4, from: '1000000' } })
  // The platform counts days: what was sold at 10:00 in Hong Kong pays less from seven the next morning on.
  expect(stepAfter('100000000', 'by day')).toMatchObject({
    takerPpm: '2900',
    tier: { tier: 1, volume: '0.00', next: { at: '2026-03-02T23:00:00.000Z', takerPpm: '2000' } },
  })
})

test('a platform that is dark is left out, and the other sells for it no more than its flex', async () => {
  await walk.seller.work()
  const whole = BigInt(plan.venues.reduce((sum, { units }) => sum + BigInt(units), 0n))
  const first = sold()
  expect(first).toBeGreaterThan(0n)
  expect(first).toBeLessThanOrEqual((whole * BigInt(plan.execution.stepMaxPpm)) / 1_000_000n)
  const exchange = walk.world.exchanges[platformA]!
  exchange.control.fault({ kind: 'server-error', on: 'depth', times: 200 })
  const before = BigInt(orders().totals[platformB]!.units)
  for (let minute = 0; minute < 8; minute++) await walk.clock.pass(1)
  const { totals, used } = orders()
  const part = plan.slices
    .slice(0, 2)
    .flatMap(({ venues }) => venues.filter(({ platform }) => platform === platformB))
    .reduce((sum, { units }) => sum + BigInt(units), 0n)
  expect(BigInt(totals[platformB]!.units)).toBeGreaterThan(before)
  const lies = BigInt(plan.venues.find(({ platform }) => platform === platformB)!.units)
  expect(BigInt(used![platformB]!)).toBeLessThanOrEqual(part + lies / 4n)
})

test('when it is back, all is sold, at or above the floor, never more than released, and the record closes by the statements', async () => {
  const exchange = walk.world.exchanges[platformA]!
  for (let look = 0; look < 300 && exchange.control !== undefined; look++) {
    try {
      await walk.world.reader(platformA).depth({ symbol: 'BTCUSD' })
      break
    } catch {}
  }
  for (
    let minute = 0;
    minute < 60 && sold() < BigInt(plan.venues.reduce((s, { units }) => s + BigInt(units), 0n));
    minute++
  )
    await walk.clock.pass(1)
  expect(Object.values(orders().totals).map(({ units }) => units)).toEqual(plan.venues.map(({ units }) => units))
  await closeSale(walk, subject)
  expect(walk.stageOf('offshore', subject)).toBe('sold')
})

function analysedAs(change: { readonly evidence?: object; readonly report?: object; readonly tape?: TradeTape }) {
  const zone = walk.zones.offshore.fork()
  const sale = (walk.stateOf('offshore').slices.sale as unknown as Record<string, { report: string; plan: string }>)[
    'A/1'
  ]!
  const entry = walk.entriesOf('offshore').find(({ entry: { header } }) => header.kind === 'sale.analysed')!.entry
  const hash = (document: object): string => zone.document(canonical(document as unknown as Json))
  const payload = {
    orders: child().id,
    plan: sale.plan,
    evidence: change.evidence === undefined ? String(entry.fields['payload.evidence']!.value) : hash(change.evidence),
    report: change.report === undefined ? sale.report : hash(change.report),
    tape: change.tape === undefined ? String(entry.fields['payload.tape']!.value) : hash(change.tape),
  }
  const actor = { org: zone.parameters.id, person: 'worker', role: 'system' }
  const documents = [payload.evidence, payload.report, payload.tape]
  const action = { id: 'try:analysed', kind: 'sale.analysed', actor, subject, payload, documents }
  const result = zone.act(action, { stream: walk.offshore.caseId })
  return result.outcome === 'refused' ? result.refusal.unmet.map(({ rule }) => rule) : []
}

test('the analysis after it follows from the record, holds the forecast to the result, and shows what other ways would have cost', async () => {
  await walk.seller.work()
  const sale = (walk.stateOf('offshore').slices.sale as unknown as Record<string, { report: string; plan: string }>)[
    'A/1'
  ]!
  const entry = walk.entriesOf('offshore').find(({ entry: { header } }) => header.kind === 'sale.analysed')!.entry
  const text = (hash: string): string => walk.zones.offshore.documents.get(hash)!
  const report = JSON.parse(text(sale.report)) as SaleReport
  const evidence = JSON.parse(text(String(entry.fields['payload.evidence']!.value))) as SaleEvidence
  const { totals } = orders()
  const cents = (of: 'gross' | 'fee'): bigint => Object.values(totals).reduce((sum, row) => sum + BigInt(row[of]), 0n)
  expect(report.fees.replace('.', '')).toBe(cents('fee').toString())
  expect(report.alternatives.map(({ way }) => way)).toEqual([
    'actual',
    'dump',
    'dumpOne',
    'twap',
    'bestSingle',
    'equalSplit',
  ])
  expect(report.byVenue.map(({ units }) => units)).toEqual(plan.venues.map(({ units }) => units))
  expect(Number(report.costBps)).toBeCloseTo(Number(report.liquidityBps) + Number(report.feesBps), 1)
  expect(analysedAs({})).toEqual([])
  expect(analysedAs({ report: { ...report, costBps: '1.00' } })).toEqual(['HK-MANDATE-analysis'])
  const looks = evidence.entries.filter(({ kind }) => kind === 'slice.routed').length
  expect(report.feeTiers).toEqual([
    { platform: platformA, tier: 1, from: '0', takerPpm: '2900', volume: '0.00', looks },
  ])
  const gross = Object.values(orders().grossByHour![platformA]!).reduce((sum, one) => sum + BigInt(one), 0n)
  expect(gross.toString()).toBe(totals[platformA]!.gross)
  const last = evidence.entries.findLastIndex(({ kind }) => kind === 'order.reported')
  expect(analysedAs({ evidence: { ...evidence, entries: evidence.entries.toSpliced(last, 1) } })).toEqual([
    'HK-MANDATE-analysis',
  ])
})

test('what the market traded meanwhile is recorded at each look: VWAP and participation follow from it, and from no other tape', () => {
  const entry = walk.entriesOf('offshore').find(({ entry: { header } }) => header.kind === 'sale.analysed')!.entry
  const text = (hash: string): string => walk.zones.offshore.documents.get(hash)!
  const report = JSON.parse(text(String(entry.fields['payload.report']!.value))) as SaleReport
  const evidence = JSON.parse(text(String(entry.fields['payload.evidence']!.value))) as SaleEvidence
  const routed = evidence.entries.filter(({ kind }) => kind === 'slice.routed')
  const hashes = [...routed.map(({ payload }) => String(payload.tape)), String(entry.fields['payload.tape']!.value)]
  const stretches = hashes.map((hash) => readTape(text(hash))).flatMap(({ tapes }) => tapes)
  const prints = stretches.flatMap((one) => one.prints.filter(([at]) => at >= report.from && at < report.tape!.to))
  const satoshi = (text: string): bigint => unitsOf(text, 8)
  const volume = prints.reduce((sum, [, , quantity]) => sum + satoshi(quantity), 0n)
  const cents = prints.reduce((sum, [, price, quantity]) => sum + unitsOf(price, 2) * satoshi(quantity), 0n)
  expect(report.tape!.volume).toBe(volume.toString())
  expect(report.tape!.trades).toBe(prints.length)
  expect(Number(report.tape!.vwap)).toBeCloseTo(Number(cents / volume) / 100, 1)
  const own = BigInt(report.units)
  expect(report.tape!.participationPpm).toBe(Number((own * 1_000_000n + volume - 1n) / volume))
  expect(report.tape!.byVenue.every(({ coveredPpm, ownSeen }) => coveredPpm === 1_000_000 && ownSeen)).toBe(true)
  const last = readTape(text(hashes.at(-1)!))
  const lastButOne = readTape(text(hashes.at(-2)!))
  expect(analysedAs({ tape: lastButOne })).toContain('HK-MANDATE-analysis')
  const dearer = last.tapes.map((one) => ({ ...one, prints: [[one.from, '90000', '1000'] as const, ...one.prints] }))
  expect(analysedAs({ tape: { ...last, tapes: dearer } })).toEqual(['HK-MANDATE-analysis'])
})
