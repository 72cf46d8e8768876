import { assert } from '../../../core/errors.ts'
import { type Rational, rational } from '../../../core/price/rational.ts'
import { bestWithin, type Hull, hullOf, valueAt } from './hull.ts'
import type { Problem } from './problem.ts'
import type { CertificateNode } from './types.ts'

export interface Solution {
  /** Lots per venue, in the order of the problem. */
  readonly lots: readonly bigint[]
  /** Scaled value, and the scaled bound that the tree proves (rounded down: values are integers). */
  readonly value: bigint
  readonly bound: bigint
  readonly tree: CertificateNode
  readonly nodes: number
}

interface Node {
  readonly low: readonly bigint[]
  readonly high: readonly bigint[]
  readonly hulls: readonly Hull[]
  readonly bound: bigint
  readonly price: Rational
  /** Venue and lots where the relaxation splits an edge; absent where the relaxation is itself a split. */
  readonly split?: { readonly venue: number; readonly at: bigint }
  /** Where the finished subtree hangs. */
  result: { tree: CertificateNode }
}

interface Incumbent {
  lots: readonly bigint[]
  value: bigint
}

/**
 * Best first branch and bound. Each part of the search is bounded by pricing the coins (Lagrange) against the concave hulls of the
 * venues; the part with the best bound is cut in two where the relaxation wants a size that the venue does not value so highly.
 */
export function branchAndBound(problem: Problem, nodesMax: number): Solution {
  const { venues } = problem
  const best: Incumbent = { lots: venues.map(() => 0n), value: 0n }
  const root = { tree: { price: rational(0n) } as CertificateNode }
  const low = venues.map(() => 0n)
  const high = venues.map((venue) => venue.lotsMax)
  const open: Node[] = []
  const hulls = venues.map((venue, v) => hullOf(venue, low[v]!, high[v]!))
  insert(open, relax(problem, low, high, hulls, best, root))
  let nodes = 1
  let proven = 0n
  while (open.length > 0) {
    const node = open.pop()!
    const leaf: CertificateNode = { price: node.price }
    node.result.tree = leaf
    if (node.bound <= best.value || node.split === undefined || nodes >= nodesMax) {
      if (node.bound > proven) proven = node.bound
      continue
    }
    const { venue, at } = node.split
    const below = { tree: leaf }
    const above = { tree: leaf }
    for (const [result, isBelow] of [
      [below, true],
      [above, false],
    ] as const) {
      const childLow = isBelow ? node.low : node.low.with(venue, at + 1n)
      const childHigh = isBelow ? node.high.with(venue, at) : node.high
      const childHulls = node.hulls.with(venue, hullOf(venues[venue]!, childLow[venue]!, childHigh[venue]!))
      nodes++
      insert(open, relax(problem, childLow, childHigh, childHulls, best, result))
    }
    node.result.tree = {
      venue,
      at,
      get below() {
        return below.tree
      },
      get above() {
        return above.tree
      },
    }
  }
  return {
    lots: best.lots,
    value: best.value,
    bound: proven > best.value ? proven : best.value,
    tree: settle(root.tree),
    nodes,
  }
}

/** Getters become plain values. */
function settle(tree: CertificateNode): CertificateNode {
  if ('price' in tree) return tree
  return { venue: tree.venue, at: tree.at, below: settle(tree.below), above: settle(tree.above) }
}

function insert(open: Node[], node: Node): void {
  let low = 0
  let high = open.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (open[middle]!.bound <= node.bound) low = middle + 1
    else high = middle
  }
  open.splice(low, 0, node)
}

/** Fills the hulls by falling price until the coins run out; where that happens is the price of the coins. */
function relax(
  problem: Problem,
  low: readonly bigint[],
  high: readonly bigint[],
  hulls: readonly Hull[],
  best: Incumbent,
  result: Node['result'],
): Node {
  const { venues } = problem
  const base = { low, high, hulls, result }
  let left = problem.amount
  for (let v = 0; v < hulls.length; v++) {
    if (hulls[v]!.lots.length === 0) return { ...base, bound: -1n, price: rational(0n) }
    left -= hulls[v]!.lots[0]! * venues[v]!.lotUnits
  }
  if (left < 0n) {
    const price = prohibitive(hulls)
    return { ...base, price, bound: boundAt(problem, hulls, price) }
  }
  const at = hulls.map(() => 0)
  for (;;) {
    const v = steepest(problem, hulls, at)
    if (v < 0) {
      offer(
        best,
        at.map((i, u) => hulls[u]!.lots[i]!),
        problem,
      )
      const price = rational(0n)
      return { ...base, price, bound: boundAt(problem, hulls, price) }
    }
    const hull = hulls[v]!
    const i = at[v]!
    const unit = venues[v]!.lotUnits
    const size = (hull.lots[i + 1]! - hull.lots[i]!) * unit
    if (size < left) {
      left -= size
      at[v] = i + 1
      continue
    }
    const price = rational(hull.values[i + 1]! - hull.values[i]!, size)
    const bound = boundAt(problem, hulls, price)
    const lots = at.map((index, u) => hulls[u]!.lots[index]!)
    const wanted = hull.lots[i]! + left / unit
    if (left % unit === 0n) {
      const whole = lots.with(v, wanted)
      offer(best, whole, problem)
      if (best.value >= bound) return { ...base, price, bound }
    }
    if (bound > best.value) offerRounded(problem, low, lots, v, wanted, best)
    // A cut at the upper end would leave the lower half as it was.
    const cut = wanted >= high[v]! ? wanted - 1n : wanted
    return { ...base, price, bound, split: { venue: v, at: cut } }
  }
}

