import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parseDecimal, rational } from '../../../src/core/price/rational.ts'
import { routeSlice } from '../../../src/offshore/sale/router/routeSlice.ts'
import type { VenueBook } from '../../../src/offshore/sale/router/types.ts'
import { findFile } from '../market/findFile.ts'
import { randomOf } from '../market/random.ts'
import { meanOf, quantile, sdOf } from '../score.ts'
import type { TrackOptions } from './m.ts'

interface Minute {
  readonly close: number
  readonly typical: number
  readonly volume: number
  /** Minutes since the last trade. */
  readonly age: number
}

const markets = [
  ['coinbase', 'btcusd', 'USD'],
  ['coinbase', 'btcusdt', 'USDT'],
  ['kraken', 'btcusd', 'USD'],
  ['kraken', 'btcusdt', 'USDT'],
  ['kraken', 'btcusdc', 'USDC'],
  ['binanceus', 'btcusd', 'USD'],
  ['binanceus', 'btcusdt', 'USDT'],
  ['binanceus', 'btcusdc', 'USDC'],
] as const
const rateMarkets = ['kraken_usdtusd', 'coinbase_usdtusd', 'kraken_usdcusd', 'binanceus_usdcusdt'] as const
type Quote = 'USD' | 'USDT' | 'USDC'

export interface QuoteResult {
  readonly days: number
  readonly entrants: readonly {
    readonly name: string
    /** Basis points against the dollar mid of the minute of execution, fees and conversion included; and what of it was loss. */
    readonly meanBps: number
    readonly lossBps: number
    readonly worstDayBps: number
    readonly unsoldShare: number
    readonly sdBps: number
  }[]
  /** Loss of the face-price router beyond that of selling in dollars only, and the share of it that rates avoid. */
  readonly depegLossBps: number
  readonly avoided: number
  readonly worstDayDepegLossBps: number
  readonly worstDayAvoided: number
  /** Every value is counted in yuan through the rate of its day. */
  readonly cnyPerUsd: { readonly first: string; readonly last: string }
}

/** Three exchanges, three dollars, minute by minute: as they were, and with a seeded break of USDC, a trap for a router that compares face prices. */
export function trackQ(options: TrackOptions): { readonly asRecorded: QuoteResult; readonly seededDepeg: QuoteResult } {
  return { asRecorded: play(options, false), seededDepeg: play(options, true) }
}

function play({ data, seed, quick, log }: TrackOptions, broken: boolean): QuoteResult {
  const bars = new Map<string, ReadonlyMap<number, Minute>>()
  for (const name of [...markets.map(([venue, pair]) => `${venue}_${pair}`), ...rateMarkets])
    bars.set(name, readBars(data, name))
  const minutes = [...bars.get('kraken_btcusd')!.keys()]
  const first = minutes[0]!
  const days = Math.floor((minutes.at(-1)! - first) / 1440)
  if (broken) breakUsdc(bars, first, days, seed)
  const step = quick ? 10 : 1
  const names = ['face price', 'dollars only', 'ours'] as const
  const byDay = names.map(() => [] as { value: number; loss: number; sold: number; asked: number }[])
  for (let day = 0; day < days; day++) {
    for (const [n, name] of names.entries()) byDay[n]!.push(sellDay(bars, first + day * 1440, step, name))
  }
  const entrants = names.map((name, n) => {
    const dayBps = byDay[n]!.map(({ value }) => value)
    return {
      name,
      meanBps: meanOf(dayBps),
      lossBps: meanOf(byDay[n]!.map(({ loss }) => loss)),
      worstDayBps: Math.min(...dayBps),
      unsoldShare: 1 - meanOf(byDay[n]!.map(({ sold, asked }) => sold / asked)),
      sdBps: sdOf(dayBps),
    }
  })
  const extra = byDay[0]!.map(({ loss }, d) => Math.max(0, loss - byDay[1]![d]!.loss))
  const ours = byDay[2]!.map(({ loss }, d) => Math.max(0, loss - byDay[1]![d]!.loss))
  const worst = extra.indexOf(Math.max(...extra))
  const fx = readFx(data)
  const result = {
    days,
    entrants,
    depegLossBps: meanOf(extra),
    avoided: 1 - meanOf(ours) / meanOf(extra),
    worstDayDepegLossBps: extra[worst]!,
    worstDayAvoided: 1 - ours[worst]! / extra[worst]!,
    cnyPerUsd: { first: fx('2023-03-01'), last: fx('2023-03-20') },
  }
  log(
    `\nquote currency${broken ? ', seeded break of USDC' : ', as recorded'}, ${days} days: face-price router loses ${result.depegLossBps.toFixed(2)} bps a day more than dollars only (worst day ${result.worstDayDepegLossBps.toFixed(1)}); rates avoid ${(result.avoided * 100).toFixed(1)} % of it`,
  )
  for (const row of entrants)
    log(
      `  ${row.name.padEnd(14)} mean ${row.meanBps.toFixed(2)} bps, loss ${row.lossBps.toFixed(2)}, worst day ${row.worstDayBps.toFixed(1)}, unsold ${(row.unsoldShare * 100).toFixed(2)} %`,
    )
  return result
}

