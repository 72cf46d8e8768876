import { compareRates } from '../../src/core/money/rate.ts'
import type { DayAverageRules } from '../../src/core/price/dayAverage.ts'
import { dayNumber, dayText } from '../../src/core/price/dayAverage.ts'
import { type Bar, barsHash, type PriceSnapshot } from '../../src/core/price/snapshot.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import {
  defineFloor,
  endOfTradeDate,
  type FloorDefinition,
  tradeDateOf,
} from '../../src/offshore/price/floorDefinition.ts'
import { floorOfDay } from '../../src/offshore/price/floorOfDay.ts'
import type { VenueProfile } from '../exchange/profile.ts'
import { entityB, hashKeyLike } from '../exchange/profiles.ts'
import { bitcoinAsset } from '../world.ts'
import { platformA, platformB } from './cast.ts'
import { bestBids, snapshotText, takeSnapshot } from './price.ts'
import type { Stage } from './stage.ts'

const symbol = 'BTCUSD'
const zoneMinutes = 480
const dayMs = 86_400_000
/** Days of history that reachability is read from, beside those of the first average. */
const historyDays = 60
const profiles: Readonly<Record<string, VenueProfile>> = { [platformA]: hashKeyLike, [platformB]: entityB }

/** What the model's average means in the rehearsal: closes of both platforms and a desk, days of Beijing and Hong Kong, each day alike. */
function definitionOf({ way }: Stage): DayAverageRules {
  return {
    asset: bitcoinAsset,
    days: Number(way.parameter('reserveAverageDays')),
    sources: [platformA, platformB, 'desk'],
    basis: 'close',
    weighting: 'day',
    zoneMinutes,
    paths: { USD: [] },
    fxAgeMsMax: dayMs,
  }
}

/** Whole days before a trade date, one bar each: of both platforms as their own series have them, and what the desk paid, which is the lower. */
function dayBars({ world }: Stage, before: string, days: number): readonly Bar[] {
  const end = dayNumber(before)
  return Array.from({ length: days }, (_, back) => {
    const startMs = (end - days + back) * dayMs - zoneMinutes * 60_000
    const bar = (source: string, close: string, volume: string): Bar => ({
      source,
      asset: bitcoinAsset,
      currency: 'USD',
      startSeconds: startMs / 1000,
      lengthSeconds: dayMs / 1000,
      close,
      volume,
    })
    const ofPlatforms = [platformA, platformB].map((source) => {
      const { dailyVolume } = profiles[source]!.instruments.find((row) => row.symbol === symbol)!
      return bar(source, world.exchanges[source]!.control.midAt(symbol, startMs + dayMs - 1_000), dailyVolume)
    })
    const lower = ofPlatforms.reduce((a, b) => (compareRates(a.close, b.close) <= 0 ? a : b))
    return [...ofPlatforms, bar('desk', lower.close, '1')]
  }).flat()
}

/** A snapshot of now with the daily series of the days before, which two unrelated parties got alike. */
async function snapshotWithDays(stage: Stage, before: string, days: number): Promise<PriceSnapshot> {
  const bars = dayBars(stage, before, days)
  const barsSha256 = barsHash(bars)
  const parties = ['trust', 'observer'].map((party) => ({ party, barsSha256 }))
  return { ...(await takeSnapshot(stage)), bars, barsCapturedBy: parties }
}

const floorOf = async (stage: Stage, history: PriceSnapshot): Promise<FloorDefinition> => {
  const today = tradeDateOf(stage.clock.now(), zoneMinutes)
  return defineFloor({
    definition: definitionOf(stage),
    currency: 'USD',
    decimals: 2,
    history,
    from: dayText(dayNumber(today) - historyDays),
    to: dayText(dayNumber(today) - 1),
  })
}

/** The definition of the average and what history says of it, both kept in the zone offshore: agreed with the route. */
export async function defineFloorOfWay(
  stage: Stage,
): Promise<{ readonly reachability: string; readonly floorHistory: string }> {
  const { offshore, way, clock } = stage
  const days = Number(way.parameter('reserveAverageDays'))
  const today = tradeDateOf(clock.now(), zoneMinutes)
  await bringWithinReach(stage)
  const history = await snapshotWithDays(stage, today, historyDays + days)
  const floor = await floorOf(stage, history)
  const { daysBelow, days: all } = floor.reachability
  stage.say({ stage: 'floor', text: `average of ${days} days; of the last ${all} days ${daysBelow} closed below it` })
  return {
    reachability: await offshore.document(canonical(floor as unknown as Json)),
    floorHistory: await offshore.document(snapshotText(history)),
  }
}

/** The floor of today's own trade date, valid until its end. */
export async function floorToday(stage: Stage) {
  await bringWithinReach(stage)
  const day = tradeDateOf(stage.clock.now(), zoneMinutes)
  const snapshot = await snapshotWithDays(stage, day, Number(stage.way.parameter('reserveAverageDays')))
  const floor = averageOf(stage, snapshot, day)
  const validity = { validUntil: endOfTradeDate(day, zoneMinutes), tradeDate: day }
  return { snapshot, floor, ...validity }
}

function averageOf(stage: Stage, snapshot: PriceSnapshot, day: string): string {
  const ratioPpm = BigInt(stage.way.parameter('reserveRatioPpm'))
  const floor = { definition: definitionOf(stage), decimals: 2 } as FloorDefinition
  return floorOfDay({ snapshot, floor, ratioPpm, day })
}

/**
 * An average of days lies above the market on many days, and then nothing is sold. The rehearsal is to show a sale: where its market lies below, the
 * director lets it rise until the floor is three percent under the best bids.
 */
async function bringWithinReach(stage: Stage): Promise<void> {
  const day = tradeDateOf(stage.clock.now(), zoneMinutes)
  const snapshot = await snapshotWithDays(stage, day, Number(stage.way.parameter('reserveAverageDays')))
  const floor = Number(averageOf(stage, snapshot, day))
  const lowest = Math.min(...Object.values(await bestBids(stage)).map(Number))
  if (lowest >= floor * 1.02) return
  for (const exchange of Object.values(stage.world.exchanges)) {
    const before = exchange.control.shiftedPpm('BTC')
    const ppm = Math.ceil(((1 + before / 1_000_000) * floor * 1.03 * 1_000_000) / lowest) - 1_000_000
    exchange.control.shift({ asset: 'BTC', ppm })
  }
  stage.say({ stage: 'market', text: 'rises until the floor of the day is within reach' })
}