/** Venue whose next edge is worth most per unit; -1 when none is worth anything. */
function steepest(problem: Problem, hulls: readonly Hull[], at: readonly number[]): number {
  let best = -1
  let bestSlope = 0
  for (let v = 0; v < hulls.length; v++) {
    const { slopes } = hulls[v]!
    if (at[v]! >= slopes.length) continue
    const slope = slopes[at[v]!]!
    if (slope <= 0 && signOf(hulls[v]!, at[v]!) <= 0) continue
    const close = best >= 0 && Math.abs(slope - bestSlope) <= 1e-12 * Math.abs(bestSlope)
    if (best < 0 || (close ? steeper(problem, hulls, at, v, best) : slope > bestSlope)) {
      best = v
      bestSlope = slope
    }
  }
  return best
}

function signOf(hull: Hull, i: number): number {
  const rise = hull.values[i + 1]! - hull.values[i]!
  return rise > 0n ? 1 : rise < 0n ? -1 : 0
}

function steeper(problem: Problem, hulls: readonly Hull[], at: readonly number[], a: number, b: number): boolean {
  const rise = (v: number) => hulls[v]!.values[at[v]! + 1]! - hulls[v]!.values[at[v]!]!
  const run = (v: number) => (hulls[v]!.lots[at[v]! + 1]! - hulls[v]!.lots[at[v]!]!) * problem.venues[v]!.lotUnits
  return rise(a) * run(b) > rise(b) * run(a)
}

/** Exact Lagrange bound at a price, rounded down. Any price ≥ 0 gives a true bound. */
export function boundAt(problem: Problem, hulls: readonly Hull[], price: Rational): bigint {
  let total = price.num * problem.amount
  for (let v = 0; v < hulls.length; v++) {
    const { lots, values } = hulls[v]!
    const cost = price.num * problem.venues[v]!.lotUnits
    let a = 0
    let b = lots.length - 1
    while (a < b) {
      const middle = (a + b) >> 1
      const gain = (values[middle + 1]! - values[middle]!) * price.den - cost * (lots[middle + 1]! - lots[middle]!)
      if (gain > 0n) a = middle + 1
      else b = middle
    }
    total += values[a]! * price.den - cost * lots[a]!
  }
  const floor = total / price.den
  return total < 0n && floor * price.den !== total ? floor - 1n : floor
}

/** A price at which nobody sells more than they must: proves that a box that must sell too much is empty. */
function prohibitive(hulls: readonly Hull[]): Rational {
  let price = 1n
  for (const hull of hulls) {
    for (const value of hull.values) price += value < 0n ? -2n * value : 2n * value
  }
  return rational(price)
}

/** Rounds the relaxation down at the venue where it splits, then gives what is left to whoever takes whole lots of it. */
function offerRounded(
  problem: Problem,
  low: readonly bigint[],
  lots: readonly bigint[],
  v: number,
  wanted: bigint,
  best: Incumbent,
): void {
  const { venues } = problem
  const rounded = bestWithin(venues[v]!, low[v]!, wanted < venues[v]!.lotsMax ? wanted : venues[v]!.lotsMax)
  if (rounded === undefined) return
  const filled = lots.with(v, rounded.lots)
  let left = filled.reduce((rest, x, u) => rest - x * venues[u]!.lotUnits, problem.amount)
  assert(left >= 0n, 'a rounded split sells more than there is')
  for (let u = 0; u < venues.length && left > 0n; u++) {
    const venue = venues[u]!
    const more = left / venue.lotUnits
    if (more === 0n) continue
    const now = valueAt(venue, filled[u]!) ?? 0n
    const to = filled[u]! + more
    const better = bestWithin(venue, filled[u]!, to < venue.lotsMax ? to : venue.lotsMax)
    if (better === undefined || better.value <= now) continue
    left -= (better.lots - filled[u]!) * venue.lotUnits
    filled[u] = better.lots
  }
  offer(best, filled, problem)
}

function offer(best: Incumbent, lots: readonly bigint[], problem: Problem): void {
  let value = 0n
  for (let v = 0; v < lots.length; v++) {
    const part = valueAt(problem.venues[v]!, lots[v]!)
    if (part === undefined) return
    value += part
  }
  if (value > best.value) {
    best.value = value
    best.lots = lots
  }
}
