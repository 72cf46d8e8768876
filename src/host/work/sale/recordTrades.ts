import { SluiceError } from '../../../core/errors.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import {
  readTape,
  type TradeTape,
  tapeFormat,
  tapeSince,
  type VenueTape,
} from '../../../offshore/sale/books/tradeTape.ts'
import { quoteOf } from '../../../offshore/sale/currency/planFx.ts'
import type { PlanVenue } from '../../../offshore/sale/sale.ts'
import { shortest } from '../../../world/venues/decimal.ts'
import type { Selling } from './desk.ts'

/**
 * Keeps what the platforms of a plan traded since the last time, as a document. The first time there is nothing but the moment from which on trades count. A
 * platform that does not answer is asked again at the next look, for all of the time since.
 *
 * @param closing after the last order was answered: the running moment counts too
 * @returns hash of the tape; undefined where no platform has ever answered
 */
export async function recordTrades(
  { desk, child, plan }: Pick<Selling, 'desk' | 'child' | 'plan'>,
  leftOut: ReadonlySet<string>,
  closing = false,
): Promise<string | undefined> {
  const last = child.state.route?.tape
  const before = last === undefined ? undefined : readTape(await desk.document(last))
  const tapes: VenueTape[] = []
  for (const venue of plan.venues) {
    const known = before?.tapes.find(({ platform }) => platform === venue.platform)
    const tape = leftOut.has(venue.platform) ? undefined : await tapeOf(venue, known)
    if (tape !== undefined) tapes.push(tape)
    else if (known !== undefined) tapes.push({ ...known, from: known.until, prints: [] })
  }
  if (tapes.length === 0) return undefined
  const tape: TradeTape = { format: tapeFormat, tapes }
  return desk.putDocument(canonical(tape as unknown as Json))

  async function tapeOf(venue: PlanVenue, known: VenueTape | undefined): Promise<VenueTape | undefined> {
    // What is made in this very moment may not be shown yet: it belongs to the next stretch.
    const now = desk.now()
    const until = closing ? new Date(Date.parse(now) + 1).toISOString() : now
    const since = known?.until ?? until
    if (since > until) return undefined
    try {
      const { trades, whole } = await desk.venueFor(venue.platform).trades({ symbol: venue.symbol })
      const prints = trades.map(
        ({ atMs, price, quantity }) => [new Date(atMs).toISOString(), shortest(price), shortest(quantity)] as const,
      )
      return tapeSince({ venue, quote: quoteOf(plan, venue), since, until, prints, whole })
    } catch (error) {
      // Whatever a platform says or does not say of its trades, the sale goes on.
      if (error instanceof SluiceError && error.code.startsWith('VENUE_')) return undefined
      throw error
    }
  }
}
