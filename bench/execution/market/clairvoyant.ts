import { depthAt, lossAt } from '../../../src/offshore/sale/plan/lossCurve.ts'
import { type Episode, feeAt, isDark } from './episode.ts'

/**
 * What liquidity allows to a seller who knows every book, every refill rate and every outage in advance and can have the coins
 * anywhere, price bands forgotten, withdrawal limits kept: an upper bound (dual) and a sale that reaches nearly as much (primal). Costs in basis points, impact model A.
 *
 * Per venue, with a lot worth `price`: V_t(D) = -F_t(D) + max over E ≥ D of F_t(E) + V_{t+1}(keep·E), F = price·x - fee·x - loss(x).
 * Venues meet only in the price, so minimising over it what coins cost plus what venues gain gives the bound. Values between grid points
 * run straight, so the bound holds up to the grid: a hundredth of a basis point here.
 */
export interface Clairvoyant {
  readonly primalBps: number
  readonly dualBps: number
  readonly path: Float64Array
  /** Lots that the primal sells at each venue. */
  readonly venueLots: readonly number[]
}

export function clairvoyant(episode: Episode, points = 160): Clairvoyant {
  return foresee(episode, points, new Float64Array(episode.steps))
}

/**
 * The same for a seller who knows the price path as well: costs are against arrival, luck included. Nobody can come near it honestly: who
 * takes more than a tenth of its gain has seen the future.
 */
export function clairvoyantOfPrice(episode: Episode, points = 60): Clairvoyant {
  return foresee(
    episode,
    points,
    episode.mid.map((mid) => (mid / episode.mid[0]! - 1) * 1e4),
  )
}

/** `moves`: how far the mid stands above arrival in each step, in basis points, where that counts. */
function foresee(episode: Episode, points: number, moves: Float64Array): Clairvoyant {
  const { lots, venues } = episode
  const most = venues.map(({ lotsMax }) => (episode.prePositioned ? (lotsMax ?? lots) : lots))
  const highest = Math.max(...moves)
  const lowest = Math.min(...moves)
  const ceiling = dumpPrice(episode, most) + highest - lowest
  const solvers = venues.map((_, v) => venueSolver(episode, v, points, ceiling, moves))
  const evaluate = (price: number) => solvers.map((solve) => solve(price))
  let low = -20 - highest
  let high = ceiling * 1.001 + 1 - lowest
  const soldAt = (found: readonly VenueAnswer[]) =>
    found.reduce((sum, { total }, v) => sum + Math.min(total, most[v]!), 0)
  for (let i = 0; i < 44; i++) {
    const middle = Math.sinh((Math.asinh(low) + Math.asinh(high)) / 2)
    if (soldAt(evaluate(middle)) < lots) low = middle
    else high = middle
  }
  const held = (price: number) => evaluate(price).map((found, v) => withinMost(solvers[v]!, found, price, most[v]!))
  const under = held(low)
  const over = held(high)
  const soldUnder = soldAt(under)
  const soldOver = soldAt(over)
  const share = soldOver > soldUnder ? Math.min(1, Math.max(0, (lots - soldUnder) / (soldOver - soldUnder))) : 0
  // Losses are convex in the whole path, so a mixture of two feasible paths is feasible and no dearer than their mixture.
  const path = new Float64Array(episode.steps)
  let cost = 0
  let sold = 0
  const venueLots = venues.map(() => 0)
  venues.forEach((terms, v) => {
    let displaced = 0
    for (let t = 0; t < episode.steps; t++) {
      const q = under[v]!.path[t]! * (1 - share) + over[v]!.path[t]! * share
      if (q > 0) {
        const curve = episode.books[t]![v]!
        cost += lossAt(curve, displaced + q) - lossAt(curve, displaced) + (feeAt(terms, t) - moves[t]!) * q
        sold += q
        path[t]! += q
        venueLots[v]! += q
      }
      displaced = terms.keep * (displaced + q)
    }
  })
  const unsold = Math.max(0, lots - sold)
  const dual = (price: number, found: typeof under) => price * lots - found.reduce((sum, { gain }) => sum + gain, 0)
  return {
    primalBps: (cost + unsold * (episode.unsoldBps - moves.at(-1)!)) / lots,
    dualBps: Math.max(dual(low, under), dual(high, over)) / lots,
    path,
    venueLots,
  }
}

interface VenueAnswer {
  readonly gain: number
  readonly total: number
  readonly path: Float64Array
}

