import { type DayAverageRules, type DayPrice, dayNumber, dayOf, dayPrices, dayText, meanOf } from './dayAverage.ts'
import { compare, divide, type Rational, rational, subtract } from './rational.ts'
import { momentMs, type PriceSnapshot } from './snapshot.ts'

/** A trade as booked: reporting currency for one whole unit, before fees, and its moment. */
export interface FillPrice {
  readonly id: string
  readonly at: string
  readonly value: Rational
}

export interface FloorVerdict {
  readonly id: string
  /** The fill's own trade date in the definition's zone, and the floor of that date. */
  readonly tradeDate: string
  readonly floor: Rational
  readonly holds: boolean
}

/** Tests every fill against the floor of its own trade date. @throws {PRICE_EVIDENCE_LACKING} a trade date without evidence */
export function testFills(
  snapshot: PriceSnapshot,
  rules: DayAverageRules,
  fills: readonly FillPrice[],
): readonly FloorVerdict[] {
  const floors = new Map<number, Rational>()
  return fills.map(({ id, at, value }) => {
    const day = dayOf(Math.floor(momentMs(at) / 1000), rules.zoneMinutes)
    let floor = floors.get(day)
    if (floor === undefined) {
      floor = meanOf([...dayPrices(snapshot, rules, day - rules.days, day - 1).values()], rules.weighting)
      floors.set(day, floor)
    }
    return { id, tradeDate: dayText(day), floor, holds: compare(value, floor) >= 0 }
  })
}

/** What history says about a floor that moves with the trade date. Shares in millionths, waits in days. */
export interface Reachability {
  readonly days: number
  readonly daysBelow: number
  readonly belowPpm: bigint
  /** Median of (floor - price) / floor over the days below. */
  readonly shortfallMedianPpm: bigint
  /** From each day below to the first day at or above the floor; days still waiting at the end of history are not counted. */
  readonly waitDaysP90: number
  readonly waitDaysMax: number
}

/**
 * How often the price of a day lay below the average of the days before it. Shown before a mandate with such a floor is signed: below
 * is a normal state, not an error.
 *
 * @example reachability(snapshot, rules, '2019-12-10', '2025-05-12').belowPpm // 450000n
 */
export function reachability(snapshot: PriceSnapshot, rules: DayAverageRules, from: string, to: string): Reachability {
  const first = dayNumber(from)
  const last = dayNumber(to)
  const prices = dayPrices(snapshot, rules, first - rules.days, last)
  const shortfalls: Rational[] = []
  const waits: number[] = []
  let waiting = 0
  for (let day = first; day <= last; day++) {
    const window: DayPrice[] = []
    for (let back = rules.days; back >= 1; back--) window.push(prices.get(day - back)!)
    const floor = meanOf(window, rules.weighting)
    const { value } = prices.get(day)!
    if (compare(value, floor) < 0) {
      shortfalls.push(divide(subtract(floor, value), floor))
      waiting++
      continue
    }
    for (let wait = 1; wait <= waiting; wait++) waits.push(wait)
    waiting = 0
  }
  const days = last - first + 1
  shortfalls.sort(compare)
  waits.sort((a, b) => a - b)
  const median = shortfalls[shortfalls.length >> 1] ?? rational(0n)
  return {
    days,
    daysBelow: shortfalls.length,
    belowPpm: (BigInt(shortfalls.length) * 1_000_000n) / BigInt(days),
    shortfallMedianPpm: (median.num * 1_000_000n) / median.den,
    waitDaysP90: waits[Math.min(waits.length - 1, Math.floor(waits.length * 0.9))] ?? 0,
    waitDaysMax: waits.at(-1) ?? 0,
  }
}
