import { assert, SluiceError } from '../../../core/errors.ts'
import { type Rational, rational } from '../../../core/price/rational.ts'
import { branchAndBound, type Solution } from './branch.ts'
import { linearBooks, obeysFilters, splitLinear } from './linear.ts'
import { buildProblem, consume, ordersFor, type Problem, type VenueProblem, venueValue } from './problem.ts'
import type { Certificate, Leg, Route, RouteSliceParameters } from './types.ts'

/**
 * The best split of a slice over venues: most net value, fees, lots, minima, order sizes, fixed costs and tier edges included, exact
 * to the last unit. Same books, same split. Amounts in base units, fees in millionths, value in the reporting unit of `lotTickValue`.
 * Money is counted before the venue rounds a fee to its own smallest unit.
 *
 * The certificate proves that no split is better: `checkRoute` believes it without solving anything.
 *
 * @example routeSlice({ books, amount: 5_0000_0000n }).legs.length // 3
 * @throws {INPUT_INVALID} a book with a bid that does not fall, a size that is not positive
 * @throws {VENUE_TOO_THIN} under `partial: 'refuse'`, when a lot or more cannot be sold
 */
export function routeSlice(parameters: RouteSliceParameters): Route {
  const problem = buildProblem(parameters)
  const solution = solve(problem, parameters.nodesMax ?? 20_000)
  const route = present(problem, solution, parameters.amount)
  if (parameters.partial === 'refuse' && problem.venues.some(({ lotUnits }) => route.unsold >= lotUnits)) {
    throw new SluiceError('VENUE_TOO_THIN', 'The books above the floor do not take the whole slice.', {
      facts: { amount: parameters.amount.toString(), sold: route.sold.toString() },
    })
  }
  return route
}

function solve(problem: Problem, nodesMax: number): Solution {
  const linear = linearBooks(problem)
  const first = problem.venues[0]
  if (linear === undefined || first === undefined) return branchAndBound(problem, nodesMax)
  const split = splitLinear(linear, Number(problem.amount / first.lotUnits))
  const lots = split.lots.map(BigInt)
  if (!obeysFilters(problem, lots)) return branchAndBound(problem, nodesMax)
  const value = problem.venues.reduce((sum, venue, v) => sum + venueValue(venue, lots[v]!)!, 0n)
  // At the marginal price every venue already sells what it would choose, and the coins run out exactly: bound equals value.
  return { lots, value, bound: value, tree: { price: rational(split.marginal, first.lotUnits) }, nodes: 1 }
}

function present(problem: Problem, solution: Solution, amount: bigint): Route {
  const { scale, reserveTotal } = problem
  const legs = problem.venues.flatMap((venue, v) =>
    solution.lots[v]! > 0n ? [legOf(problem, venue, solution.lots[v]!)] : [],
  )
  const sold = legs.reduce((sum, leg) => sum + leg.units, 0n)
  assert(sold <= amount, 'a route sells more than it was given')
  const certificate: Certificate = {
    value: rational(solution.value + reserveTotal, scale),
    bound: rational(solution.bound + reserveTotal, scale),
    tree: unscale(solution.tree, scale),
  }
  const sum = (pick: (leg: Leg) => Rational) =>
    legs.reduce(
      (total, leg) => rational(total.num * pick(leg).den + pick(leg).num * total.den, total.den * pick(leg).den),
      rational(0n),
    )
  return {
    legs,
    sold,
    unsold: amount - sold,
    gross: sum((leg) => leg.gross),
    net: sum((leg) => leg.net),
    optimal: solution.bound === solution.value,
    certificate,
    nodes: solution.nodes,
  }
}

function legOf(problem: Problem, venue: VenueProblem, lots: bigint): Leg {
  const { notional, limitTicks } = consume(venue.depth, lots)
  const value = venueValue(venue, lots)
  assert(value !== undefined, 'a leg breaks a filter of its venue')
  const orders = ordersFor(venue.book, lots)
  return {
    venue: venue.book.venue,
    lots,
    units: lots * venue.lotUnits,
    orders: Array.from({ length: Number(orders) }, (_, i) => lots / orders + (BigInt(i) < lots % orders ? 1n : 0n)),
    limitTicks,
    gross: rational(venue.weight * notional * 1_000_000n, problem.scale),
    net: rational(value + venue.reservePerLot * lots, problem.scale),
  }
}

function unscale(tree: Certificate['tree'], scale: bigint): Certificate['tree'] {
  if ('price' in tree) return { price: rational(tree.price.num, tree.price.den * scale) }
  return { ...tree, below: unscale(tree.below, scale), above: unscale(tree.above, scale) }
}
