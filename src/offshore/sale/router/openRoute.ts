import { SluiceError } from '../../../core/errors.ts'
import { type LinearVenue, splitLinear } from './linear.ts'
import { buildProblem, type VenueProblem } from './problem.ts'
import type { Level, RouteSliceParameters, VenueBook } from './types.ts'

/** A split without its proof written out: what an executor needs at every tick. Arrays follow the order of the books. */
export interface QuickRoute {
  readonly lots: readonly bigint[]
  readonly limitTicks: readonly bigint[]
  /** Net value of the marginal lot, as a multiple of 1/scale of the reporting unit: the price that proves the split. */
  readonly marginal: bigint
  readonly scale: bigint
}

/** Books that change while they are routed over. Arrays follow the order of the books. */
export interface OpenRoute {
  /** The split of `routeSlice` over the books as they stand, to the lot; undefined where a filter binds and `routeSlice` must search. */
  readonly route: (amount: bigint) => QuickRoute | undefined
  /**
   * One level as the market data say it: `lots` at this price from now on, 0 takes it away.
   *
   * @throws {INPUT_INVALID} when there is no such venue, the price is not positive, or the size is negative or past 2^46 lots
   */
  readonly update: (venue: number, level: Level) => void
}

interface LiveVenue extends LinearVenue {
  count: number
  readonly book: VenueBook
  readonly ticks: bigint[]
  readonly lots: number[]
  readonly exact: bigint[]
  keys: Float64Array
  before: Float64Array
  /** Net scaled value of one lot for each tick of its price, and what is taken off for the reserve. */
  readonly perTick: bigint
  readonly reserve: bigint
  readonly leastTicks: bigint
  readonly lotsMax: number
}

const largest = 2n ** 46n

/**
 * Reads the books once and keeps them sorted and summed: one change of one level and a new split take microseconds whatever the depth.
 * Undefined under the conditions under which `prepareRoute` is: fees in tiers, costs per order, lots that differ.
 *
 * @example const open = openRoute({ books }); open?.update(0, { ticks: 95_000n, lots: 12n }); open?.route(5_0000_0000n)
 */
export function openRoute(parameters: Omit<RouteSliceParameters, 'amount' | 'partial'>): OpenRoute | undefined {
  const problem = buildProblem({ ...parameters, amount: 1n << 200n })
  const lotUnits = problem.venues[0]?.lotUnits
  const plain = problem.venues.every(
    ({ book, perOrder, ...venue }) =>
      venue.lotUnits === lotUnits &&
      venue.lotsMax <= largest &&
      perOrder === 0n &&
      book.fees.length === 1 &&
      !book.minFee,
  )
  if (lotUnits === undefined || !plain) return undefined
  const { floor } = parameters
  const venues = problem.venues.map((venue) => liveVenue(venue, floor))
  return {
    route: (amount) => {
      const split = splitLinear({ venues }, Number(amount / lotUnits))
      const lots: bigint[] = []
      const limitTicks: bigint[] = []
      for (let v = 0; v < venues.length; v++) {
        const sold = split.lots[v]!
        const limit = sold > 0 ? limitOf(venues[v]!, sold) : 0n
        if (sold > 0 && !obeys(venues[v]!.book, BigInt(sold), limit)) return undefined
        lots.push(BigInt(sold))
        limitTicks.push(limit)
      }
      return { lots, limitTicks, marginal: split.marginal, scale: problem.scale }
    },
    update: (v, level) => {
      const venue = venues[v]
      if (venue === undefined || level.ticks <= 0n || level.lots < 0n || level.lots > largest)
        throw new SluiceError('INPUT_INVALID', 'A change of a book names no venue, no price or no size that can be.', {
          facts: { venue: v, ticks: level.ticks.toString(), lots: level.lots.toString() },
        })
      change(venue, level)
    },
  }
}

