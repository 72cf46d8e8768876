import type { SeenLevels } from '../../../src/offshore/sale/plan/depthForecast.ts'
import { depthAt, type LossCurve, lossAt } from '../../../src/offshore/sale/plan/lossCurve.ts'
import { type Episode, feeAt, isDark, type VenueTerms } from './episode.ts'

/** What a strategy is told at the start: no names, no dates, nothing that has not happened yet. */
export interface Begin {
  readonly type: 'begin'
  readonly steps: number
  readonly stepSeconds: number
  readonly lots: number
  readonly prePositioned: boolean
  /** What the venues publish: all of their terms but how fast their books refill. */
  readonly venues: readonly Omit<VenueTerms, 'keep'>[]
  readonly history: readonly (readonly SeenLevels[])[]
  readonly unsoldBps: number
  /** The venues' record over the years: chance that one goes dark during a sale as long as this, and share of orders that come back unfilled twice. */
  readonly darkChance: number
  readonly darkStepsMax: number
  readonly unfilledShare: number
  readonly stepLotsMax?: number
}

export interface Tick {
  readonly type: 'tick'
  readonly step: number
  readonly mid: number
  readonly left: number
  /** How old the books are that are shown. */
  readonly ageSeconds: number
  /** How far below this mid the floor lies; absent without one. */
  readonly floorBps?: number
  readonly venues: readonly {
    readonly up: boolean
    readonly levels: SeenLevels
    readonly inventory: number
    readonly filled: number
  }[]
}

/** A strategy behind a wall: it is told, it answers, and it is not asked twice. */
export interface Driver {
  readonly name: string
  begin(message: Begin): Promise<readonly number[]>
  tick(message: Tick): Promise<readonly number[]>
}

export interface Outcome {
  readonly sold: number
  /** Basis points of the amount to sell, at the mid of the moment: fees, depth and spread, chain fees, what stayed unsold. */
  readonly costBps: number
  readonly feeBps: number
  readonly unsoldShare: number
  /** Net proceeds against arrival: price path included. Negative is a loss. */
  readonly shortfallBps: number
  readonly breaches: readonly string[]
  /** Lots sold by step: for pictures. */
  readonly path: Float64Array
}

