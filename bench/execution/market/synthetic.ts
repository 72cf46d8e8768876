import { curveOf, type LossCurve } from '../../../src/offshore/sale/plan/lossCurve.ts'
import { levelsOf } from './draw.ts'
import type { Episode } from './episode.ts'
import { randomOf } from './random.ts'

/** An episode on one unchanging book per venue: for checks against closed forms. */
export function plainEpisode(
  more: Partial<Episode> & { readonly curves: readonly LossCurve[]; readonly keep: number; readonly feeBps: number },
): Episode {
  const { curves, keep, feeBps, steps = 10, ...rest } = more
  return {
    label: { asset: 'none', block: '0', size: 1, halfLife: 'middle' },
    steps,
    stepSeconds: 60,
    lots: 1000,
    mid: new Float64Array(steps).fill(1),
    books: Array.from({ length: steps }, () => curves),
    history: Array.from({ length: 30 }, () => curves.map(levelsOf)),
    venues: curves.map(() => ({ feeBps, minLots: 1, keep })),
    prePositioned: false,
    record: { darkChance: 0, darkStepsMax: 6 },
    age: 0,
    luck: [],
    rejectChance: 0,
    partialChance: 0,
    unsoldBps: 200,
    depositLotsBps: 0,
    impact: { model: 'A' },
    ...rest,
  }
}

/** Books made up from a seed: depth that drifts and jumps, hidden refill, fees apart, a venue that may go dark. Shares nothing with real data. */
export function syntheticEpisode(seed: number, prePositioned: boolean): Episode {
  const random = randomOf(seed, 'synthetic')
  const venues = random.whole(2, 4)
  const steps = 12
  const history = 40
  const scale = Array.from({ length: venues }, () => Math.exp(random.normal() * 0.5))
  const state = Array.from({ length: venues }, () => 0)
  const series = Array.from({ length: history + steps }, () =>
    scale.map((base, v) => {
      state[v] = 0.9 * state[v]! + 0.15 * random.normal()
      const dear = base * Math.exp(state[v]! + 0.1 * random.normal())
      return curveOf(Array.from({ length: 30 }, (_, j) => [0.3 + dear * 0.4 * (j + 1) ** 1.2, 60 + 20 * j] as const))
    }),
  )
  const hit = random.uniform() < 0.3
  let mid = 1
  return {
    label: { asset: 'synthetic', block: String(seed), size: 1, halfLife: 'middle' },
    steps,
    stepSeconds: 60,
    lots: random.whole(1_000, 20_000),
    mid: Float64Array.from({ length: steps }, () => (mid *= 1 + 0.0003 * random.normal())),
    books: series.slice(history),
    history: series.slice(0, history).map((step) => step.map(levelsOf)),
    venues: scale.map(() => ({
      feeBps: random.whole(6, 20),
      minLots: 1,
      keep: 0.5 ** (60 / Math.min(600, Math.max(10, 77 * Math.exp(random.normal())))),
    })),
    prePositioned,
    ...(hit && {
      outage: { venue: random.whole(0, venues - 1), from: random.whole(0, steps - 1), steps: random.whole(2, 6) },
    }),
    record: { darkChance: 0.3 / venues, darkStepsMax: 6 },
    age: random.uniform(),
    luck: Array.from({ length: steps }, () => Array.from({ length: 2 * venues }, () => random.uniform())),
    rejectChance: 0.02,
    partialChance: 0.04,
    unsoldBps: 200,
    depositLotsBps: 2_000,
    impact: { model: 'A' },
  }
}