/** A venue that would sell more than its withdrawal limit lets out earns a price of its own for each lot, and the limit is worth the rest. */
function withinMost(
  solve: (price: number) => VenueAnswer,
  found: VenueAnswer,
  price: number,
  most: number,
): VenueAnswer {
  if (found.total <= most) return found
  let low = -50
  let high = price
  for (let i = 0; i < 40; i++) {
    const middle = Math.sinh((Math.asinh(low) + Math.asinh(high)) / 2)
    if (solve(middle).total <= most) low = middle
    else high = middle
  }
  const under = solve(low)
  const over = solve(high)
  const share =
    over.total > under.total ? Math.min(1, Math.max(0, (most - under.total) / (over.total - under.total))) : 0
  return {
    // Least over both prices: each gives a bound of its own.
    gain: Math.min(under.gain + (price - low) * most, over.gain + (price - high) * most),
    total: under.total + share * (over.total - under.total),
    path: under.path.map((q, t) => q + share * (over.path[t]! - q)),
  }
}

function venueSolver(
  episode: Episode,
  v: number,
  points: number,
  ceiling: number,
  moves: Float64Array,
): (price: number) => VenueAnswer {
  const { steps, lots } = episode
  const terms = episode.venues[v]!
  const { keep } = terms
  const feeBps = Math.min(terms.feeBps, terms.feeChange?.feeBps ?? terms.feeBps)
  const top =
    Math.min(
      lots,
      Math.max(1, ...episode.books.map((step) => (step[v] === undefined ? 0 : depthAt(step[v]!, ceiling - feeBps)))),
    ) *
      1.0001 +
    1
  const grid = Float64Array.from({ length: points }, (_, g) => top * (g / (points - 1)) ** 2)
  const dark = Array.from({ length: steps }, (_, t) => isDark(episode, t, v))
  const losses = Array.from({ length: steps }, (_, t) =>
    dark[t] ? new Float64Array(points) : grid.map((x) => lossAt(episode.books[t]![v]!, x)),
  )
  const after = new Int32Array(points)
  const afterShare = new Float64Array(points)
  for (let g = 0; g < points; g++) {
    const x = keep * grid[g]!
    const i = Math.min(points - 2, Math.floor(Math.sqrt(x / top) * (points - 1)))
    after[g] = i
    afterShare[g] = (x - grid[i]!) / (grid[i + 1]! - grid[i]!)
  }
  const gain = new Float64Array(points)
  return (price) => {
    let value = new Float64Array(points)
    const target = new Float64Array(steps)
    for (let t = steps - 1; t >= 0; t--) {
      const next = new Float64Array(points)
      if (dark[t]) {
        for (let g = 0; g < points; g++) next[g] = at(value, g)
      } else {
        const loss = losses[t]!
        const worth = price - feeAt(terms, t) + moves[t]!
        let best = 0
        for (let g = 0; g < points; g++) {
          gain[g] = worth * grid[g]! - loss[g]! + at(value, g)
          if (gain[g]! > gain[best]!) best = g
        }
        target[t] = grid[best]!
        for (let g = 0; g < points; g++) next[g] = loss[g]! - worth * grid[g]! + (g <= best ? gain[best]! : gain[g]!)
      }
      value = next
    }
    const path = new Float64Array(steps)
    let displaced = 0
    let total = 0
    for (let t = 0; t < steps; t++) {
      const q = dark[t] ? 0 : Math.max(0, target[t]! - displaced)
      path[t] = q
      total += q
      displaced = keep * (displaced + q)
    }
    return { gain: value[0]!, total, path }
  }

  function at(value: Float64Array, g: number): number {
    const i = after[g]!
    return value[i]! + afterShare[g]! * (value[i + 1]! - value[i]!)
  }
}

/** The least price at which a single step could take everything: no better sale pays more for its last lot. */
function dumpPrice(episode: Episode, most: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY
  for (let t = 0; t < episode.steps; t++) {
    let low = -50
    let high = 5000
    for (let i = 0; i < 40; i++) {
      const middle = (low + high) / 2
      const depth = episode.venues.reduce(
        (sum, terms, v) =>
          isDark(episode, t, v)
            ? sum
            : sum + Math.min(most[v]!, depthAt(episode.books[t]![v]!, middle - feeAt(terms, t))),
        0,
      )
      if (depth < episode.lots) low = middle
      else high = middle
    }
    least = Math.min(least, high)
  }
  return least
}
