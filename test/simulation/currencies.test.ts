import { afterAll, beforeAll, expect, test } from 'vitest'
import { paperKeyOf } from '../../sandbox/bank/sign.ts'
import { approveFx, bringHome } from '../../sandbox/rehearsal/bringHome.ts'
import { platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import { closeSale, setReserve, startSale } from '../../sandbox/rehearsal/sell.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import { compareRates } from '../../src/core/money/rate.ts'
import { divide, formatDecimal, multiply, parseDecimal, rational, subtract } from '../../src/core/price/rational.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { signPaper } from '../../src/core/record/paper.ts'
import { lookAtBooks } from '../../src/host/work/sale/lookAtBooks.ts'
import { type LoggedBooks, readBooks, routeQuestion } from '../../src/offshore/sale/books/loggedBooks.ts'
import { legsOf, routeDocument, routeFor, tiersOf } from '../../src/offshore/sale/books/routeDocument.ts'
import type { LoggedRate } from '../../src/offshore/sale/currency/worth.ts'
import { readBookHistory } from '../../src/offshore/sale/plan/bookHistory.ts'
import { faultOfPlan } from '../../src/offshore/sale/plan/disposalPlan.ts'
import { trancheSale } from '../../src/offshore/sale/plan/trancheSale.ts'
import type { OrdersState, SalePlan } from '../../src/offshore/sale/sale.ts'
import { restingLegs } from '../../src/offshore/sale/step/restingLegs.ts'
import { allowanceOf, saleStep } from '../../src/offshore/sale/step/saleStep.ts'
import type { SaleReport } from '../../src/offshore/sale/tca/saleReport.ts'
import type { MemoryZone } from './memoryZone.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'
import { pay } from './walkMemory.ts'

const subject = { lot: 'A', tranche: 'A/1' }
const quotes = { [platformA]: 'USD', [platformB]: 'HKD' } as const
let walk: SellWalk
let plan: SalePlan
let floor: string
beforeAll(async () => {
  walk = await walkToSale('currencies', 200_000, false, { quotes })
  floor = await setReserve(walk, 'A/1')
})
afterAll(() => walk.end())

const orders = (): OrdersState => walk.seller.ordersOf('A/1')!
const text = (hash: string): string => walk.zones.offshore.documents.get(hash)!
const planHash = (): string => (walk.stateOf('offshore').slices.sale as Record<string, { plan: string }>)['A/1']!.plan

/** The rules that an act of a zone's worker is refused by, in the sale's stream or the case's; nothing of it stays. */
function refusedBy(
  zone: MemoryZone,
  kind: string,
  payload: { readonly [key: string]: Json },
  stream: string,
  documents: readonly string[] = [],
): readonly string[] {
  const actor = { org: zone.parameters.id, person: 'worker', role: 'system' }
  const result = zone.fork().act({ id: `try:${kind}`, kind, actor, subject, payload, documents }, { stream })
  if (result.outcome !== 'refused') return []
  const { unmet, code } = result.refusal
  return unmet.length === 0 ? [code] : unmet.map(({ rule }) => rule)
}

const ofSale = (kind: string, payload: { readonly [key: string]: Json }, documents: readonly string[] = []) =>
  refusedBy(walk.zones.offshore, kind, payload, walk.seller.streamOf('A/1')!.id, documents)

test.each<[string, (p: SalePlan) => object, readonly string[]]>([
  [
    'a book in a stablecoin that the mandate does not name',
    (p) => ({ venues: p.venues.map((v) => (v.platform === platformB ? { ...v, quote: 'USDT' } : v)) }),
    ['HK-MANDATE-quotes', 'HK-TRUST-currency', 'HK-MANDATE-agreed'],
  ],
  [
    'a book in money that the trust has no account in',
    (p) => ({ venues: p.venues.map((v) => (v.platform === platformB ? { ...v, quote: 'EUR' } : v)) }),
    ['HK-TRUST-currency', 'HK-MANDATE-agreed'],
  ],
  [
    'another source of rates',
    (p) => ({ fx: { ...p.fx!, yuan: { ...p.fx!.yuan, source: 'desk' } } }),
    ['HK-MANDATE-agreed'],
  ],
  ['a lower floor in yuan', () => ({ floorCny: '1' }), ['HK-MANDATE-plan']],
])('a sale with %s is refused', async (_, change, rules) => {
  const agreed = trancheSale({
    disposal: walk.route.plan,
    agreed: walk.route.planHash,
    tranche: 'A/1',
    startAt: walk.clock.now(),
    floor,
    floorCny: (walk.stateOf('offshore').slices.reserve as Record<string, { floorCny: string }>)['A/1']!.floorCny,
    deadline: new Date(walk.clock.nowMs() + 3_600_000).toISOString(),
    method: '变卖',
  })
  const hash = await walk.offshore.document(canonical({ ...agreed, ...change(agreed) } as unknown as Json))
  const refused = await walk.refusedBy(walk.offshore, {
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
  })
  expect(refused).toEqual(expect.arrayContaining([...rules]))
})

test('two books of one platform are no plan: which of them an order is for would be nobody’s word', () => {
  const { plan: agreed } = walk.route
  const [first, second] = agreed.venues
  const twice = { ...agreed, venues: [first!, { ...second!, platform: first!.platform }] }
  const held = { evidence: agreed.evidence, capPpmMax: 1_000_000n }
  expect(faultOfPlan(agreed, held)).toBeUndefined()
  expect(faultOfPlan(twice, held)).toBe('a platform stands twice')
})

test('the plan names each book’s currency and whose rates compare them, and the first look is one proved route over both', async () => {
  plan = await startSale(walk, 'A/1', floor, walk.route)
  expect(plan.venues.map(({ symbol, quote }) => [symbol, quote])).toEqual([
    ['BTCUSD', 'USD'],
    ['BTCHKD', 'HKD'],
  ])
  expect(plan.fx).toEqual(walk.route.plan.fx)
  expect(plan.fx!.quotes).toEqual([
    { currency: 'HKD', pair: 'USD/HKD', source: 'bank-hk', ageSecondsMax: 3600, costPpm: 200, haircutPpm: 0 },
  ])
  await walk.seller.pass()
  await walk.seller.pass()
  const { route } = orders()
  expect(route!.legs.map(({ platform }) => platform)).toEqual(expect.arrayContaining([platformA, platformB]))
  const look = readBooks(text(route!.books))
  expect(look.rates!.map(({ base, quote, rate }) => `${base}/${quote} ${rate}`)).toEqual([
    'USD/CNY 7.1034',
    'USD/HKD 7.8',
  ])
})

test('a look counts only with live rates that the bank signed', async () => {
  const { route } = orders()
  const before = walk.zones.offshore.entries.get(route!.entry)!.entry
  const first = (name: string): string => String(before.fields[`payload.${name}`]!.value)
  const put = (document: object): string => walk.zones.offshore.document(canonical(document as unknown as Json))
  const fresh = await lookAtBooks(
    {
      desk: walk.seller.desk,
      stream: walk.offshore.caseId,
      state: walk.stateOf('offshore'),
      tranche: 'A/1',
      child: { id: walk.seller.streamOf('A/1')!.id, state: orders() },
      plan,
      planHash: planHash(),
    },
    new Set(),
  )
  /** Everything that follows from a look is honest; only its rates are as the change says. */
  const attempt = (change: (rate: LoggedRate) => object) => {
    const rates = fresh!.rates!.map((rate) => ({ ...rate, ...change(rate) }))
    // What is undefined is not there.
    const books = JSON.parse(JSON.stringify({ ...fresh!, rates })) as LoggedBooks
    const step = saleStep({
      plan,
      planHash: planHash(),
      history: readBookHistory(text(plan.history)),
      books,
      booksHash: put(books),
      orders: orders(),
      before: { hash: route!.step, step: JSON.parse(text(route!.step)) },
    })
    const found = routeFor(routeQuestion({ plan, books, allowance: allowanceOf(plan, step) }))
    return ofSale('slice.routed', {
      slice: step.slice,
      attempt: 1,
      plan: planHash(),
      books: put(books),
      step: put(step),
      route: put(routeDocument(found, tiersOf(step))),
      legs: [...legsOf(found, books, plan), ...restingLegs({ plan, books, step })] as unknown as Json,
    })
  }
  const ofHkd = (change: object) => (rate: LoggedRate) => (rate.quote === 'HKD' ? change : {})
  expect(first('books')).toMatch(/^[0-9a-f]{64}$/)
  expect(attempt(() => ({}))).toEqual([])
  expect(attempt(ofHkd({ rate: '7.7' }))).toEqual(['HK-MANDATE-rates'])
  expect(attempt(ofHkd({ paper: undefined }))).toEqual(['HK-MANDATE-rates'])
  expect(attempt(ofHkd({ asOf: walk.clock.now() }))).toEqual(['HK-MANDATE-rates'])
  const { secretKey } = paperKeyOf({ seed: walk.seed, party: 'desk' })
  const rates = fresh!.rates!.map(({ base, quote, asOf }) => ({ base, quote, rate: '7.7', asOf }))
  const at = walk.clock.now()
  const forged = signPaper({
    type: 'fx-rates',
    world: 'rehearsal',
    issuer: 'desk',
    issuedAt: at,
    body: { rates },
    secretKey,
  })
  const other = walk.zones.offshore.document(forged.text)
  expect(attempt(ofHkd({ rate: '7.7', paper: other }))).toEqual(['HK-MANDATE-rates'])
  const hours = new Date(walk.clock.nowMs() - 7_200_000).toISOString()
  expect(() => attempt(ofHkd({ asOf: hours }))).toThrow('No rate USD/HKD is young enough.')
})

test('a bank that does not quote leaves its currency out, and without yuan nothing is looked at', async () => {
  const sheet = text(readBooks(text(orders().route!.books)).rates![0]!.paper!)
  const selling = (rateSheet: () => Promise<string>) => ({
    desk: { ...walk.seller.desk, rateSheet },
    stream: walk.offshore.caseId,
    state: walk.stateOf('offshore') as CaseState,
    tranche: 'A/1',
    child: { id: walk.seller.streamOf('A/1')!.id, state: orders() },
    plan,
    planHash: planHash(),
  })
  const seen = async (rateSheet: () => Promise<string>) =>
    (await lookAtBooks(selling(rateSheet), new Set()))?.books.map(({ quote }) => quote)
  const { secretKey } = paperKeyOf({ seed: walk.seed, party: 'bank-hk' })
  const body = JSON.parse(sheet).body as { rates: { quote: string; asOf: string }[] }
  const issuedAt = walk.clock.now()
  const signed = (rates: object[]) =>
    signPaper({
      type: 'fx-rates',
      world: 'rehearsal',
      issuer: 'bank-hk',
      issuedAt,
      body: { rates } as unknown as Json,
      secretKey,
    }).text
  const old = new Date(walk.clock.nowMs() - 7_200_000).toISOString()
  expect(await seen(async () => sheet)).toEqual(['USD', 'HKD'])
  expect(await seen(async () => signed(body.rates.filter(({ quote }) => quote !== 'HKD')))).toEqual(['USD'])
  const stale = body.rates.map((rate) => (rate.quote === 'HKD' ? { ...rate, asOf: old } : rate))
  expect(await seen(async () => signed(stale))).toEqual(['USD'])
  expect(await seen(async () => signed(body.rates.filter(({ quote }) => quote !== 'CNY')))).toBeUndefined()
})

test('each fill is held to the floor in yuan at the live rate of its currency', async () => {
  await walk.seller.work()
  await walk.clock.pass(1)
  await walk.seller.pass()
  const found = Object.entries(orders().open).find(([, { quote }]) => quote === 'HKD')
  const [clientOrderId, order] = found!
  const reported = (price: string) => {
    const units = order.units
    const gross = divide(multiply(parseDecimal(price), rational(BigInt(units))), rational(1_000_000n))
    const cents = (gross.num / gross.den).toString()
    const fill = { fill: 'f', price, units, gross: cents, fee: '0', at: walk.clock.now() }
    const payload = { clientOrderId, state: 'filled', units, gross: cents, fee: '0', fills: [fill], asset: plan.asset }
    return ofSale('order.reported', payload as unknown as { readonly [key: string]: Json })
  }
  expect(reported(order.price)).toEqual([])
  // 62590.18 USD are 488203.4 HKD at 7.8: enough before the turning costs its two basis points, and too little after.
  const bare = formatDecimal(multiply(parseDecimal(floor), parseDecimal('7.8')), 0, 'ceil')
  expect(reported(bare)).toEqual(expect.arrayContaining(['BJ-fills-floor']))
  const turned = formatDecimal(divide(parseDecimal(plan.floorCny!), parseDecimal('0.9105085384615')), 0, 'ceil')
  expect(reported(turned)).not.toContain('BJ-fills-floor')
  expect(compareRates(turned, bare)).toBe(1)
})

test('what was sold is stated, booked, remitted and settled in each currency, and credited when all of it is', async () => {
  for (let minute = 0; minute < 70; minute++) await walk.clock.pass(1)
  expect(Object.values(orders().totals).map(({ units }) => units)).toEqual(plan.venues.map(({ units }) => units))
  const stated = { ...walk, quotes: {} }
  await expect(closeSale(stated, subject)).rejects.toThrow('HK-VATP-statement')
  await closeSale(walk, subject)
  await walk.seller.work()
  const { gross, fee } = orders().totals[platformB]!
  const net = (BigInt(gross) - BigInt(fee)).toString()
  expect(walk.stateOf('offshore').balances[`assets:venue:${platformB}:A HKD`]).toBe(net)
  const approvals = await approveFx(walk)
  const refused: Record<string, readonly string[]> = {}
  const say = ({ stage }: { readonly stage: string }) => {
    const { offshore, onshore } = walk.zones
    if (stage === 'proceeds.booked' && refused.remitted === undefined) {
      const amount = walk.stateOf('offshore').balances['assets:trust:A USD']!
      const remittance = {
        account: 'trust-usd',
        payee: 'psb-case',
        amount,
        currency: 'USD',
        endToEndId: 'E',
        signatures: [],
      }
      const instruction = offshore.document('<a/>')
      const signatures = [{ key: '0'.repeat(64), signature: '0'.repeat(128) }]
      refused.remitted = refusedBy(
        offshore,
        'remittance.ordered',
        { ...remittance, instruction, signatures },
        walk.offshore.caseId,
      )
      const rows = [{ platform: platformB, amount: net, reference: 'R' }]
      const statement = [...offshore.documents].find(
        ([, one]) => one.includes('camt.053') && one.includes('TRUST-USD'),
      )![0]
      const booked = { account: 'trust-usd', currency: 'HKD', rows, statement, withdrawalFee: '0', feeAuthority: 'x' }
      refused.booked = refusedBy(offshore, 'proceeds.booked', booked, walk.offshore.caseId)
    }
    if (stage === 'fx.settled' && refused.credited === undefined) {
      const statement = [...onshore.documents].find(([, one]) => one.includes('camt.053'))![0]
      const credited = { account: 'psb-case', amount: '1', statement, reference: 'SBX-FX-A1' }
      refused.credited = refusedBy(onshore, 'money.credited', credited, walk.onshore.caseId)
    }
  }
  const pass = async (minutes: number): Promise<void> => {
    await walk.clock.pass(minutes)
    await pay(walk)
  }
  await bringHome({ ...walk, say, clock: { ...walk.clock, pass } }, 'A/1', approvals)
  expect(refused.remitted).toContain('HK-REMIT-order')
  expect(refused.booked).toContain('HK-TRUST-cash')
  expect(refused.credited).toContain('CN-HOUSE-currencies')
  const kinds = walk.entriesOf('offshore').map(({ entry }) => entry.header.kind)
  expect(kinds.filter((kind) => kind === 'proceeds.booked')).toHaveLength(2)
  expect(kinds.filter((kind) => kind === 'remittance.reported')).toHaveLength(2)
  const credit = walk.stateOf('onshore').slices.credit as unknown as {
    settled: Record<string, Record<string, { rmb: string }>>
    credited: Record<string, string>
  }
  expect(Object.keys(credit.settled['A/1']!).sort()).toEqual(['HKD', 'USD'])
  const sum = Object.values(credit.settled['A/1']!).reduce((total, { rmb }) => total + BigInt(rmb), 0n)
  expect(credit.credited['A/1']).toBe(sum.toString())
  expect(walk.stageOf('onshore', subject)).toBe('credited')
  // Dollars were settled first: a fact names currencies by name, for a kept state has its keys in another order than a replayed one.
  const entry = walk.entriesOf('onshore').find(({ entry: { header } }) => header.kind === 'money.credited')!.entry
  expect(entry.fields['fact.allSettled']?.value).toMatchObject({ value: { ok: true, found: 'HKD, USD' } })
  for (const zone of ['onshore', 'offshore'] as const) {
    const open = Object.entries(walk.stateOf(zone).balances).filter(
      ([account, units]) => /^assets:(trust|venue).* (USD|HKD)$/.test(account) && units !== '0',
    )
    expect(open).toEqual([])
  }
})

test('the analysis says it in each currency and in yuan, and adds up to what was booked', () => {
  const entry = walk.entriesOf('offshore').find(({ entry: { header } }) => header.kind === 'sale.analysed')!.entry
  const report = JSON.parse(text(String(entry.fields['payload.report']!.value))) as SaleReport
  expect(report.byCurrency!.map(({ currency, platforms }) => [currency, platforms])).toEqual([
    ['USD', [platformA]],
    ['HKD', [platformB]],
  ])
  const { totals } = orders()
  const cents = (money: string): string => money.replace('.', '').replace(/^0+(?=\d)/, '')
  const [usd, hkd] = report.byCurrency!
  expect([cents(usd!.gross), cents(usd!.fees)]).toEqual([totals[platformA]!.gross, totals[platformA]!.fee])
  expect([cents(hkd!.gross), cents(hkd!.fees)]).toEqual([totals[platformB]!.gross, totals[platformB]!.fee])
  expect([usd!.rate, hkd!.rate]).toEqual(['1.000000', '0.128205'])
  const inUsd = divide(parseDecimal(hkd!.net), parseDecimal('7.8'))
  expect(hkd!.inPlan).toBe(formatDecimal(inUsd, 2, 'half-even'))
  expect(hkd!.inYuan).toBe(formatDecimal(multiply(inUsd, parseDecimal('7.1034')), 2, 'half-even'))
  expect(hkd!.conversion).toBe(formatDecimal(multiply(inUsd, parseDecimal('0.0002')), 2, 'half-even'))
  expect(usd!.conversion).toBe('0.00')
  const gap = subtract(parseDecimal(report.yuan!.net), parseDecimal(usd!.inYuan))
  expect(formatDecimal(gap, 1, 'half-even')).toBe(formatDecimal(parseDecimal(hkd!.inYuan), 1, 'half-even'))
  expect(report.yuan!.floor).toBe(plan.floorCny)
  expect(compareRates(report.yuan!.lowest, plan.floorCny!)).toBe(1)
})
