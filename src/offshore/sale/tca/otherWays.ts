import { add, compare, multiply, type Rational, rational, subtract, zero } from '../../../core/price/rational.ts'
import { venueBook } from '../books/loggedBooks.ts'
import { worthOf } from '../currency/worth.ts'
import { routeSlice } from '../router/routeSlice.ts'
import type { VenueBook } from '../router/types.ts'
import type { SalePlan } from '../sale.ts'
import type { Look } from './looks.ts'

/** What another way would have brought on the books that were logged. Exact, in the sale's currency. */
export interface OtherWay {
  readonly units: bigint
  readonly net: Rational
  /** Value of what it sold at the mid of the moment: the same yardstick for every way. */
  readonly midValue: Rational
}

export interface OtherWays {
  /** Everything into the first books, at once, each platform's coins where they lie. */
  readonly dump: OtherWay
  /** Everything at one platform, at once: the best of them, whatever lay where. */
  readonly dumpOne: OtherWay
  /** Equal parts at each look, at each platform what lies there in proportion: by hand. */
  readonly twap: OtherWay
  /** What was routed at each look, all of it at the one best platform. */
  readonly bestSingle: OtherWay
  /** What was routed at each look, in equal parts at each platform. */
  readonly equalSplit: OtherWay
}

/**
 * Sold in other ways on the same books. The books are those that were displayed, our own traces in them: what they would have shown after a larger sale
 * nobody knows, so that the other ways are flattered, and dumps most of all.
 */
export function otherWays(plan: SalePlan, looks: readonly Look[]): OtherWays {
  const whole = looks.reduce((sum, { fills }) => sum + unitsOf(fills), 0n)
  // Every way is counted in the plan's currency at the rates of the moment, less what turning costs, as the fills are.
  const booksOf = ({ books, tiers }: Look): readonly VenueBook[] =>
    books.books.map((book) => {
      const venue = plan.venues.find(({ platform }) => platform === book.platform)!
      // Each way pays the tier of the moment; what more volume would have moved it to is left out.
      const takerPpm = tiers.find(({ platform }) => platform === book.platform)?.takerPpm ?? venue.takerPpm
      const worth = worthOf(plan, books, book.quote)
      return venueBook({ book, venue: { ...venue, takerPpm }, asset: plan.asset, worth })
    })
  const whereItLies = (book: VenueBook): VenueBook => ({
    ...book,
    capUnits: BigInt(plan.venues.find(({ platform }) => platform === book.venue)?.units ?? '0'),
  })
  const first = looks[0]
  const none: OtherWay = { units: 0n, net: zero, midValue: zero }
  const sell = (look: Look, books: readonly VenueBook[], amount: bigint): OtherWay => {
    if (amount <= 0n || books.length === 0) return none
    const { sold, net } = routeSlice({ books: books.map(unlimited), amount, nodesMax: 400 })
    return { units: sold, net, midValue: multiply(look.mid, rational(sold)) }
  }
  const best = (ways: readonly OtherWay[]): OtherWay =>
    ways.reduce((a, b) => (b.units > a.units || (b.units === a.units && compare(b.net, a.net) > 0) ? b : a), none)
  const perLook = (way: (look: Look, books: readonly VenueBook[], amount: bigint) => OtherWay): OtherWay =>
    looks.map((look) => way(look, booksOf(look), unitsOf(look.fills))).reduce(plus, none)
  const parts = BigInt(Math.max(1, looks.length))
  return {
    dump: first === undefined ? none : sell(first, booksOf(first).map(whereItLies), whole),
    dumpOne: first === undefined ? none : best(booksOf(first).map((book) => sell(first, [book], whole))),
    twap: looks
      .map((look, i) => {
        const amount = i === looks.length - 1 ? whole - (whole / parts) * (parts - 1n) : whole / parts
        return byHand(plan, look, booksOf(look), amount, sell)
      })
      .reduce(plus, none),
    bestSingle: perLook((look, books, amount) => best(books.map((book) => sell(look, [book], amount)))),
    equalSplit: perLook((look, books, amount) =>
      books.map((book) => sell(look, [book], amount / BigInt(books.length))).reduce(plus, none),
    ),
  }
}

/** Basis points below the mid of the moment that a way cost, fees included; undefined where nothing was sold. */
export function costOf({ net, midValue }: OtherWay): Rational | undefined {
  if (midValue.num === 0n) return undefined
  const lost = subtract(midValue, net)
  return rational(lost.num * midValue.den * 10_000n, lost.den * midValue.num)
}

function byHand(
  plan: SalePlan,
  look: Look,
  books: readonly VenueBook[],
  amount: bigint,
  sell: (look: Look, books: readonly VenueBook[], amount: bigint) => OtherWay,
): OtherWay {
  const lies = books.map(({ venue }) => BigInt(plan.venues.find(({ platform }) => platform === venue)?.units ?? '0'))
  const total = lies.reduce((a, b) => a + b, 0n)
  if (total === 0n) return { units: 0n, net: zero, midValue: zero }
  return books
    .map((book, i) => sell(look, [book], (amount * lies[i]!) / total))
    .reduce(plus, { units: 0n, net: zero, midValue: zero })
}

/** More than one order is placed where one is not enough: no way is hindered by a filter of ours. */
function unlimited(book: VenueBook): VenueBook {
  return { ...book, maxOrders: 100 }
}

function plus(a: OtherWay, b: OtherWay): OtherWay {
  return { units: a.units + b.units, net: add(a.net, b.net), midValue: add(a.midValue, b.midValue) }
}

function unitsOf(fills: Look['fills']): bigint {
  return fills.reduce((sum, { units }) => sum + units, 0n)
}
