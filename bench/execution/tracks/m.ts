import { forecastSale } from '../../../src/offshore/sale/plan/planSale.ts'
import { strategies } from '../entrants/all.ts'
import { inProcess } from '../entrants/inProcess.ts'
import { openWalled } from '../entrants/wall.ts'
import { type Clairvoyant, clairvoyant, clairvoyantOfPrice } from '../market/clairvoyant.ts'
import { assetsOf, drawEpisodes, headline, type Setting } from '../market/draw.ts'
import type { Episode } from '../market/episode.ts'
import { readPerps } from '../market/perps.ts'
import { type Driver, type Outcome, simulate } from '../market/simulate.ts'
import { blockBootstrap, capture, cvar5, cvarDifference, meanOf, quantile, type Scored, sdOf } from '../score.ts'

export const base = 'TWAP best venue'

export interface EntrantRow {
  readonly name: string
  readonly costBps: number
  readonly costSdBps: number
  readonly feeBps: number
  readonly unsoldShare: number
  readonly shortfallBps: number
  readonly shortfallSdBps: number
  readonly shortfallCvar5Bps: number
  /** Against the hand, above zero is better: of the worst twentieth of shortfalls; whole blocks drawn. */
  readonly shortfallCvar5Interval95: readonly [number, number]
  readonly winRate: number
  readonly regretP95Bps: number
  readonly regretWorstBps: number
  readonly breaches: number
  /** Share of what knowing the price path would gain beyond liquidity: luck, near none; more than a tenth beyond luck is a leak. */
  readonly foresight?: { readonly share: number; readonly standardError: number }
  /** Cost of every episode, in order. */
  readonly samples: readonly number[]
  readonly capture?: number
  readonly captureInterval95?: readonly [number, number]
  readonly buckets?: Readonly<Record<string, { readonly capture: number; readonly episodes: number }>>
}

export interface SettingResult {
  readonly setting: string
  readonly episodes: number
  readonly primalBps?: number
  readonly dualBps?: number
  readonly dualGapShare?: number
  /** Episodes in which an entrant was cheaper than the dual allows: must be none. */
  readonly dualViolations?: number
  readonly entrants: readonly EntrantRow[]
  /** How well the plan's own forecast, made before the sale, foretold what ours paid. */
  readonly forecast?: {
    readonly coverage: number
    readonly medianError: number
    readonly belowLow: number
    readonly aboveHigh: number
    readonly bySeed: readonly { readonly seed: number; readonly coverage: number; readonly medianError: number }[]
  }
}

const free = {
  prePositioned: false,
  outages: false,
  rejects: false,
  rules: false,
  ageSecondsMax: 0,
} as const
export const settings: readonly Setting[] = [
  headline,
  { ...headline, name: 'all frictions, impact B (shared square root)', model: 'B' },
  { ...headline, name: 'all frictions, impact C (3/5 and lasting)', model: 'C' },
  { ...headline, name: 'coins anywhere', prePositioned: false, rules: false },
  { ...headline, ...free, name: 'without frictions, hidden refill' },
  { ...headline, ...free, name: 'without frictions, 60 s, flat fee', halfLife: 60, fees: 'flat' },
]

export interface TrackOptions {
  readonly data: string
  readonly seed: number
  readonly quick: boolean
  readonly entrants?: readonly string[]
  /** Play only the settings whose name this finds. */
  readonly only?: RegExp
  /** Strategies in this process, without their wall: the same answers (a test), sooner where many share a machine. */
  readonly unwalled?: boolean
  readonly log: (line: string) => void
}

/** Six venues, six assets, a quarter of an hour: the main score. */
export async function trackM({
  data,
  seed,
  quick,
  entrants,
  only,
  unwalled,
  log,
}: TrackOptions): Promise<readonly SettingResult[]> {
  const all = assetsOf(readPerps(data))
  const books = quick ? all.filter((_, i) => i % 4 === 0) : all
  const names = entrants ?? Object.keys(strategies).filter((name) => !/^TWAP (1 h|5 min)$|aversion/.test(name))
  const results: SettingResult[] = []
  for (const setting of (quick ? settings.slice(0, 1) : settings).filter(({ name }) => only?.test(name) ?? true)) {
    const seeds = quick || setting !== headline ? [seed] : [seed, seed + 1, seed + 2]
    const episodes = seeds
      .flatMap((s) => drawEpisodes(books, setting, s, quick ? 4 : Number.POSITIVE_INFINITY))
      .filter((_, i) => quick || setting === headline || i % 2 === 0)
    const result = await playAll(setting.name, episodes, names, seed, log, base, unwalled)
    const mine = result.entrants.find(({ name }) => name === 'ours')
    const forecast =
      setting === headline && mine !== undefined ? forecastCheck(episodes, mine.samples, seeds) : undefined
    if (forecast !== undefined)
      log(
        `  forecast before the sale: interval holds ${(forecast.coverage * 100).toFixed(1)} % of episodes (by seed ${forecast.bySeed.map(({ coverage }) => (coverage * 100).toFixed(0)).join(', ')}), median error ${(forecast.medianError * 100).toFixed(0)} %`,
      )
    results.push(forecast === undefined ? result : { ...result, forecast })
  }
  return results
}

