import { expectedShape } from '../plan/liveForecast.ts'
import { curveOf, depthAt, type LossCurve } from '../plan/lossCurve.ts'
import { sellExactly, venuePlan } from '../plan/venuePlan.ts'
import { keepOf, tracesAt } from './resilience.ts'
import type { SaleMemory, SaleTick } from './saleState.ts'
import { urgency } from './urgency.ts'

/** Each venue sells its own coins: the plan for each half-life that is believed, averaged by belief. */
export function decideApart(
  memory: SaleMemory,
  tick: SaleTick,
  seen: readonly (LossCurve | undefined)[],
): readonly number[] {
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
export function decideTogether(
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
