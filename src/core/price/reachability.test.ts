import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { dataDir } from '../../../test/support/data.ts'
import type { DayAverageRules } from './dayAverage.ts'
import { reachability } from './floor.ts'
import type { Bar, PriceSnapshot } from './snapshot.ts'

const data = dataDir()

test.skipIf(data === undefined)('the 20-day average lay above the close on 45 % of days from 2019 to 2025', () => {
  const text = gunzipSync(readFileSync(`${data}/ohlcv/dev/cryptocompare_btcusd_1h_20191120_20250513.csv.gz`)).toString(
    'utf8',
  )
  const bars = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line): Bar => {
      const [seconds = '', , , , , close = '', , volume = ''] = line.split(',')
      return {
        source: 'index',
        asset: 'BTC',
        currency: 'USD',
        startSeconds: Number(seconds),
        lengthSeconds: 3600,
        close,
        volume,
      }
    })
  const snapshot: PriceSnapshot = {
    version: 1,
    frozenAt: '2025-06-01T00:00:00.000Z',
    parties: [],
    sources: [],
    observations: [],
    bars,
    fx: [],
  }
  const rules: DayAverageRules = {
    asset: 'BTC',
    days: 20,
    sources: ['index'],
    basis: 'close',
    weighting: 'day',
    zoneMinutes: 0,
    paths: { USD: [] },
    fxAgeMsMax: 0,
  }
  const found = reachability(snapshot, rules, '2019-12-11', '2025-05-12')
  expect(found).toEqual({
    days: 1980,
    daysBelow: 896,
    belowPpm: 452_525n,
    shortfallMedianPpm: 40_728n,
    waitDaysP90: 21,
    waitDaysMax: 38,
  })
})
