import type { OrderRow, OrdersState, RouteLeg } from '../../../offshore/sale/sale.ts'

/**
 * The leg with which the group of a leg begins: legs that follow one another at different platforms take nothing from each other, and go out at once. A
 * platform that comes again begins a new group, because it takes one order at a time.
 *
 * @example groupStart([a, b, a], 1) // 0
 * @example groupStart([a, b, a], 2) // 2
 */
export function groupStart(legs: readonly Pick<RouteLeg, 'platform'>[], at: number): number {
  let start = 0
  const seen = new Set<string>()
  for (const [i, { platform }] of legs.slice(0, at + 1).entries()) {
    if (seen.has(platform)) {
      start = i
      seen.clear()
    }
    seen.add(platform)
  }
  return start
}

/** Orders whose answer is outstanding: what rests is out on purpose. */
export function unanswered({ open }: Pick<OrdersState, 'open'>): readonly OrderRow[] {
  return Object.values(open).filter(({ rests, cancelAt }) => rests !== true || cancelAt !== undefined)
}

/**
 * The next leg of a route that is no older than a look, and whether it joins legs that stand in the record already. Only the record is read: after a crash
 * the same leg comes next, in the same company.
 *
 * @param intervalSeconds time between two looks, of the plan
 */
export function nextLeg(parameters: {
  readonly orders: Pick<OrdersState, 'open' | 'route'>
  readonly intervalSeconds: number
  readonly now: string
}): { readonly fresh: boolean; readonly leg?: RouteLeg; readonly joins: boolean } {
  const { orders, intervalSeconds, now } = parameters
  const { route } = orders
  const fresh = route !== undefined && Date.parse(now) - Date.parse(route.at) < intervalSeconds * 1000
  const leg = fresh ? route.legs[route.next] : undefined
  if (leg === undefined || unanswered(orders).some(({ platform }) => platform === leg.platform))
    return { fresh, joins: false }
  return { fresh, leg, joins: groupStart(route!.legs, route!.next) < route!.next }
}
