import type { LossCurve } from '../../../src/offshore/sale/plan/lossCurve.ts'
import { readCoinbase } from '../market/coinbase.ts'
import { levelsOf } from '../market/draw.ts'
import type { Episode } from '../market/episode.ts'
import { randomOf } from '../market/random.ts'
import { playAll, type SettingResult, type TrackOptions } from './m.ts'

const names = ['TWAP best venue', 'TWAP split', 'AC static high', 'ours']
const shares = [0.4, 0.3, 0.2, 0.1]
const stepMinutes = 5

/** A day in which the price falls by a tenth, depth shrinks to a tenth and two of four venues go dark, with coins at all of them and a floor. */
export async function trackS({
  data,
  seed,
  quick,
  entrants,
  unwalled,
  log,
}: TrackOptions): Promise<readonly SettingResult[]> {
  const minutes = readCoinbase(data)
  const results: SettingResult[] = []
  for (const [name, floor] of [
    ['crash, floor at 85 % of arrival', 0.85],
    ['crash, floor at 96 % of arrival', 0.96],
  ] as const) {
    const episodes = Array.from({ length: quick ? 2 : 12 }, (_, i) =>
      crashDay(minutes, seed * 1000 + i, floor, quick ? 96 : 288),
    )
    const result = await playAll(name, episodes, entrants ?? names, seed, log, undefined, unwalled)
    // The price is made to fall: whoever sells early gains by it and has seen nothing of the future.
    results.push({ ...result, entrants: result.entrants.map(({ foresight: _, ...row }) => row) })
  }
  return results
}

function crashDay(minutes: ReturnType<typeof readCoinbase>, seed: number, floor: number, steps: number): Episode {
  const random = randomOf(seed, 'crash')
  const history = 60
  const start = random.whole(0, minutes.length - (steps + history) * stepMinutes - 1)
  const at = random.whole(Math.floor(steps / 8), Math.floor(steps / 2))
  const thinSteps = Math.floor(steps / 3)
  const noise = shares.map(() => 0)
  const books = Array.from({ length: history + steps }, (_, i) => {
    const { curve } = minutes[start + i * stepMinutes]!
    const t = i - history
    const thin = t >= at && t < at + thinSteps ? 0.1 : 1
    return shares.map((share, v) => {
      noise[v] = 0.8 * noise[v]! + 0.2 * random.normal()
      return scaled(curve, share * thin, Math.exp(noise[v]!))
    })
  })
  const dark = random.shuffle([0, 1, 2, 3]).slice(0, 2)
  const darkSteps = random.whole(Math.floor(steps / 12), Math.floor(steps / 4))
  let mid = 1
  const path = Float64Array.from({ length: steps }, (_, t) => {
    mid *= Math.exp(0.001 * random.normal() - (t >= at && t < at + thinSteps ? 0.101 / thinSteps : 0))
    return mid
  })
  return {
    label: { asset: 'BTC', block: String(seed), size: 5, halfLife: 'middle' },
    steps,
    stepSeconds: 60 * stepMinutes,
    lots: 500_000,
    mid: path,
    books: books
      .slice(history)
      .map((step, t) =>
        step.map((curve, v) => (dark.includes(v) && t >= at && t < at + darkSteps ? undefined : curve)),
      ),
    history: books.slice(0, history).map((step) => step.map(levelsOf)),
    venues: shares.map(() => ({
      feeBps: random.whole(6, 20),
      minLots: 1,
      keep: 0.5 ** ((60 * stepMinutes) / Math.min(600, Math.max(10, 77 * Math.exp(random.normal())))),
    })),
    prePositioned: true,
    record: { darkChance: 0.05, darkStepsMax: 24 },
    age: random.uniform() * 0.2,
    luck: Array.from({ length: steps }, () => Array.from({ length: 8 }, () => random.uniform())),
    rejectChance: 0.02,
    partialChance: 0.04,
    unsoldBps: 200,
    depositLotsBps: 2_000,
    floor,
    impact: { model: 'A' },
  }
}

function scaled(curve: LossCurve, depth: number, rate: number): LossCurve {
  return {
    depth: curve.depth.map((x) => x * depth),
    rate: curve.rate.map((x) => x * rate),
    loss: curve.loss.map((x) => x * depth * rate),
  }
}
