import { type DepthForecast, forecastDepth, type SeenLevels } from '../plan/depthForecast.ts'
import { expectedShape, type LiveForecast, liveForecast, observe } from '../plan/liveForecast.ts'
import { curveOf, depthAt, type LossCurve, rateAt } from '../plan/lossCurve.ts'
import { sellExactly, venuePlan } from '../plan/venuePlan.ts'
import { firstLevel, type LongLevel, longStep } from './longRule.ts'
import { afterFill, firstBelief, keepOf, type ResilienceBelief, tracesAt, weigh } from './resilience.ts'

/** What does not change during a sale. Lots are whole units of the least order size; money is basis points of the reference mid. */
export interface SaleSetting {
  readonly steps: number
  readonly stepSeconds: number
  readonly lots: number
  /** Coins lie at venues and cannot be moved during the sale. */
  readonly prePositioned: boolean
  readonly venues: readonly { readonly feeBps: number; readonly minLots: number }[]
  /** Chance that a venue goes dark during the sale, and for how many steps at most: from its record. */
  readonly darkChance: number
  readonly darkStepsMax: number
  /** Share of orders that come back unfilled. */
  readonly rejectChance: number
  /** What a lot unsold at the deadline costs. */
  readonly unsoldBps: number
  /** Most that may be sold in one step over all venues; undefined when nothing caps it. */
  readonly stepLotsMax?: number
}

export interface SaleMemory {
  readonly setting: SaleSetting
  readonly forecasts: readonly (DepthForecast | undefined)[]
  readonly beliefs: readonly ResilienceBelief[]
  /** The weather of this sale, by venue; undefined before the first book of a venue that history does not know either. */
  readonly live: readonly (LiveForecast | undefined)[]
  /** What a long sale sells down to, by venue. */
  readonly levels: readonly LongLevel[]
}

/** One moment of the sale, as the executor sees it. */
export interface SaleTick {
  readonly step: number
  readonly venues: readonly {
    readonly up: boolean
    /** Best first: basis points below the reference mid, lots. Our own traces are in it. */
    readonly levels: SeenLevels
    /** Coins there (pre-positioned) or everywhere together (not). */
    readonly inventory: number
    /** Lots filled in the step before. */
    readonly filled: number
  }[]
  readonly left: number
  /** How old the books are: what has refilled since then is known only by belief. */
  readonly ageSeconds: number
}

/** Half of what a forecast rests on is the last forty books. */
const historyHalfLifeBooks = 40

export function beginSale(setting: SaleSetting, history: readonly (readonly SeenLevels[])[]): SaleMemory {
  return {
    setting,
    forecasts: setting.venues.map((_, v) =>
      forecastDepth(
        history.map((books) => books[v] ?? []),
        historyHalfLifeBooks,
      ),
    ),
    beliefs: setting.venues.map(() => firstBelief()),
    live: setting.venues.map(() => undefined),
    levels: setting.venues.map(() => firstLevel),
  }
}

/**
 * What a coin gains by being sold earlier: the chance that its venue goes dark and stays so to the end, and that the last order comes
 * back unfilled. Basis points per step, falling to zero at the end.
 */
export function urgency(setting: SaleSetting, from: number): Float64Array {
  const { steps, darkStepsMax, rejectChance, unsoldBps } = setting
  // Coins that can be sold anywhere are not lost with one venue.
  const darkChance = setting.prePositioned ? setting.darkChance : 0
  const out = new Float64Array(steps - from)
  let sum = 0
  for (let t = steps - 1; t >= from; t--) {
    out[t - from] = sum
    // Held into step t: lost if darkness begins at t and outlasts the steps that are left.
    const remaining = steps - t
    const outlasts =
      remaining > darkStepsMax ? 0 : remaining <= 2 ? 1 : (darkStepsMax - remaining + 1) / (darkStepsMax - 1)
    sum += (darkChance / steps) * outlasts * unsoldBps
    if (t === steps - 1) sum += rejectChance * unsoldBps
  }
  return out
}

