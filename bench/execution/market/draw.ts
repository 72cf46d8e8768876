import type { SeenLevels } from '../../../src/offshore/sale/plan/depthForecast.ts'
import { type LossCurve, rateAt } from '../../../src/offshore/sale/plan/lossCurve.ts'
import type { Episode, Impact } from './episode.ts'
import { lotUsd, type PerpsAsset, type Run } from './perps.ts'
import { type Random, randomOf } from './random.ts'

/** One row of the results: what is switched on. */
export interface Setting {
  readonly name: string
  readonly prePositioned: boolean
  readonly outages: boolean
  readonly fees: 'flat' | 'spread'
  /** Refill half-life in seconds, or drawn per episode and venue. */
  readonly halfLife: number | 'hidden'
  /** Age of the book seen, in seconds at most. */
  readonly ageSecondsMax: number
  readonly rejects: boolean
  /** Venues have price bands and withdrawal limits, and a tier of fees may change during the sale. */
  readonly rules: boolean
  readonly model: Impact['model']
}

export const headline: Setting = {
  name: 'all frictions',
  prePositioned: true,
  outages: true,
  fees: 'spread',
  halfLife: 'hidden',
  ageSecondsMax: 60,
  rejects: true,
  rules: true,
  model: 'A',
}

/** Dollars sold per asset at size 1: what a quarter of an hour can bear. */
const baseUsd: Readonly<Record<string, number>> = { BTC: 4e6, ETH: 3e6, SOL: 1.5e6, XRP: 1e6, HYPE: 5e5, ZEC: 4e5 }
/** For assets by other names: the geometric mean of this and of what lies within five basis points, which fits those six within a third. */
const meanWithUsd = 1.31e6

/** The six assets of the table; where the data name none of them, all that at least three venues quote. */
export function assetsOf(data: readonly PerpsAsset[]): readonly PerpsAsset[] {
  const known = data.filter(({ asset }) => asset in baseUsd)
  if (known.length > 0) return known.toSorted((a, b) => order.indexOf(a.asset) - order.indexOf(b.asset))
  return data.filter(({ runs, depthUsd }) => depthUsd > 0 && runs.length > 3 && runs.some((run) => quoting(run) >= 3))
}
const order = Object.keys(baseUsd)
const quoting = (run: Run) => run.books[0]!.filter((book) => book !== undefined).length

const stepSeconds = 60

/** Draws the episodes of track M. The first two runs of each asset are history only. */
export function drawEpisodes(
  data: readonly PerpsAsset[],
  setting: Setting,
  seed: number,
  runsMax = Number.POSITIVE_INFINITY,
): readonly Episode[] {
  return data.flatMap((asset) =>
    asset.runs.slice(2, 2 + runsMax).map((run, i) => drawEpisode(asset, run, i + 2, setting, seed)),
  )
}

