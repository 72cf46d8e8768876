import type { CaseState } from '../../src/core/case/state.ts'
import { parseAmount } from '../../src/core/money/amount.ts'
import { formatRatio, multiplyRate } from '../../src/core/money/rate.ts'
import type { PriceSnapshot } from '../../src/core/price/snapshot.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { unitsAtPlatforms } from '../../src/offshore/handover/atPlatforms.ts'
import { inYuan } from '../../src/offshore/price/floorOfDay.ts'
import { referencePrice } from '../../src/offshore/price/referencePrice.ts'
import { reserveOf } from '../../src/offshore/price/setReserve.ts'
import { goneOf } from '../../src/offshore/sale/goneOf.ts'
import { hourOf, volumeMs } from '../../src/offshore/sale/plan/feeSchedule.ts'
import { restSale } from '../../src/offshore/sale/plan/restSale.ts'
import { volumePaper } from '../../src/offshore/sale/plan/statedVolume.ts'
import { type OrdersState, ordersOfRun, runOf, type SalePlan, saleOf } from '../../src/offshore/sale/sale.ts'
import { readStatement } from '../../src/world/venues/statement.ts'
import { platformA, platformB } from './cast.ts'
import { floorToday } from './dayFloor.ts'
import { disturbStreams } from './disturbStreams.ts'
import { mandateUntil } from './entrust.ts'
import type { Planned } from './planSale.ts'
import { bestBids, snapshotText, takeSnapshot } from './price.ts'
import { currenciesOf, quoteAt } from './quotes.ts'
import type { Trouble } from './run.ts'
import { file, rest, type Stage } from './stage.ts'
import { enact } from './way.ts'

const platforms = [platformA, platformB] as const

/** Row 7: how much of what is out the deposit covers, computed offshore, crossing as a ratio. */
export async function stateCover(
  stage: Stage,
  parameters: { readonly tranche: string; readonly next: bigint; readonly depositFen: bigint },
): Promise<string> {
  const { offshore } = stage
  const { tranche, next, depositFen } = parameters
  const snapshot = await takeSnapshot(stage)
  const { price } = referencePrice({ snapshot, asset: stage.traded.asset, currency: 'CNY' })
  const { state } = await offshore.state()
  const out = next + unitsAtPlatforms(state, stage.traded.asset)
  const value = multiplyRate({
    amount: out,
    rate: plain(price),
    fromDecimals: stage.traded.decimals,
    toDecimals: 2,
    rounding: 'up',
  })
  const ratio = plain(formatRatio({ numerator: depositFen, denominator: value, decimals: 4, rounding: 'down' }))
  const hash = await offshore.document(snapshotText(snapshot))
  await enact(stage, {
    kind: 'cover.stated',
    subject: { lot: 'A', tranche },
    payload: {
      asset: stage.traded.asset,
      unitsOut: out.toString(),
      price: plain(price),
      currency: 'CNY',
      ratio,
      snapshot: hash,
    },
    documents: [hash],
  })
  stage.say({ stage: 'cover.stated', text: ratio })
  await rest(stage)
  return ratio
}

/** Rows 11 to 13: reserve by evidence, confirmed onshore; plan approved; sold in slices over two platforms; closed by the platforms' own statements. */
export async function sell(stage: Stage, tranche: string, route: Planned, trouble?: Trouble): Promise<void> {
  const subject = { lot: 'A', tranche }
  const floor = await setReserve(stage, tranche)
  // The market falls between reserve and sale: the floor is out of reach, a normal state that is refused and decided by a person.
  if (trouble === 'floor')
    for (const exchange of Object.values(stage.world.exchanges))
      exchange.control.shift({ asset: stage.traded.ticker, ppm: -100_000 })
  await sellOut(stage, tranche, await startSale(stage, tranche, floor, route), trouble)
  await closeSale(stage, subject)
}

/** Lets time pass until all of a plan is sold. */
export async function sellOut(stage: Stage, tranche: string, plan: SalePlan, trouble?: Trouble): Promise<void> {
  let said = 0n
  const { lookMinutes = 1 } = stage.way
  const minutesMax = saleMinutesMax(plan)
  for (let minute = 0; minute < minutesMax; minute += lookMinutes) {
    await rest(stage)
    if (trouble === 'stream' && tranche === 'A/1') disturbStreams(stage.world, minute)
    const { sold, orders } = await soldOf(stage, tranche)
    if (sold > said)
      stage.say({ stage: 'order.reported', text: `${tranche}: ${sold} ${stage.traded.unit} sold in ${orders} orders` })
    said = sold
    if (sold === plan.venues.reduce((sum, { units }) => sum + BigInt(units), 0n)) break
    await stage.clock.pass(lookMinutes)
    if (minute + lookMinutes >= minutesMax)
      throw new TypeError(`tranche ${tranche} was not sold within ${minutesMax} minutes`)
  }
}

