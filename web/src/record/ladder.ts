import type { DeskBooks, DeskVenue } from '../../../src/host/desk/deskBooks.ts'
import { compareDecimals, productDown, sumDecimals } from '../../../src/world/venues/decimal.ts'

/** One price of a ladder. Whole coins as decimals; `depth` is all that is shown from the best price to here. */
export interface Rung {
  readonly price: string
  readonly quantity: string
  readonly depth: string
  /** Of whom: the platforms that show something there. */
  readonly platforms: readonly string[]
  /** Share of the deepest rung that is shown, for a bar: 0 to 1. */
  readonly bar: number
  /** A bid under the floor of the sale: nothing is sold there. */
  readonly belowFloor: boolean
}

export interface Ladder {
  /** Lowest last: the best ask stands next to the spread. */
  readonly asks: readonly Rung[]
  readonly bids: readonly Rung[]
  readonly bestBid?: string
  readonly bestAsk?: string
  /** Best ask less best bid in hundredths of a percent of their middle, two digits; negative where platforms cross each other. */
  readonly spreadBps?: string
}

type Side = 'bids' | 'asks'

/**
 * The books of some platforms as one ladder: of one platform its own, of all the consolidated one, whose books have to be in one currency
 * ({@link inSaleCurrency}). Without a floor nothing is said to lie below it.
 *
 * @example ladderOf(books.venues, books.floor, 10).spreadBps // '1.24'
 */
export function ladderOf(venues: readonly DeskVenue[], floor: string | undefined, rungs: number): Ladder {
  const bids = rungsOf(venues, 'bids', rungs)
  const asks = rungsOf(venues, 'asks', rungs)
  const deepest = Math.max(...[bids.at(-1), asks.at(-1)].map((rung) => Number(rung?.depth ?? 0)), Number.MIN_VALUE)
  const shown = (list: typeof bids, side: Side): Rung[] =>
    list.map((rung) => ({
      ...rung,
      bar: Number(rung.depth) / deepest,
      belowFloor: side === 'bids' && floor !== undefined && compareDecimals(rung.price, floor) < 0,
    }))
  const [bid, ask] = [bids[0]?.price, asks[0]?.price]
  const bps =
    bid !== undefined && ask !== undefined
      ? ((Number(ask) - Number(bid)) / (Number(ask) + Number(bid))) * 20_000
      : undefined
  return {
    asks: shown(asks, 'asks').reverse(),
    bids: shown(bids, 'bids'),
    ...(bid === undefined ? {} : { bestBid: bid }),
    ...(ask === undefined ? {} : { bestAsk: ask }),
    ...(bps === undefined ? {} : { spreadBps: bps.toFixed(2) }),
  }
}

function rungsOf(venues: readonly DeskVenue[], side: Side, most: number) {
  const at = new Map<string, { quantity: string; platforms: string[] }>()
  for (const venue of venues) {
    for (const [price, quantity] of venue[side]) {
      const there = at.get(price)
      if (there === undefined) at.set(price, { quantity, platforms: [venue.platform] })
      else {
        there.quantity = sumDecimals([there.quantity, quantity])
        there.platforms.push(venue.platform)
      }
    }
  }
  const direction = side === 'bids' ? -1 : 1
  let depth = '0'
  return [...at]
    .sort(([a], [b]) => direction * compareDecimals(a, b))
    .slice(0, most)
    .map(([price, { quantity, platforms }]) => {
      depth = sumDecimals([depth, quantity])
      return { price, quantity, depth, platforms }
    })
}

/** A price of a platform's book in the sale's currency, cut down to its minor unit; undefined where no look says what the book's is worth. */
export function priceInSale({ worth }: Pick<DeskVenue, 'worth'>, price: string): string | undefined {
  if (worth === undefined) return undefined
  return worth === '1' ? price : productDown(price, worth, 2)
}

/** Books with their prices in the sale's currency, so that they can be laid over each other. One whose currency has no rate is left out: it cannot be compared. */
export function inSaleCurrency(venues: readonly DeskVenue[]): readonly DeskVenue[] {
  return venues.flatMap((venue) => {
    if (venue.worth === undefined) return []
    const priced = (levels: DeskVenue['bids']) =>
      levels.map(([price, quantity]) => [priceInSale(venue, price)!, quantity] as const)
    return [{ ...venue, bids: priced(venue.bids), asks: priced(venue.asks) }]
  })
}

/** What lies in bids at or above the floor of the book's own currency; undefined where that is not known. */
export function aboveFloor({ bids, floor }: DeskVenue): string | undefined {
  if (floor === undefined) return undefined
  return sumDecimals(bids.filter(([price]) => compareDecimals(price, floor) >= 0).map(([, quantity]) => quantity))
}

/** Seconds since a book was seen, by the zone's clock; undefined where none was. */
export function ageSeconds({ now }: Pick<DeskBooks, 'now'>, { seenAt }: DeskVenue): number | undefined {
  return seenAt === undefined ? undefined : Math.max(0, Math.floor((Date.parse(now) - Date.parse(seenAt)) / 1000))
}