/** The forecast that the plan would have shown, against what ours then paid. */
function forecastCheck(episodes: readonly Episode[], paid: readonly number[], seeds: readonly number[]) {
  const each = episodes.length / seeds.length
  return {
    ...coverageOf(episodes, paid),
    bySeed: seeds.map((seed, i) => {
      const part = [i * each, (i + 1) * each] as const
      const { coverage, medianError } = coverageOf(episodes.slice(...part), paid.slice(...part))
      return { seed, coverage, medianError }
    }),
  }
}

function coverageOf(episodes: readonly Episode[], paid: readonly number[]) {
  let belowLow = 0
  let aboveHigh = 0
  const errors = episodes.map((episode, i) => {
    const point = forecastSale({
      lots: episode.lots,
      hours: (episode.steps * episode.stepSeconds) / 3600,
      venues: episode.venues.map(({ feeBps }, v) => ({
        venue: String(v),
        history: episode.history.map((books) => books[v] ?? []),
        takerPpm: feeBps * 100,
        dayLots: 0,
      })),
      sigmaDayBps: 300,
      participationPpm: 1_000_000,
      tolerableBps: 100,
      tranches: 1,
    })
    if (paid[i]! < point.lowBpsE2 / 100) belowLow++
    if (paid[i]! > point.highBpsE2 / 100) aboveHigh++
    return Math.abs(point.costBpsE2 / 100 / paid[i]! - 1)
  })
  const n = episodes.length
  return {
    coverage: 1 - (belowLow + aboveHigh) / n,
    medianError: quantile(errors, 0.5),
    belowLow: belowLow / n,
    aboveHigh: aboveHigh / n,
  }
}

/** Every entrant on every episode, each behind its wall unless told otherwise; entrants take turns episode by episode. */
export async function playAll(
  name: string,
  episodes: readonly Episode[],
  names: readonly string[],
  seed: number,
  log: (line: string) => void,
  baseline = base,
  unwalled = false,
): Promise<SettingResult> {
  const bounds = episodes[0]?.impact.model === 'A' ? episodes.map((episode) => clairvoyant(episode)) : undefined
  const foresights = bounds && episodes.map((episode) => clairvoyantOfPrice(episode).primalBps)
  const drivers: readonly (Driver & { readonly close?: () => void })[] = names.map(unwalled ? inProcess : openWalled)
  const outcomes: Outcome[][] = names.map(() => [])
  try {
    for (const episode of episodes) {
      for (const [n, driver] of drivers.entries()) outcomes[n]!.push(await simulate(episode, driver))
    }
  } finally {
    for (const driver of drivers) driver.close?.()
  }
  const result = score(name, episodes, names, outcomes, bounds, foresights, seed, baseline)
  log(tableOf(result))
  return result
}

