import { openRoute, type QuickRoute } from './openRoute.ts'
import type { RouteSliceParameters } from './types.ts'

/**
 * Reads the books once, then splits any amount in microseconds. The answer is that of `routeSlice`, to the lot; undefined where
 * the books have steps that decide (fixed costs, tiers, minima that bind) and `routeSlice` must search. Books that change: `openRoute`.
 *
 * @example const route = prepareRoute({ books }); route?.(5_0000_0000n)
 */
export function prepareRoute(
  parameters: Omit<RouteSliceParameters, 'amount' | 'partial'>,
): ((amount: bigint) => QuickRoute | undefined) | undefined {
  return openRoute(parameters)?.route
}