/** How long a sale is waited for: twice its window, for an hour at least. */
function saleMinutesMax({ execution }: Pick<SalePlan, 'execution'>): number {
  return Math.max(60, 2 * execution.minutes)
}

export async function setReserve(stage: Stage, tranche: string): Promise<string> {
  const { offshore, way } = stage
  const subject = { lot: 'A', tranche }
  const averaged = way.parameter('reserveMethod') === 'day-average'
  const { snapshot, floor, ...validity } = averaged ? await floorToday(stage) : await floorOfBooks(stage)
  const hash = await offshore.document(snapshotText(snapshot))
  const set = await enact(stage, {
    kind: 'reserve.set',
    subject,
    payload: {
      method: way.parameter('reserveMethod'),
      asset: stage.traded.asset,
      floor,
      currency: 'USD',
      snapshot: hash,
      ...validity,
      floorCny: inYuan({ snapshot, price: floor, currency: 'USD' }),
    },
    documents: [hash],
  })
  stage.say({ stage: 'reserve.set', text: `${floor} USD` })
  await rest(stage)
  await enact(stage, {
    kind: 'reserve.confirmed',
    subject,
    payload: { answer: 'confirm', reserveEntry: set.entry, floor, currency: 'USD', snapshot: hash },
  })
  stage.say({ stage: 'reserve.confirmed', text: `confirmed by ${stage.way.agent}` })
  await rest(stage)
  return floor
}

/** The model's share of the best that the books of the day and a desk bid, for half a day. */
async function floorOfBooks(stage: Stage) {
  const snapshot: PriceSnapshot = await takeSnapshot(stage)
  const ratioPpm = BigInt(stage.way.parameter('reserveRatioPpm'))
  const { price } = referencePrice({ snapshot, asset: stage.traded.asset, currency: 'USD', ratioPpm })
  const validUntil = new Date(stage.clock.nowMs() + 12 * 3_600_000).toISOString()
  return { snapshot, floor: plain(price), validUntil }
}

/** The tranche, or what is left of it, as the plan has it that was agreed with the route: only moment, floor and deadline are new. */
export async function startSale(stage: Stage, tranche: string, floor: string, route: Planned): Promise<SalePlan> {
  const { offshore, clock } = stage
  const { method } = stage.way.sale
  const { state } = await offshore.state()
  const { floorCny } = reserveOf(state, tranche)!
  // Six hours, longer for a sale whose window fills most of them.
  const deadlineMs = clock.nowMs() + Math.max(360, saleMinutesMax(route.plan)) * 60_000
  const deadline = new Date(Math.min(deadlineMs, Date.parse(mandateUntil))).toISOString()
  const gone = goneOf(state, tranche)
  if (gone === undefined) throw new TypeError(`a sale of ${tranche} is not settled`)
  const volumes = await volumesOf(stage)
  const plan = restSale({
    gone,
    volumes: Object.fromEntries(volumes.map(({ platform, hours }) => [platform, hours])),
    disposal: route.plan,
    agreed: route.planHash,
    tranche,
    startAt: clock.now(),
    floor,
    ...(route.plan.fx === undefined ? {} : { floorCny }),
    deadline,
    method,
  })
  const hash = await offshore.document(canonical(plan as unknown as Json))
  const bids = await bestBids(stage)
  await enact(stage, {
    kind: 'sale.started',
    subject: { lot: 'A', tranche },
    payload: {
      plan: hash,
      floor,
      deadline,
      participationCapPpm: plan.participationCapPpm,
      method: plan.method,
      consequence: stage.way.sale.consequence,
      bestBids: platforms.map((platform) => ({ platform, price: bids[platform]! })),
      volumes: volumes.map(({ platform, statement }) => ({ platform, statement })),
    },
    documents: [hash, ...volumes.map(({ statement }) => statement)],
  })
  stage.say({ stage: 'sale.started', text: `${plan.slices.length} slices, floor ${floor} USD` })
  return plan
}

/** What the account traded at each platform in thirty days, whoever's coins they were, as the platform states it in the currency of its book: the fee tier counts it. */
async function volumesOf(stage: Stage) {
  const { offshore, world, clock } = stage
  const asOf = clock.now()
  const fromMs = clock.nowMs() - volumeMs
  const rows = []
  for (const platform of platforms) {
    const { lines } = readStatement(world.exchanges[platform]!.statement({ account: 'trust' }))
    const currency = quoteAt(stage, platform)
    const hours: Record<string, string> = {}
    for (const line of lines) {
      if (line.kind !== 'fill' || line.grossAsset !== currency || line.atMs < fromMs) continue
      const hour = hourOf(new Date(line.atMs).toISOString())
      const gross = parseAmount({ asset: currency, text: line.gross, decimals: 2 })
      hours[hour] = (BigInt(hours[hour] ?? '0') + gross).toString()
    }
    const body = { account: 'trust', currency, asOf, hours }
    rows.push({ platform, hours, statement: await file(stage, offshore, platform, volumePaper, body) })
  }
  return rows
}

