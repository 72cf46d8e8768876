import {
  add,
  compare,
  multiply,
  parseDecimal,
  type Rational,
  rational,
  subtract,
  zero,
} from '../../../core/price/rational.ts'
import type { LoggedBook, LoggedBooks } from './loggedBooks.ts'

/**
 * Where a book of a look came from.
 * - rest: it was asked for, because the stream was not to be used: `due` a check was due, `disagreed` it was found wrong in this sale, else what was the
 *   matter with it at that moment.
 * - stream: it was followed. `sequence` is the number, version or checksum that the platform gives it, `heardAt` when it was last heard of, `checkedAt` when
 *   the stream last agreed with what was asked for.
 *
 * A book without a source was asked for, at a platform of which no stream is followed.
 */
export type BookSource =
  | { readonly by: 'rest'; readonly why: string }
  | {
      readonly by: 'stream'
      readonly host: string
      readonly feed: string
      readonly sequence: string
      readonly heardAt: string
      readonly checkedAt: string
    }

/** What the stream showed when a book was asked for to check it. Both are kept, so that anybody can compare them again. */
export interface BookCheck {
  readonly feed: string
  readonly sequence: string
  readonly heardAt: string
  readonly changedAt: string
  readonly bids: LoggedBook['bids']
  readonly asks: LoggedBook['asks']
  readonly agreed: boolean
}

/** What a followed book is held to. The packs say what a zone may use; the executor uses no more than their defaults. */
export interface StreamLimits {
  /** Since a followed book was last heard of. */
  readonly ageMaxMs: number
  /** Since a stream last agreed with a book that was asked for. */
  readonly checkSeconds: number
  /** How far the best prices of two books of different moments may lie apart, in millionths. */
  readonly apartPpm: number
}

/** Levels of bids that are compared, best first. */
const comparedLevels = 20

type Shown = Pick<LoggedBook, 'changedAt' | 'bids' | 'asks'>

/**
 * Whether a stream shows what the platform answers. Books of the same change are the same in their best bids and the best ask, digit by digit. Of books of
 * different changes the best prices lie close together, and neither shows more than twice the other's bids.
 *
 * @example agrees({ stream, asked, apartPpm: 1000 }) // true
 */
export function agrees(parameters: {
  readonly stream: Shown
  readonly asked: Shown
  readonly apartPpm: number
}): boolean {
  const { stream, asked, apartPpm } = parameters
  const bids = [stream, asked].map((book) => book.bids.slice(0, comparedLevels))
  if (stream.changedAt === asked.changedAt)
    return JSON.stringify([bids[0], stream.asks[0]]) === JSON.stringify([bids[1], asked.asks[0]])
  const near = (a: LoggedBook['bids'][number] | undefined, b: typeof a): boolean =>
    a === undefined || b === undefined ? a === b : isNear(parseDecimal(a[0]), parseDecimal(b[0]), apartPpm)
  const [mine, theirs] = bids.map((levels) => levels.map(([, quantity]) => parseDecimal(quantity)).reduce(add, zero))
  const twice = (value: Rational): Rational => multiply(value, rational(2n))
  return (
    near(stream.bids[0], asked.bids[0]) &&
    near(stream.asks[0], asked.asks[0]) &&
    compare(mine!, twice(theirs!)) <= 0 &&
    compare(theirs!, twice(mine!)) <= 0
  )
}

function isNear(a: Rational, b: Rational, ppm: number): boolean {
  const apart = subtract(a, b)
  const size = apart.num < 0n ? subtract(zero, apart) : apart
  return compare(size, multiply(b, rational(BigInt(ppm), 1_000_000n))) <= 0
}

/** What the looks of a sale so far say of a platform's stream: never again, checked at a moment, or to be checked first. */
export function trustIn(
  before: LoggedBooks | undefined,
  platform: string,
): 'off' | { readonly checkedAt: string } | undefined {
  if (before?.streamsOff?.includes(platform)) return 'off'
  const last = before?.books.find((book) => book.platform === platform)
  if (last?.check?.agreed === true) return { checkedAt: last.fetchedAt }
  return last?.source?.by === 'stream' ? { checkedAt: last.source.checkedAt } : undefined
}

/** The platforms whose streams are not used again in a sale, after a look. */
export function offAfter(before: LoggedBooks | undefined, books: readonly LoggedBook[]): readonly string[] {
  const found = books.filter(({ check }) => check?.agreed === false).map(({ platform }) => platform)
  return [...new Set([...(before?.streamsOff ?? []), ...found])].toSorted()
}

/**
 * What is wrong with where the books of a look came from, or undefined: a stream that was silent, not checked, or found wrong before, or a check whose
 * finding does not follow from its two books.
 *
 * @param before the books of the look before in the same sale
 */
export function faultOfSources(parameters: {
  readonly books: LoggedBooks
  readonly before: LoggedBooks | undefined
  readonly limits: () => StreamLimits
}): string | undefined {
  const { books, before } = parameters
  const off = offAfter(before, books.books)
  if (JSON.stringify(off) !== JSON.stringify(books.streamsOff ?? []))
    return `streams off: ${books.streamsOff ?? 'none'}`
  for (const book of books.books) {
    const { platform, source, check } = book
    if (check !== undefined) {
      if (source?.by !== 'rest') return `a check of ${platform} without a book that was asked for`
      if (agrees({ stream: check, asked: book, apartPpm: parameters.limits().apartPpm }) !== check.agreed)
        return `a check of ${platform} that does not follow from its books`
    }
    if (source?.by !== 'stream') continue
    const { ageMaxMs, checkSeconds } = parameters.limits()
    const trust = trustIn(before, platform)
    if (trust === 'off' || off.includes(platform)) return `the stream of ${platform}, which was found wrong`
    if (trust?.checkedAt !== source.checkedAt) return `the stream of ${platform} without its check`
    const ms = (from: string): number => Date.parse(book.fetchedAt) - Date.parse(from)
    if (!(ms(source.heardAt) >= 0 && ms(source.heardAt) <= ageMaxMs))
      return `the stream of ${platform}, heard ${ms(source.heardAt)} ms before`
    if (!(ms(source.checkedAt) >= 0 && ms(source.checkedAt) <= checkSeconds * 1000))
      return `the stream of ${platform}, checked ${Math.floor(ms(source.checkedAt) / 1000)} s before`
  }
  return undefined
}