/** Two days on which USDC falls by up to an eighth and comes back; its bitcoin price follows a few minutes late, as markets do. */
function breakUsdc(bars: Map<string, ReadonlyMap<number, Minute>>, first: number, days: number, seed: number): void {
  const random = randomOf(seed, 'depeg')
  const start = first + random.whole(1, Math.max(1, days - 3)) * 1440 + random.whole(0, 1000)
  const depth = 0.06 + 0.07 * random.uniform()
  const noise = Float64Array.from({ length: 2880 }, () => 0.004 * random.normal())
  const worth = (t: number) => {
    const i = t - start
    return i < 0 || i >= 2880 ? 1 : 1 - depth * Math.sin((Math.PI * i) / 2880) * (1 + noise[i]!)
  }
  const lag = random.whole(1, 4)
  const factors: Readonly<Record<string, (t: number) => number>> = {
    kraken_usdcusd: worth,
    binanceus_usdcusdt: worth,
    kraken_btcusdc: (t) => 1 / worth(t - lag),
    binanceus_btcusdc: (t) => 1 / worth(t - lag),
  }
  for (const [name, factor] of Object.entries(factors)) {
    bars.set(
      name,
      new Map(
        [...bars.get(name)!].map(([t, minute]) => {
          // What was last traded keeps the worth of that moment: stale prices stay stale.
          const by = factor(t - minute.age)
          return [t, { ...minute, close: minute.close * by, typical: minute.typical * by }]
        }),
      ),
    )
  }
}

/** Half a bitcoin a minute; decided on the minute before, executed in the next one at prices that really traded then. */
function sellDay(
  bars: ReadonlyMap<string, ReadonlyMap<number, Minute>>,
  start: number,
  step: number,
  name: 'face price' | 'dollars only' | 'ours',
) {
  let value = 0
  let loss = 0
  let sold = 0
  let asked = 0
  let carried = 0
  for (let t = start; t < start + 1440; t += step) {
    const mid = dollarMid(bars, t + 1)
    if (mid === undefined) continue
    const amount = Math.min(2, 0.5 + carried)
    asked += 0.5
    const books = markets.flatMap(([venue, pair, quote]) => bookOf(bars, `${venue}_${pair}`, quote, t, name))
    if (books.length === 0) {
      carried += 0.5
      continue
    }
    let done = 0
    for (const leg of routeSlice({ books, amount: BigInt(Math.round(amount * 1e8)) }).legs) {
      const quote = markets.find(([venue, pair]) => `${venue}_${pair}` === leg.venue)![2]
      const trade = bars.get(leg.venue)!.get(t + 1)
      const rate = trueRate(bars, quote, t + 1)
      const units = Number(leg.units) / 1e8
      // A market in which nobody traded in the next minute fills nothing; nor can more be sold than half of what traded.
      if (trade === undefined || trade.volume <= 0 || trade.age > 0 || rate === undefined) continue
      const filled = Math.min(units, trade.volume / 2)
      const conversion = quote === 'USD' ? 0 : conversionBps
      const gotBps =
        ((trade.typical * rate) / mid - 1) * 1e4 - feeBps - halfSpreadBps(bars.get(leg.venue)!, t) - conversion
      value += filled * gotBps
      loss += filled * Math.max(0, -gotBps)
      done += filled
    }
    sold += done
    carried = Math.max(0, amount - done)
  }
  return { value: value / Math.max(sold, 1e-9), loss: loss / Math.max(sold, 1e-9), sold, asked }
}

