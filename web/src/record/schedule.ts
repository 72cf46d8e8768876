import type { SalePlan } from '../../../src/offshore/sale/sale.ts'
import type { EntryRow } from '../api/types.ts'
import { permille, sumUnits } from '../format/amount.ts'

export interface Point {
  readonly at: number
  /** Of the whole plan, 0 to 1: for drawing only. */
  readonly share: number
}

interface Fill {
  readonly at: number
  readonly units: string
}

/** What reports say was sold. */
export function fillsOf(reports: readonly EntryRow[]): readonly Fill[] {
  return reports.map(({ entry }) => ({
    at: Date.parse(entry.header.recordedAt),
    units: String(entry.fields['payload.units']?.value ?? '0'),
  }))
}

/**
 * The plan's schedule and what was sold, as steps over time.
 *
 * @param soldInAll units sold so far
 * @param fills the newest of what was sold; what was sold before is one step
 */
export function scheduleOf(plan: SalePlan, soldInAll: string, fills: readonly Fill[]) {
  const whole = sumUnits(plan.slices.map(({ units }) => units))
  const before = BigInt(soldInAll) - BigInt(sumUnits(fills.map(({ units }) => units)))
  const begins = Math.min(...fills.map(({ at }) => at))
  const sold = before > 0n && fills.length > 0 ? [{ at: begins, units: before.toString() }, ...fills] : fills
  const planned = cumulate(
    plan.slices.map(({ notBefore, units }) => ({ at: Date.parse(notBefore), units })),
    whole,
  )
  const actual = cumulate(sold, whole)
  const times = [...planned, ...actual].map(({ at }) => at)
  const from = Math.min(...times)
  const to = Math.max(...times, from + 1000)
  return { planned, actual, from, to }
}

function cumulate(steps: readonly { readonly at: number; readonly units: string }[], whole: string): readonly Point[] {
  let sum = 0n
  return [...steps]
    .sort((a, b) => a.at - b.at)
    .map(({ at, units }) => {
      sum += BigInt(units)
      return { at, share: (permille(sum.toString(), whole) ?? 0) / 1000 }
    })
}
