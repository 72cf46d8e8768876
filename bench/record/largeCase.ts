/**
 * A case as large as one wants, made by the same decide, apply and postings as any other: the simulator walks it to its sale, then objections to claims
 * are made and decided, each signed by a person and the court's ruling by the court, and the sale goes on order by order.
 */
import { personKey } from '../../sandbox/rehearsal/cast.ts'
import { setReserve, startSale } from '../../sandbox/rehearsal/sell.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { decimalsOf } from '../../src/core/assets/units.ts'
import { signAction } from '../../src/core/case/action.ts'
import { multiplyRate } from '../../src/core/money/rate.ts'
import type { Entry } from '../../src/core/record/entry.ts'
import { utf8ToBytes } from '../../src/core/record/hash.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { booksFormat, type LoggedBooks, routeQuestion } from '../../src/offshore/sale/books/loggedBooks.ts'
import { legsOf, routeDocument, routeFor, tiersOf } from '../../src/offshore/sale/books/routeDocument.ts'
import { clientOrderIdFor } from '../../src/offshore/sale/placeOrder.ts'
import { readBookHistory } from '../../src/offshore/sale/plan/bookHistory.ts'
import type { OrdersState, RouteLeg, SalePlan } from '../../src/offshore/sale/sale.ts'
import { allowanceOf, saleStep } from '../../src/offshore/sale/step/saleStep.ts'
import { readStep } from '../../src/offshore/sale/step/stepDocument.ts'
import { actOnClaims, register } from '../../test/distribution/arrange.ts'
import type { MemoryZone } from '../../test/simulation/memoryZone.ts'
import { type SellWalk, walkToSale } from '../../test/simulation/sellWalk.ts'
import type { Simulation } from '../../test/simulation/simulate.ts'

const tranche = 'A/1'
const subject = { lot: 'A', tranche }

export interface LargeCaseParameters {
  readonly seed: string
  /** Entries that a person signs: objections and the court's decisions on them. */
  readonly signed: number
  /** Entries in both zones together; what is left of them is the sale's. */
  readonly entries: number
  readonly say?: (text: string) => void
}

/** @example const walk = await largeCase({ seed: 'large', signed: 20_000, entries: 100_000 }); simulatedBundle(walk) */
export async function largeCase(parameters: LargeCaseParameters): Promise<SellWalk> {
  const { seed, signed, entries, say = () => {} } = parameters
  const walk = await walkToSale(seed)
  for (const zone of Object.values(walk.zones)) packEntries(zone)
  try {
    const floor = await setReserve(walk, tranche)
    const plan = await startSale(walk, tranche, floor, walk.route)
    await walk.seller.pass()
    say(`${sizeOf(walk)} entries to the sale`)
    await objections(walk, signed)
    say(`${sizeOf(walk)} entries with ${signed} signed on claims`)
    trade(walk, plan, entries)
    say(`${sizeOf(walk)} entries with the sale`)
    return walk
  } catch (error) {
    await walk.end()
    throw error
  }
}

/** Keeps entries as bytes: a hundred thousand of them as objects take more memory than a process has. */
function packEntries(zone: MemoryZone): void {
  const before = zone.appended
  zone.appended = (entry, kind) => {
    before(entry, kind)
    const { id, index, stream, postings } = entry
    const bytes = utf8ToBytes(JSON.stringify(entry.entry))
    zone.entries.set(id, {
      id,
      index,
      stream,
      postings,
      get entry() {
        return JSON.parse(new TextDecoder().decode(bytes)) as Entry
      },
    })
  }
}

export function sizeOf({ zones }: Pick<SellWalk, 'zones'>): number {
  return zones.onshore.entries.size + zones.offshore.entries.size
}

/** Half of the signed entries object to a claim, half decide on that by the court's ruling. */
export async function objections(walk: Simulation, signed: number): Promise<void> {
  const pairs = Math.floor(signed / 2)
  const numbers = Array.from({ length: pairs }, (_, i) => `V${String(i + 1).padStart(6, '0')}`)
  await enrolClerk(walk)
  const claims = await register(
    walk,
    (numbers.length === 0 ? ['V000001'] : numbers).map((number) => `${number} victim restitution 100000 0`),
  )
  for (const number of numbers) {
    const paper = walk.zones.onshore.document(`SANDBOX objection of ${number}`)
    const on = walk.clock.now().slice(0, 10)
    actOnClaims(walk, claims, {
      by: 'p-zhang',
      kind: 'claim.objected',
      payload: { number, on, paper },
      documents: [paper],
    })
    const ruling = await file(walk, walk.onshore, 'court', 'objection-ruling', { number, decision: 'rejected' })
    const action = {
      id: `p-clerk:claim.decided:${number}`,
      zone: 'sandbox-onshore',
      stream: claims,
      kind: 'claim.decided',
      actor: { org: 'court', person: 'p-clerk', role: 'court-clerk' },
      payload: { number, decision: 'rejected', ruling },
      documents: [ruling],
    }
    done(walk.zones.onshore.act(signAction(action, personKey(walk.seed, 'p-clerk').secretKey), { stream: claims }))
  }
}

/** The cast has no clerk of the court: the zone's administration enrols one. */
async function enrolClerk(walk: Simulation): Promise<void> {
  const document = await file(walk, walk.onshore, 'court', 'appointment', { person: 'p-clerk', roles: ['court-clerk'] })
  const enrolled = { person: 'p-clerk', org: 'court', roles: ['court-clerk'], personalName: 'SANDBOX 书记员' }
  await walk.onshore.found('person.enrolled', enrolled)
  const { publicKey } = personKey(walk.seed, 'p-clerk')
  const confirmation = { by: 'court', how: 'in-person', document }
  const key = { key: publicKey, holder: 'p-clerk', use: 'person', algorithm: 'ed25519', vouchedBy: 'court', document, confirmation } // biome-ignore format: one key
  await walk.onshore.found('key.enrolled', key, [document])
}

