import Type from 'typebox'
import { decimalsOf } from '../../core/assets/units.ts'
import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { licenceAt } from '../../core/case/registers.ts'
import {
  asset,
  closed,
  count,
  documentHash,
  id,
  note,
  type Of,
  oneOf,
  optional,
  positiveUnits,
  rate,
} from '../../core/case/shapes.ts'
import type { CaseState } from '../../core/case/state.ts'
import { compareRates } from '../../core/money/rate.ts'
import { compare, parseDecimal } from '../../core/price/rational.ts'
import { hashText } from '../../core/record/hash.ts'
import { canonical } from '../../core/record/jcs.ts'
import { clearanceOf } from '../clearance/clear.ts'
import { allowanceAt } from './allowance.ts'
import { type LoggedBooks, readBooks, shownAbove } from './books/loggedBooks.ts'
import { faultOfRates, floorIn, inYuanNow } from './currency/worth.ts'
import {
  evidenceAfter,
  type OrderKind,
  type OrdersState,
  ordersOfRun,
  readSalePlan,
  runOf,
  type SalePlan,
  saleOf,
} from './sale.ts'

const placedShape = closed({
  slice: count,
  /** How many orders of the sale stood before it: the same slice offered again is another intent. */
  attempt: count,
  platform: id,
  host: note,
  asset,
  symbol: Type.String({ pattern: '^[A-Z0-9]{4,20}$' }),
  /** Currency of the book, where the plan sells in several. */
  quote: optional(Type.String({ pattern: '^[A-Z]{3,6}$' })),
  units: positiveUnits,
  price: rate,
  type: oneOf(['IOC', 'LIMIT_MAKER']),
  clientOrderId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  plan: documentHash,
})
type Placed = Of<typeof placedShape>
type PlacedInput = FactInput<Placed, OrdersState>

/** Client order id: the first 128 bits of the hash of the intent, so that the same intent is the same order at the venue. */
export function clientOrderIdFor(
  intent: Pick<Placed, 'slice' | 'attempt' | 'platform' | 'symbol' | 'units' | 'price' | 'plan'> & {
    readonly type: OrderKind
  },
): string {
  const { slice, attempt, platform, symbol, units: of, price, type, plan } = intent
  return hashText(canonical({ attempt, plan, platform, price, slice, symbol, type, units: of })).slice(0, 32)
}

function planOf({ payload, document }: PlacedInput): SalePlan {
  return readSalePlan(document(payload.plan))
}

/**
 * One order: the next of the newest route, at a platform licensed at this moment, at its own host, within the plan, at or above the floor, under the cap,
 * before the deadline.
 */