/** Decides one step: whole lots per venue. Pure: same memory and tick, same orders. */
export function decideStep(
  memory: SaleMemory,
  tick: SaleTick,
): { readonly memory: SaleMemory; readonly lots: readonly number[] } {
  const { setting } = memory
  const seen = tick.venues.map(({ up, levels }) => (up && levels.length > 0 ? curveOf(levels) : undefined))
  const beliefs: ResilienceBelief[] = []
  const live: (LiveForecast | undefined)[] = []
  setting.venues.forEach((_, v) => {
    const book = seen[v]
    const moved =
      tick.step === 0 ? memory.beliefs[v]! : afterFill(memory.beliefs[v]!, tick.venues[v]!.filled, setting.stepSeconds)
    const before = memory.live[v] ?? liveForecast(memory.forecasts[v], book)
    if (before === undefined || book === undefined) {
      beliefs.push(moved)
      live.push(before)
      return
    }
    const sizes = probes(before.forecast.shape, setting)
    const traces = tracesAt(moved, tick.ageSeconds)
    const belief = weigh(moved, traces, book, expectedShape(before), sizes, before.forecast)
    const trace = traces.reduce((sum, missing, k) => sum + belief.weights[k]! * missing, 0)
    beliefs.push(belief)
    live.push(observe(before, book, trace, sizes))
  })
  const next = { ...memory, beliefs, live }
  if (setting.steps - tick.step > longSteps && (setting.prePositioned || setting.venues.length === 1)) {
    const { levels, lots } = decideLong(next, tick, seen)
    return { memory: { ...next, levels }, lots: wholeLots(setting, tick, lots) }
  }
  const wanted = setting.prePositioned ? decideApart(next, tick, seen) : decideTogether(next, tick, seen)
  return { memory: next, lots: wholeLots(setting, tick, wanted) }
}

/** So many steps that the end is far beyond what a book remembers. */
const longSteps = 40

/** Each venue follows its own level; where coins lie anywhere, the only venue does. */
function decideLong(memory: SaleMemory, tick: SaleTick, seen: readonly (LossCurve | undefined)[]) {
  const { setting } = memory
  const stepsLeft = setting.steps - tick.step
  const even = (setting.lots * stepsLeft) / setting.steps
  const behindSteps = ((tick.left - even) / setting.lots) * setting.steps
  const steps = tick.venues.map(({ inventory }, v) => {
    const book = seen[v]
    const level = memory.levels[v]!
    return book === undefined || inventory <= 0
      ? { level, lots: 0 }
      : longStep({ level, seen: book, left: inventory, stepsLeft, behindSteps })
  })
  return { levels: steps.map(({ level }) => level), lots: steps.map(({ lots }) => lots) }
}

function plansOf(memory: SaleMemory, tick: SaleTick, v: number, now: LossCurve | undefined, lotsMax: number) {
  const { setting } = memory
  const belief = memory.beliefs[v]!
  const live = memory.live[v]
  const rested = live === undefined ? (memory.forecasts[v]?.shape ?? now) : expectedShape(live)
  if (rested === undefined) return []
  return belief.halfLivesSeconds.flatMap((halfLife, k) =>
    belief.weights[k]! < 0.01
      ? []
      : [
          {
            weight: belief.weights[k]!,
            plan: venuePlan({
              now: now && refilled(now, rested, belief.displaced[k]!, tracesAt(belief, tick.ageSeconds)[k]!),
              rested,
              displaced: belief.displaced[k]!,
              keep: keepOf(halfLife, setting.stepSeconds),
              steps: setting.steps - tick.step,
              urgencyBps: urgency(setting, tick.step),
              lotsMax,
              noiseSd: live?.forecast.minuteSd ?? 0,
            }),
          },
        ],
  )
}

/** The book now, from one seen some time ago: what has come back since stands on top of it, as the rested book would have it. */
function refilled(seen: LossCurve, rested: LossCurve, missing: number, missingThen: number): LossCurve {
  const back = missingThen - missing
  if (back < 1) return seen
  const limit = seen.rate[0] ?? 0
  const levels: [number, number][] = []
  for (let j = 0; j < rested.depth.length; j++) {
    const from = Math.max(missing, j === 0 ? 0 : rested.depth[j - 1]!)
    const to = Math.min(missingThen, rested.depth[j]!)
    if (to > from) levels.push([Math.min(limit, rested.rate[j]!), to - from])
  }
  seen.rate.forEach((rate, j) => {
    levels.push([rate, seen.depth[j]! - (j === 0 ? 0 : seen.depth[j - 1]!)])
  })
  return curveOf(levels)
}

