import { firstBelief, keepOf } from '../execute/resilience.ts'
import { feeExtra, type SaleMemory } from '../execute/saleState.ts'
import { darkChanceOf, lostChances } from '../execute/urgency.ts'
import { venueValue } from './venueValue.ts'

/** Coins are given out in this many parts: a quarter of a hundredth of the sale is decided at a time. */
const parts = 250

/**
 * Which venue gets how many coins before the sale, when none can be moved during it: each part goes where the rest of the sale is then
 * expected to cost least. What a part costs there is what the executor itself expects to pay: thin moments, a venue that goes dark with
 * coins inside, orders that come back, and doubt about the refill of each book are all in it.
 *
 * @returns lots per venue, not yet whole; nothing to a venue whose books nobody has seen
 * @example wholeShares(setting.lots, allocate(beginSale(setting, history)))
 */
export function allocate(memory: SaleMemory): readonly number[] {
  const { lots } = memory.setting
  const costs = memory.setting.venues.map((_, v) => costAt(memory, v))
  const part = lots / parts
  const shares = costs.map(() => 0)
  const spent = costs.map((cost) => cost(0))
  const next = costs.map((cost) => cost(part))
  for (let i = 0; i < parts; i++) {
    let best = 0
    for (let v = 1; v < costs.length; v++) if (next[v]! - spent[v]! < next[best]! - spent[best]!) best = v
    if (next[best] === Number.POSITIVE_INFINITY) break
    shares[best]! += part
    spent[best] = next[best]!
    next[best] = costs[best]!(shares[best]! + part)
  }
  return shares
}

/** Lots times basis points that selling so many lots at one venue should cost, over all half-lives that its book may have. */
function costAt({ setting, forecasts, noise, booksSeen }: SaleMemory, v: number): (lots: number) => number {
  const { feeBps, lotsMax } = setting.venues[v]!
  const rested = forecasts[v]?.shape
  if (rested === undefined) return (lots) => (lots > 0 ? Number.POSITIVE_INFINITY : 0)
  const { halfLivesSeconds, weights } = firstBelief()
  const values = halfLivesSeconds.map((halfLife) =>
    venueValue({
      rested,
      noise: noise[v]!,
      keep: keepOf(halfLife, setting.stepSeconds),
      steps: setting.steps,
      lotsMax: setting.lots,
      unsoldBps: setting.unsoldBps - feeBps,
      lostChance: lostChances(setting, 0),
      darkChance: darkChanceOf(setting, booksSeen),
      unfilledShare: setting.rejectChance,
      extraBps: feeExtra(setting.venues[v]!, 0, setting.steps),
    }),
  )
  const most = lotsMax ?? setting.lots
  return (lots) =>
    lots > most
      ? Number.POSITIVE_INFINITY
      : feeBps * lots + values.reduce((sum, value, k) => sum + weights[k]! * value(lots, 0), 0)
}
