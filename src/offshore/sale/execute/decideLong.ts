import { depthAt, type LossCurve } from '../plan/lossCurve.ts'
import { sameMath } from '../plan/sameMath.ts'
import { restedBook } from './bookNow.ts'
import { flowIn, flowTable } from './flowTable.ts'
import { type LongLevel, paceOf, smoothRate } from './longRule.ts'
import { mostWhere, waitWorth } from './refillWorth.ts'
import { keepOf } from './resilience.ts'
import type { SaleMemory, SaleTick } from './saleState.ts'

/**
 * Books that the price of a lot rests on, how far it bends for each step that the sale is behind the even pace, and the most even steps sold in
 * one.
 */
const rule = { memoryBooks: 600, bendPerStep: 0.001, bendMax: 1.2, paceMax: 60 }
/** A half-life believed less than this is left out. */
const leastWeight = 0.02

/**
 * Far from the end a lot has a price: the one at which the even pace would be kept in the weather of the sale so far. A step sells as long as the
 * book of now pays more of it than the lot would spoil of the sales to come (`waitWorth`): cheap weather sells more, and where a book refills
 * slowly a single cheap minute sells far more, a dear one nothing. Coins that lie apart have a price for each venue, others one for all, fees
 * included. Lots are not yet whole.
 */
export function decideLong(
  memory: SaleMemory,
  tick: SaleTick,
  seen: readonly (LossCurve | undefined)[],
): { readonly levels: readonly LongLevel[]; readonly lots: readonly number[] } {
  const { steps, lots: all, aversion, prePositioned, venues, deposits } = memory.setting
  const { left, part } = paceOf(steps, steps - tick.step, aversion)
  const behindSteps = (tick.left / all - left) * steps
  const levels = [...memory.levels]
  const lots = venues.map(() => 0)
  const every = venues.map((_, v) => v)
  for (const group of prePositioned ? every.map((v) => [v]) : [every]) {
    const g = group[0]!
    const have = prePositioned ? tick.venues[g]!.inventory : tick.left
    const open = group.filter((v) => seen[v] !== undefined)
    if (open.length === 0 || have <= 0) continue
    const even = (prePositioned ? (deposits?.[g] ?? all / venues.length) : all) / steps
    const logEven = logPriceOf(memory, open, even)
    const { logRate, seen: count } = levels[g]!
    const weight = Math.max(1 / (count + 1), 1 / rule.memoryBooks)
    levels[g] = { logRate: logRate + weight * (logEven - logRate), seen: count + 1 }
    const bend = Math.max(-rule.bendMax, Math.min(rule.bendMax, rule.bendPerStep * behindSteps))
    // The pace that is due now may be another than that of a sale at the even pace from the start.
    const dearer = logPriceOf(memory, open, part * have) - logEven
    const price = sameMath.exp(levels[g]!.logRate + dearer + bend)
    const most = Math.min(have, rule.paceMax * part * have)
    for (const v of open) lots[v] = sellTo(memory, v, seen[v]!, price - feeOf(memory, v), most)
  }
  return { levels, lots: within(lots, tick.left) }
}

/** Coins that cannot go elsewhere pay the fee of their venue whatever is decided. */
function feeOf({ setting }: SaleMemory, v: number): number {
  return setting.prePositioned ? 0 : setting.venues[v]!.feeBps
}

function sellTo(memory: SaleMemory, v: number, book: LossCurve, priceBps: number, most: number): number {
  if (priceBps <= 0) return 0
  const { halfLivesSeconds, weights, displaced } = memory.beliefs[v]!
  const believed = halfLivesSeconds.flatMap((halfLife, k) => {
    const rested = restedBook(memory, v, k)
    if (weights[k]! < leastWeight || rested === undefined) return []
    const keep = keepOf(halfLife, memory.setting.stepSeconds)
    return [
      { weight: weights[k]! * keep, missing: displaced[k]!, keep, book: { rested, noise: memory.noise[v]!, keep } },
    ]
  })
  const total = weights.reduce((sum, w) => sum + (w < leastWeight ? 0 : w), 0)
  const spoilt = (lots: number) =>
    believed.reduce(
      (sum, one) => sum + one.weight * waitWorth(one.book, priceBps, one.keep * (one.missing + lots)),
      0,
    ) / total
  return mostWhere(Math.min(most, depthAt(book, priceBps)), (lots) => priceBps - smoothRate(book, lots) > spoilt(lots))
}

/** Log of the price of a lot at which these venues together sell `pace` lots a step in the weather of now. */
function logPriceOf(memory: SaleMemory, open: readonly number[], pace: number): number {
  const venues = open.flatMap((v) => {
    const { halfLivesSeconds, weights, drift } = memory.beliefs[v]!
    const forecast = memory.forecasts[v]
    if (forecast === undefined) return []
    const keeps = halfLivesSeconds.map((halfLife) => keepOf(halfLife, memory.setting.stepSeconds))
    return [{ weights, drift, feeBps: feeOf(memory, v), table: flowTable(forecast.shape, memory.noise[v]!, keeps) }]
  })
  const flow = (logPrice: number) =>
    venues.reduce((sum, { weights, drift, feeBps, table }) => {
      const priceBps = sameMath.exp(logPrice) - feeBps
      if (priceBps <= 0) return sum
      const log = sameMath.log(priceBps)
      // As dear as the weather makes the book, so much more a lot must be worth.
      return weights.reduce((some, w, k) => some + (w < leastWeight ? 0 : w * flowIn(table, k, log - drift[k]!)), sum)
    }, 0)
  let low = -4
  let high = 8
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2
    if (flow(middle) < pace) low = middle
    else high = middle
  }
  return low
}

/** Several venues may together offer more than is left. */
function within(lots: readonly number[], left: number): readonly number[] {
  const sum = lots.reduce((a, b) => a + b, 0)
  return sum <= left ? lots : lots.map((x) => (x * left) / sum)
}
