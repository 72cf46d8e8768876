import type { OrdersState, PlanSlice, SalePlan } from './sale.ts'

/** What the plan still lets the sale offer at a moment. Base units. */
export interface Allowance {
  /** The last slice released; absent before the first. */
  readonly slice: PlanSlice | undefined
  readonly units: bigint
  readonly byPlatform: Readonly<Record<string, bigint>>
}

const million = 1_000_000n

/**
 * Released so far less sold or possibly sold: the bound of the plan, whatever a step decides. A platform may run ahead of its part by the plan's flex, never
 * past what lies there; how much of that is offered, and when, the step rule says.
 *
 * @example allowanceAt(plan, orders, '2026-03-03T02:00:00.000Z').units // 550000n
 */
export function allowanceAt(plan: SalePlan, orders: Pick<OrdersState, 'used'>, at: string): Allowance {
  const released = plan.slices.filter(({ notBefore }) => notBefore <= at)
  const last = released.length === plan.slices.length
  const flex = BigInt(plan.flexPpm)
  const usedOf = (platform: string): bigint => BigInt(orders.used?.[platform] ?? '0')
  const byPlatform: Record<string, bigint> = {}
  let total = 0n
  for (const { platform, units } of plan.venues) {
    const whole = BigInt(units)
    const part = sum(
      released.flatMap(({ venues }) => venues.filter((row) => row.platform === platform).map((row) => row.units)),
    )
    const stretched = released.length === 0 ? 0n : part + (whole * flex) / million
    const most = last || stretched > whole ? whole : stretched
    byPlatform[platform] = positive(most - usedOf(platform))
    total += byPlatform[platform]
  }
  return { slice: released.at(-1), units: total, byPlatform }
}

function sum(units: readonly string[]): bigint {
  return units.reduce((total, one) => total + BigInt(one), 0n)
}

function positive(value: bigint): bigint {
  return value > 0n ? value : 0n
}
