import { SluiceError } from '../../../core/errors.ts'
import { offAfter } from '../../../offshore/sale/books/bookSource.ts'
import { booksFormat, type LoggedBook, type LoggedBooks, readBooks } from '../../../offshore/sale/books/loggedBooks.ts'
import { quoteOf } from '../../../offshore/sale/currency/planFx.ts'
import type { PlanVenue } from '../../../offshore/sale/sale.ts'
import { shortest } from '../../../world/venues/decimal.ts'
import type { Depth, Instrument, Venue } from '../../../world/venues/venue.ts'
import type { Desk, Selling } from './desk.ts'
import { countable, lookAtRates } from './lookAtRates.ts'
import { sourcedBook } from './sourcedBook.ts'

/** Filters change seldom, and a platform counts every question. Lost with the process, and nothing hangs on it. */
const filters = new Map<string, { readonly untilMs: number; readonly instruments: readonly Instrument[] }>()
const filtersLastMs = 600_000
const levelsMax = 100

/**
 * The books of all platforms of a plan, but those left out, with the rates of their currencies where it sells in several.
 * Undefined where the plan's own currency has no live rate in yuan: then no floor is known. A platform that does not answer is left out too: the coins there wait, and the others go on.
 *
 * @throws {VENUE_UNREACHABLE} a platform that asks for patience: whoever is counted looks again later, for all
 */
export async function lookAtBooks(selling: Selling, leftOut: ReadonlySet<string>): Promise<LoggedBooks | undefined> {
  const { desk, plan, child } = selling
  const { route } = child.state
  const before = route && readBooks(await desk.document(route.books))
  const rates = await lookAtRates(desk, plan)
  const books: LoggedBook[] = []
  for (const venue of plan.venues) {
    if (leftOut.has(venue.platform)) continue
    try {
      const book = await lookAt(desk, venue, before)
      if (book !== undefined && book.quote === quoteOf(plan, venue)) books.push(book)
    } catch (error) {
      if (!(error instanceof SluiceError) || !isOutage(error)) throw error
    }
  }
  const seen: LoggedBooks = { format: booksFormat, asset: plan.asset, currency: plan.currency, books }
  const look = rates === undefined ? seen : countable(plan, { ...seen, rates }, desk.now())
  if (look === undefined) return undefined
  const off = offAfter(before, look.books)
  return off.length === 0 ? look : { ...look, streamsOff: off }
}

function isOutage(error: SluiceError): boolean {
  if (error.code === 'VENUE_UNREACHABLE') return error.facts.rateLimited !== true
  return error.code === 'VENUE_REPLY_MALFORMED' || error.code === 'VENUE_REFUSED'
}

async function lookAt(
  desk: Desk,
  { platform, host, symbol }: PlanVenue,
  before: LoggedBooks | undefined,
): Promise<LoggedBook | undefined> {
  const venue = desk.venueFor(platform)
  if (venue.host !== host) throw new SluiceError('VENUE_REFUSED', `${platform} is bound to ${venue.host}, not ${host}.`)
  const instrument = (await instrumentsOf(desk, venue)).find((one) => one.symbol === symbol)
  if (instrument === undefined || instrument.status !== 'trading') return undefined
  const limit = levelsMax
  const ask = (): Promise<Depth> => venue.depth({ symbol, limit })
  const logged = (depth: Depth): LoggedBook => loggedBook({ platform, host, instrument, depth, fetchedAt: desk.now() })
  const followed = desk.followed?.(platform, symbol)
  const book =
    followed === undefined
      ? logged(await ask())
      : await sourcedBook({ platform, followed, before, limit, now: desk.now, ask, logged })
  return book.bids.length === 0 ? undefined : book
}

async function instrumentsOf(desk: Desk, venue: Venue): Promise<readonly Instrument[]> {
  const nowMs = Date.parse(desk.now())
  const known = filters.get(venue.host)
  if (known !== undefined && nowMs < known.untilMs && nowMs >= known.untilMs - filtersLastMs) return known.instruments
  const instruments = await venue.instruments()
  filters.set(venue.host, { untilMs: nowMs + filtersLastMs, instruments })
  return instruments
}

/** @example loggedBook({ platform, host, instrument, depth, fetchedAt }).bids[0] // ['64012.3', '0.41'] */
export function loggedBook(parameters: {
  readonly platform: string
  readonly host: string
  readonly instrument: Instrument
  readonly depth: Depth
  readonly fetchedAt: string
}): LoggedBook {
  const { platform, host, instrument, depth, fetchedAt } = parameters
  const pairs = (levels: Depth['bids'], most: number) =>
    levels.slice(0, most).map(({ price, quantity }): readonly [string, string] => [shortest(price), shortest(quantity)])
  return {
    platform,
    host,
    symbol: instrument.symbol,
    quote: instrument.quote,
    changedAt: new Date(depth.changedAtMs).toISOString(),
    fetchedAt,
    tick: shortest(instrument.tick),
    lot: shortest(instrument.lot),
    minQuantity: shortest(instrument.minQuantity),
    maxQuantity: shortest(instrument.maxQuantity),
    minNotional: shortest(instrument.minNotional),
    maxNotional: shortest(instrument.maxNotional),
    bids: pairs(depth.bids, levelsMax),
    asks: pairs(depth.asks, 1),
  }
}