export const orderPlaced = defineKind<Placed, OrdersState>({
  name: 'order.placed',
  stream: 'sale',
  zones: ['offshore'],
  reads: ['case'],
  payload: placedShape,
  facts: {
    venueLicensed: (input) => licence(input, undefined),
    hostBound: (input) => licence(input, input.payload.host),
    asRouted: ({ payload, state }) => {
      const { route } = state()
      const leg = route?.legs[route.next]
      const same =
        leg !== undefined &&
        route?.slice === payload.slice &&
        (['platform', 'host', 'symbol', 'units', 'price', 'type'] as const).every((name) => leg[name] === payload[name])
      return verdict(
        same,
        `${payload.units} at ${payload.price}, ${payload.platform}`,
        leg === undefined ? 'a route with an order left to place' : `${leg.units} at ${leg.price}, ${leg.platform}`,
      )
    },
    withinPlan: (input) => {
      const { payload, state, related, subject } = input
      const sale = saleOf(related<CaseState>('case'), subject.tranche)
      const plan = planOf(input)
      const venue = plan.venues.find(({ platform }) => platform === payload.platform)
      const { slice, units, byPlatform } = allowanceAt(plan, state(), input.recordedAt)
      const most = byPlatform[payload.platform] ?? 0n
      const least = most < units ? most : units
      const fits =
        sale?.plan === payload.plan &&
        ordersOfRun(state(), subject.tranche!, runOf(sale)) &&
        venue?.host === payload.host &&
        venue.symbol === payload.symbol &&
        venue.quote === payload.quote &&
        plan.asset === payload.asset &&
        slice !== undefined &&
        payload.slice <= slice.slice &&
        BigInt(payload.units) <= least &&
        payload.clientOrderId === clientOrderIdFor(payload) &&
        payload.attempt === state().count &&
        state().open[payload.clientOrderId] === undefined
      return verdict(
        fits,
        payload.units,
        venue === undefined ? 'a platform of the approved plan' : `at most ${least} at ${input.recordedAt}`,
      )
    },
    aboveFloor: (input) => {
      const { payload, related, subject, recordedAt } = input
      const floor = saleOf(related<CaseState>('case'), subject.tranche)?.floor ?? 'none'
      const plan = planOf(input)
      if (plan.fx === undefined)
        return verdict(floor !== 'none' && compareRates(payload.price, floor) >= 0, payload.price, `at least ${floor}`)
      const look = lookOf(input)
      const fault = look === undefined ? 'no look at the books' : faultOfRates(plan, look, recordedAt)
      const required = `at least ${floor} ${plan.currency} and ${plan.floorCny ?? 'none'} CNY, at rates that are live`
      if (look === undefined || fault !== undefined) return verdict(false, fault ?? '', required)
      const { price, quote = plan.currency } = payload
      const ok = floor === plan.floor && compare(parseDecimal(price), floorIn(plan, look, quote)) >= 0
      return verdict(ok, `${price} ${quote}, ${inYuanNow(plan, look, quote, price)} CNY`, required)
    },
    withinCap: (input) => {
      const { payload } = input
      const plan = planOf(input)
      const { participationCapPpm, floor, asset: sold } = plan
      const look = lookOf(input)
      const book = look?.books.find(({ platform }) => platform === payload.platform)
      const shown =
        look === undefined || book === undefined
          ? 0n
          : shownAbove(book, floorIn(plan, look, book.quote), decimalsOf(sold))
      const most = (shown * BigInt(participationCapPpm)) / 1_000_000n
      return verdict(
        BigInt(payload.units) <= most,
        payload.units,
        `at most ${most}: ${participationCapPpm} ppm of ${shown} shown at or above ${floor}`,
      )
    },
    beforeDeadline: ({ related, subject, recordedAt }) => {
      const sale = saleOf(related<CaseState>('case'), subject.tranche)
      const open = sale !== undefined && recordedAt <= sale.deadline && recordedAt <= sale.validUntil
      return verdict(
        open,
        recordedAt,
        sale === undefined ? 'a sale' : `by ${sale.deadline}, reserve valid until ${sale.validUntil}`,
      )
    },
    mandateFresh: ({ related, recordedAt, parameter }) => {
      const words = Object.values(related<CaseState>('case').crossed)
        .map((crossed) => crossed.recordedAt)
        .sort()
      const last = words.at(-1)
      const maxMinutes = Number(parameter('mandateFreshMinutes'))
      const age =
        last === undefined ? Number.POSITIVE_INFINITY : Math.floor((Date.parse(recordedAt) - Date.parse(last)) / 60_000)
      return verdict(age <= maxMinutes, last === undefined ? 'no word from onshore' : `${age} min`, `${maxMinutes} min`)
    },
    killSwitchOff: ({ related, subject }) => {
      const sale = saleOf(related<CaseState>('case'), subject.tranche)
      return sale?.stopped === false && sale.settled === undefined
    },
    slicePaceKept: ({ payload, state }) => {
      const open = Object.values(state().open).filter(
        (order) => order.platform === payload.platform && order.rests !== true,
      )
      return verdict(
        open.length === 0,
        `${open.length} without an answer`,
        'no order at the platform whose fate is unknown',
      )
    },
  },
  apply: (state, { payload, recordedAt }) => {
    const { clientOrderId, slice, platform, units: of, price, symbol, type, quote } = payload
    const several = quote === undefined || state.route === undefined ? {} : { quote, books: state.route.books }
    const plus = (before: string | undefined): string => (BigInt(before ?? '0') + BigInt(of)).toString()
    return {
      ...state,
      count: state.count + 1,
      open: {
        ...state.open,
        [clientOrderId]: { slice, platform, units: of, price, symbol, type, at: recordedAt, ...several },
      },
      bySlice: { ...state.bySlice, [String(slice)]: plus(state.bySlice[String(slice)]) },
      used: { ...state.used, [platform]: plus(state.used?.[platform]) },
      ...(state.route === undefined ? {} : { route: { ...state.route, next: state.route.next + 1 } }),
      evidence: evidenceAfter(state.evidence, 'order.placed', payload),
    }
  },
  effects: ({ payload, subject }) => {
    const { platform, host, symbol, units: of, price, type, clientOrderId, asset: sold } = payload
    return [
      {
        key: `order ${clientOrderId}`,
        type: 'order',
        request: {
          platform,
          host,
          symbol,
          side: 'SELL',
          type,
          units: of,
          price,
          clientOrderId,
          asset: sold,
          tranche: subject.tranche!,
        },
      },
    ]
  },
})

/** The look that the newest route was decided on. */
function lookOf({ state, document }: PlacedInput): LoggedBooks | undefined {
  const { route } = state()
  return route && readBooks(document(route.books))
}

function licence(
  { payload, related, registers, recordedAt, subject, document }: PlacedInput,
  host: string | undefined,
) {
  const { asset: sold } = readSalePlan(document(payload.plan))
  const cleared = clearanceOf(related<CaseState>('case'), subject.lot, payload.platform)
  const clientType = cleared?.clientType ?? 'none'
  return {
    ...licenceAt({
      registers: registers(),
      entity: payload.platform,
      asset: sold,
      clientType,
      accountOwner: cleared?.accountHolder,
      at: recordedAt,
      ...(host === undefined ? {} : { host }),
    }),
  }
}
