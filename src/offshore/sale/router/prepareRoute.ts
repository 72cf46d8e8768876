import { linearBooks, obeysFilters, splitLinear } from './linear.ts'
import { buildProblem, consume } from './problem.ts'
import type { RouteSliceParameters } from './types.ts'

/** A split without its proof written out: what an executor needs at every tick. Arrays follow the order of the books. */
export interface QuickRoute {
  readonly lots: readonly bigint[]
  readonly limitTicks: readonly bigint[]
  /** Net value of the marginal lot, as a multiple of 1/scale of the reporting unit: the price that proves the split. */
  readonly marginal: bigint
  readonly scale: bigint
}

/**
 * Reads the books once, then splits any amount in microseconds. The answer is that of `routeSlice`, to the lot; undefined where
 * the books have steps that decide (fixed costs, tiers, minima that bind) and `routeSlice` must search.
 *
 * @example const route = prepareRoute({ books }); route?.(5_0000_0000n)
 */
export function prepareRoute(
  parameters: Omit<RouteSliceParameters, 'amount'>,
): ((amount: bigint) => QuickRoute | undefined) | undefined {
  const problem = buildProblem({ ...parameters, amount: 1n << 200n })
  const linear = linearBooks(problem)
  const lotUnits = problem.venues[0]?.lotUnits
  if (linear === undefined || lotUnits === undefined) return undefined
  const filtered = problem.venues.some(
    ({ book }) => book.minOrderLots !== undefined || book.minNotional !== undefined || book.maxOrderLots !== undefined,
  )
  return (amount) => {
    const split = splitLinear(linear, Number(amount / lotUnits))
    const lots = split.lots.map(BigInt)
    if (filtered && !obeysFilters(problem, lots)) return undefined
    const limitTicks = problem.venues.map(({ depth }, v) => (lots[v]! > 0n ? consume(depth, lots[v]!).limitTicks : 0n))
    return { lots, limitTicks, marginal: split.marginal, scale: problem.scale }
  }
}
