import { drawDays, type LongSetting, readCoinbase } from '../market/coinbase.ts'
import { playAll, type SettingResult, type TrackOptions } from './m.ts'

const settings: readonly LongSetting[] = [
  { name: '24 h, $20 M, hidden refill', usd: 2e7, halfLife: 'hidden' },
  { name: '24 h, $5 M, 120 s', usd: 5e6, halfLife: 120 },
  { name: '24 h, $20 M, 120 s', usd: 2e7, halfLife: 120 },
  { name: '24 h, $20 M, 600 s', usd: 2e7, halfLife: 600 },
]

const names = ['dump split', 'TWAP 1 h', 'TWAP 5 min', 'TWAP split', 'AC static mid', 'OW static', 'ours']

/** One deep venue, a day, by the minute: never worse than the even hand. */
export async function trackL({ data, seed, quick, entrants, log }: TrackOptions): Promise<readonly SettingResult[]> {
  const minutes = readCoinbase(data)
  const results: SettingResult[] = []
  for (const setting of quick ? settings.slice(0, 1) : settings) {
    const episodes = drawDays(minutes, setting, seed, quick ? 3 : 38, quick ? 480 : 1440)
    results.push(await playAll(setting.name, episodes, entrants ?? names, seed, log, 'TWAP split'))
  }
  return results
}
