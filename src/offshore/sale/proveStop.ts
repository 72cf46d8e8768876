import Type from 'typebox'
import { defineKind, verdict } from '../../core/case/kind.ts'
import {
  asset,
  closed,
  count,
  documentHash,
  hex32,
  id,
  list,
  note,
  type Of,
  oneOf,
  optional,
  time,
} from '../../core/case/shapes.ts'
import type { CaseState } from '../../core/case/state.ts'
import { evidenceAfter, type OrdersState, readSalePlan, type SaleSlice, saleOf } from './sale.ts'

/** Stopped by the kill switch; ended by deadline or reserve; replaced, because the next look is due. */
const cancelShape = closed({
  clientOrderId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  platform: id,
  host: note,
  symbol: note,
  asset,
  why: oneOf(['stopped', 'ended', 'replaced']),
  /** The entry that stopped the sale. */
  stop: optional(hex32),
})

/** Has an order cancelled whose fate is open: when its sale is stopped or over, or when it has rested until the next look. Whatever it has filled by then stays sold. */
export const cancelOrdered = defineKind<Of<typeof cancelShape>, OrdersState>({
  name: 'cancel.ordered',
  stream: 'sale',
  zones: ['offshore'],
  reads: ['case'],
  payload: cancelShape,
  facts: {
    grounds: ({ payload, state, related, subject, recordedAt }) => {
      const { why, stop, clientOrderId } = payload
      if (why === 'replaced')
        return verdict(
          stop === undefined && state().open[clientOrderId]?.rests === true,
          state().open[clientOrderId]?.rests === true ? 'it rests' : 'it does not rest',
          'an order that rests in a book',
        )
      return endNamed({ why, stop, at: recordedAt }, saleOf(related<CaseState>('case'), subject.tranche))
    },
    orderOpen: ({ payload, state }) => {
      const order = state().open[payload.clientOrderId]
      return verdict(
        order !== undefined && order.platform === payload.platform && order.cancelAt === undefined,
        order === undefined ? 'no such order open' : order.platform,
        'an order that is open at that platform and not yet cancelled',
      )
    },
  },
  apply: (state, { payload, recordedAt }) => ({
    ...state,
    open: {
      ...state.open,
      [payload.clientOrderId]: { ...state.open[payload.clientOrderId]!, cancelAt: recordedAt },
    },
    evidence: evidenceAfter(state.evidence, 'cancel.ordered', payload),
  }),
  effects: ({ payload, subject }) => {
    const { clientOrderId, platform, host, symbol, asset: sold } = payload
    return [
      {
        key: `cancel ${clientOrderId}`,
        type: 'cancel',
        request: { clientOrderId, platform, host, symbol, asset: sold, tranche: subject.tranche! },
      },
    ]
  },
})

interface End {
  readonly why: string
  readonly stop: string | undefined
  readonly at: string
}

function endNamed({ why, stop, at }: End, sale: SaleSlice[string] | undefined) {
  const last = endOf(sale)
  if (why === 'ended') return verdict(stop === undefined && sale !== undefined && at > last, at, `after ${last}`)
  return verdict(
    stop !== undefined && sale?.stop?.entry === stop,
    stop ?? 'no stop',
    sale?.stop?.entry ?? 'a sale that was stopped',
  )
}

/** The moment after which nothing is offered: the deadline, or the end of the reserve. */
export function endOf(sale: Pick<SaleSlice[string], 'deadline' | 'validUntil'> | undefined): string {
  if (sale === undefined) return ''
  return sale.deadline < sale.validUntil ? sale.deadline : sale.validUntil
}

const shape = closed({
  why: oneOf(['stopped', 'ended']),
  /** The entry that stopped the sale. */
  stop: optional(hex32),
  plan: documentHash,
  /** What each platform says is open of this account in the sale's symbol, asked after the stop. */
  platforms: list(closed({ platform: id, host: note, open: count, ours: count, askedAt: time }), 20),
  /** From the stop or the end to the last answer about an order, in milliseconds; 0 where none was open. */
  elapsedMs: count,
})

/** The end of a stop, or of a sale whose time is over: no order of the sale is open, by the record and by each platform's own word. */
export const ordersCleared = defineKind<Of<typeof shape>, OrdersState>({
  name: 'orders.cleared',
  stream: 'sale',
  zones: ['offshore'],
  reads: ['case'],
  payload: shape,
  facts: {
    grounds: ({ payload: { why, stop }, related, subject, recordedAt }) =>
      endNamed({ why, stop, at: recordedAt }, saleOf(related<CaseState>('case'), subject.tranche)),
    noneOpen: ({ payload, state, document, related, subject }) => {
      const sale = saleOf(related<CaseState>('case'), subject.tranche)
      const { venues } = readSalePlan(document(payload.plan))
      const open = Object.keys(state().open).length
      const ours = payload.platforms.reduce((sum, row) => sum + row.ours, 0)
      const asked = new Set(payload.platforms.map(({ platform, host }) => `${platform} ${host}`))
      const missing = venues.find(({ platform, host }) => !asked.has(`${platform} ${host}`))
      const early = payload.platforms.find(({ askedAt }) => askedAt < momentOf(payload.why, sale))
      const holds =
        sale?.plan === payload.plan && open === 0 && ours === 0 && missing === undefined && early === undefined
      return verdict(
        holds,
        `${open} in the record, ${ours} at the platforms${missing === undefined ? '' : `, ${missing.platform} not asked`}${early === undefined ? '' : `, ${early.platform} asked before it was over`}`,
        'none in the record, none at any platform of the plan, asked after the stop or the end',
      )
    },
    elapsedStated: ({ payload, state, related, subject }) => {
      const from = momentOf(payload.why, saleOf(related<CaseState>('case'), subject.tranche))
      const elapsed = elapsedSince(from, state().lastReportAt)
      return verdict(elapsed === payload.elapsedMs, String(payload.elapsedMs), `${elapsed} ms`)
    },
  },
  apply: (state, { payload, recordedAt }) => ({
    ...state,
    cleared: {
      why: payload.why,
      ...(payload.stop === undefined ? {} : { stop: payload.stop }),
      at: recordedAt,
      elapsedMs: payload.elapsedMs,
    },
    evidence: evidenceAfter(state.evidence, 'orders.cleared', payload),
  }),
})

/** When the sale was stopped, or when it was over. */
export function momentOf(why: string, sale: SaleSlice[string] | undefined): string {
  return why === 'ended' ? endOf(sale) : (sale?.stop?.at ?? '')
}

/** @example elapsedSince('2026-03-02T02:00:00.000Z', '2026-03-02T02:00:01.500Z') // 1500 */
export function elapsedSince(from: string, last: string | undefined): number {
  return from === '' || last === undefined ? 0 : Math.max(0, Date.parse(last) - Date.parse(from))
}
