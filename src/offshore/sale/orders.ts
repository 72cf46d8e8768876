import Type from 'typebox'
import { decimalsOf } from '../../core/assets/units.ts'
import { type AnyKind, defineKind, verdict } from '../../core/case/kind.ts'
import {
  closed,
  count,
  hex32,
  id,
  lotId,
  note,
  type Of,
  oneOf,
  optional,
  positiveUnits,
  rate,
  time,
  trancheId,
  units,
} from '../../core/case/shapes.ts'
import type { CaseState } from '../../core/case/state.ts'
import { compareRates, multiplyRate } from '../../core/money/rate.ts'
import { routeOf } from '../clearance/agreeRoute.ts'
import { readFloorDefinition, tradeDateOf } from '../price/floorDefinition.ts'
import { reserveOf } from '../price/setReserve.ts'
import { readBooks } from './books/loggedBooks.ts'
import { belowFloor } from './currency/fills.ts'
import { quoteDecimals } from './currency/planFx.ts'
import { orderPlaced } from './placeOrder.ts'
import { hourOf } from './plan/feeSchedule.ts'
import { cancelOrdered, ordersCleared } from './proveStop.ts'
import { sliceRouted } from './recordRoute.ts'
import { evidenceAfter, type OrdersState, readSalePlan, runOf, type SaleSlice, saleOf } from './sale.ts'

const openedShape = closed({ case: hex32, lot: lotId, tranche: trancheId, run: optional(count) })

/**
 * Id under which the orders of a sale are opened, whoever opens them: each sale has a plan of its own, and a zone one entry for an id. With a second stream
 * the plan could be sold twice over, and whoever closes the sale could choose which of them it is closed by.
 *
 * @example ordersActionId(sale) // 'orders:9f2c…'
 */
export function ordersActionId({ plan }: Pick<SaleSlice[string], 'plan'>): string {
  return `orders:${plan}`
}

/** First entry of the stream in which the orders of one sale of a tranche stand. */
const ordersOpened = defineKind<Of<typeof openedShape>, OrdersState>({
  name: 'orders.opened',
  stream: 'sale',
  zones: ['offshore'],
  reads: ['case'],
  payload: openedShape,
  facts: {
    saleStarted: ({ payload, related }) => {
      const sale = saleOf(related<CaseState>('case'), payload.tranche)
      const run = payload.run ?? 1
      return verdict(
        sale !== undefined && !sale.closed && sale.settled === undefined && runOf(sale) === run,
        sale === undefined ? 'no sale' : `sale ${runOf(sale)} started, orders of sale ${run}`,
        'a sale of the tranche that was started, and the orders of that one',
      )
    },
    openedOnce: ({ actionId, payload, subject, related }) => {
      const sale = saleOf(related<CaseState>('case'), payload.tranche)
      const required = sale === undefined ? 'a sale' : ordersActionId(sale)
      const same = actionId === required && subject.tranche === payload.tranche && subject.lot === payload.lot
      return verdict(same, `${actionId} for ${subject.tranche}`, `${required} for ${payload.tranche}`)
    },
  },
  apply: (_, { payload }) => ({
    case: payload.case,
    lot: payload.lot,
    tranche: payload.tranche,
    ...(payload.run === undefined ? {} : { run: payload.run }),
    open: {},
    totals: {},
    bySlice: {},
    count: 0,
    balances: {},
    used: {},
    routes: 0,
    evidence: evidenceAfter(undefined, 'orders.opened', payload),
  }),
})

const restedShape = closed({
  clientOrderId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  platform: id,
})

/** A resting order stands in the platform's book, by its word. What it has sold is reported when it ends; until then all of it counts as possibly sold. */
const orderRested = defineKind<Of<typeof restedShape>, OrdersState>({
  name: 'order.rested',
  stream: 'sale',
  zones: ['offshore'],
  payload: restedShape,
  facts: {
    restsAsPlaced: ({ payload, state }) => {
      const order = state().open[payload.clientOrderId]
      return verdict(
        order?.type === 'LIMIT_MAKER' && order.platform === payload.platform && order.rests !== true,
        order === undefined ? 'no such order open' : `${order.type ?? 'IOC'} at ${order.platform}`,
        'an order that was placed to rest at that platform',
      )
    },
  },
  apply: (state, { payload }) => ({
    ...state,
    open: { ...state.open, [payload.clientOrderId]: { ...state.open[payload.clientOrderId]!, rests: true } },
    evidence: evidenceAfter(state.evidence, 'order.rested', payload),
  }),
})

const reportedShape = closed({
  clientOrderId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  state: oneOf(['filled', 'partly-filled', 'cancelled', 'rejected']),
  units,
  gross: units,
  fee: units,
  /** Prices for a whole unit; quantities in base units; gross and fee in minor units of the book's currency. */
  fills: Type.Array(closed({ fill: note, price: rate, units: positiveUnits, gross: units, fee: units, at: time }), {
    maxItems: 500,
  }),
  asset: note,
})

