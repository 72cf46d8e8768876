import { assert, SluiceError } from '../../../core/errors.ts'
import { ceilOf, gcd, lcm, multiply, type Rational, rational, zero } from '../../../core/price/rational.ts'
import type { Level, RouteSliceParameters, VenueBook } from './types.ts'

const feeScale = 1_000_000n

/** Integers `first..last` of lots on which the venue's net value is `value + slope * (lots - first)`. */
export interface Segment {
  readonly first: bigint
  readonly last: bigint
  readonly value: bigint
  readonly slope: bigint
}

/** Levels with what lies above and in them: `lots[i]` and `notional[i]` hold levels 0..i. */
export interface Depth {
  readonly levels: readonly Level[]
  readonly lots: readonly bigint[]
  readonly notional: readonly bigint[]
}

/** A venue in integers: values are multiples of 1/`Problem.scale` of the reporting unit, over and above the reserve. */
export interface VenueProblem {
  readonly book: VenueBook
  readonly depth: Depth
  readonly lotUnits: bigint
  readonly lotsMax: bigint
  /** Scaled value of one lot·tick before the fee, to be multiplied by (10^6 - ppm). */
  readonly weight: bigint
  readonly perOrder: bigint
  readonly reservePerLot: bigint
  readonly segments: readonly Segment[]
}

export interface Problem {
  readonly venues: readonly VenueProblem[]
  /** Units that can be sold at all: the amount cut to the greatest common divisor of the lots. */
  readonly amount: bigint
  readonly scale: bigint
  /** Scaled reserve value of the whole amount. */
  readonly reserveTotal: bigint
}

/** Turns books, fees and filters into integer functions of lots. @throws {INPUT_INVALID} on a book that cannot be one */
export function buildProblem(parameters: RouteSliceParameters): Problem {
  const { books, amount, floor = zero, reserve = zero } = parameters
  if (amount <= 0n) refuse('', 'The amount to sell is not positive.')
  let scaleWithoutFee = reserve.den
  for (const book of books) {
    checkBook(book)
    scaleWithoutFee = lcm(scaleWithoutFee, lcm(book.lotTickValue.den, book.perOrderCost?.den ?? 1n))
  }
  const scale = scaleWithoutFee * feeScale
  const common = books.reduce((divisor, book) => gcd(divisor, book.lotUnits), 0n) || 1n
  const sellable = (amount / common) * common
  const venues = books.map((book): VenueProblem => {
    const levels = levelsAbove(book, floor)
    const weight = (book.lotTickValue.num * scaleWithoutFee) / book.lotTickValue.den
    const perOrder = scaled(book.perOrderCost ?? zero, scale)
    const reservePerLot = scaled(multiply(reserve, rational(book.lotUnits)), scale)
    const depth = depthOf(levels)
    const base = { book, depth, lotUnits: book.lotUnits, weight, perOrder, reservePerLot }
    const lotsMax = lotsCap(book, depth, sellable)
    return { ...base, lotsMax, segments: buildSegments({ ...base, lotsMax }) }
  })
  return { venues, amount: sellable, scale, reserveTotal: scaled(multiply(reserve, rational(amount)), scale) }
}

/** Net scaled value of selling `lots` at one venue straight from the definition, or undefined where filters forbid it. */
export function venueValue(venue: Omit<VenueProblem, 'segments'>, lots: bigint): bigint | undefined {
  if (lots === 0n) return 0n
  if (lots < 0n || lots > venue.lotsMax) return undefined
  const { notional, limitTicks } = consume(venue.depth, lots)
  const orders = ordersFor(venue.book, lots)
  if (lots / orders < leastOrder(venue.book, limitTicks)) return undefined
  const fee = bigger(feeOf(venue.book, notional), (venue.book.minFee ?? 0n) * orders * feeScale)
  return venue.weight * (notional * feeScale - fee) - venue.perOrder * orders - venue.reservePerLot * lots
}

export function depthOf(levels: readonly Level[]): Depth {
  const lots: bigint[] = []
  const notional: bigint[] = []
  let lotsSum = 0n
  let notionalSum = 0n
  for (const level of levels) {
    lotsSum += level.lots
    notionalSum += level.lots * level.ticks
    lots.push(lotsSum)
    notional.push(notionalSum)
  }
  return { levels, lots, notional }
}

/** Notional in lot·ticks and deepest price of taking `lots` from the top. */
export function consume(depth: Depth, lots: bigint): { notional: bigint; limitTicks: bigint } {
  let low = 0
  let high = depth.lots.length - 1
  assert(high >= 0 && depth.lots[high]! >= lots, 'a leg is deeper than its book')
  while (low < high) {
    const middle = (low + high) >> 1
    if (depth.lots[middle]! >= lots) high = middle
    else low = middle + 1
  }
  const { ticks } = depth.levels[low]!
  return { notional: depth.notional[low]! - (depth.lots[low]! - lots) * ticks, limitTicks: ticks }
}

/** Fee in millionths of a lot·tick. */
export function feeOf(book: VenueBook, notional: bigint): bigint {
  let fee = 0n
  book.fees.forEach((tier, i) => {
    const end = book.fees[i + 1]?.from ?? notional
    const upTo = end < notional ? end : notional
    if (upTo > tier.from) fee += (upTo - tier.from) * tier.ppm
  })
  return fee
}

