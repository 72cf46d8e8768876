import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type DayAverageRules, dayNumber, dayText } from '../../../src/core/price/dayAverage.ts'
import { reachability, testFills } from '../../../src/core/price/floor.ts'
import { compare, parseDecimal, type Rational } from '../../../src/core/price/rational.ts'
import { reservePrice } from '../../../src/core/price/reserve.ts'
import type { Bar, PriceSnapshot } from '../../../src/core/price/snapshot.ts'
import { findFile } from '../market/findFile.ts'
import { quantile } from '../score.ts'
import type { TrackOptions } from './m.ts'

export interface FloorResult {
  readonly mandates: number
  readonly sold: number
  readonly partly: number
  readonly unreachable: number
  /** Mandates that ended in none of the lawful states: must be none. */
  readonly lawless: number
  readonly fills: number
  readonly breaches: number
  readonly daysToSell: { readonly p50: number; readonly p90: number }
  readonly reachability: {
    readonly belowShare: number
    readonly shortfallMedian: number
    readonly waitDaysP90: number
    readonly waitDaysMax: number
  }
}

const rules: DayAverageRules = {
  asset: 'BTC',
  days: 20,
  sources: ['index'],
  basis: 'close',
  weighting: 'day',
  zoneMinutes: 480,
  paths: { USD: [] },
  fxAgeMsMax: 0,
}

/** The moving floor of twenty days: mandates of thirty days begun all over five years, a fifth of the coins a day at most, by the hour. */
export function trackF({ data, quick, log }: TrackOptions): FloorResult {
  const bars = readHours(data)
  const snapshot: PriceSnapshot = {
    version: 1,
    frozenAt: '2025-06-01T00:00:00.000Z',
    parties: [],
    sources: [],
    observations: [],
    bars,
    fx: [],
  }
  const hours = Map.groupBy(bars, ({ startSeconds }) => Math.floor((startSeconds + rules.zoneMinutes * 60) / 86_400))
  const first = dayNumber('2019-12-12')
  const last = dayNumber('2025-04-10')
  const floors = new Map<number, Rational>()
  // The last days that bars are needed for lie before each trade date: a slice keeps the reserve price quick to recompute.
  const floorOf = (day: number) => {
    let floor = floors.get(day)
    if (floor === undefined) {
      const recent = {
        ...snapshot,
        bars: bars.slice(Math.max(0, (day - 22 - first) * 24), Math.max(0, (day + 2 - first) * 24) + 24 * 24),
      }
      floor = reservePrice({
        snapshot: recent,
        rules: { method: 'day-average', average: rules, ratioPpm: 1_000_000n, decimals: 2 },
        day: dayText(day),
      }).exact
      floors.set(day, floor)
    }
    return floor
  }
  const tally = { sold: 0, partly: 0, unreachable: 0, lawless: 0 }
  const daysToSell: number[] = []
  const allFills = new Map<string, { id: string; at: string; value: Rational }>()
  let mandates = 0
  let fills = 0
  for (let start = first; start <= last; start += quick ? 60 : 7) {
    mandates++
    let left = 100
    let done = 0
    for (let day = start; day < start + 30 && left > 0; day++) {
      let today = 20
      for (const bar of hours.get(day) ?? []) {
        if (today <= 0 || left <= 0) break
        // Decided on the close of the hour before; an order at the floor fills only where the close stays above it.
        const value = parseDecimal(bar.close)
        if (compare(value, floorOf(day)) < 0) continue
        const at = new Date((bar.startSeconds + 3599) * 1000).toISOString()
        allFills.set(at, { id: at, at, value })
        fills++
        today -= 5
        left -= 5
      }
      done = day - start + 1
    }
    if (left === 0) {
      tally.sold++
      daysToSell.push(done)
    } else if (left < 100) tally.partly++
    else if (left === 100) tally.unreachable++
    else tally.lawless++
  }
  const sample = [...allFills.values()].filter((_, i) => !quick || i % 10 === 0)
  const breaches = testFills(snapshot, rules, sample).filter(({ holds }) => !holds).length
  const reach = reachability(snapshot, rules, '2019-12-12', '2025-05-11')
  const result: FloorResult = {
    mandates,
    ...tally,
    fills,
    breaches,
    daysToSell: { p50: quantile(daysToSell, 0.5), p90: quantile(daysToSell, 0.9) },
    reachability: {
      belowShare: Number(reach.belowPpm) / 1e6,
      shortfallMedian: Number(reach.shortfallMedianPpm) / 1e6,
      waitDaysP90: reach.waitDaysP90,
      waitDaysMax: reach.waitDaysMax,
    },
  }
  log(
    `\nfloor: ${mandates} mandates, ${tally.sold} sold (half within ${result.daysToSell.p50} days, nine in ten within ${result.daysToSell.p90}), ${tally.partly} partly, ${tally.unreachable} not reachable, ${breaches} breaches in ${fills} fills; below the floor on ${(result.reachability.belowShare * 100).toFixed(1)} % of days`,
  )
  return result
}

function readHours(data: string): readonly Bar[] {
  const text = gunzipSync(readFileSync(findFile(data, /^[a-z]+_btcusd_1h_.*\.csv\.gz$/))).toString('utf8')
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const cells = line.split(',')
      return {
        source: 'index',
        asset: 'BTC',
        currency: 'USD',
        startSeconds: Number(cells[0]),
        lengthSeconds: 3600,
        close: cells[5]!,
        volume: cells[7]!,
      }
    })
}
