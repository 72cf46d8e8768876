import { depthAt, type LossCurve } from '../plan/lossCurve.ts'
import { peak, sellExactly, venuePlan } from '../plan/venuePlan.ts'
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
    const now = plans.map((believed, v) => {
      const found = believed.map(({ weight, plan }) => ({ weight, ...plan.at(price - venues[v]!.feeBps) }))
      const weights = found.reduce((sum, { weight }) => sum + weight, 0)
      if (weights === 0) return 0
      // One offer for all half-lives that may be true: the one that gains most over them together.
      const gain = new Float64Array(found[0]!.gain.length)
      for (const one of found) for (let g = 0; g < gain.length; g++) gain[g]! += one.weight * one.gain[g]!
      const lots = peak(believed[0]!.plan.offers, gain, gain.indexOf(Math.max(...gain)))
      total += found.reduce((sum, one) => sum + one.weight * one.total(lots), 0) / weights
      return lots
    })
    return { first: now, total }
  }, tick.left)
  return first
}

function plansOf(memory: SaleMemory, tick: SaleTick, v: number, seen: LossCurve | undefined, lotsMax: number) {
  const { setting } = memory
  const belief = memory.beliefs[v]!
  const extra = feeExtra(setting.venues[v]!, tick.step, setting.steps)
  return belief.halfLivesSeconds.flatMap((halfLife, k) => {
    const rested = restedBook(memory, v, k) ?? seen
    return belief.weights[k]! < 0.01 || rested === undefined
      ? []
      : [
          {
            weight: belief.weights[k]!,
            plan: venuePlan({
              now: seen && bookNow(memory, tick, v, seen, k, lotsMax),
              rested,
              displaced: belief.displaced[k]!,
              keep: keepOf(halfLife, setting.stepSeconds),
              steps: setting.steps - tick.step,
              urgencyBps: urgency(setting, tick.step).map((x, t) => x - extra[t]!),
              lotsMax,
              noise: memory.noise[v]!,
            }),
          },
        ]
  })
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