/**
 * Routes the sale and has each order placed and reported, until both zones together hold so many entries. As in a sale of days, what lies far from the end
 * of the window is many looks, and each of the last thirty steps one: first a look a step, then looks at what is left until the deadline.
 */
function trade(walk: SellWalk, plan: SalePlan, entries: number): void {
  const zone = walk.zones.offshore
  const child = walk.seller.streamOf(tranche)!.id
  const planHash = (walk.stateOf('offshore').slices.sale as unknown as Record<string, { plan: string }>)[tranche]!.plan
  const act = (kind: string, id: string, payload: { readonly [key: string]: Json }, documents: readonly string[] = []): void => {
    if (sizeOf(walk) >= entries) return
    walk.at(new Date(walk.clock.nowMs() + 5).toISOString())
    const actor = { org: zone.parameters.id, person: 'worker', role: 'system' }
    done(zone.act({ id, kind, subject, actor, payload, documents }, { stream: child }))
  } // biome-ignore format: one act
  const orders = (): OrdersState => zone.streams.get(child)!.state as OrdersState
  const steps = (plan.execution.minutes * 60) / plan.intervalSeconds
  while (sizeOf(walk) < entries) {
    const attempt = orders().routes ?? 0
    if (attempt > 0 && attempt < steps)
      walk.at(new Date(Date.parse(plan.slices[0]!.notBefore) + attempt * plan.intervalSeconds * 1000).toISOString())
    const books = booksOf(plan, walk.clock.now(), attempt)
    const booksHash = zone.document(canonical(books as unknown as Json))
    const last = orders().route?.step
    const before = last === undefined ? {} : { before: { hash: last, step: readStep(zone.documents.get(last)!) } }
    const history = readBookHistory(zone.documents.get(plan.history)!)
    const step = saleStep({ plan, planHash, history, books, booksHash, orders: orders(), ...before })
    const stepHash = zone.document(canonical(step as unknown as Json))
    const route = routeFor(routeQuestion({ plan, books, allowance: allowanceOf(plan, step) }))
    const legs = legsOf(route, books, plan)
    const routeHash = zone.document(canonical(routeDocument(route, tiersOf(step)) as unknown as Json))
    const { slice } = step
    const payload = { slice, attempt, plan: planHash, books: booksHash, step: stepHash, route: routeHash, legs: legs as unknown as Json } // biome-ignore format: one payload
    act('slice.routed', `routed:${attempt}`, payload, [booksHash, stepHash, routeHash])
    for (const leg of legs) order({ leg, slice, plan, planHash, attempt: orders().count, act, at: walk.clock.now() })
  }
}

function order(parameters: {
  readonly leg: RouteLeg
  readonly slice: number
  readonly plan: SalePlan
  readonly planHash: string
  readonly attempt: number
  readonly at: string
  readonly act: (kind: string, id: string, payload: { readonly [key: string]: Json }) => void
}): void {
  const { leg, slice, plan, planHash, attempt, at, act } = parameters
  const { platform, host, symbol, units, price, type } = leg
  const intent = { slice, attempt, platform, symbol, units, price, type, plan: planHash }
  const clientOrderId = clientOrderIdFor(intent)
  act('order.placed', `order:${clientOrderId}`, { ...intent, host, asset: plan.asset, clientOrderId })
  // One order in four takes something; the rest of each goes back to what may be offered.
  const taken = attempt % 4 === 0 ? 1_000n : 0n
  const gross = multiplyRate({ amount: taken, rate: price, fromDecimals: decimalsOf(plan.asset), toDecimals: 2, rounding: 'down' }) // biome-ignore format: one sum
  const fill = { fill: `f${attempt}`, price, units: taken.toString(), gross: gross.toString(), fee: '0', at }
  act('order.reported', `reported:${clientOrderId}`, {
    clientOrderId,
    asset: plan.asset,
    state: taken === 0n ? 'cancelled' : 'partly-filled',
    units: taken.toString(),
    gross: gross.toString(),
    fee: '0',
    fills: taken === 0n ? [] : [fill],
  })
}

/** Books of the plan's platforms, of which one order takes so little that a route needs four at each. */
function booksOf(plan: SalePlan, at: string, turn: number): LoggedBooks {
  const best = Math.ceil(Number(plan.floor)) + 10 + (turn % 7)
  const bids = Array.from({ length: 10 }, (_, i) => [String(best - i), String(3 + ((turn + i) % 5))] as const)
  const books = plan.venues.map(({ platform, host, symbol }) => ({
    platform, host, symbol, quote: plan.currency, changedAt: at, fetchedAt: at,
    tick: '0.01', lot: '0.00001', minQuantity: '0.00001', maxQuantity: '0.00005', minNotional: '1', maxNotional: '0',
    bids, asks: [[String(best + 1), '1'] as const],
  })) // biome-ignore format: a book
  return { format: booksFormat, asset: plan.asset, currency: plan.currency, books }
}

function done(result: ReturnType<SellWalk['zones']['onshore']['act']>): void {
  if (result.outcome === 'refused') throw new TypeError(JSON.stringify(result.refusal).slice(0, 2_000))
}
