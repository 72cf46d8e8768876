import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import { curveOf, depthAt, type LossCurve } from '../../../src/offshore/sale/plan/lossCurve.ts'
import { findFile } from './findFile.ts'

/** A burst of minutes in which several venues quoted at once. */
export interface Run {
  readonly start: string
  readonly mid: Float64Array
  readonly books: readonly (readonly (LossCurve | undefined)[])[]
}

export interface PerpsAsset {
  readonly asset: string
  readonly venues: readonly string[]
  /** Dollars that all venues together take within five basis points, by the median minute. */
  readonly depthUsd: number
  readonly runs: readonly Run[]
}

/** Sizes at which books are cut into levels, in dollars. */
export const sizesUsd = [
  500, 1e3, 2e3, 5e3, 1e4, 2e4, 3.5e4, 5e4, 7e4, 1e5, 1.5e5, 2e5, 3e5, 4e5, 6e5, 8e5, 1e6, 1.5e6, 2e6, 3e6, 4e6, 6e6,
  9e6, 1.4e7, 2e7, 3.2e7,
]
export const lotUsd = 10

/** Reads the minute file of several venues, whatever they and the assets are called. Only slippage at four sizes is known: between them a power law, beyond them a steeper one. */
export function readPerps(dir: string): readonly PerpsAsset[] {
  const path = findFile(dir, /^perps_slippage_1min_.*\.csv\.gz$/)
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n')
  const column = new Map(lines[0]!.split(',').map((name, i) => [name, i]))
  const cell = (cells: readonly string[], name: string) => cells[column.get(name)!] ?? ''
  const rows = new Map<string, { mid: number; curve: LossCurve }>()
  const minutes = new Set<string>()
  const venues = new Set<string>()
  for (const line of lines.slice(1)) {
    const cells = line.split(',')
    const asset = cell(cells, 'ticker')
    const minute = cell(cells, 'ts_minute_utc')
    minutes.add(minute)
    venues.add(cell(cells, 'exchange'))
    const slips = ['1k', '10k', '100k', '1m'].map((size) => Number.parseFloat(cell(cells, `bid_slip_${size}`)))
    const mid = Number.parseFloat(cell(cells, 'mid_price'))
    if (asset === '' || !(mid > 0) || slips.some((slip) => !(slip >= 0))) continue
    rows.set(`${asset} ${minute} ${cell(cells, 'exchange')}`, { mid, curve: curveFromSlips(slips) })
  }
  const names = [...venues].sort()
  const bursts = burstsOf([...minutes].sort())
  const assets = [...new Set([...rows.keys()].map((key) => key.split(' ')[0]!))]
  return assets.map((asset) => {
    const runs = bursts.map((burst) => runOf(asset, burst, names, rows))
    return { asset, venues: names, depthUsd: depthOf(runs, names.length), runs }
  })
}

function depthOf(runs: readonly Run[], venues: number): number {
  let total = 0
  for (let v = 0; v < venues; v++) {
    const depths = runs
      .flatMap(({ books }) => books.map((step) => (step[v] === undefined ? 0 : depthAt(step[v]!, 5))))
      .sort((a, b) => a - b)
    total += (depths[depths.length >> 1] ?? 0) * lotUsd
  }
  return total
}

function runOf(
  asset: string,
  burst: readonly string[],
  venues: readonly string[],
  rows: ReadonlyMap<string, { mid: number; curve: LossCurve }>,
): Run {
  const at = (minute: string, venue: string) => rows.get(`${asset} ${minute} ${venue}`)
  // A venue that failed for most of a burst is not part of it; a single failed minute repeats the one before (the collector failed, not the venue).
  const present = venues.map((venue) => burst.filter((minute) => at(minute, venue)).length > burst.length / 2)
  const books: (LossCurve | undefined)[][] = []
  const mid = new Float64Array(burst.length)
  burst.forEach((minute, t) => {
    books.push(
      venues.map((venue, v) =>
        present[v]
          ? (at(minute, venue)?.curve ?? books[t - 1]?.[v] ?? firstOf(burst, (m) => at(m, venue)?.curve))
          : undefined,
      ),
    )
    const mids = venues.flatMap((venue) => at(minute, venue)?.mid ?? []).sort((a, b) => a - b)
    mid[t] = mids[mids.length >> 1] ?? mid[t - 1]!
  })
  return { start: burst[0]!, mid, books }
}

function firstOf<T>(burst: readonly string[], pick: (minute: string) => T | undefined): T | undefined {
  for (const minute of burst) {
    const found = pick(minute)
    if (found !== undefined) return found
  }
  return undefined
}

/** Bursts of at least fourteen minutes in a row, cut to fifteen. */
function burstsOf(minutes: readonly string[]): readonly (readonly string[])[] {
  const bursts: string[][] = []
  let current: string[] = []
  for (const minute of minutes) {
    const before = current.at(-1)
    if (before !== undefined && Date.parse(minute) - Date.parse(before) !== 60_000) {
      bursts.push(current)
      current = []
    }
    current.push(minute)
  }
  bursts.push(current)
  return bursts.filter((burst) => burst.length >= 14).map((burst) => burst.slice(0, 15))
}

const known = [1e3, 1e4, 1e5, 1e6]

function curveFromSlips(slips: readonly number[]): LossCurve {
  const floor = slips.map((slip) => Math.max(slip, 0.005))
  for (let i = 1; i < 4; i++) floor[i] = Math.max(floor[i]!, floor[i - 1]!)
  const exponent = (i: number) => Math.log10(floor[i + 1]! / floor[i]!)
  const slipAt = (x: number) => {
    if (x <= 1e3) return floor[0]!
    if (x >= 1e6) return floor[3]! * (x / 1e6) ** Math.max(exponent(2), 0.8)
    const i = Math.min(2, Math.floor(Math.log10(x) - 3))
    return floor[i]! * (x / known[i]!) ** exponent(i)
  }
  let before = 0
  let lossBefore = 0
  return curveOf(
    sizesUsd.map((x) => {
      const loss = x * slipAt(x)
      const level = [(loss - lossBefore) / (x - before), (x - before) / lotUsd] as const
      before = x
      lossBefore = loss
      return level
    }),
  )
}
