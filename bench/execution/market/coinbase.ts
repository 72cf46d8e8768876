import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { curveOf, type LossCurve } from '../../../src/offshore/sale/plan/lossCurve.ts'
import { levelsOf } from './draw.ts'
import type { Episode } from './episode.ts'
import { findFile } from './findFile.ts'
import { lotUsd } from './perps.ts'
import { randomOf } from './random.ts'

export interface DepthMinute {
  readonly minute: number
  readonly mid: number
  readonly curve: LossCurve
  readonly dayUsd: number
}

/** Between the half spread and the price at a million: gives the even hand the cost that earlier studies of this file found. */
const topExponent = 0.8

const tiersUsd = [1e6, 5e6, 1e7, 2e7, 3e7, 4e7, 5e7]
const gridUsd = [
  2e3, 5e3, 1e4, 1.5e4, 2e4, 3e4, 4.5e4, 6.5e4, 9e4, 1.3e5, 1.8e5, 2.5e5, 3.5e5, 5e5, 7e5, 1e6, 1.5e6, 2.2e6, 3.2e6,
  5e6, 7e6, 1e7, 1.4e7, 2e7, 3e7, 4e7, 5e7,
]

/** The minute file gives marginal prices at one to fifty million dollars; nearer the top a power of 0.8 is assumed (the spread is whole dollars). */
export function readCoinbase(dir: string): readonly DepthMinute[] {
  const path = findFile(dir, /^[a-z]+_.*_depthcost_1min_.*\.tsv\.gz$/)
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n')
  const column = new Map(lines[0]!.split('\t').map((name, i) => [name, i]))
  const out: DepthMinute[] = []
  for (const line of lines.slice(1)) {
    const cells = line.split('\t')
    const number = (name: string) => Number.parseFloat(cells[column.get(name)!] ?? '')
    const bid = number('bid')
    const ask = number('ask')
    const marks = tiersUsd.map((usd) => number(`m${usd / 1e6}_buy`))
    const minute = Math.round(Date.parse(cells[0]!) / 60_000)
    const mid = (bid + ask) / 2
    if (
      !(bid > 0) ||
      ask < bid ||
      marks.some((price, i) => !(price > 0) || price > (marks[i - 1] ?? bid)) ||
      (out.at(-1)?.minute ?? 0) >= minute
    )
      continue
    out.push({ minute, mid, curve: curveFromMarks(mid, bid, marks), dayUsd: number('volume') * mid })
  }
  return out
}

function curveFromMarks(mid: number, bid: number, marks: readonly number[]): LossCurve {
  // Half a spread of at least half a dollar, for prices are rounded to whole ones.
  const half = (Math.max(mid - bid, 0.5) / mid) * 1e4
  const rates = marks.map((price) => Math.max(half, ((mid - price) / mid) * 1e4))
  const rateAtUsd = (usd: number) => {
    if (usd <= 1e6) return half + (rates[0]! - half) * (usd / 1e6) ** topExponent
    const i = Math.max(0, tiersUsd.findIndex((tier) => tier >= usd) - 1)
    const share = (usd - tiersUsd[i]!) / (tiersUsd[i + 1]! - tiersUsd[i]!)
    return rates[i]! + share * (rates[i + 1]! - rates[i]!)
  }
  return curveOf(
    gridUsd.map(
      (usd, j) => [rateAtUsd((usd + (gridUsd[j - 1] ?? 0)) / 2), (usd - (gridUsd[j - 1] ?? 0)) / lotUsd] as const,
    ),
  )
}

export interface LongSetting {
  readonly name: string
  readonly usd: number
  readonly halfLife: number | 'hidden'
}

const strideMinutes = 60

/** Sales of a day each, begun every few hours; a day with a hole of more than a quarter of an hour is not used. */
export function drawDays(
  minutes: readonly DepthMinute[],
  setting: LongSetting,
  seed: number,
  count: number,
  steps = 1440,
): readonly Episode[] {
  const episodes: Episode[] = []
  const historyMinutes = 360
  const shift = randomOf(seed, 'start').whole(0, strideMinutes - 1)
  const starts: number[] = []
  for (let start = historyMinutes + shift; start + steps <= minutes.length; start += strideMinutes) {
    const holes = minutes
      .slice(start - historyMinutes + 1, start + steps)
      .some(({ minute }, i) => minute - minutes[start - historyMinutes + i]!.minute > 15)
    if (!holes) starts.push(start)
  }
  const every = Math.max(1, Math.floor(starts.length / count))
  for (const start of starts.filter((_, i) => i % every === 0).slice(0, count)) {
    const window = minutes.slice(start - historyMinutes, start + steps)
    const day = window.slice(historyMinutes)
    const random = randomOf(seed, `day ${start}`)
    const halfLife =
      setting.halfLife === 'hidden'
        ? Math.min(600, Math.max(10, Math.exp(Math.log(77) + random.normal() * 1.02)))
        : setting.halfLife
    episodes.push({
      label: {
        asset: 'BTC',
        block: String(Math.floor(day[0]!.minute / 1440)),
        size: setting.usd / 1e6,
        halfLife: halfLife < 45 ? 'fast' : halfLife < 130 ? 'middle' : 'slow',
      },
      steps,
      stepSeconds: 60,
      lots: Math.round(setting.usd / lotUsd),
      mid: Float64Array.from(day, ({ mid }) => mid),
      books: day.map(({ curve }) => [curve]),
      history: window
        .slice(0, historyMinutes)
        .filter((_, i) => i % 3 === 0)
        .map(({ curve }) => [levelsOf(curve)]),
      venues: [{ feeBps: 10, minLots: 1, keep: 0.5 ** (60 / halfLife) }],
      prePositioned: false,
      record: { darkChance: 0, darkStepsMax: 6 },
      age: 0,
      luck: [],
      rejectChance: 0,
      partialChance: 0,
      unsoldBps: 200,
      depositLotsBps: 0,
      impact: { model: 'A' },
    })
  }
  return episodes
}
