import type { SalePlan } from '../../../src/offshore/sale/sale.ts'
import { permille, sumUnits } from '../format/amount.ts'
import type { OrderSeen } from './orders.ts'

export interface Point {
  readonly at: number
  /** Of the whole plan, 0 to 1: for drawing only. */
  readonly share: number
}

/** The plan's schedule and what was sold, as steps over time. */
export function scheduleOf(plan: SalePlan, orders: readonly OrderSeen[]) {
  const whole = sumUnits(plan.slices.map(({ units }) => units))
  const sold = orders.flatMap(({ reportedAt, filled }) =>
    reportedAt === undefined || filled === undefined ? [] : [{ at: Date.parse(reportedAt), units: filled }],
  )
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
