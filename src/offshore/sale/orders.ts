import Type from 'typebox'
import { decimalsOf } from '../../core/assets/decimals.ts'
import { type AnyKind, defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { licenceAt } from '../../core/case/registers.ts'
import {
  asset,
  closed,
  count,
  documentHash,
  hex32,
  id,
  lotId,
  note,
  type Of,
  oneOf,
  positiveUnits,
  rate,
  time,
  trancheId,
  units,
} from '../../core/case/shapes.ts'
import type { CaseState } from '../../core/case/state.ts'
import { compareRates, multiplyRate } from '../../core/money/rate.ts'
import { hashText } from '../../core/record/hash.ts'
import { canonical } from '../../core/record/jcs.ts'
import { clearanceOf } from '../clearance/clear.ts'
import { type OrdersState, type SalePlan, saleOf } from './sale.ts'

const openedShape = closed({ case: hex32, lot: lotId, tranche: trancheId })

/** First entry of the stream in which the orders of a tranche stand. */
const ordersOpened = defineKind<Of<typeof openedShape>, OrdersState>({
  name: 'orders.opened',
  stream: 'sale',
  zones: ['offshore'],
  reads: ['case'],
  payload: openedShape,
  facts: {
    saleStarted: ({ payload, related }) => {
      const sale = saleOf(related<CaseState>('case'), payload.tranche)
      return verdict(
        sale !== undefined && !sale.closed,
        sale === undefined ? 'no sale' : 'started',
        'a sale of the tranche that was started',
      )
    },
  },
  apply: (_, { payload }) => ({
    case: payload.case,
    lot: payload.lot,
    tranche: payload.tranche,
    open: {},
    totals: {},
    bySlice: {},
    count: 0,
    balances: {},
  }),
})

const placedShape = closed({
  slice: count,
  /** How many orders of the sale stood before it: the same slice offered again is another intent. */
  attempt: count,
  platform: id,
  host: note,
  asset,
  symbol: Type.String({ pattern: '^[A-Z0-9]{4,20}$' }),
  units: positiveUnits,
  price: rate,
  clientOrderId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  plan: documentHash,
  /** Units that the book showed at or above the price when it was decided. */
  shown: units,
})
type Placed = Of<typeof placedShape>
type PlacedInput = FactInput<Placed, OrdersState>

/** Client order id: the first 128 bits of the hash of the intent, so that the same intent is the same order at the venue. */
export function clientOrderIdFor(
  intent: Pick<Placed, 'slice' | 'attempt' | 'platform' | 'symbol' | 'units' | 'price' | 'plan'>,
): string {
  const { slice, attempt, platform, symbol, units: of, price, plan } = intent
  return hashText(canonical({ attempt, plan, platform, price, slice, symbol, units: of })).slice(0, 32)
}

function planOf({ payload, document }: PlacedInput): SalePlan {
  return JSON.parse(document(payload.plan)) as SalePlan
}

/** One order: at a platform licensed at this moment, at its own host, within the plan, at or above the floor, under the cap, before the deadline. */
const orderPlaced = defineKind<Placed, OrdersState>({
  name: 'order.placed',
  stream: 'sale',
  zones: ['offshore'],
  reads: ['case'],
  payload: placedShape,
  facts: {
    venueLicensed: (input) => licence(input, undefined),
    hostBound: (input) => licence(input, input.payload.host),
    withinPlan: (input) => {
      const { payload, state, related, subject } = input
      const sale = saleOf(related<CaseState>('case'), subject.tranche)
      const row = planOf(input).slices.find((candidate) => candidate.slice === payload.slice)
      const used = BigInt(state().bySlice[String(payload.slice)] ?? '0')
      const fits =
        sale?.plan === payload.plan &&
        row !== undefined &&
        row.platform === payload.platform &&
        row.host === payload.host &&
        row.symbol === payload.symbol &&
        planOf(input).asset === payload.asset &&
        row.notBefore <= input.recordedAt &&
        used + BigInt(payload.units) <= BigInt(row.units) &&
        payload.clientOrderId === clientOrderIdFor(payload) &&
        payload.attempt === state().count &&
        state().open[payload.clientOrderId] === undefined
      return verdict(
        fits,
        `${used} + ${payload.units}`,
        row === undefined
          ? 'a slice of the approved plan'
          : `at most ${row.units} in slice ${row.slice} from ${row.notBefore}`,
      )
    },
    aboveFloor: ({ payload, related, subject }) => {
      const floor = saleOf(related<CaseState>('case'), subject.tranche)?.floor ?? 'none'
      return verdict(floor !== 'none' && compareRates(payload.price, floor) >= 0, payload.price, `at least ${floor}`)
    },
    withinCap: (input) => {
      const { participationCapPpm } = planOf(input)
      const most = (BigInt(input.payload.shown) * BigInt(participationCapPpm)) / 1_000_000n
      return verdict(
        BigInt(input.payload.units) <= most,
        input.payload.units,
        `at most ${most}: ${participationCapPpm} ppm of ${input.payload.shown} shown`,
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
    killSwitchOff: ({ related, subject }) => saleOf(related<CaseState>('case'), subject.tranche)?.stopped === false,
    slicePaceKept: ({ payload, state }) => {
      const open = Object.values(state().open).filter(
        (order) => order.platform === payload.platform && order.filled === undefined,
      )
      return verdict(
        open.length === 0,
        `${open.length} without an answer`,
        'no order at the platform whose fate is unknown',
      )
    },
  },
  apply: (state, { payload }) => {
    const { clientOrderId, slice, platform, units: of, price } = payload
    const used = BigInt(state.bySlice[String(slice)] ?? '0') + BigInt(of)
    return {
      ...state,
      count: state.count + 1,
      open: { ...state.open, [clientOrderId]: { slice, platform, units: of, price } },
      bySlice: { ...state.bySlice, [String(slice)]: used.toString() },
    }
  },
  effects: ({ payload, subject }) => {
    const { platform, host, symbol, units: of, price, clientOrderId, asset: sold } = payload
    return [
      {
        key: `order ${clientOrderId}`,
        type: 'order',
        request: {
          platform,
          host,
          symbol,
          side: 'SELL',
          type: 'IOC',
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

function licence(
  { payload, related, registers, recordedAt, subject, document }: PlacedInput,
  host: string | undefined,
) {
  const { asset } = JSON.parse(document(payload.plan)) as SalePlan
  const cleared = clearanceOf(related<CaseState>('case'), subject.lot, payload.platform)
  const clientType = cleared?.clientType ?? 'none'
  return {
    ...licenceAt({
      registers: registers(),
      entity: payload.platform,
      asset,
      clientType,
      at: recordedAt,
      ...(host === undefined ? {} : { host }),
    }),
  }
}

const reportedShape = closed({
  clientOrderId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  state: oneOf(['filled', 'partly-filled', 'cancelled', 'rejected']),
  units,
  gross: units,
  fee: units,
  /** Prices for a whole unit; quantities in base units; gross and fee in minor units of the sale's currency. */
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
    fillsAboveFloor: ({ payload, related, subject }) => {
      const floor = saleOf(related<CaseState>('case'), subject.tranche)?.floor ?? 'none'
      const below = payload.fills.find((fill) => compareRates(fill.price, floor) < 0)
      return verdict(
        below === undefined,
        below === undefined ? `${payload.fills.length} fills` : `${below.price} of fill ${below.fill}`,
        `each at least ${floor}`,
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
          toDecimals: 2,
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
  apply: (state, { payload }) => {
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
    }
  },
})

export const orderKinds: readonly AnyKind[] = [ordersOpened, orderPlaced, orderReported]
