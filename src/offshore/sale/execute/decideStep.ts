import { noiseNodes } from '../plan/bookScenarios.ts'
import { type DepthForecast, forecastDepth, forecastOfFirst, type SeenLevels } from '../plan/depthForecast.ts'
import { curveOf, depthAt, type LossCurve } from '../plan/lossCurve.ts'
import { decideApart } from './decideApart.ts'
import { decideLong } from './decideLong.ts'
import { decideLongBefore } from './decideLongBefore.ts'
import { decideTogether } from './decideTogether.ts'
import { afterMove, floorNear } from './floorNear.ts'
import { firstLevel } from './longRule.ts'
import { afterFill, firstBelief, type ResilienceBelief, shareBelief, tracesAt } from './resilience.ts'
import type { SaleMemory, SaleSetting, SaleTick } from './saleState.ts'
import { weigh } from './weigh.ts'

/** Half of what a forecast rests on is the last forty books. */
const historyHalfLifeBooks = 40

export function beginSale(setting: SaleSetting, history: readonly (readonly SeenLevels[])[]): SaleMemory {
  const said = readHistory(setting, history)
  return {
    setting,
    ...said,
    beliefs: said.forecasts.map((forecast) => firstBelief(forecast)),
    levels: setting.venues.map(() => firstLevel),
  }
}

type OfHistory = Pick<SaleMemory, 'forecasts' | 'noise' | 'booksSeen'>

/** What a history says does not change from step to step: every step of a sale asks for it. */
const historiesRead = new WeakMap<readonly (readonly SeenLevels[])[], Map<string, OfHistory>>()

function readHistory({ venues, lots, steps }: SaleSetting, history: readonly (readonly SeenLevels[])[]): OfHistory {
  const read = historiesRead.get(history) ?? new Map<string, OfHistory>()
  historiesRead.set(history, read)
  const key = `${venues.length} ${lots} ${steps}`
  const known = read.get(key)
  if (known !== undefined) return known
  const said: OfHistory = {
    forecasts: venues.map((_, v) =>
      forecastDepth(
        history.map((books) => books[v] ?? []),
        historyHalfLifeBooks,
      ),
    ),
    noise: noiseNodes(history, venues.length, (2 * lots) / steps / venues.length),
    booksSeen: history.reduce((sum, books) => sum + books.filter((levels) => levels.length > 0).length, 0),
  }
  read.set(key, said)
  return said
}

/** So many steps that the end is far beyond what a book remembers. */
const longSteps = 40
/** From so many steps before that on, a long sale looks closely at books; by the second rule it did not look at them at all before. */
const learningSteps = 20

/**
 * Decides one step: whole lots per venue, never more than lies there, than is left, than the cap of the step, or than bids above the
 * floor would take. Pure: same memory and tick, same orders; the product and the bench run this very function.
 *
 * @example const { memory: next, lots } = decideStep(memory, tick)
 */
export function decideStep(
  memory: SaleMemory,
  tick: SaleTick,
): { readonly memory: SaleMemory; readonly lots: readonly number[] } {
  const { setting } = memory
  const seen = tick.venues.map(({ up, levels }) => (up && levels.length > 0 ? curveOf(levels) : undefined))
  const next = learn(memory, tick, seen)
  const believed = { ...next, beliefs: shareBelief(next.beliefs) }
  if (setting.steps - tick.step > longSteps) {
    const { levels, lots } = setting.rule === 2 ? decideLongBefore(next, tick, seen) : decideLong(believed, tick, seen)
    return { memory: { ...next, levels }, lots: wholeLots(setting, tick, seen, keepUp(next, tick, lots)) }
  }
  const wanted = setting.prePositioned ? decideApart(believed, tick, seen) : decideTogether(believed, tick, seen)
  return { memory: next, lots: wholeLots(setting, tick, seen, keepUp(next, tick, wanted)) }
}

/** Most even steps that a sale which fell behind catches up in one. */
const catchUpMax = 3

/** Where the floor is near, nothing waits for better books: the sale keeps up with the even pace, out of the coins of whichever venues have a book. */
function keepUp(
  { setting, price }: SaleMemory,
  { step, left, venues }: SaleTick,
  wanted: readonly number[],
): readonly number[] {
  const { steps, lots, prePositioned } = setting
  if (!prePositioned || price === undefined || !floorNear(price, steps - step)) return wanted
  const due = Math.min(left - (lots / steps) * (steps - step - 1), (catchUpMax * lots) / steps)
  const missing = due - wanted.reduce((sum, one) => sum + one, 0)
  const spare = venues.map(({ up, inventory }, v) => (up ? Math.max(0, inventory - wanted[v]!) : 0))
  const all = spare.reduce((sum, one) => sum + one, 0)
  return missing <= 0 || all === 0 ? wanted : wanted.map((one, v) => one + spare[v]! * Math.min(1, missing / all))
}

/** What the books of this tick say about the weather and about how fast our traces fade. */
function learn(memory: SaleMemory, tick: SaleTick, seen: readonly (LossCurve | undefined)[]): SaleMemory {
  const { setting } = memory
  const near = setting.steps - tick.step <= longSteps + learningSteps
  const beliefs: ResilienceBelief[] = []
  const forecasts: (DepthForecast | undefined)[] = []
  setting.venues.forEach((_, v) => {
    const book = seen[v]
    const moved =
      tick.step === 0 ? memory.beliefs[v]! : afterFill(memory.beliefs[v]!, tick.venues[v]!.filled, setting.stepSeconds)
    const forecast = memory.forecasts[v] ?? (book && forecastOfFirst(book))
    forecasts.push(forecast)
    const learns = (near || setting.rule !== 2) && forecast !== undefined && book !== undefined
    beliefs.push(
      learns
        ? weigh(moved, tracesAt(moved, tick.ageSeconds), book, probes(forecast.shape, setting, near), forecast)
        : moved,
    )
  })
  const price =
    tick.floorBps === undefined || setting.rule !== undefined ? undefined : afterMove(memory.price, tick.floorBps)
  return { ...memory, beliefs, forecasts, ...(price === undefined ? {} : { price }) }
}

/** Rounds to whole lots, sells what is left in the last step, drops orders below the minimum, keeps to cap and floor. */
function wholeLots(
  setting: SaleSetting,
  tick: SaleTick,
  seen: readonly (LossCurve | undefined)[],
  wanted: readonly number[],
): readonly number[] {
  let left = Math.min(tick.left, setting.stepLotsMax ?? tick.left)
  return wanted.map((lots, v) => {
    const { inventory, up } = tick.venues[v]!
    const book = seen[v]
    const aboveFloor =
      tick.floorBps === undefined || book === undefined ? inventory : Math.floor(depthAt(book, tick.floorBps))
    const have = Math.min(inventory, left, aboveFloor)
    let order = Math.min(have, Math.round(lots))
    // A rest below the minimum could never be sold: take it along.
    if (setting.prePositioned && inventory - order < setting.venues[v]!.minLots) order = have
    if (!up || order < setting.venues[v]!.minLots) return 0
    left -= order
    return order
  })
}

/** Where to look into a book: shares of what one step's sale would take. A day has looks enough for fewer of them. */
function probes(rested: LossCurve, setting: SaleSetting, near: boolean): readonly number[] {
  const typical = setting.lots / setting.steps / Math.max(1, setting.venues.length)
  const deepest = rested.depth[rested.depth.length - 1] ?? 0
  return (near ? [0.25, 0.5, 1, 2, 4, 8] : [0.5, 2, 8]).map((share) => Math.min(deepest * 0.9, share * typical))
}