/** Plays one episode. Step t+1 is not told before the orders of step t are in. */
export async function simulate(episode: Episode, driver: Driver): Promise<Outcome> {
  const { steps, lots, venues, mid } = episode
  const breaches: string[] = []
  const begin: Begin = {
    type: 'begin',
    steps,
    stepSeconds: episode.stepSeconds,
    lots,
    prePositioned: episode.prePositioned,
    venues: venues.map(({ keep: _, ...published }) => published),
    history: episode.history,
    unsoldBps: episode.unsoldBps,
    darkChance: episode.record.darkChance,
    darkStepsMax: episode.record.darkStepsMax,
    unfilledShare: (episode.rejectChance + episode.partialChance / 4) ** 2,
    ...(episode.stepLotsMax !== undefined && { stepLotsMax: episode.stepLotsMax }),
  }
  const deposits = checkDeposits(await driver.begin(begin), episode, breaches)
  const inventory = [...deposits]
  const displaced = venues.map(() => 0)
  const displacedBefore = venues.map(() => 0)
  let filled = venues.map(() => 0)
  const soldPath = new Float64Array(steps)
  let left = lots
  let cost = 0
  let fees = 0
  let proceeds = 0
  let trace = 0
  for (let t = 0; t < steps; t++) {
    trace = traceAt(episode, soldPath, t)
    const tick: Tick = {
      type: 'tick',
      step: t,
      mid: mid[t]!,
      left,
      ageSeconds: episode.age * episode.stepSeconds,
      ...(episode.floor !== undefined && { floorBps: (1 - (episode.floor * mid[0]!) / mid[t]!) * 1e4 }),
      venues: venues.map((_, v) => {
        const up = !isDark(episode, t, v)
        return {
          up,
          levels: up ? seenLevels(episode, t, v, displaced[v]!, displacedBefore[v]!, trace) : [],
          inventory: episode.prePositioned ? inventory[v]! : left,
          filled: filled[v]!,
        }
      }),
    }
    const orders = checkOrders(await driver.tick(tick), episode, tick, breaches)
    filled = venues.map((terms, v) => {
      const order = orders[v]!
      const got =
        order > 0
          ? Math.min(
              fillOf(episode, t, v, order),
              aboveFloor(episode, t, v, displaced[v]!, trace),
              withinBand(episode, t, v, displaced[v]!),
            )
          : 0
      if (got === 0) return 0
      const loss = lossOf(episode, t, v, displaced[v]!, got) + trace * got
      if (breaksFloor(episode, t, v, displaced[v]! + got, trace)) breaches.push('floor')
      const fee = feeAt(terms, t) * got
      cost += loss + fee
      fees += fee
      proceeds += (got * 1e4 - loss - fee) * (mid[t]! / mid[0]!)
      inventory[v]! -= got
      left -= got
      soldPath[t]! += got
      return got
    })
    venues.forEach(({ keep }, v) => {
      displacedBefore[v] = displaced[v]! + filled[v]!
      displaced[v] = keep * displacedBefore[v]!
    })
  }
  const deposit = episode.prePositioned ? deposits.filter((x) => x > 0).length * episode.depositLotsBps : 0
  const unsoldCost = left * episode.unsoldBps
  const end = mid[steps - 1]! / mid[0]!
  return {
    sold: lots - left,
    costBps: (cost + unsoldCost + deposit) / lots,
    feeBps: fees / lots,
    unsoldShare: left / lots,
    shortfallBps: (proceeds + left * (1e4 - episode.unsoldBps) * end - deposit) / lots - 1e4,
    breaches,
    path: soldPath,
  }
}

/** Loss of `lots` on a venue's book, own consumption included. */
export function lossOf(episode: Episode, t: number, v: number, displaced: number, lots: number): number {
  const curve = episode.books[t]![v]!
  const { impact } = episode
  if (impact.model === 'A') return lossAt(curve, displaced + lots) - lossAt(curve, displaced)
  if (impact.model === 'B') return lossAt(curve, lots)
  const share = lots / impact.scaleLots
  return lots * (curve.rate[0]! + impact.passingBps[v]! * share ** 0.6)
}

/** Price trace shared by all venues before the sale of step t. */
function traceAt(episode: Episode, path: Float64Array, t: number): number {
  const { impact } = episode
  if (impact.model === 'A') return 0
  let sum = 0
  for (let s = 0; s < t; s++) {
    if (impact.model === 'C') sum += impact.lastingBpsPerLot * path[s]!
    else sum += impact.scaleBps * Math.sqrt(path[s]! / impact.scaleLots) * (t - s + 1) ** -impact.decay
  }
  return sum
}

/** Whole lots that bids at or above the floor take. */
function aboveFloor(episode: Episode, t: number, v: number, displaced: number, trace: number): number {
  if (episode.floor === undefined) return Number.POSITIVE_INFINITY
  const most = (1 - (episode.floor * episode.mid[0]!) / episode.mid[t]!) * 1e4 - trace
  return Math.max(0, Math.floor(depthAt(episode.books[t]![v]!, most) - displaced))
}

/** Whole lots that bids within the venue's band take. */
function withinBand(episode: Episode, t: number, v: number, displaced: number): number {
  const { bandBps } = episode.venues[v]!
  if (bandBps === undefined) return Number.POSITIVE_INFINITY
  const curve = episode.books[t]![v]!
  const { impact } = episode
  if (impact.model !== 'C')
    return Math.max(0, Math.floor(depthAt(curve, bandBps) - (impact.model === 'A' ? displaced : 0)))
  // The last of q lots costs 1.6 times the passing impact of all q.
  const passing = (bandBps - curve.rate[0]!) / (1.6 * impact.passingBps[v]!)
  return passing <= 0 ? 0 : Math.floor(impact.scaleLots * passing ** (1 / 0.6))
}