function drawEpisode(asset: PerpsAsset, run: Run, index: number, setting: Setting, seed: number): Episode {
  // Names of streams leave the setting out: two settings of one seed share sizes, fees and half-lives.
  const random = (what: string) => randomOf(seed, `${asset.asset} ${index} ${what}`)
  const order = random('venues').shuffle(asset.venues.map((_, v) => v).filter((v) => run.books[0]![v] !== undefined))
  const size = [0.5, 1, 2, 4][random('size').whole(0, 3)]!
  const scale = 2 ** random('scale').whole(-2, 2)
  const lots = Math.round(((baseUsd[asset.asset] ?? Math.sqrt(meanWithUsd * asset.depthUsd)) * size * scale) / lotUsd)
  const sized = (curve: LossCurve | undefined) => (curve === undefined ? undefined : scaleDepth(curve, scale))
  const books = run.books.map((step) => order.map((v) => sized(step[v])))
  const steps = books.length
  const fees = random('fees')
  const lives = random('half-lives')
  const middle = Math.log(77) + lives.normal() * 0.7
  const halfLives = order.map(() =>
    setting.halfLife === 'hidden'
      ? Math.min(600, Math.max(10, Math.exp(middle + lives.normal() * 0.75)))
      : setting.halfLife,
  )
  const mean = halfLives.reduce((sum, h) => sum + Math.log(h), 0) / halfLives.length
  const dark = random('outage')
  const hit = dark.uniform() < 0.3
  const outage = { venue: dark.whole(0, order.length - 1), from: dark.whole(0, steps - 1), steps: dark.whole(2, 6) }
  const luck = random('luck')
  const rules = random('rules')
  // One sale in five lies over the hour at which venues count volume again.
  const tierStep = rules.uniform() < 0.2 ? rules.whole(1, steps - 1) : undefined
  const history = asset.runs
    .slice(Math.max(0, index - 4), index)
    .flatMap(({ books: past }) => past.map((step) => order.map((v) => levelsOf(sized(step[v])))))
  return {
    label: {
      asset: asset.asset,
      block: run.start,
      size,
      halfLife: Math.exp(mean) < 45 ? 'fast' : Math.exp(mean) < 130 ? 'middle' : 'slow',
    },
    steps,
    stepSeconds,
    lots,
    mid: run.mid,
    books,
    history,
    venues: order.map((_, i) => {
      const feeBps = setting.fees === 'flat' ? 10 : Math.round(6 + 14 * fees.uniform())
      return {
        feeBps,
        minLots: 1,
        ...(setting.rules && rulesOf(feeBps, lots, order.length, tierStep, rules)),
        keep: 0.5 ** (stepSeconds / halfLives[i]!),
      }
    }),
    prePositioned: setting.prePositioned,
    ...(setting.outages && hit && { outage }),
    record: { darkChance: setting.outages ? 0.3 / order.length : 0, darkStepsMax: 6 },
    age: (random('age').uniform() * setting.ageSecondsMax) / stepSeconds,
    luck: Array.from({ length: steps }, () => order.flatMap(() => [luck.uniform(), luck.uniform()])),
    rejectChance: setting.rejects ? 0.02 : 0,
    partialChance: setting.rejects ? 0.04 : 0,
    unsoldBps: 200,
    // Two dollars of chain fee for each venue that coins are sent to.
    depositLotsBps: (2 / lotUsd) * scale * 1e4,
    impact: impactOf(setting.model, books, lots, steps, random('impact').normal()),
  }
}

/** As venues publish them: a band of 3, 5 or 10 %; proceeds of a third of the sale to all of it may leave in a day; the next tier is a few points away. */
function rulesOf(feeBps: number, lots: number, venues: number, tierStep: number | undefined, random: Random) {
  const bandBps = [300, 500, 1000][random.whole(0, 2)]!
  const lotsMax = Math.ceil(lots * Math.min(1, Math.max(1.2 / venues, 0.35 + 0.9 * random.uniform())))
  const next = Math.max(1, feeBps + random.whole(-4, 2))
  return { bandBps, lotsMax, ...(tierStep !== undefined && { feeChange: { step: tierStep, feeBps: next } }) }
}

function scaleDepth(curve: LossCurve, scale: number): LossCurve {
  return { depth: curve.depth.map((x) => x * scale), rate: curve.rate, loss: curve.loss.map((x) => x * scale) }
}

export function levelsOf(curve: LossCurve | undefined): SeenLevels {
  if (curve === undefined) return []
  return Array.from(curve.depth, (depth, i) => [curve.rate[i]!, depth - (i === 0 ? 0 : curve.depth[i - 1]!)] as const)
}

function impactOf(model: Impact['model'], books: Episode['books'], lots: number, steps: number, draw: number): Impact {
  if (model === 'A') return { model }
  const slice = lots / steps
  const venues = books[0]!.length
  // Finding 8: a real book's marginal rate is about 1.07 times the square-root law at moderate size; Y is 1 ± 0.3.
  const rates = books[0]!.map(
    (_, v) =>
      books.reduce((sum, step) => sum + (step[v] === undefined ? 0 : rateAt(step[v], slice / venues)), 0) /
      books.length,
  )
  const mean = rates.reduce((a, b) => a + b, 0) / venues
  if (model === 'B')
    return {
      model,
      scaleBps: (mean / 1.07) * Math.min(1.6, Math.max(0.4, 1 + 0.3 * draw)),
      scaleLots: slice,
      decay: 0.5,
    }
  return { model, lastingBpsPerLot: mean / lots, passingBps: rates, scaleLots: slice / venues }
}
