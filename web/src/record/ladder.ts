import type { DeskBooks, DeskVenue } from '../../../src/host/desk/deskBooks.ts'
import { compareDecimals, sumDecimals } from '../../../src/world/venues/decimal.ts'

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

/** The books of some platforms as one ladder: of one platform its own, of all the consolidated one. @example ladderOf(books.venues, books.floor, 10).spreadBps // '1.24' */
export function ladderOf(venues: readonly DeskVenue[], floor: string, rungs: number): Ladder {
  const bids = rungsOf(venues, 'bids', rungs)
  const asks = rungsOf(venues, 'asks', rungs)
  const deepest = Math.max(...[bids.at(-1), asks.at(-1)].map((rung) => Number(rung?.depth ?? 0)), Number.MIN_VALUE)
  const shown = (list: typeof bids, side: Side): Rung[] =>
    list.map((rung) => ({
      ...rung,
      bar: Number(rung.depth) / deepest,
      belowFloor: side === 'bids' && compareDecimals(rung.price, floor) < 0,
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

/** What lies in bids at or above the floor. */
export function aboveFloor({ bids }: DeskVenue, floor: string): string {
  return sumDecimals(bids.filter(([price]) => compareDecimals(price, floor) >= 0).map(([, quantity]) => quantity))
}

/** Seconds since a book was seen, by the zone's clock; undefined where none was. */
export function ageSeconds({ now }: Pick<DeskBooks, 'now'>, { seenAt }: DeskVenue): number | undefined {
  return seenAt === undefined ? undefined : Math.max(0, Math.floor((Date.parse(now) - Date.parse(seenAt)) / 1000))
}
