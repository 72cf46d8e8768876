import { canonical, type Json } from '../../../core/record/jcs.ts'
import { routeQuestion } from '../../../offshore/sale/books/loggedBooks.ts'
import { legsOf, routeDocument, routeFor, tiersOf } from '../../../offshore/sale/books/routeDocument.ts'
import { clientOrderIdFor } from '../../../offshore/sale/placeOrder.ts'
import { readBookHistory } from '../../../offshore/sale/plan/bookHistory.ts'
import type { OrderRow, OrdersState, RouteLeg } from '../../../offshore/sale/sale.ts'
import { restingLegs } from '../../../offshore/sale/step/restingLegs.ts'
import { allowanceOf, bidsAtFloor, saleStep } from '../../../offshore/sale/step/saleStep.ts'
import { readStep } from '../../../offshore/sale/step/stepDocument.ts'
import { cancelNext } from './cancelNext.ts'
import { type Selling, subjectOf } from './desk.ts'
import { nextLeg, unanswered } from './legGroups.ts'
import { lookAtBooks } from './lookAtBooks.ts'
import { sheetsOf } from './lookAtRates.ts'
import { recordTrades } from './recordTrades.ts'

/** Last moment at which nothing was to be had: a book is asked once a moment. Lost with the process, and nothing hangs on it. */
const lookedAt = new Map<string, string>()

/** The leg that was refused last, by sale. What goes out with it waits for it no longer. Lost with the process: the next pass is refused again. */
const refused = new Map<string, string>()

const legKey = ({ route }: Pick<OrdersState, 'route'>): string => `${route?.entry}:${route?.next}`

export function isRefused(stream: string, orders: Pick<OrdersState, 'route'>): boolean {
  return refused.get(stream) === legKey(orders)
}

/** An order that is out this long without an answer keeps its own platform waiting, and the others no longer. */
const patienceMs = 60_000

/**
 * The next move of a sale that runs: an order that the newest route still calls for, or a look at the books and a new route. Orders of one look at different
 * platforms are all in the record before the first of them is answered.
 *
 * @returns whether it found something to do
 */
export async function sellNow(selling: Selling): Promise<boolean> {
  const { desk, child, plan } = selling
  const orders = child.state
  const now = desk.now()
  if (lookedAt.get(child.id) === now) return false
  const { fresh, leg, joins } = nextLeg({ orders, intervalSeconds: plan.intervalSeconds, now })
  const open = unanswered(orders)
  const since = ({ at, cancelAt }: OrderRow): number => Date.parse(now) - Date.parse(cancelAt ?? at ?? now)
  if (!joins && open.some((order) => since(order) < patienceMs)) return false
  try {
    if (leg !== undefined) {
      await placeLeg(selling, leg)
      return true
    }
    if (fresh) return false
    if (await cancelNext(selling, 'replaced')) return true
    if (await routeBooks(selling, new Set(open.map(({ platform }) => platform)))) return true
  } catch (error) {
    // What was refused now is refused until something changes: the next moment asks again.
    lookedAt.set(child.id, now)
    if (leg !== undefined) refused.set(child.id, legKey(orders))
    throw error
  }
  lookedAt.set(child.id, now)
  return false
}

async function routeBooks(selling: Selling, waiting: ReadonlySet<string>): Promise<boolean> {
  const { desk, child, plan, planHash } = selling
  const orders = child.state
  const whole = plan.venues.reduce((sum, { units }) => sum + BigInt(units), 0n)
  const used = Object.values(orders.used ?? {}).reduce((sum, units) => sum + BigInt(units), 0n)
  if (used >= whole) return false
  const books = await lookAtBooks(selling, waiting)
  if (books === undefined || !bidsAtFloor(plan, books)) return false
  const booksHash = await desk.putDocument(canonical(books as unknown as Json))
  const last = orders.route?.step
  const step = saleStep({
    plan,
    planHash,
    history: readBookHistory(await desk.document(plan.history)),
    books,
    booksHash,
    orders,
    ...(last === undefined ? {} : { before: { hash: last, step: readStep(await desk.document(last)) } }),
  })
  if (step.slice === 0) return false
  const stepHash = await desk.putDocument(canonical(step as unknown as Json))
  const route = routeFor(routeQuestion({ plan, books, allowance: allowanceOf(plan, step) }))
  const routeHash = await desk.putDocument(canonical(routeDocument(route, tiersOf(step)) as unknown as Json))
  const attempt = orders.routes ?? 0
  const tape = await recordTrades(selling, waiting)
  const legs = [...legsOf(route, books, plan), ...restingLegs({ plan, books, step })] as unknown as Json
  await desk.act(
    {
      id: `routed:${child.id}:${attempt}`,
      kind: 'slice.routed',
      subject: subjectOf(selling),
      payload: {
        slice: step.slice,
        attempt,
        plan: planHash,
        books: booksHash,
        step: stepHash,
        route: routeHash,
        ...(tape === undefined ? {} : { tape }),
        legs,
      },
      documents: [booksHash, stepHash, routeHash, ...sheetsOf(books), ...(tape === undefined ? [] : [tape])],
    },
    { stream: child.id },
  )
  return true
}

async function placeLeg(selling: Selling, leg: RouteLeg): Promise<void> {
  const { desk, child, plan, planHash } = selling
  const { route, count } = child.state
  const { platform, host, symbol, units, price, type } = leg
  const quote = plan.venues.find((venue) => venue.platform === platform)?.quote
  const intent = { slice: route!.slice, attempt: count, platform, symbol, units, price, type, plan: planHash }
  const clientOrderId = clientOrderIdFor(intent)
  await desk.act(
    {
      id: `order:${clientOrderId}`,
      kind: 'order.placed',
      subject: subjectOf(selling),
      payload: { ...intent, host, asset: plan.asset, clientOrderId, ...(quote === undefined ? {} : { quote }) },
    },
    { stream: child.id },
  )
}
