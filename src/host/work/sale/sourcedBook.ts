import {
  agrees,
  type BookCheck,
  type BookSource,
  type StreamLimits,
  trustIn,
} from '../../../offshore/sale/books/bookSource.ts'
import type { LoggedBook, LoggedBooks } from '../../../offshore/sale/books/loggedBooks.ts'
import type { DepthStream, FollowedDepth } from '../../../world/venues/marketData/depthStream.ts'
import type { Depth } from '../../../world/venues/venue.ts'

/** The stream of a platform's book, and the host that it comes from. */
export interface FollowedBookOf {
  readonly host: string
  readonly stream: Pick<DepthStream, 'look' | 'fresh'>
}

/** What the executor allows itself: the defaults of the packs. A zone whose packs say less is refused, and looks by REST until its stream is switched off. */
export const streamLimits: StreamLimits = { ageMaxMs: 2_000, checkSeconds: 300, apartPpm: 1_000 }

/** How long a look waits for the next message of a stream before it asks instead: real time. */
const waitMs = 500

/**
 * One book of a look, from the stream where the looks before allow it and it was heard of just now; else it is asked for, with the reason. Where a check is
 * due the book is asked for and compared with what the stream shows then: a stream that disagrees is not used again in the sale.
 *
 * @param ask the book by REST
 * @param logged makes of a depth the book that is kept
 */
export async function sourcedBook(parameters: {
  readonly platform: string
  readonly followed: FollowedBookOf
  readonly before: LoggedBooks | undefined
  readonly limit: number
  readonly now: () => string
  readonly ask: () => Promise<Depth>
  readonly logged: (depth: Depth) => LoggedBook
}): Promise<LoggedBook> {
  const { platform, followed, before, limit, now, ask, logged } = parameters
  const { ageMaxMs, checkSeconds, apartPpm } = streamLimits
  const { stream, host } = followed
  const asked = async (why: string): Promise<LoggedBook> => ({ ...logged(await ask()), source: { by: 'rest', why } })
  const trust = trustIn(before, platform)
  if (trust === 'off') return asked('disagreed')
  const found = await stream.fresh({ limit, ageMaxMs, waitMs })
  if (typeof found === 'string') return asked(found)
  const since = (from: string): number => Date.parse(now()) - Date.parse(from)
  if (trust !== undefined && since(trust.checkedAt) <= checkSeconds * 1000) {
    const book = logged(found)
    const { checkedAt } = trust
    const { feed, sequence } = found
    const source: BookSource = { by: 'stream', host, feed, sequence, heardAt: heardAt(found), checkedAt }
    const ageMs = Date.parse(book.fetchedAt) - found.heardAtMs
    return ageMs <= ageMaxMs && book.bids.length > 0 ? { ...book, source } : asked('silent')
  }
  const book = await asked('due')
  const after = stream.look({ limit, ageMaxMs })
  const shown = [after, found].filter((one): one is FollowedDepth => typeof one !== 'string')
  const same = shown.find(({ changedAtMs }) => changedAtMs === Date.parse(book.changedAt)) ?? shown[0]!
  const { changedAt, bids, asks } = logged(same)
  const check: BookCheck = {
    feed: same.feed,
    sequence: same.sequence,
    heardAt: heardAt(same),
    changedAt,
    bids,
    asks,
    agreed: agrees({ stream: { changedAt, bids, asks }, asked: book, apartPpm }),
  }
  return { ...book, check }
}

function heardAt({ heardAtMs }: FollowedDepth): string {
  return new Date(heardAtMs).toISOString()
}
