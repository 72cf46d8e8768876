import type { RouteLeg, SalePlan } from '../../../src/offshore/sale/sale.ts'
import type { EntryRow } from '../api/types.ts'
import { sumUnits } from '../format/amount.ts'
import { readFields } from './read.ts'

/** One fill of a sale, as a platform reported it. Units in base units, money in minor units. */
export interface FillSeen {
  readonly key: string
  readonly entry: string
  readonly at: string
  readonly platform: string
  readonly price: string
  readonly units: string
  readonly gross: string
  readonly fee: string
}

/** One look at the books: what was offered on it, what of that was sold, and how far that is from the schedule. */
export interface LookSeen {
  readonly entry: string
  readonly at: string
  readonly slice: number
  readonly books: string
  readonly orders: number
  readonly offered: string
  readonly sold: string
  readonly soldSoFar: string
  /** Sold so far less what the plan had released by then; negative where the sale is behind. */
  readonly ahead: string
}

interface Reported {
  readonly clientOrderId: string
  readonly units: string
  readonly fills: readonly Omit<FillSeen, 'key' | 'entry' | 'platform'>[]
}

/** Looks and fills of a sale from its stream, newest first. */
export function looksOf(plan: SalePlan, entries: readonly EntryRow[]) {
  const looks: LookSeen[] = []
  const fills: FillSeen[] = []
  const orders = new Map<string, { readonly look: number; readonly platform: string }>()
  for (const { id, entry } of entries) {
    const { payload } = readFields(entry)
    const { kind, recordedAt } = entry.header
    const last = looks.at(-1)
    if (kind === 'slice.routed') {
      const offered = sumUnits((payload.legs as unknown as readonly RouteLeg[]).map(({ units }) => units))
      const soldSoFar = last?.soldSoFar ?? '0'
      const { slice, books } = payload as unknown as { slice: number; books: string }
      const look = { entry: id, at: recordedAt, slice, books, orders: 0, offered, sold: '0', soldSoFar }
      looks.push({ ...look, ahead: aheadOf(plan, look) })
    }
    if (kind === 'order.placed' && last !== undefined) {
      orders.set(String(payload.clientOrderId), { look: looks.length - 1, platform: String(payload.platform) })
      looks[looks.length - 1] = { ...last, orders: last.orders + 1 }
    }
    if (kind !== 'order.reported') continue
    const reported = payload as unknown as Reported
    const order = orders.get(reported.clientOrderId)
    if (order === undefined) continue
    for (const [i, fill] of reported.fills.entries())
      fills.push({ ...fill, key: `${id} ${i}`, entry: id, platform: order.platform })
    const own = looks[order.look]!
    looks[order.look] = { ...own, sold: sumUnits([own.sold, reported.units]) }
    for (let i = order.look; i < looks.length; i++) {
      const look = { ...looks[i]!, soldSoFar: sumUnits([looks[i]!.soldSoFar, reported.units]) }
      looks[i] = { ...look, ahead: aheadOf(plan, look) }
    }
  }
  return { looks: looks.reverse(), fills: fills.reverse() }
}

function aheadOf({ slices }: SalePlan, { at, soldSoFar }: Pick<LookSeen, 'at' | 'soldSoFar'>): string {
  const released = sumUnits(slices.filter(({ notBefore }) => notBefore <= at).map(({ units }) => units))
  return (BigInt(soldSoFar) - BigInt(released)).toString()
}
