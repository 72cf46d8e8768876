import { depthAt, type LossCurve } from '../plan/lossCurve.ts'
import { sellExactly, venuePlan } from '../plan/venuePlan.ts'
import { bookNow, restedBook } from './bookNow.ts'
import { keepOf } from './resilience.ts'
import { feeExtra, type SaleMemory, type SaleTick } from './saleState.ts'
import { urgency } from './urgency.ts'

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

function plansOf(memory: SaleMemory, tick: SaleTick, v: number, seen: LossCurve | undefined, lotsMax: number) {
  const { setting } = memory
  const belief = memory.beliefs[v]!
  const extra = feeExtra(setting.venues[v]!, tick.step, setting.steps)
  const rested = restedBook(memory, v) ?? seen
  if (rested === undefined) return []
  const now = seen && bookNow(memory, tick, v, seen, rested, lotsMax)
  return belief.halfLivesSeconds.flatMap((halfLife, k) =>
    belief.weights[k]! < 0.01
      ? []
      : [
          {
            weight: belief.weights[k]!,
            plan: venuePlan({
              now: now?.(k),
              rested,
              displaced: belief.displaced[k]!,
              keep: keepOf(halfLife, setting.stepSeconds),
              steps: setting.steps - tick.step,
              urgencyBps: urgency(setting, tick.step).map((x, t) => x - extra[t]!),
              lotsMax,
              noise: memory.noise[v]!,
            }),
          },
        ],
  )
}

/** Marginal cost of selling everything at once: no plan pays more, so no plan looks deeper. */
function dumpPrice(memory: SaleMemory, seen: readonly (LossCurve | undefined)[], lots: number): number {
  let low = -50
  let high = 2000
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2
    const depth = memory.setting.venues.reduce((sum, { feeBps }, v) => {
      // What is dark now takes nothing now.
      return seen[v] === undefined ? sum : sum + depthAt(seen[v], middle - feeBps)
    }, 0)
    if (depth < lots) low = middle
    else high = middle
  }
  return high
}