function liveVenue(problem: VenueProblem, floor: RouteSliceParameters['floor']): LiveVenue {
  const { book, weight, reservePerLot } = problem
  const caps = [largest]
  if (book.capUnits !== undefined) caps.push(book.capUnits > 0n ? book.capUnits / book.lotUnits : 0n)
  if (book.maxOrderLots !== undefined) caps.push(book.maxOrderLots * BigInt(book.maxOrders ?? 1))
  const room = Math.max(64, 2 * book.bids.length)
  const venue: LiveVenue = {
    count: 0,
    book,
    ticks: book.bids.map(({ ticks }) => ticks),
    lots: book.bids.map(({ lots }) => Number(lots)),
    exact: [],
    keys: new Float64Array(room),
    before: new Float64Array(room + 1),
    perTick: weight * (1_000_000n - book.fees[0]!.ppm),
    reserve: reservePerLot,
    leastTicks: floor === undefined ? 0n : leastTicksOf(book, floor),
    lotsMax: Number(caps.reduce((a, b) => (b < a ? b : a))),
  }
  venue.ticks.forEach((ticks, i) => {
    venue.exact.push(ticks * venue.perTick - venue.reserve)
    venue.keys[i] = Number(venue.exact[i]!)
  })
  sum(venue, 0)
  return venue
}

/** Smallest price, in ticks, that is not below the floor. */
function leastTicksOf(book: VenueBook, floor: NonNullable<RouteSliceParameters['floor']>): bigint {
  const num = floor.num * book.lotTickValue.den * book.lotUnits
  const den = floor.den * book.lotTickValue.num
  return (num + den - 1n) / den
}

function change(venue: LiveVenue, { ticks, lots }: Level): void {
  const all = venue.ticks
  let i = 0
  let end = all.length
  while (i < end) {
    const middle = (i + end) >> 1
    if (all[middle]! > ticks) i = middle + 1
    else end = middle
  }
  const there = all[i] === ticks
  if (there && lots > 0n) venue.lots[i] = Number(lots)
  else if (there) {
    all.splice(i, 1)
    venue.lots.splice(i, 1)
    venue.exact.splice(i, 1)
    venue.keys.copyWithin(i, i + 1, all.length + 1)
  } else if (lots > 0n) {
    if (all.length >= venue.keys.length) grow(venue)
    venue.keys.copyWithin(i + 1, i, all.length)
    const value = ticks * venue.perTick - venue.reserve
    all.splice(i, 0, ticks)
    venue.lots.splice(i, 0, Number(lots))
    venue.exact.splice(i, 0, value)
    venue.keys[i] = Number(value)
  } else return
  sum(venue, i)
}

/** Sums from level `from` on and finds how many levels count. */
function sum(venue: LiveVenue, from: number): void {
  const { before, lots, lotsMax, ticks, exact, leastTicks } = venue
  // Levels that did not count before may count now, and the other way round: those above are as they were.
  let i = Math.min(from, venue.count)
  let taken = before[i]!
  while (i < lots.length && taken < lotsMax && exact[i]! > 0n && ticks[i]! >= leastTicks) {
    taken = Math.min(lotsMax, taken + lots[i]!)
    before[++i] = taken
  }
  venue.count = i
}

function grow(venue: LiveVenue): void {
  const keys = new Float64Array(2 * venue.keys.length)
  keys.set(venue.keys)
  venue.keys = keys
  const before = new Float64Array(keys.length + 1)
  before.set(venue.before)
  venue.before = before
}

function limitOf(venue: LiveVenue, sold: number): bigint {
  let low = 0
  let high = venue.count - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (venue.before[middle + 1]! >= sold) high = middle
    else low = middle + 1
  }
  return venue.ticks[low]!
}

/** A split that ignored minima and order sizes is still the best where it happens to obey them. */
function obeys(book: VenueBook, lots: bigint, limit: bigint): boolean {
  const orders = book.maxOrderLots === undefined ? 1n : (lots + book.maxOrderLots - 1n) / book.maxOrderLots
  const each = lots / orders
  return (
    orders <= BigInt(book.maxOrders ?? 1) &&
    each >= (book.minOrderLots ?? 1n) &&
    (book.minNotional === undefined || each * limit >= book.minNotional)
  )
}