/** Asked again from the other side: the price of the last lot filled. */
function breaksFloor(episode: Episode, t: number, v: number, reached: number, trace: number): boolean {
  if (episode.floor === undefined) return false
  const { depth, rate } = episode.books[t]![v]!
  const level = depth.findIndex((end) => end >= reached - 1e-9)
  const price = episode.mid[t]! * (1 - ((rate[level] ?? 1e4) + trace) / 1e4)
  return price < episode.floor * episode.mid[0]! * (1 - 1e-12)
}

/** What comes back unfilled is sent once more within the step, for every entrant: a step is many decision latencies long. */
function fillOf(episode: Episode, t: number, v: number, order: number): number {
  const first = answer(episode, episode.luck[t]?.[2 * v] ?? 1, order)
  return first < order ? first + answer(episode, episode.luck[t]?.[2 * v + 1] ?? 1, order - first) : first
}

function answer({ rejectChance, partialChance }: Episode, luck: number, order: number): number {
  if (luck < rejectChance) return 0
  const into = (luck - rejectChance) / (partialChance || 1)
  return into < 1 && partialChance > 0 ? Math.max(1, Math.floor(order * (0.5 + into / 2))) : order
}

/** The book as it looked `age` ago: between the step before and this one, with our own traces of that moment. */
function seenLevels(
  episode: Episode,
  t: number,
  v: number,
  displaced: number,
  before: number,
  trace: number,
): SeenLevels {
  const now = episode.books[t]![v]!
  const past = t > 0 ? (episode.books[t - 1]![v] ?? now) : now
  const missing = episode.impact.model === 'A' ? displaced + episode.age * (before - displaced) : 0
  return rest(now, past, episode.age, missing, trace)
}

export function rest(now: LossCurve, past: LossCurve, age: number, missing: number, trace: number): SeenLevels {
  const levels: [number, number][] = []
  let from = 0
  for (let j = 0; j < now.depth.length; j++) {
    const to = now.depth[j]!
    const start = Math.max(from, missing)
    from = to
    if (to <= start) continue
    const rate = now.rate[j]! + age * ((past.rate[j] ?? now.rate[j]!) - now.rate[j]!)
    levels.push([round(rate + trace), round(to - start)])
  }
  return levels
}

const round = (x: number) => Math.round(x * 1e4) / 1e4

function checkDeposits(deposits: readonly number[], episode: Episode, breaches: string[]): readonly number[] {
  const { venues, lots, prePositioned } = episode
  if (!prePositioned) return venues.map(() => lots)
  const sum = deposits.reduce((a, b) => a + b, 0)
  if (deposits.length !== venues.length || deposits.some((x) => !Number.isInteger(x) || x < 0) || sum > lots) {
    breaches.push('deposits')
    return venues.map(() => 0)
  }
  if (deposits.some((lots, v) => lots > (venues[v]!.lotsMax ?? lots))) breaches.push('withdrawal limit')
  return deposits
}

function checkOrders(orders: readonly number[], episode: Episode, tick: Tick, breaches: string[]): readonly number[] {
  let sum = 0
  return episode.venues.map(({ minLots }, v) => {
    const order = orders[v] ?? 0
    if (order === 0) return 0
    const { up, inventory } = tick.venues[v]!
    sum += order
    if (!Number.isInteger(order) || order < 0) breaches.push('lot')
    else if (order < minLots) breaches.push('minimum')
    else if (order > inventory || sum > tick.left) breaches.push('oversell')
    else if (episode.stepLotsMax !== undefined && sum > episode.stepLotsMax) breaches.push('cap')
    else return up ? order : 0
    return 0
  })
}