function score(
  setting: string,
  episodes: readonly Episode[],
  names: readonly string[],
  outcomes: readonly (readonly Outcome[])[],
  bounds: readonly Clairvoyant[] | undefined,
  foresights: readonly number[] | undefined,
  seed: number,
  baseline: string,
): SettingResult {
  const twap = outcomes[names.indexOf(baseline)] ?? outcomes[0]!
  const entrants = names.map((name, n): EntrantRow => {
    const mine = outcomes[n]!
    const regrets = mine.map(({ costBps }, i) => costBps - twap[i]!.costBps)
    const shortfalls = mine.map(({ shortfallBps }) => shortfallBps)
    const plain = {
      name,
      costBps: meanOf(mine.map(({ costBps }) => costBps)),
      costSdBps: sdOf(mine.map(({ costBps }) => costBps)),
      feeBps: meanOf(mine.map(({ feeBps }) => feeBps)),
      unsoldShare: meanOf(mine.map(({ unsoldShare }) => unsoldShare)),
      shortfallBps: meanOf(shortfalls),
      shortfallSdBps: sdOf(shortfalls),
      shortfallCvar5Bps: cvar5(shortfalls),
      shortfallCvar5Interval95: cvarDifference(
        episodes.map(({ label }) => label.block),
        shortfalls,
        twap.map(({ shortfallBps }) => shortfallBps),
        seed,
      ),
      winRate: regrets.filter((r) => r < 0).length / regrets.length,
      regretP95Bps: quantile(regrets, 0.95),
      regretWorstBps: Math.max(...regrets),
      breaches: mine.reduce((sum, { breaches }) => sum + breaches.length, 0),
      samples: mine.map(({ costBps }) => Math.round(costBps * 1e4) / 1e4),
    }
    if (bounds === undefined || foresights === undefined) return plain
    const rows = mine.map(
      ({ costBps }, i): Scored => ({
        block: episodes[i]!.label.block,
        baseBps: twap[i]!.costBps,
        boundBps: bounds[i]!.primalBps,
        costBps,
      }),
    )
    return {
      ...plain,
      foresight: foresightOf(mine, twap, bounds, foresights),
      capture: capture(rows),
      captureInterval95: blockBootstrap(rows, capture, seed),
      buckets: bucketsOf(episodes, rows),
    }
  })
  if (bounds === undefined) return { setting, episodes: episodes.length, entrants }
  const primalBps = meanOf(bounds.map((b) => b.primalBps))
  const dualBps = meanOf(bounds.map((b) => b.dualBps))
  let dualViolations = 0
  for (const mine of outcomes)
    for (const [i, { costBps }] of mine.entries()) if (costBps < bounds[i]!.dualBps - 0.01) dualViolations++
  const dualGapShare = (primalBps - dualBps) / (meanOf(twap.map(({ costBps }) => costBps)) - primalBps)
  return { setting, episodes: episodes.length, primalBps, dualBps, dualGapShare, dualViolations, entrants }
}

/** Luck with the price, liquidity taken out: what was gained over the hand against arrival beyond what was saved in cost. */
function foresightOf(
  mine: readonly Outcome[],
  base: readonly Outcome[],
  bounds: readonly Clairvoyant[],
  foresights: readonly number[],
) {
  const taken = mine.map((one, i) => one.shortfallBps - base[i]!.shortfallBps - (base[i]!.costBps - one.costBps))
  const open = meanOf(
    foresights.map((full, i) => -full - base[i]!.shortfallBps - (base[i]!.costBps - bounds[i]!.primalBps)),
  )
  return { share: meanOf(taken) / open, standardError: sdOf(taken) / Math.sqrt(taken.length) / open }
}

/** What makes a run void: a breach, a bound that somebody beat, an entrant that sees the future. */
export function faultsOf({ setting, entrants, dualViolations = 0 }: SettingResult): readonly string[] {
  return [
    ...(dualViolations > 0 ? [`${setting}: the bound was beaten ${dualViolations} times`] : []),
    ...entrants.flatMap(({ name, breaches, foresight }) => [
      ...(breaches > 0 ? [`${setting}: ${name} broke ${breaches} rules`] : []),
      ...(foresight !== undefined && foresight.share - 3 * foresight.standardError > 0.1
        ? [`${setting}: ${name} takes ${foresight.share.toFixed(2)} of what the price path holds: it leaks`]
        : []),
    ]),
  ]
}

function bucketsOf(episodes: readonly Episode[], rows: readonly Scored[]): NonNullable<EntrantRow['buckets']> {
  const keys = [
    ...new Set(
      episodes.flatMap(({ label }) => [`asset ${label.asset}`, `size ${label.size}`, `refill ${label.halfLife}`]),
    ),
  ].sort()
  return Object.fromEntries(
    keys.map((key) => {
      const mine = rows.filter((_, i) => {
        const { asset, size, halfLife } = episodes[i]!.label
        return key === `asset ${asset}` || key === `size ${size}` || key === `refill ${halfLife}`
      })
      return [key, { capture: capture(mine), episodes: mine.length }]
    }),
  )
}

export function tableOf(result: SettingResult): string {
  const head = `\n${result.setting}: ${result.episodes} episodes${result.primalBps === undefined ? '' : `, liquidity bound ${result.primalBps.toFixed(2)} bps (dual ${result.dualBps!.toFixed(2)}, violations ${result.dualViolations})`}`
  const lines = result.entrants.map((row) => {
    const share =
      row.capture === undefined
        ? ''
        : `  capture ${row.capture.toFixed(3)} [${row.captureInterval95!.map((x) => x.toFixed(2)).join(', ')}]`
    return `  ${row.name.padEnd(18)} ${row.costBps.toFixed(2).padStart(8)} bps  unsold ${(row.unsoldShare * 100).toFixed(2)} %  CVaR ${row.shortfallCvar5Bps.toFixed(1)}  win ${(row.winRate * 100).toFixed(0).padStart(3)} %  worst +${Math.max(0, row.regretWorstBps).toFixed(1)}  breaches ${row.breaches}${share}`
  })
  return [head, ...lines].join('\n')
}
