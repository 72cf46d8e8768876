import { compare, formatDecimal, rational } from '../../../src/core/price/rational.ts'
import { type CaseOptions, seededCase } from '../../../src/offshore/sale/router/cases.ts'
import { checkRoute } from '../../../src/offshore/sale/router/checkRoute.ts'
import { buildProblem, venueValue } from '../../../src/offshore/sale/router/problem.ts'
import { routeSlice } from '../../../src/offshore/sale/router/routeSlice.ts'
import { milpOf, type openHighs } from './milp.ts'

/**
 * Routes one seeded case, checks the proof, and has HiGHS solve the same slice. Its lots are valued exactly, so that equality is
 * equality and not a tolerance. Returns what is wrong, or undefined.
 */
export function compareWithMilp(
  solve: Awaited<ReturnType<typeof openHighs>>,
  seed: number,
  options: CaseOptions,
): string | undefined {
  const parameters = seededCase(seed, options)
  const route = routeSlice(parameters)
  const fault = checkRoute(parameters, route)
  if (fault !== undefined) return fault
  if (!route.optimal) return 'not proven optimal'
  const problem = buildProblem(parameters)
  const answer = solve(milpOf(parameters))
  if (answer.Status !== 'Optimal') return `the oracle says ${answer.Status}`
  let oracle = problem.reserveTotal
  for (const [v, venue] of problem.venues.entries()) {
    const value = venueValue(venue, BigInt(Math.round(answer.Columns[`X${v}`]?.Primal ?? 0)))
    if (value === undefined) return 'the oracle breaks a filter'
    oracle += value
  }
  const found = rational(oracle, problem.scale)
  if (compare(route.certificate.value, found) === 0) return undefined
  return `ours ${formatDecimal(route.certificate.value, 9, 'floor')}, oracle ${formatDecimal(found, 9, 'floor')}`
}
