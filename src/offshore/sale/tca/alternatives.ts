import { add, compare, type Rational, zero } from '../../../core/price/rational.ts'
import { routeSlice } from '../router/routeSlice.ts'
import type { VenueBook } from '../router/types.ts'

/** A slice with the books that were logged when it was decided. */
export interface LoggedSlice {
  readonly books: readonly VenueBook[]
  readonly amount: bigint
}

export interface Alternatives {
  /** Net value, reporting currency, of the same slices on the same books … */
  readonly routed: Rational
  readonly bestSingleVenue: Rational
  readonly equalSplit: Rational
  /** … and of the whole amount sold into the first books at once; `dumpSold` is what they would have taken. */
  readonly dump: Rational
  readonly dumpSold: bigint
}

/**
 * What other ways would have brought on the logged books, exact. Books as they were displayed: what they would have done after a larger
 * sale nobody knows, so the other ways are flattered.
 */
export function alternatives(slices: readonly LoggedSlice[]): Alternatives {
  const net = (books: readonly VenueBook[], amount: bigint) =>
    amount > 0n && books.length > 0 ? routeSlice({ books, amount }).net : zero
  let routed = zero
  let bestSingleVenue = zero
  let equalSplit = zero
  for (const { books, amount } of slices) {
    routed = add(routed, net(books, amount))
    bestSingleVenue = add(
      bestSingleVenue,
      books.map((book) => net([book], amount)).reduce((a, b) => (compare(b, a) > 0 ? b : a), zero),
    )
    equalSplit = add(equalSplit, books.map((book) => net([book], amount / BigInt(books.length))).reduce(add, zero))
  }
  const whole = slices.reduce((sum, { amount }) => sum + amount, 0n)
  const first = slices[0]
  const dump = first && whole > 0n ? routeSlice({ books: first.books, amount: whole }) : undefined
  return { routed, bestSingleVenue, equalSplit, dump: dump?.net ?? zero, dumpSold: dump?.sold ?? 0n }
}
