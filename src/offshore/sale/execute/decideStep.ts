import { type DepthForecast, forecastDepth, type SeenLevels } from '../plan/depthForecast.ts'
import { curveOf, type LossCurve, rateAt } from '../plan/lossCurve.ts'
import { sellExactly, venuePlan } from '../plan/venuePlan.ts'
import { afterFill, firstBelief, keepOf, type ResilienceBelief, weigh } from './resilience.ts'

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
  }
}

/**
 * What a coin gains by being sold earlier: the chance that its venue goes dark and stays so to the end, and that the last order comes
 * back unfilled. Basis points per step, falling to zero at the end.
 */
export function urgency(setting: SaleSetting, from: number): Float64Array {
  const { steps, darkChance, darkStepsMax, rejectChance, unsoldBps } = setting
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
  const beliefs = memory.beliefs.map((belief, v) => {
    const forecast = memory.forecasts[v]
    const moved = tick.step === 0 ? belief : afterFill(belief, tick.venues[v]!.filled, setting.stepSeconds)
    const book = seen[v]
    return forecast === undefined || book === undefined
      ? moved
      : weigh(moved, book, forecast.rested, probes(forecast.rested, setting), forecast)
  })
  const next = { ...memory, beliefs }
  const wanted = setting.prePositioned ? decideApart(next, tick, seen) : decideTogether(next, tick, seen)
  return { memory: next, lots: wholeLots(setting, tick, wanted) }
}

function plansOf(memory: SaleMemory, tick: SaleTick, v: number, now: LossCurve | undefined, lotsMax: number) {
  const { setting } = memory
  const belief = memory.beliefs[v]!
  const rested = memory.forecasts[v]?.rested ?? now
  if (rested === undefined) return []
  return belief.halfLivesSeconds.flatMap((halfLife, k) =>
    belief.weights[k]! < 0.01
      ? []
      : [
          {
            weight: belief.weights[k]!,
            plan: venuePlan({
              now,
              rested,
              displaced: belief.displaced[k]!,
              keep: keepOf(halfLife, setting.stepSeconds),
              steps: setting.steps - tick.step,
              urgencyBps: urgency(setting, tick.step),
              lotsMax,
            }),
          },
        ],
  )
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
  const plans = venues.map((_, v) => plansOf(memory, tick, v, seen[v], tick.left))
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
