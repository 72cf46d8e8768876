import type { CaseState } from '../../src/core/case/state.ts'
import { executeCase } from '../../src/host/work/execute.ts'
import type { Handler } from '../../src/host/work/outbox.ts'
import { type Desk, payloadOf } from '../../src/host/work/sale/desk.ts'
import { ordersHeld } from '../../src/host/work/sale/heldOrders.ts'
import { cancelHandler, orderHandler } from '../../src/host/work/trade.ts'
import { type OrdersState, saleOf } from '../../src/offshore/sale/sale.ts'
import type { Venue } from '../../src/world/venues/venue.ts'
import type { MemoryStream, MemoryZone } from './memoryZone.ts'

/** Sells in a zone in memory: the executor and the handlers of a real zone, over the venues that a test gives. */
export interface MemorySeller {
  readonly desk: Desk
  /** Lets executor and handlers work until neither finds anything to do; what stays unknown or later stays in the outbox. */
  work(): Promise<void>
  /** Performs the orders and cancels that are waiting, once each. */
  perform(): Promise<void>
  /** One pass of the executor alone. */
  pass(): Promise<boolean>
  ordersOf(tranche: string): OrdersState | undefined
  streamOf(tranche: string): MemoryStream | undefined
}

/** @example const seller = sellMemory({ zone: sim.zones.offshore, now: sim.clock.now, venueFor: sim.world.reader }) */
export function sellMemory(parameters: {
  readonly zone: MemoryZone
  readonly now: () => string
  readonly venueFor: (entity: string) => Venue
  readonly followed?: Desk['followed']
  /** A bank's signed sheet of rates; of a world's bank, or a test's own. */
  readonly rateSheet?: (bank: string) => Promise<string>
}): MemorySeller {
  const { zone, now, venueFor, followed } = parameters
  const attempts = new Map<string, number>()
  const caseStream = (): MemoryStream => [...zone.streams.values()].find(({ kind }) => kind === 'case')!
  // Of a tranche that is sold again, the orders of the newest sale.
  const streamOf = (tranche: string): MemoryStream | undefined =>
    zone.childrenOf(caseStream().id).findLast(({ state }) => (state as OrdersState).tranche === tranche)
  const desk: Desk = {
    now,
    venueFor,
    ...(followed === undefined ? {} : { followed }),
    rateSheet: async (bank) => {
      if (parameters.rateSheet === undefined) throw new TypeError(`a test without a bank asks ${bank} for rates`)
      return parameters.rateSheet(bank)
    },
    document: async (hash) => zone.documents.get(hash)!,
    putDocument: async (text) => zone.document(text),
    orders: async (id) => {
      const orders = zone.streams.get(id)!.state as OrdersState
      return { orders, sale: saleOf(caseStream().state as CaseState, orders.tranche) }
    },
    entries: async (id) =>
      zone.streams
        .get(id)!
        .entries.map((entry) => zone.entries.get(entry)!.entry)
        .map((entry) => ({ kind: entry.header.kind, payload: payloadOf(entry) })),
    act: async (action, place) => {
      const actor = { org: zone.parameters.id, person: 'worker', role: 'system' }
      const result = zone.act({ ...action, actor }, place)
      if (result.outcome === 'refused') throw new TypeError(JSON.stringify(result.refusal))
    },
  }
  const handlers: Readonly<Record<string, Handler>> = { order: orderHandler(desk), cancel: cancelHandler(desk) }
  const pass = (): Promise<boolean> => {
    const { id, state } = caseStream()
    return executeCase({ desk, stream: id, state: state as CaseState, children: zone.childrenOf(id) })
  }
  const perform = async (holding = false): Promise<void> => {
    for (const effect of [...zone.outbox]) {
      const handler = handlers[effect.type]
      if (handler === undefined) continue
      const stream = streamOf(String(effect.request.tranche))!.id
      if (holding && effect.type === 'order' && (await ordersHeld(desk, stream))) continue
      const before = attempts.get(effect.key) ?? 0
      attempts.set(effect.key, before + 1)
      const row = { key: effect.key, entry: '', stream, type: effect.type, request: effect.request, attempts: before }
      const attempt = await handler(row, async () => {}).catch(() => ({ outcome: 'later' }) as const)
      if (attempt.outcome === 'done') zone.outbox.splice(zone.outbox.indexOf(effect), 1)
    }
  }
  return {
    desk,
    pass,
    perform,
    streamOf,
    ordersOf: (tranche) => streamOf(tranche)?.state as OrdersState | undefined,
    work: async () => {
      for (let quiet = 0; quiet < 2; ) {
        const entries = zone.entries.size
        await pass()
        await perform(true)
        quiet = zone.entries.size === entries ? quiet + 1 : 0
      }
    },
  }
}