const feeBps = 10
const freshMinutes = 3
const conversionBps = 5
/** The best of several noisy prices is mostly the noisiest: what ours wants to gain before it leaves the dollar. */
const doubtBps = 5

function bookOf(
  bars: ReadonlyMap<string, ReadonlyMap<number, Minute>>,
  market: string,
  quote: Quote,
  t: number,
  name: string,
): readonly VenueBook[] {
  const minute = bars.get(market)!.get(t)
  if (minute === undefined || (name === 'dollars only' && quote !== 'USD')) return []
  // The face-price router takes every last price as it stands; ours wants a recent trade and a rate that two sources or none deny.
  if (name !== 'face price' && minute.age > freshMinutes) return []
  const rate = name === 'ours' ? liveRate(bars, quote, t) : 1
  if (rate === undefined) return []
  const half = halfSpreadBps(bars.get(market)!, t)
  const depth = Math.max(0.02, medianVolume(bars.get(market)!, t) * 0.1)
  const bids = [0, 2, 5, 10, 20, 40].map((offset) => ({
    ticks: BigInt(Math.round(minute.close * (1 - (half + offset) / 1e4) * 100)),
    lots: BigInt(Math.max(1, Math.round(depth * (1 + offset / 4) * 1e5))),
  }))
  const falling = bids.filter(({ ticks }, i) => i === 0 || ticks < bids[i - 1]!.ticks)
  // A hundredth of a dollar times a hundred-thousandth of a bitcoin, in millionths of a dollar.
  const conversion = quote === 'USD' || name !== 'ours' ? 1 : 1 - (conversionBps + doubtBps) / 1e4
  const lotTickValue = parseDecimal((0.1 * rate * conversion).toFixed(8))
  return [
    {
      venue: market,
      bids: falling,
      lotUnits: 1000n,
      lotTickValue: rational(lotTickValue.num, lotTickValue.den),
      fees: [{ from: 0n, ppm: BigInt(feeBps * 100) }],
    },
  ]
}

/** What ours believes: the lower of two sources where there are two, nothing when they are a percent apart or both are old. */
function liveRate(bars: ReadonlyMap<string, ReadonlyMap<number, Minute>>, quote: Quote, t: number): number | undefined {
  if (quote === 'USD') return 1
  const fresh = (name: string) => {
    const minute = bars.get(name)!.get(t)
    return minute !== undefined && minute.age <= 5 ? minute.close : undefined
  }
  const usdt = [fresh('kraken_usdtusd'), fresh('coinbase_usdtusd')].filter((x) => x !== undefined)
  if (usdt.length === 0) return undefined
  if (quote === 'USDT') return Math.max(...usdt) / Math.min(...usdt) > 1.01 ? undefined : Math.min(...usdt)
  const direct = fresh('kraken_usdcusd')
  const cross = fresh('binanceus_usdcusdt')
  const usdc = [direct, cross === undefined ? undefined : cross * Math.min(...usdt)].filter((x) => x !== undefined)
  if (usdc.length === 0 || Math.max(...usdc) / Math.min(...usdc) > 1.01) return undefined
  return Math.min(...usdc)
}

