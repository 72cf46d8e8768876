import { type LoggedBook, type LoggedBooks, readBooks } from '../../offshore/sale/books/loggedBooks.ts'
import type { OrdersState, SalePlan } from '../../offshore/sale/sale.ts'
import { shortest } from '../../world/venues/decimal.ts'
import type { DepthStream } from '../../world/venues/marketData/depthStream.ts'
import type { Depth } from '../../world/venues/venue.ts'

type Levels = readonly (readonly [price: string, quantity: string])[]

/** One platform of a sale as a desk sees it. Decimals of the currency and of whole coins, best first. */
export interface DeskVenue {
  readonly platform: string
  readonly host: string
  readonly symbol: string
  readonly currency: string
  /** `stream`: followed; `look`: as the executor saw it last; `none`: nothing was seen yet. */
  readonly by: 'stream' | 'look' | 'none'
  /** Why it is not followed; absent where it is. */
  readonly doubt?: string
  /** What the platform calls the change that stands. */
  readonly sequence?: string
  /** When it was heard of, or asked for. */
  readonly seenAt?: string
  readonly changedAt?: string
  readonly bids: Levels
  readonly asks: Levels
}

export interface DeskBooks {
  readonly tranche: string
  readonly asset: string
  readonly currency: string
  readonly floor: string
  /** The zone's clock, which in a rehearsal is told. */
  readonly now: string
  readonly venues: readonly DeskVenue[]
}

const levelsMax = 50
/** A desk shows an old book with its age; nothing is sold on it. */
const ageMaxMs = 10_000

/**
 * The books of a sale's platforms as they are known now, without asking a platform: followed where that is configured, else those of the newest look.
 *
 * @param follow the followed book of a platform and symbol, undefined where there is none
 */
export async function deskBooks(parameters: {
  readonly plan: SalePlan
  readonly orders: Pick<OrdersState, 'route'> | undefined
  readonly now: string
  readonly document: (sha256: string) => Promise<string>
  readonly follow: (platform: string, symbol: string) => { readonly stream: Pick<DepthStream, 'look'> } | undefined
}): Promise<DeskBooks> {
  const { plan, orders, now, document, follow } = parameters
  const route = orders?.route
  const seen: LoggedBooks | undefined = route && readBooks(await document(route.books))
  const venues = plan.venues.map((venue): DeskVenue => {
    const { platform, host, symbol } = venue
    const about = { platform, host, symbol, currency: plan.currency }
    const found = follow(platform, symbol)?.stream.look({ limit: levelsMax, ageMaxMs }) ?? 'not-followed'
    if (typeof found !== 'string') {
      const { sequence, heardAtMs, changedAtMs, bids, asks } = found
      const [seenAt, changedAt] = [heardAtMs, changedAtMs].map((ms) => new Date(ms).toISOString())
      return {
        ...about,
        by: 'stream',
        sequence,
        seenAt: seenAt!,
        changedAt: changedAt!,
        bids: pairs(bids),
        asks: pairs(asks),
      }
    }
    return { ...about, doubt: found, ...lookOf(seen?.books.find((book) => book.platform === platform)) }
  })
  const { tranche, asset, currency, floor } = plan
  return { tranche, asset, currency, floor, now, venues }
}

function lookOf(book: LoggedBook | undefined): Pick<DeskVenue, 'by' | 'seenAt' | 'changedAt' | 'bids' | 'asks'> {
  if (book === undefined) return { by: 'none', bids: [], asks: [] }
  const { fetchedAt, changedAt, bids, asks } = book
  return { by: 'look', seenAt: fetchedAt, changedAt, bids: bids.slice(0, levelsMax), asks }
}

function pairs(levels: Depth['bids']): Levels {
  return levels.map(({ price, quantity }) => [shortest(price), shortest(quantity)])
}
