import { drawDays, type LongSetting, readCoinbase } from '../market/coinbase.ts'
import { type EntrantRow, playAll, type SettingResult, type TrackOptions } from './m.ts'

const settings: readonly LongSetting[] = [
  { name: '24 h, $20 M, 120 s', usd: 2e7, halfLife: 120 },
  { name: '24 h, $20 M, hidden refill', usd: 2e7, halfLife: 'hidden' },
  { name: '24 h, $5 M, 120 s', usd: 5e6, halfLife: 120 },
  { name: '24 h, $20 M, 600 s', usd: 2e7, halfLife: 600 },
]

const names = [
  'dump split',
  'TWAP 1 h',
  'TWAP 5 min',
  'TWAP split',
  'AC static mid',
  'AC static high',
  'OW static',
  'VWAP',
  'POV',
  'ours',
  'ours, aversion 1',
  'ours, aversion 2',
  'ours, aversion 3',
]

export interface LongResult extends SettingResult {
  /** For each static schedule of Almgren and Chriss: what it pays beyond the even minute for its lower risk, and what ours pays at that risk. */
  readonly frontier: readonly {
    readonly name: string
    readonly shortfallSdBps: number
    readonly extraBps: number
    readonly oursExtraBps: number
  }[]
}

/** One deep venue, a day, by the minute: never worse than the even hand. */
export async function trackL(options: TrackOptions): Promise<readonly LongResult[]> {
  const { data, seed, quick, entrants, only, unwalled, log } = options
  const minutes = readCoinbase(data)
  const results: LongResult[] = []
  for (const [i, setting] of (quick ? settings.slice(0, 1) : settings).entries()) {
    if (only?.test(setting.name) === false) continue
    const episodes = drawDays(minutes, setting, seed, quick ? 3 : i === 0 ? 38 : 13, quick ? 480 : 1440)
    const result = await playAll(setting.name, episodes, entrants ?? names, seed, log, 'TWAP split', unwalled)
    const frontier = frontierOf(result.entrants)
    for (const row of frontier)
      log(
        `  at the risk of ${row.name} (sd ${row.shortfallSdBps.toFixed(1)} bps), which pays ${row.extraBps.toFixed(2)} bps more than the even minute, ours pays ${row.oursExtraBps.toFixed(2)}`,
      )
    results.push({ ...result, frontier })
  }
  return results
}

/** Ours with more and more aversion is a curve of cost over risk; between two points it runs straight. */
export function frontierOf(entrants: readonly EntrantRow[]): LongResult['frontier'] {
  const even = entrants.find(({ name }) => name === 'TWAP split')
  const curve = entrants
    .filter(({ name }) => name.startsWith('ours'))
    .toSorted((a, b) => b.shortfallSdBps - a.shortfallSdBps)
  if (even === undefined || curve.length < 2) return []
  return entrants
    .filter(({ name }) => name.startsWith('AC '))
    .flatMap(({ name, shortfallSdBps, costBps }) => {
      const at = costAtRisk(curve, shortfallSdBps)
      if (at === undefined) return []
      return [{ name, shortfallSdBps, extraBps: costBps - even.costBps, oursExtraBps: at - even.costBps }]
    })
}

/** Undefined where no entrant of the curve is as calm. */
function costAtRisk(curve: readonly EntrantRow[], sd: number): number | undefined {
  const calm = curve.findIndex(({ shortfallSdBps }) => shortfallSdBps <= sd)
  if (calm < 0) return undefined
  const low = curve[calm]!
  const high = curve[calm - 1]
  if (high === undefined) return low.costBps
  const share = (high.shortfallSdBps - sd) / (high.shortfallSdBps - low.shortfallSdBps)
  return high.costBps + share * (low.costBps - high.costBps)
}
