import { add, compare, multiply, type Rational, rational, subtract, zero } from '../../../core/price/rational.ts'
import type { CertificateNode, Route, RouteSliceParameters, VenueBook } from './types.ts'

/**
 * Recomputes a route and its proof from the books alone, sharing no code with the search: walks each book level by level in exact
 * fractions. Slow and plain on purpose. Returns the first thing that is wrong, or undefined.
 *
 * The proof of a leaf: at a price p per base unit no venue gains more than its own maximum of value(x) - p·x over the box, so nothing
 * in the box is worth more than p·amount plus these maxima.
 */
export function checkRoute(parameters: RouteSliceParameters, route: Route): string | undefined {
  const { books, amount, reserve = zero } = parameters
  const tables = books.map((book) => tableOf(parameters, book))
  let value = multiply(reserve, rational(amount))
  let sold = 0n
  for (const leg of route.legs) {
    const v = books.findIndex(({ venue }) => venue === leg.venue)
    const worth = v < 0 ? undefined : tables[v]!.valueAt(leg.lots)
    if (worth === undefined) return `leg at ${leg.venue} is not allowed by the book and its filters`
    if (leg.orders.reduce((sum, lots) => sum + lots, 0n) !== leg.lots) return `orders at ${leg.venue} do not add up`
    if (leg.units !== leg.lots * books[v]!.lotUnits) return `units at ${leg.venue} are not its lots`
    if (leg.limitTicks !== tables[v]!.limitAt(leg.lots)) return `limit at ${leg.venue} is not the deepest level reached`
    sold += leg.units
    value = add(value, worth)
  }
  if (new Set(route.legs.map(({ venue }) => venue)).size !== route.legs.length) return 'a venue appears twice'
  if (sold > amount || sold !== route.sold || amount - sold !== route.unsold) return 'amounts do not add up'
  if (compare(value, route.certificate.value) !== 0) return 'the value is not that of the legs'
  const boxes = tables.map(({ lotsMax }): Box => [0n, lotsMax])
  const step = books.reduce((a, { lotUnits }) => gcdOf(a, lotUnits), 0n) || 1n
  const bound = boundOf(route.certificate.tree, boxes, tables, books, rational((amount / step) * step))
  const total = bound === undefined ? value : add(bound, multiply(reserve, rational(amount)))
  if (route.optimal !== (compare(route.certificate.value, route.certificate.bound) === 0))
    return 'optimal is claimed without proof'
  if (compare(route.certificate.value, route.certificate.bound) > 0) return 'the bound is below the value'
  // Values are whole multiples of one scaled unit, so a bound less than one unit above the value proves it.
  const slack = subtract(total, route.certificate.bound)
  if (compare(slack, unitOf(parameters)) >= 0) return 'the tree does not prove the bound'
  return undefined
}

type Box = readonly [bigint, bigint]

interface Table {
  readonly lotsMax: bigint
  /** Net value over and above the reserve; undefined where a filter forbids the size. */
  readonly valueAt: (lots: bigint) => Rational | undefined
  readonly limitAt: (lots: bigint) => bigint
  /** Sizes between which the value runs straight. */
  readonly corners: readonly bigint[]
}

function boundOf(
  tree: CertificateNode,
  boxes: readonly Box[],
  tables: readonly Table[],
  books: readonly VenueBook[],
  amount: Rational,
): Rational | undefined {
  if ('at' in tree) {
    const [low, high] = boxes[tree.venue]!
    const below = boundOf(tree.below, boxes.with(tree.venue, [low, tree.at]), tables, books, amount)
    const above = boundOf(tree.above, boxes.with(tree.venue, [tree.at + 1n, high]), tables, books, amount)
    if (below === undefined || above === undefined) return below ?? above
    return compare(below, above) > 0 ? below : above
  }
  if (tree.price.num < 0n) return rational(10n ** 60n)
  let bound = multiply(tree.price, amount)
  for (let v = 0; v < boxes.length; v++) {
    const best = bestGain(tables[v]!, boxes[v]!, multiply(tree.price, rational(books[v]!.lotUnits)))
    if (best === undefined) return undefined
    bound = add(bound, best)
  }
  return bound
}

function bestGain(table: Table, [low, high]: Box, pricePerLot: Rational): Rational | undefined {
  let best: Rational | undefined
  for (const lots of [low, high, ...table.corners]) {
    if (lots < low || lots > high) continue
    const value = table.valueAt(lots)
    if (value === undefined) continue
    const gain = subtract(value, multiply(pricePerLot, rational(lots)))
    if (best === undefined || compare(gain, best) > 0) best = gain
  }
  return best
}