/** What a coin of the quote currency really fetched in the minute of execution. */
function trueRate(bars: ReadonlyMap<string, ReadonlyMap<number, Minute>>, quote: Quote, t: number): number | undefined {
  if (quote === 'USD') return 1
  return bars.get(quote === 'USDT' ? 'kraken_usdtusd' : 'kraken_usdcusd')!.get(t)?.typical
}

function dollarMid(bars: ReadonlyMap<string, ReadonlyMap<number, Minute>>, t: number): number | undefined {
  const prices = ['coinbase_btcusd', 'kraken_btcusd'].flatMap((name) => {
    const minute = bars.get(name)!.get(t)
    return minute !== undefined && minute.age === 0 ? [minute.typical] : []
  })
  return prices.length === 0 ? undefined : meanOf(prices)
}

function halfSpreadBps(bars: ReadonlyMap<number, Minute>, t: number): number {
  const moves: number[] = []
  for (let i = 0; i < 30; i++) {
    const a = bars.get(t - i)
    const b = bars.get(t - i - 1)
    if (a !== undefined && b !== undefined) moves.push(Math.abs(Math.log(a.close / b.close)) * 1e4)
  }
  return moves.length === 0 ? 5 : Math.min(20, Math.max(0.5, 0.3 * meanOf(moves)))
}

function medianVolume(bars: ReadonlyMap<number, Minute>, t: number): number {
  return quantile(
    Array.from({ length: 30 }, (_, i) => {
      const m = bars.get(t - i)
      return m !== undefined && m.age === 0 ? m.volume : 0
    }),
    0.5,
  )
}

function readBars(data: string, name: string): ReadonlyMap<number, Minute> {
  const lines = gunzipSync(readFileSync(findFile(data, new RegExp(`^${name}_1m_.*\\.csv\\.gz$`))))
    .toString('utf8')
    .trim()
    .split('\n')
  const header = lines[0]!.split(',')
  const at = (column: string) => header.indexOf(column)
  const out = new Map<number, Minute>()
  let last: Minute | undefined
  let lastMinute = 0
  for (const line of lines.slice(1)) {
    const cells = line.split(',')
    const stamp = cells[at('ts_utc')]!
    const seconds = /^\d+$/.test(stamp)
      ? Number(stamp)
      : Date.parse(/[zZ]|\+\d\d:?\d\d$/.test(stamp) ? stamp : `${stamp.replace(' ', 'T')}Z`) / 1000
    const minute = Math.floor(seconds / 60)
    // A minute without trades repeats the last price, and says how old it is.
    for (let gap = lastMinute + 1; last !== undefined && gap < minute; gap++)
      out.set(gap, { ...last, typical: last.close, volume: 0, age: last.age + gap - lastMinute })
    const [high, low, close, volume] = ['high', 'low', 'close', 'volume'].map((column) =>
      Number(cells[at(column)]),
    ) as [number, number, number, number]
    const age = volume > 0 ? 0 : (last?.age ?? 0) + minute - lastMinute
    last = { close, typical: (high + low + close) / 3, volume, age }
    lastMinute = minute
    out.set(minute, last)
  }
  return out
}

function readFx(data: string): (day: string) => string {
  const lines = gunzipSync(readFileSync(findFile(data, /^ecb_daily_crosses.*\.csv\.gz$/)))
    .toString('utf8')
    .trim()
    .split('\n')
  const column = lines[0]!.split(',').indexOf('USDCNY_cross')
  const byDay = new Map(
    lines.slice(1).map((line) => {
      const cells = line.split(',')
      return [cells[0]!, cells[column]!]
    }),
  )
  return (day) => byDay.get(day) ?? 'none'
}
