import type { EntryRow } from '../api/types.ts'
import { readFields } from './read.ts'

export interface OrderSeen {
  readonly entry: string
  readonly at: string
  readonly clientOrderId: string
  readonly slice: number
  readonly platform: string
  readonly price: string
  readonly units: string
  /** `rests`: it stands in the venue's book, by the venue's word. */
  readonly state: 'open' | 'rests' | 'filled' | 'partly-filled' | 'cancelled' | 'rejected'
  /** Undefined until the venue answered. */
  readonly filled?: string
  /** When the venue's answer was recorded. */
  readonly reportedAt?: string
}

interface Placed {
  readonly clientOrderId: string
  readonly slice: number
  readonly platform: string
  readonly price: string
  readonly units: string
}

/** Orders of a sale from its stream, newest first. */
export function ordersOf(entries: readonly EntryRow[]): readonly OrderSeen[] {
  const orders = new Map<string, OrderSeen>()
  for (const { id, entry } of entries) {
    const { payload } = readFields(entry)
    const { kind, recordedAt } = entry.header
    if (kind === 'order.placed') {
      const { clientOrderId, slice, platform, price, units } = payload as unknown as Placed
      orders.set(clientOrderId, {
        entry: id,
        at: recordedAt,
        clientOrderId,
        slice,
        platform,
        price,
        units,
        state: 'open',
      })
    }
    const resting = kind === 'order.rested' ? orders.get(String(payload.clientOrderId)) : undefined
    if (resting !== undefined) orders.set(resting.clientOrderId, { ...resting, state: 'rests' })
    const placed = kind === 'order.reported' ? orders.get(String(payload.clientOrderId)) : undefined
    if (placed !== undefined) {
      orders.set(placed.clientOrderId, {
        ...placed,
        state: payload.state as OrderSeen['state'],
        filled: String(payload.units),
        reportedAt: recordedAt,
      })
    }
  }
  return [...orders.values()].reverse()
}