function tableOf({ amount, floor = zero, reserve = zero }: RouteSliceParameters, book: VenueBook): Table {
  const open = book.bids.filter(({ ticks }) => {
    const price = multiply(book.lotTickValue, rational(ticks, book.lotUnits))
    return compare(price, floor) >= 0
  })
  const limits = [open.reduce((sum, { lots }) => sum + lots, 0n), amount / book.lotUnits]
  if (book.capUnits !== undefined) limits.push(book.capUnits / book.lotUnits)
  if (book.maxOrderLots !== undefined) limits.push(book.maxOrderLots * BigInt(book.maxOrders ?? 1))
  const lotsMax = limits.reduce((a, b) => (b < a ? b : a))
  const walk = (lots: bigint) => {
    let left = lots
    let notional = 0n
    let limit = 0n
    for (const level of open) {
      if (left <= 0n) break
      const taken = left < level.lots ? left : level.lots
      notional += taken * level.ticks
      limit = level.ticks
      left -= taken
    }
    return { notional, limit }
  }
  const count = (lots: bigint) =>
    book.maxOrderLots === undefined ? 1n : (lots + book.maxOrderLots - 1n) / book.maxOrderLots
  const feeMillionths = (notional: bigint) =>
    book.fees.reduce((sum, tier, i) => {
      const upper = book.fees[i + 1]?.from
      const end = upper !== undefined && upper < notional ? upper : notional
      return end > tier.from ? sum + (end - tier.from) * tier.ppm : sum
    }, 0n)
  const valueAt = (lots: bigint): Rational | undefined => {
    if (lots === 0n) return zero
    if (lots < 0n || lots > lotsMax) return undefined
    const { notional, limit } = walk(lots)
    const orders = count(lots)
    const smallest = lots / orders
    if (smallest < (book.minOrderLots ?? 0n) || smallest * limit < (book.minNotional ?? 0n)) return undefined
    const least = (book.minFee ?? 0n) * orders * 1_000_000n
    const fee = feeMillionths(notional)
    const net = rational(notional * 1_000_000n - (fee > least ? fee : least), 1_000_000n)
    const costs = add(
      multiply(book.perOrderCost ?? zero, rational(orders)),
      multiply(reserve, rational(lots * book.lotUnits)),
    )
    return subtract(multiply(book.lotTickValue, net), costs)
  }
  return {
    lotsMax,
    valueAt,
    limitAt: (lots) => walk(lots).limit,
    corners: cornersOf(book, open, lotsMax, count, walk, feeMillionths),
  }
}

/** Every size at which level, order count, tier, least fee or the filters change, with its neighbours. */
function cornersOf(
  book: VenueBook,
  open: VenueBook['bids'],
  lotsMax: bigint,
  count: (lots: bigint) => bigint,
  walk: (lots: bigint) => { notional: bigint; limit: bigint },
  feeMillionths: (notional: bigint) => bigint,
): readonly bigint[] {
  const marks: bigint[] = [0n, 1n, lotsMax]
  let depth = 0n
  for (const level of open) {
    depth += level.lots
    marks.push(depth)
  }
  if (book.maxOrderLots !== undefined)
    for (let x = book.maxOrderLots; x < lotsMax; x += book.maxOrderLots) marks.push(x)
  const firstWhere = (test: (lots: bigint) => boolean, from: bigint, to: bigint): bigint | undefined => {
    if (from > to || !test(to)) return undefined
    let low = from
    let high = to
    while (low < high) {
      const middle = (low + high) / 2n
      if (test(middle)) high = middle
      else low = middle + 1n
    }
    return low
  }
  for (const { from } of book.fees) {
    const x = firstWhere((lots) => walk(lots).notional > from, 1n, lotsMax)
    if (x !== undefined) marks.push(x - 1n)
  }
  const pieces = [...new Set(marks)].filter((x) => x >= 0n && x <= lotsMax).sort((a, b) => (a < b ? -1 : 1))
  const corners = new Set<bigint>()
  pieces.forEach((end, i) => {
    const start = (pieces[i - 1] ?? -1n) + 1n
    corners.add(start).add(end)
    if (end === 0n) return
    const least = (book.minFee ?? 0n) * 1_000_000n
    const turns = [
      firstWhere((lots) => feeMillionths(walk(lots).notional) > least * count(lots), start, end),
      firstWhere(
        (lots) =>
          lots / count(lots) >= (book.minOrderLots ?? 0n) &&
          (lots / count(lots)) * walk(lots).limit >= (book.minNotional ?? 0n),
        start,
        end,
      ),
    ]
    for (const turn of turns) if (turn !== undefined) corners.add(turn).add(turn - 1n)
  })
  return [...corners]
}

/** The smallest step between two values: what the common denominators allow. */
function unitOf({ books, reserve = zero }: RouteSliceParameters): Rational {
  let den = reserve.den
  for (const { lotTickValue, perOrderCost = zero } of books) {
    for (const part of [lotTickValue.den, perOrderCost.den]) den = (den / gcdOf(den, part)) * part
  }
  return rational(1n, den * 1_000_000n)
}

function gcdOf(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcdOf(b, a % b)
}
