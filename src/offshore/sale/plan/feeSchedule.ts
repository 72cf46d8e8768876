import {
  compare,
  divide,
  floorOf,
  formatDecimal,
  parseDecimal,
  type Rational,
  rational,
} from '../../../core/price/rational.ts'

/**
 * Fees of a platform by the volume that the account traded there in thirty days, as the platform publishes them and the account stands. Volumes are whole
 * units of the currency of its book, fees millionths.
 */
export interface FeeSchedule {
  /** Traded there in the thirty days before the plan was made, in all; where hours are stated they count in its place. */
  readonly volume: string
  /**
   * All that the account traded there in the thirty days before the sale began, by the platform's statement: minor units by hour of UTC, other tranches and
   * cases among them. It falls out of the thirty days as they move on. What others sell through the account during the sale is left out: the fee billed is
   * what counts, and each fill has it.
   */
  readonly past?: Readonly<Record<string, string>>
  /** Rising from 0: a tier holds from its volume on. */
  readonly tiers: readonly { readonly from: string; readonly takerPpm: string }[]
  /** Where a day's volume counts only once the day is over: the zone of its midnight, and how long after that the new tier applies. Absent: at once. */
  readonly day?: { readonly zoneMinutes: number; readonly appliesMinutes: number }
}

/** The tier that an order pays at a moment, and the volume that it was reached with. */
export interface FeeTierNow {
  /** From 1, in the order of the schedule. */
  readonly tier: number
  readonly from: string
  readonly takerPpm: string
  readonly volume: string
  /** The tier that what was sold until now leads to, where that applies later only. */
  readonly next?: { readonly at: string; readonly takerPpm: string }
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Volumes are those of thirty days. */
export const volumeMs = 30 * dayMs

/** The hour of UTC that a fill belongs to. @example hourOf('2026-03-02T02:31:07.000Z') // '2026-03-02T02' */
export function hourOf(at: string): string {
  return at.slice(0, 13)
}

/**
 * The tier of a moment, from what this sale has sold there hour by hour.
 *
 * @param sold minor units before fees, by hour of UTC
 * @example feeTierAt({ schedule, sold: {}, at, minorDigits: 2 }).takerPpm // '2900'
 */
export function feeTierAt(parameters: {
  readonly schedule: FeeSchedule
  readonly sold: Readonly<Record<string, string>>
  readonly at: string
  readonly minorDigits: number
}): FeeTierNow {
  const { schedule, sold, at, minorDigits } = parameters
  const nowMs = Date.parse(at)
  const { past = {}, volume: stated } = schedule
  const hours = [...Object.entries(past), ...Object.entries(sold)].map(
    ([hour, gross]) => [Date.parse(`${hour}:00:00.000Z`), BigInt(gross)] as const,
  )
  const until = (endMs: number): Rational => {
    const fromMs = Math.min(endMs, nowMs) - volumeMs
    const minor = hours
      .filter(([hourMs]) => hourMs < endMs && hourMs >= fromMs)
      .reduce((sum, [, gross]) => sum + gross, 0n)
    const before = parseDecimal(schedule.past === undefined ? stated : '0')
    const more = rational(minor, 10n ** BigInt(minorDigits))
    return rational(before.num * more.den + more.num * before.den, before.den * more.den)
  }
  const closed = schedule.day === undefined ? undefined : closedMidnight(schedule.day, nowMs)
  const volume = until(closed ?? Number.POSITIVE_INFINITY)
  const found = tierOf(schedule, volume)
  const now = {
    tier: found + 1,
    from: schedule.tiers[found]!.from,
    takerPpm: schedule.tiers[found]!.takerPpm,
    volume: formatDecimal(volume, minorDigits, 'floor'),
  }
  if (schedule.day === undefined || closed === undefined) return now
  const later = schedule.tiers[tierOf(schedule, until(closed + dayMs))]!.takerPpm
  if (later === now.takerPpm) return now
  const next = closed + dayMs + schedule.day.appliesMinutes * 60_000
  return { ...now, next: { at: new Date(next).toISOString(), takerPpm: later } }
}

/** The last midnight of the zone whose tier applies by now. */
function closedMidnight({ zoneMinutes, appliesMinutes }: NonNullable<FeeSchedule['day']>, nowMs: number): number {
  const zoneMs = zoneMinutes * 60_000
  return Math.floor((nowMs + zoneMs - appliesMinutes * 60_000) / dayMs) * dayMs - zoneMs
}

function tierOf({ tiers }: FeeSchedule, volume: Rational): number {
  return tiers.findLastIndex(({ from }) => compare(volume, parseDecimal(from)) >= 0)
}

/** What is wrong with a schedule of a plan, or undefined. Hours are stated when a sale begins, not before. */
export function faultOfSchedule({ volume, tiers, day, past }: FeeSchedule, takerPpm: string): string | undefined {
  const amount = /^\d{1,15}(\.\d{1,2})?$/
  if (past !== undefined) return 'a plan states hours of a volume before its sale begins'
  const froms = tiers.map(({ from }) => from)
  if (!amount.test(volume) || !froms.every((from) => amount.test(from)))
    return 'a volume of a fee schedule is no amount'
  if (froms[0] !== '0') return 'the first tier of a fee schedule does not begin at 0'
  if (froms.some((from, i) => i > 0 && compare(parseDecimal(from), parseDecimal(froms[i - 1]!)) <= 0))
    return 'the tiers of a fee schedule do not rise'
  if (!tiers.every(({ takerPpm: ppm }) => /^\d{1,6}$/.test(ppm))) return 'a fee of a schedule is no share'
  const { zoneMinutes = 0, appliesMinutes = 0 } = day ?? {}
  if (!Number.isSafeInteger(zoneMinutes / 60) || Math.abs(zoneMinutes) > 840)
    return 'the zone of a fee schedule is no whole hour'
  if (!Number.isSafeInteger(appliesMinutes) || appliesMinutes < 0 || appliesMinutes >= 1440)
    return 'a fee schedule applies more than a day late'
  const stated = tiers[tierOf({ volume, tiers }, parseDecimal(volume))]!.takerPpm
  return stated === takerPpm ? undefined : `the fee of ${takerPpm} ppm is not that of the volume, ${stated} ppm`
}

/** A schedule counted in planning lots, for forecasts. */
export interface LotFees {
  readonly volumeLots: number
  readonly tiers: readonly { readonly fromLots: number; readonly takerPpm: number }[]
  readonly dayHours?: number
}

/** @param lotValue value of a planning lot in the plan's currency */
export function lotFees(schedule: FeeSchedule, lotValue: Rational): LotFees {
  const lots = (amount: string): number => {
    return Number(floorOf(divide(parseDecimal(amount), lotValue)))
  }
  return {
    volumeLots: lots(schedule.volume),
    tiers: schedule.tiers.map(({ from, takerPpm }) => ({ fromLots: lots(from), takerPpm: Number(takerPpm) })),
    ...(schedule.day === undefined ? {} : { dayHours: schedule.day.appliesMinutes / 60 }),
  }
}

/**
 * Lots times basis points of fee for lots sold evenly in a window. Where days count, the window is taken to begin at the zone's midnight, so that the first
 * day's volume counts on the second.
 */
export function feeCost(fees: LotFees, lots: number, hours: number): number {
  const ppmAt = (volume: number): number => fees.tiers.findLast(({ fromLots }) => volume >= fromLots)?.takerPpm ?? 0
  if (fees.dayHours === undefined) {
    const edges = fees.tiers.map(({ fromLots }) => fromLots - fees.volumeLots).filter((at) => at > 0 && at < lots)
    const cuts = [0, ...edges, lots]
    return cuts.slice(1).reduce((sum, end, i) => sum + ((end - cuts[i]!) * ppmAt(fees.volumeLots + cuts[i]!)) / 100, 0)
  }
  let cost = 0
  // Until the first tier of the sale's own volume applies, that of before holds.
  let from = 0
  for (let day = 0; from < hours; day++) {
    const end = Math.min(hours, (day + 1) * 24 + fees.dayHours)
    const counted = lots * Math.min(1, (day * 24) / hours)
    cost += (lots * ((end - from) / hours) * ppmAt(fees.volumeLots + counted)) / 100
    from = end
  }
  return cost
}