export function ordersFor(book: VenueBook, lots: bigint): bigint {
  return book.maxOrderLots === undefined ? 1n : (lots + book.maxOrderLots - 1n) / book.maxOrderLots
}

/** Smallest order that the filters accept at this limit price. */
function leastOrder(book: VenueBook, limitTicks: bigint): bigint {
  const byNotional = book.minNotional === undefined ? 1n : ceilOf({ num: book.minNotional, den: limitTicks })
  return bigger(1n, bigger(book.minOrderLots ?? 1n, byNotional))
}

function lotsCap(book: VenueBook, depth: Depth, amount: bigint): bigint {
  let cap = depth.lots.at(-1) ?? 0n
  cap = smaller(cap, amount / book.lotUnits)
  if (book.capUnits !== undefined) cap = smaller(cap, book.capUnits / book.lotUnits)
  if (book.maxOrderLots !== undefined) cap = smaller(cap, book.maxOrderLots * BigInt(book.maxOrders ?? 1))
  return cap < 0n ? 0n : cap
}

function levelsAbove(book: VenueBook, floor: Rational): readonly Level[] {
  const perTick = rational(book.lotTickValue.num, book.lotTickValue.den * book.lotUnits)
  const least = ceilOf(rational(floor.num * perTick.den, floor.den * perTick.num))
  const end = book.bids.findIndex((level) => level.ticks < least)
  return end < 0 ? book.bids : book.bids.slice(0, end)
}

/** Cuts 1..lotsMax where price level, number of orders, fee tier or least fee change; on each piece the value is linear. */
function buildSegments(venue: Omit<VenueProblem, 'segments'>): readonly Segment[] {
  const segments: Segment[] = []
  let first = 1n
  for (const last of cuts(venue)) {
    if (last < first) continue
    const { limitTicks } = consume(venue.depth, first)
    const start = bigger(first, ordersFor(venue.book, first) * leastOrder(venue.book, limitTicks))
    if (start <= last) {
      const value = venueValue(venue, start)
      const end = venueValue(venue, last)
      assert(value !== undefined && end !== undefined, 'a segment holds a size that the filters forbid')
      segments.push({ first: start, last, value, slope: last === start ? 0n : (end - value) / (last - start) })
    }
    first = last + 1n
  }
  return segments
}

function cuts(venue: Omit<VenueProblem, 'segments'>): readonly bigint[] {
  const { book, lotsMax } = venue
  const { levels } = venue.depth
  const ends = new Set<bigint>([lotsMax])
  if (book.maxOrderLots !== undefined) {
    for (let x = book.maxOrderLots; x < lotsMax; x += book.maxOrderLots) ends.add(x)
  }
  let above = 0n
  let notional = 0n
  for (const level of levels) {
    for (const tier of book.fees) {
      const into = tier.from - notional
      if (into > 0n && into <= level.lots * level.ticks) ends.add(above + into / level.ticks)
    }
    above += level.lots
    notional += level.lots * level.ticks
    ends.add(above)
  }
  const sorted = [...ends].filter((x) => x > 0n && x <= lotsMax).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return book.minFee === undefined ? sorted : withLeastFeeCuts(venue, sorted)
}

/** The fee of a piece passes the least fee at most once, for both are fixed by the piece and the fee rises. */
function withLeastFeeCuts(venue: Omit<VenueProblem, 'segments'>, ends: readonly bigint[]): readonly bigint[] {
  const { book, depth } = venue
  const feeAt = (x: bigint) => feeOf(book, consume(depth, x).notional)
  const out: bigint[] = []
  let first = 1n
  for (const last of ends) {
    const least = (book.minFee ?? 0n) * ordersFor(book, last) * feeScale
    if (feeAt(first) <= least && feeAt(last) > least) {
      let low = first
      let high = last
      while (high - low > 1n) {
        const middle = (low + high) / 2n
        if (feeAt(middle) <= least) low = middle
        else high = middle
      }
      out.push(low)
    }
    out.push(last)
    first = last + 1n
  }
  return out
}

function checkBook(book: VenueBook): void {
  if (book.lotUnits <= 0n) refuse(book.venue, 'A lot is not positive.')
  if (book.lotTickValue.num <= 0n) refuse(book.venue, 'The value of a lot·tick is not positive.')
  if (book.fees[0]?.from !== 0n) refuse(book.venue, 'The first fee tier does not start at zero.')
  book.fees.forEach((tier, i) => {
    const before = book.fees[i - 1]
    if (before !== undefined && tier.from <= before.from) refuse(book.venue, 'Fee tiers do not rise.')
    if (tier.ppm >= feeScale || tier.ppm < 0n) refuse(book.venue, 'A fee is below zero or takes the whole.')
  })
  if (book.maxOrderLots !== undefined && book.maxOrderLots <= 0n)
    refuse(book.venue, 'The largest order is not positive.')
  let before: Level | undefined
  for (const level of book.bids) {
    if (level.ticks <= 0n || level.lots <= 0n) refuse(book.venue, 'A bid has no price or no size.')
    if (before !== undefined && level.ticks >= before.ticks) refuse(book.venue, 'Bids do not fall.')
    before = level
  }
}

function refuse(venue: string, message: string): never {
  throw new SluiceError('INPUT_INVALID', message, { facts: { venue } })
}

function scaled(value: Rational, scale: bigint): bigint {
  const whole = value.num * scale
  assert(whole % value.den === 0n, 'the common scale does not hold a cost')
  return whole / value.den
}

function bigger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
