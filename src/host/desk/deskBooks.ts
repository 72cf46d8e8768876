import { SluiceError } from '../../core/errors.ts'
import { formatDecimal, type Rational } from '../../core/price/rational.ts'
import { type LoggedBook, type LoggedBooks, readBooks } from '../../offshore/sale/books/loggedBooks.ts'
import { quoteOf } from '../../offshore/sale/currency/planFx.ts'
import { floorIn, floorNow, worthOf } from '../../offshore/sale/currency/worth.ts'
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
  /** Of its book. */
  readonly currency: string
  /** The floor of the newest look in that currency, rounded up; absent where no look says what the currency is worth. */
  readonly floor?: string
  /** What one unit of that currency counted for in the sale's at the newest look, after turning and haircut; absent with `floor`. */
  readonly worth?: string
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
  /** As it stood at the newest look: where the floor in yuan is the higher one, that. */
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
    const about = { platform, host, symbol, ...pricedIn(plan, quoteOf(plan, venue), seen) }
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
  const { tranche, asset, currency } = plan
  const floor = (seen && known(() => floorNow(plan, seen), 'ceil', decimalsShown)) ?? plan.floor
  return { tranche, asset, currency, floor, now, venues }
}

const decimalsShown = 2
/** Of a rate: enough that a price of a million is right to the minor unit. */
const worthDecimals = 8

/** The currency of a book, with floor and worth by the rates of the newest look. In the plan's own they are known without one. */
function pricedIn(plan: SalePlan, currency: string, seen: LoggedBooks | undefined) {
  if (currency === plan.currency && seen === undefined) return { currency, floor: plan.floor, worth: '1' }
  const floor = seen && known(() => floorIn(plan, seen, currency), 'ceil', decimalsShown)
  const worth = seen && known(() => worthOf(plan, seen, currency), 'floor', worthDecimals)
  return floor === undefined || worth === undefined ? { currency } : { currency, floor, worth: shortest(worth) }
}

/** A figure that rests on rates; undefined where the look has none that hold. */
function known(of: () => Rational, rounding: 'ceil' | 'floor', decimals: number): string | undefined {
  try {
    return shortest(formatDecimal(of(), decimals, rounding))
  } catch (error) {
    if (error instanceof SluiceError) return undefined
    throw error
  }
}

function lookOf(book: LoggedBook | undefined): Pick<DeskVenue, 'by' | 'seenAt' | 'changedAt' | 'bids' | 'asks'> {
  if (book === undefined) return { by: 'none', bids: [], asks: [] }
  const { fetchedAt, changedAt, bids, asks } = book
  return { by: 'look', seenAt: fetchedAt, changedAt, bids: bids.slice(0, levelsMax), asks }
}

function pairs(levels: Depth['bids']): Levels {
  return levels.map(({ price, quantity }) => [shortest(price), shortest(quantity)])
}
