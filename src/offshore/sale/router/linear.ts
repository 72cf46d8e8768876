import { ordersFor, type Problem, venueValue } from './problem.ts'

/** Books without steps: one lot size, one fee, no cost per order. There the best split is by marginal net price alone. */
export interface LinearBooks {
  readonly venues: readonly LinearVenue[]
}

export interface LinearVenue {
  /** How many levels count: those that are worth selling to and that the cap reaches. */
  readonly count: number
  /** Net scaled value of one lot per level, exact, and rounded to the nearest double (rounding keeps the order). */
  readonly exact: readonly bigint[]
  readonly keys: Float64Array
  /** Lots in the levels before i; whole numbers below 2^53. */
  readonly before: Float64Array
}

export interface LinearSplit {
  readonly lots: readonly number[]
  /** Net scaled value of the lot at the margin; 0 when the books ran out first. */
  readonly marginal: bigint
}

/** Undefined when some venue has steps or lots differ: then the search must decide. */
export function linearBooks(problem: Problem): LinearBooks | undefined {
  const { venues } = problem
  const lotUnits = venues[0]?.lotUnits
  const plain = venues.every(
    ({ book, ...venue }) =>
      venue.lotUnits === lotUnits && venue.perOrder === 0n && book.fees.length === 1 && !book.minFee,
  )
  if (!plain || venues.some((venue) => venue.lotsMax > 2n ** 46n)) return undefined
  return {
    venues: venues.map(({ depth, book, weight, reservePerLot, lotsMax }) => {
      const exact: bigint[] = []
      const before: number[] = [0]
      let taken = 0n
      for (const level of depth.levels) {
        const value = level.ticks * weight * (1_000_000n - book.fees[0]!.ppm) - reservePerLot
        if (value <= 0n || taken >= lotsMax) break
        taken = taken + level.lots < lotsMax ? taken + level.lots : lotsMax
        exact.push(value)
        before.push(Number(taken))
      }
      return {
        count: exact.length,
        exact,
        keys: Float64Array.from(exact, Number),
        before: Float64Array.from(before),
      }
    }),
  }
}

/** Levels left undecided when bisection gives way to an exact sort. */
const windowMax = 12

/** Bisects on the marginal net price until few levels are in doubt, then sorts those exactly. */
export function splitLinear(books: LinearBooks, wanted: number): LinearSplit {
  const { venues } = books
  const count = venues.length
  const low = new Int32Array(count)
  const high = new Int32Array(count)
  let total = 0
  let doubt = 0
  let over = 0
  let under = Number.POSITIVE_INFINITY
  for (let v = 0; v < count; v++) {
    const { keys, before, count: n } = venues[v]!
    high[v] = n
    doubt += n
    total += before[n]!
    if (n > 0) {
      over = Math.max(over, keys[0]! * 1.000001)
      under = Math.min(under, keys[n - 1]!)
    }
  }
  if (total <= wanted) return { lots: venues.map(({ before, count: n }) => before[n]!), marginal: 0n }
  const middle = new Int32Array(count)
  while (doubt > windowMax) {
    const price = under + (over - under) / 2
    if (price <= under || price >= over) break
    let lots = 0
    for (let v = 0; v < count; v++) {
      const { keys, before } = venues[v]!
      let a = low[v]!
      let b = high[v]!
      while (a < b) {
        const m = (a + b) >> 1
        if (keys[m]! >= price) a = m + 1
        else b = m
      }
      middle[v] = a
      lots += before[a]!
    }
    if (lots >= wanted) {
      under = price
      high.set(middle)
    } else {
      over = price
      low.set(middle)
    }
    doubt = 0
    for (let v = 0; v < count; v++) doubt += high[v]! - low[v]!
  }
  return settle(venues, low, high, wanted)
}

function settle(venues: readonly LinearVenue[], low: Int32Array, high: Int32Array, wanted: number): LinearSplit {
  const lots: number[] = []
  const doubtful: { v: number; i: number }[] = []
  let left = wanted
  for (let v = 0; v < venues.length; v++) {
    const sure = venues[v]!.before[low[v]!]!
    lots.push(sure)
    left -= sure
    for (let i = low[v]!; i < high[v]!; i++) doubtful.push({ v, i })
  }
  doubtful.sort((a, b) => {
    const byKey = venues[b.v]!.keys[b.i]! - venues[a.v]!.keys[a.i]!
    if (byKey !== 0) return byKey
    const x = venues[a.v]!.exact[a.i]!
    const y = venues[b.v]!.exact[b.i]!
    return x > y ? -1 : x < y ? 1 : a.v - b.v || a.i - b.i
  })
  let marginal = 0n
  for (const { v, i } of doubtful) {
    const { before, exact } = venues[v]!
    const size = Math.min(left, before[i + 1]! - before[i]!)
    lots[v]! += size
    left -= size
    marginal = exact[i]!
    if (left === 0) break
  }
  return { lots, marginal }
}

/** A split that ignored minima and order sizes is still the best where it happens to obey them. */
export function obeysFilters(problem: Problem, lots: readonly bigint[]): boolean {
  return problem.venues.every((venue, v) => {
    const x = lots[v]!
    return (
      x === 0n || (venueValue(venue, x) !== undefined && ordersFor(venue.book, x) <= BigInt(venue.book.maxOrders ?? 1))
    )
  })
}