/** What became of an order, as the venue answered. What was not filled may be offered again; what is unknown never. */
const orderReported = defineKind<Of<typeof reportedShape>, OrdersState>({
  name: 'order.reported',
  stream: 'sale',
  zones: ['offshore'],
  reads: ['case'],
  payload: reportedShape,
  facts: {
    fillsAboveFloor: ({ payload, related, subject, document, state: orders }) => {
      const state = related<CaseState>('case')
      const sale = saleOf(state, subject.tranche)
      const floor = sale?.floor ?? 'none'
      const reserve = reserveOf(state, subject.tranche)
      const byDay = reserve?.byDay
      const definition = byDay && routeOf(state, subject.lot)?.floorDefinition
      // Where the floor is an average, each fill is held to that of its own trade date; a date without one has none to hold.
      const zoneMinutes =
        definition === undefined ? undefined : readFloorDefinition(document(definition)).definition.zoneMinutes
      const floorFor = (at: string): string | undefined =>
        zoneMinutes === undefined ? floor : byDay?.[tradeDateOf(at, zoneMinutes)]
      const order = orders().open[payload.clientOrderId]
      if (order?.quote !== undefined && sale !== undefined) {
        const plan = readSalePlan(document(sale.plan))
        const cnyFor = (at: string): string | undefined =>
          zoneMinutes === undefined ? plan.floorCny : reserve?.byDayCny?.[tradeDateOf(at, zoneMinutes)]
        const look = order.books === undefined ? undefined : readBooks(document(order.books))
        const found = belowFloor({ plan, look, quote: order.quote, fills: payload.fills, floorFor, cnyFor })
        return verdict(
          found === undefined,
          found?.found ?? `${payload.fills.length} fills`,
          found?.required ?? 'each worth the floor of its own day in yuan at the live rate of its currency',
        )
      }
      const below = payload.fills.find((fill) => {
        const own = floorFor(fill.at)
        return own === undefined || compareRates(fill.price, own) < 0
      })
      return verdict(
        below === undefined,
        below === undefined ? `${payload.fills.length} fills` : `${below.price} of fill ${below.fill} at ${below.at}`,
        below === undefined
          ? 'each at or above the floor of its own day'
          : `at least ${floorFor(below.at) ?? 'a floor of that trade date'}`,
      )
    },
    fillsWithinOrder: ({ payload, state }) => {
      const order = state().open[payload.clientOrderId]
      if (order === undefined) return verdict(false, 'no such order open', 'an order placed and not yet reported')
      const sums = payload.fills.reduce(
        (sum, fill) => ({
          units: sum.units + BigInt(fill.units),
          gross: sum.gross + BigInt(fill.gross),
          fee: sum.fee + BigInt(fill.fee),
        }),
        { units: 0n, gross: 0n, fee: 0n },
      )
      const decimals = decimalsOf(payload.asset)
      const priced = payload.fills.every((fill) => {
        const exact = multiplyRate({
          amount: BigInt(fill.units),
          rate: fill.price,
          fromDecimals: decimals,
          toDecimals: quoteDecimals(order.quote ?? 'USD'),
          rounding: 'down',
        })
        return exact.toString() === fill.gross
      })
      const same =
        sums.units.toString() === payload.units &&
        sums.gross.toString() === payload.gross &&
        sums.fee.toString() === payload.fee
      const limit = payload.fills.every((fill) => compareRates(fill.price, order.price) >= 0)
      return verdict(
        same && priced && limit && sums.units <= BigInt(order.units),
        `${sums.units} for ${sums.gross} less ${sums.fee}`,
        `at most ${order.units} at ${order.price} or better, sums as stated`,
      )
    },
  },
  apply: (state, { payload, recordedAt }) => {
    const order = state.open[payload.clientOrderId]!
    const open = { ...state.open }
    delete open[payload.clientOrderId]
    const total = state.totals[order.platform] ?? { units: '0', gross: '0', fee: '0', fills: 0 }
    const add = (a: string, b: string): string => (BigInt(a) + BigInt(b)).toString()
    const unsold = BigInt(order.units) - BigInt(payload.units)
    return {
      ...state,
      open,
      totals: {
        ...state.totals,
        [order.platform]: {
          units: add(total.units, payload.units),
          gross: add(total.gross, payload.gross),
          fee: add(total.fee, payload.fee),
          fills: total.fills + payload.fills.length,
        },
      },
      bySlice: {
        ...state.bySlice,
        [String(order.slice)]: (BigInt(state.bySlice[String(order.slice)]!) - unsold).toString(),
      },
      used: {
        ...state.used,
        [order.platform]: (BigInt(state.used?.[order.platform] ?? order.units) - unsold).toString(),
      },
      ...(order.type !== 'LIMIT_MAKER' || payload.units === '0'
        ? {}
        : { rested: { ...state.rested, [order.platform]: add(state.rested?.[order.platform] ?? '0', payload.units) } }),
      ...(payload.fills.length === 0 ? {} : { grossByHour: withFills(state, order.platform, payload.fills) }),
      evidence: evidenceAfter(state.evidence, 'order.reported', payload),
      lastReportAt: recordedAt,
    }
  },
})

function withFills(
  { grossByHour = {} }: OrdersState,
  platform: string,
  fills: Of<typeof reportedShape>['fills'],
): NonNullable<OrdersState['grossByHour']> {
  const hours = { ...grossByHour[platform] }
  for (const { at, gross } of fills) hours[hourOf(at)] = (BigInt(hours[hourOf(at)] ?? '0') + BigInt(gross)).toString()
  return { ...grossByHour, [platform]: hours }
}

export const orderKinds: readonly AnyKind[] = [
  ordersOpened,
  sliceRouted,
  orderPlaced,
  orderRested,
  orderReported,
  cancelOrdered,
  ordersCleared,
]
