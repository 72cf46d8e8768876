import { SluiceError } from '../errors.ts'
import { convert, type FxPaths } from './convert.ts'
import { add, compare, divide, parseDecimal, type Rational, rational, zero } from './rational.ts'
import type { Bar, PriceSnapshot } from './snapshot.ts'

/** 不低于交易日前20日均价 says neither which venue, nor which price, nor whose day. This does, and is approved with the mandate. */
export interface DayAverageRules {
  readonly asset: string
  /** How many days, all of them before the trade date. */
  readonly days: number
  /** Sources whose bars count; each must have every day whole. */
  readonly sources: readonly string[]
  readonly basis: 'close' | 'vwap'
  /** The plain mean of the days, or the mean weighted by the volume of each. */
  readonly weighting: 'day' | 'volume'
  /** Minutes that the definition's clock is ahead of UTC: 480 for Beijing and Hong Kong, which know no summer time. */
  readonly zoneMinutes: number
  readonly paths: FxPaths
  readonly fxAgeMsMax: number
}

const daySeconds = 86_400

/** Day number of a moment in a zone; day 0 is 1970-01-01. @example dayOf(0, 480) // 0 */
export function dayOf(seconds: number, zoneMinutes: number): number {
  return Math.floor((seconds + zoneMinutes * 60) / daySeconds)
}

/** @example dayNumber('1970-01-02') // 1  @throws {INPUT_INVALID} a day that does not exist */
export function dayNumber(day: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00.000Z`) : Number.NaN
  if (Number.isNaN(ms) || dayText(ms / 86_400_000) !== day)
    throw new SluiceError('INPUT_INVALID', 'Expected a day such as 2026-01-02.', { facts: { day } })
  return ms / 86_400_000
}

/** @example dayText(1) // '1970-01-02' */
export function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

/** Value and volume of one day over all sources, in the reporting currency. */
export interface DayPrice {
  readonly value: Rational
  readonly volume: Rational
}

/**
 * Average of the days before a trade date. Of one day: per source the close of its last bar, or turnover over volume; then the mean
 * over sources; converted at the rate in force at the end of that day. Exact: nothing is rounded here.
 *
 * @example dayAverage(snapshot, rules, '2026-01-21') // mean of 2026-01-01 to 2026-01-20
 * @throws {PRICE_EVIDENCE_LACKING} a day of a source is missing or not whole
 */
export function dayAverage(snapshot: PriceSnapshot, rules: DayAverageRules, day: string): Rational {
  const end = dayNumber(day)
  const prices = dayPrices(snapshot, rules, end - rules.days, end - 1)
  return meanOf([...prices.values()], rules.weighting)
}

export function meanOf(prices: readonly DayPrice[], weighting: DayAverageRules['weighting']): Rational {
  let sum = zero
  let weights = zero
  for (const { value, volume } of prices) {
    const weight = weighting === 'day' ? rational(1n) : volume
    sum = add(sum, rational(value.num * weight.num, value.den * weight.den))
    weights = add(weights, weight)
  }
  if (weights.num === 0n)
    throw new SluiceError('PRICE_EVIDENCE_LACKING', 'Nothing was traded on the days of the average.', { facts: {} })
  return divide(sum, weights)
}

/** Day prices `first..last` by day number. @throws {PRICE_EVIDENCE_LACKING} */
export function dayPrices(
  snapshot: PriceSnapshot,
  rules: DayAverageRules,
  first: number,
  last: number,
): ReadonlyMap<number, DayPrice> {
  const bySourceDay = new Map<string, Bar[]>()
  for (const bar of snapshot.bars) {
    if (bar.asset !== rules.asset || !rules.sources.includes(bar.source)) continue
    const day = dayOf(bar.startSeconds, rules.zoneMinutes)
    if (day < first || day > last) continue
    const key = `${bar.source} ${day}`
    const bars = bySourceDay.get(key)
    if (bars === undefined) bySourceDay.set(key, [bar])
    else bars.push(bar)
  }
  const prices = new Map<number, DayPrice>()
  for (let day = first; day <= last; day++) {
    let value = zero
    let volume = zero
    for (const source of rules.sources) {
      const bars = wholeDay(bySourceDay.get(`${source} ${day}`) ?? [], source, day, rules.zoneMinutes)
      const traded = bars.reduce((sum, bar) => add(sum, parseDecimal(bar.volume)), zero)
      const price = rules.basis === 'close' ? parseDecimal(bars.at(-1)!.close) : vwapOf(bars, traded, source, day)
      const atMs = ((day + 1) * daySeconds - rules.zoneMinutes * 60) * 1000
      const { currency } = bars[0]!
      value = add(
        value,
        convert({ value: price, currency, rates: snapshot.fx, paths: rules.paths, atMs, ageMsMax: rules.fxAgeMsMax }),
      )
      volume = add(volume, traded)
    }
    prices.set(day, { value: divide(value, rational(BigInt(rules.sources.length))), volume })
  }
  return prices
}

/** Bars in order, of one length and currency, from the first second of the day to the last, none missing, none twice. */
function wholeDay(bars: readonly Bar[], source: string, day: number, zoneMinutes: number): readonly Bar[] {
  const sorted = bars.toSorted((a, b) => a.startSeconds - b.startSeconds)
  let next = day * daySeconds - zoneMinutes * 60
  for (const bar of sorted) {
    if (bar.startSeconds !== next || bar.currency !== sorted[0]!.currency) break
    next += bar.lengthSeconds
  }
  if (next !== (day + 1) * daySeconds - zoneMinutes * 60) {
    throw new SluiceError('PRICE_EVIDENCE_LACKING', `${source} has no whole day ${dayText(day)}.`, {
      facts: { source, day: dayText(day), bars: bars.length },
    })
  }
  return sorted
}

function vwapOf(bars: readonly Bar[], traded: Rational, source: string, day: number): Rational {
  const turnover = bars.reduce(
    (sum, bar) => (bar.turnover === undefined ? sum : add(sum, parseDecimal(bar.turnover))),
    zero,
  )
  if (bars.some((bar) => bar.turnover === undefined) || compare(traded, zero) === 0) {
    throw new SluiceError('PRICE_EVIDENCE_LACKING', `${source} has no turnover on ${dayText(day)}.`, {
      facts: { source, day: dayText(day) },
    })
  }
  return divide(turnover, traded)
}
