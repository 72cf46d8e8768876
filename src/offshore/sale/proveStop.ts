import Type from 'typebox'
import { defineKind, verdict } from '../../core/case/kind.ts'
import { asset, closed, count, documentHash, hex32, id, list, note, type Of, time } from '../../core/case/shapes.ts'
import type { CaseState } from '../../core/case/state.ts'
import { evidenceAfter, type OrdersState, readSalePlan, saleOf } from './sale.ts'

const cancelShape = closed({
  clientOrderId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  platform: id,
  host: note,
  symbol: note,
  asset,
  stop: hex32,
})

/** Has an order cancelled whose fate is open when the sale is stopped. Whatever it has filled by then stays sold and is reported. */
export const cancelOrdered = defineKind<Of<typeof cancelShape>, OrdersState>({
  name: 'cancel.ordered',
  stream: 'sale',
  zones: ['offshore'],
  reads: ['case'],
  payload: cancelShape,
  facts: {
    stopNamed: ({ payload, related, subject }) => stopNamed(payload.stop, related<CaseState>('case'), subject.tranche),
    orderOpen: ({ payload, state }) => {
      const order = state().open[payload.clientOrderId]
      return verdict(
        order !== undefined && order.platform === payload.platform && order.cancel !== true,
        order === undefined ? 'no such order open' : order.platform,
        'an order that is open at that platform and not yet cancelled',
      )
    },
  },
  apply: (state, { payload }) => ({
    ...state,
    open: {
      ...state.open,
      [payload.clientOrderId]: { ...state.open[payload.clientOrderId]!, cancel: true },
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

function stopNamed(named: string, state: CaseState, tranche: string | undefined) {
  const stop = saleOf(state, tranche)?.stop
  return verdict(stop?.entry === named, named, stop?.entry ?? 'a sale that was stopped')
}

const shape = closed({
  /** The entry that stopped the sale. */
  stop: hex32,
  plan: documentHash,
  /** What each platform says is open of this account in the sale's symbol, asked after the stop. */
  platforms: list(closed({ platform: id, host: note, open: count, ours: count, askedAt: time }), 20),
  /** From the stop to the last answer about an order, in milliseconds; 0 where none was open. */
  elapsedMs: count,
})

/** The end of a stop: no order of the sale is open, by the record and by each platform's own word. */
export const ordersCleared = defineKind<Of<typeof shape>, OrdersState>({
  name: 'orders.cleared',
  stream: 'sale',
  zones: ['offshore'],
  reads: ['case'],
  payload: shape,
  facts: {
    stopNamed: ({ payload, related, subject }) => stopNamed(payload.stop, related<CaseState>('case'), subject.tranche),
    noneOpen: ({ payload, state, document, related, subject }) => {
      const sale = saleOf(related<CaseState>('case'), subject.tranche)
      const { venues } = readSalePlan(document(payload.plan))
      const open = Object.keys(state().open).length
      const ours = payload.platforms.reduce((sum, row) => sum + row.ours, 0)
      const asked = new Set(payload.platforms.map(({ platform, host }) => `${platform} ${host}`))
      const missing = venues.find(({ platform, host }) => !asked.has(`${platform} ${host}`))
      const early = payload.platforms.find(({ askedAt }) => askedAt < (sale?.stop?.at ?? ''))
      const holds =
        sale?.plan === payload.plan && open === 0 && ours === 0 && missing === undefined && early === undefined
      return verdict(
        holds,
        `${open} in the record, ${ours} at the platforms${missing === undefined ? '' : `, ${missing.platform} not asked`}${early === undefined ? '' : `, ${early.platform} asked before the stop`}`,
        'none in the record, none at any platform of the plan, asked after the stop',
      )
    },
    elapsedStated: ({ payload, state, related, subject }) => {
      const stop = saleOf(related<CaseState>('case'), subject.tranche)?.stop
      const last = state().lastReportAt
      const elapsed = stop === undefined || last === undefined ? 0 : Math.max(0, Date.parse(last) - Date.parse(stop.at))
      return verdict(elapsed === payload.elapsedMs, String(payload.elapsedMs), `${elapsed} ms`)
    },
  },
  apply: (state, { payload, recordedAt }) => ({
    ...state,
    cleared: { stop: payload.stop, at: recordedAt, elapsedMs: payload.elapsedMs },
    evidence: evidenceAfter(state.evidence, 'orders.cleared', payload),
  }),
})