/** Each venue sells its own coins: the plan for each half-life that is believed, averaged by belief. */
function decideApart(memory: SaleMemory, tick: SaleTick, seen: readonly (LossCurve | undefined)[]): readonly number[] {
  return tick.venues.map(({ inventory }, v) => {
    if (inventory <= 0 || seen[v] === undefined) return 0
    const plans = plansOf(memory, tick, v, seen[v], inventory)
    let lots = 0
    let weights = 0
    for (const { weight, plan } of plans) {
      const { first } = sellExactly((price) => {
        const { first: now, total } = plan.at(price)
        return { first: [now], total }
      }, inventory)
      lots += weight * Math.min(inventory, first[0]!)
      weights += weight
    }
    return weights > 0 ? lots / weights : 0
  })
}

/** Coins can be sold anywhere: one price for all venues, fees included. */
function decideTogether(
  memory: SaleMemory,
  tick: SaleTick,
  seen: readonly (LossCurve | undefined)[],
): readonly number[] {
  const { venues } = memory.setting
  const ceiling = dumpPrice(memory, seen, tick.left)
  const plans = venues.map(({ feeBps }, v) => {
    const curve = seen[v] ?? memory.forecasts[v]?.shape
    return curve === undefined
      ? []
      : plansOf(memory, tick, v, seen[v], Math.min(tick.left, depthAt(curve, ceiling - feeBps)))
  })
  const { first } = sellExactly((price) => {
    let total = 0
    const now = plans.map((beliefs, v) => {
      let lots = 0
      let weights = 0
      let sum = 0
      for (const { weight, plan } of beliefs) {
        const found = plan.at(price - venues[v]!.feeBps)
        lots += weight * found.first
        sum += weight * found.total
        weights += weight
      }
      if (weights === 0) return 0
      total += sum / weights
      return lots / weights
    })
    return { first: now, total }
  }, tick.left)
  return first
}

/** Marginal cost of selling everything at once: no plan pays more, so no plan looks deeper. */
function dumpPrice(memory: SaleMemory, seen: readonly (LossCurve | undefined)[], lots: number): number {
  let low = -50
  let high = 2000
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2
    const depth = memory.setting.venues.reduce((sum, { feeBps }, v) => {
      const curve = seen[v] ?? memory.forecasts[v]?.shape
      return curve === undefined ? sum : sum + depthAt(curve, middle - feeBps)
    }, 0)
    if (depth < lots) low = middle
    else high = middle
  }
  return high
}

/** Rounds to whole lots, sells what is left in the last step, drops orders below the minimum, keeps to the cap. */
function wholeLots(setting: SaleSetting, tick: SaleTick, wanted: readonly number[]): readonly number[] {
  const last = tick.step >= setting.steps - 1
  let left = Math.min(tick.left, setting.stepLotsMax ?? tick.left)
  return wanted.map((lots, v) => {
    const { inventory, up } = tick.venues[v]!
    const have = Math.min(inventory, left)
    let order = Math.min(have, last && setting.prePositioned ? inventory : Math.round(lots))
    // A rest below the minimum could never be sold: take it along.
    if (setting.prePositioned && inventory - order < setting.venues[v]!.minLots) order = have
    if (!up || order < setting.venues[v]!.minLots) return 0
    left -= order
    return order
  })
}

/** Where to look into a book: shares of what one step's sale would take. */
function probes(rested: LossCurve, setting: SaleSetting): readonly number[] {
  const typical = setting.lots / setting.steps / Math.max(1, setting.venues.length)
  const deepest = rested.depth[rested.depth.length - 1] ?? 0
  return [0.25, 0.5, 1, 2, 4, 8]
    .map((share) => Math.min(deepest * 0.9, share * typical))
    .filter((x) => rateAt(rested, x) >= 0)
}