export async function ordersOf(
  stage: Stage,
  tranche: string,
): Promise<{ readonly id: string; readonly state: OrdersState } | undefined> {
  const { state, children } = await stage.offshore.state()
  const sale = saleOf(state as unknown as CaseState, tranche)
  const run = sale === undefined ? 1 : runOf(sale)
  const child = children.find((candidate) => ordersOfRun(candidate.state as unknown as OrdersState, tranche, run))
  return child && { id: child.id, state: child.state as unknown as OrdersState }
}

async function soldOf(stage: Stage, tranche: string): Promise<{ readonly sold: bigint; readonly orders: number }> {
  const orders = await ordersOf(stage, tranche)
  const totals = Object.values(orders?.state.totals ?? {})
  return { sold: totals.reduce((sum, { units }) => sum + BigInt(units), 0n), orders: orders?.state.count ?? 0 }
}

type SaleSubject = { readonly lot: string; readonly tranche: string }

/** Each platform's signed statement of the fills of the sale that ends, and of what it holds now; with what the record says was sold there. */
async function statementsOf(stage: Stage, { tranche }: SaleSubject) {
  const { offshore, world, clock } = stage
  const { asset, decimals } = stage.traded
  const { id, state } = (await ordersOf(stage, tranche))!
  const entries = await offshore.entriesOf(id, 'kind=order.placed')
  const ours = new Set(entries.map(({ entry }) => String(entry.fields['payload.clientOrderId']!.value)))
  const rows = []
  for (const platform of platforms) {
    const { units, gross, fee, fills } = state.totals[platform] ?? { units: '0', gross: '0', fee: '0', fills: 0 }
    const currency = quoteAt(stage, platform)
    const statement = readStatement(world.exchanges[platform]!.statement({ account: 'trust' }))
    const listed = statement.lines.flatMap((line) =>
      line.kind === 'fill' && ours.has(line.clientOrderId)
        ? {
            clientOrderId: line.clientOrderId,
            units: parseAmount({ asset, text: line.quantity, decimals }).toString(),
            gross: parseAmount({ asset: currency, text: line.gross, decimals: 2 }).toString(),
            fee: parseAmount({ asset: currency, text: line.fee, decimals: 2 }).toString(),
          }
        : [],
    )
    const held = statement.closing.get(stage.traded.ticker) ?? '0'
    const paper = await file(stage, offshore, platform, 'venue-statement', {
      asset: stage.traded.asset,
      currency,
      account: 'trust',
      statementSha256: statement.hash,
      fills: listed,
      held: parseAmount({ asset, text: held, decimals }).toString(),
      asOf: clock.now(),
    })
    rows.push({ platform, ...(currency === 'USD' ? {} : { currency }), units, gross, fee, fills, statement: paper })
  }
  return { orders: id, rows, asOf: clock.now() }
}

export async function closeSale(stage: Stage, subject: SaleSubject): Promise<void> {
  const { orders, rows: all } = await statementsOf(stage, subject)
  const rows = all.filter(({ units }) => units !== '0')
  await enact(stage, {
    kind: 'sale.closed',
    subject,
    payload: { orders, asset: stage.traded.asset, currency: 'USD', rows },
    documents: rows.map(({ statement }) => statement),
  })
  const gross = currenciesOf(stage).map((of) => {
    const sold = rows.filter(({ currency = 'USD' }) => currency === of)
    return `${sold.reduce((sum, row) => sum + BigInt(row.gross), 0n)} cents ${of}`
  })
  stage.say({ stage: 'sale.closed', text: `${subject.tranche}: ${gross.join(', ')} gross` })
  await rest(stage)
}

/** What a settlement says of a sale that is over with coins left, with the statements that it rests on. */
export async function settlementOf(stage: Stage, subject: SaleSubject) {
  const { orders, rows: all, asOf } = await statementsOf(stage, subject)
  const { state } = await stage.offshore.state()
  const rows = all.map((row) => {
    const held = BigInt(state.balances[`assets:venue:${row.platform}:${subject.lot} ${stage.traded.asset}`] ?? '0')
    return { ...row, left: (held - BigInt(row.units)).toString() }
  })
  return {
    kind: 'sale.settled',
    subject,
    payload: { orders, asset: stage.traded.asset, currency: 'USD', asOf, rows },
    documents: rows.map(({ statement }) => statement),
  }
}

/** What it sold is booked, what is left is counted with the platforms. */
export async function settleSale(stage: Stage, subject: SaleSubject): Promise<bigint> {
  const settlement = await settlementOf(stage, subject)
  await enact(stage, settlement)
  const left = settlement.payload.rows.reduce((sum, row) => sum + BigInt(row.left), 0n)
  stage.say({ stage: 'sale.settled', text: `${subject.tranche}: ${left} ${stage.traded.unit} left` })
  await rest(stage)
  return left
}

export function plain(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
}
