import { curveOf, type LossCurve } from '../plan/lossCurve.ts'
import { longStep, paceOf } from './longRule.ts'
import type { SaleMemory, SaleTick } from './saleState.ts'

/**
 * The rule of `sluice/step/2`, by which its steps are computed again. Far from the end every venue follows its own level; coins that may be
 * sold anywhere follow one level over all books, fees included. Lots are not yet whole.
 */
export function decideLongBefore(memory: SaleMemory, tick: SaleTick, seen: readonly (LossCurve | undefined)[]) {
  const { setting } = memory
  const stepsLeft = setting.steps - tick.step
  const share = setting.lots / setting.steps / Math.max(1, tick.left)
  const { left, part } = paceOf(setting.steps, stepsLeft, setting.aversion)
  const behindSteps = (tick.left / setting.lots - left) * setting.steps
  if (!setting.prePositioned && setting.venues.length > 1) return together(memory, tick, seen, part, behindSteps)
  const steps = tick.venues.map(({ inventory }, v) => {
    const book = seen[v]
    const level = memory.levels[v]!
    return book === undefined || inventory <= 0
      ? { level, lots: 0 }
      : longStep({ level, seen: book, left: inventory, even: share * inventory, pace: part * inventory, behindSteps })
  })
  return { levels: steps.map(({ level }) => level), lots: steps.map(({ lots }) => lots) }
}

function together(
  memory: SaleMemory,
  tick: SaleTick,
  seen: readonly (LossCurve | undefined)[],
  part: number,
  behindSteps: number,
) {
  const { venues } = memory.setting
  const pieces = seen.flatMap((book, v) =>
    book === undefined
      ? []
      : Array.from(book.rate, (rate, j) => ({
          v,
          cost: rate + venues[v]!.feeBps,
          lots: book.depth[j]! - (j === 0 ? 0 : book.depth[j - 1]!),
        })),
  )
  const lots = venues.map(() => 0)
  if (pieces.length === 0) return { levels: memory.levels, lots }
  pieces.sort((a, b) => a.cost - b.cost)
  const whole = curveOf(pieces.map(({ cost, lots: size }) => [cost, size] as const))
  const step = longStep({
    level: memory.levels[0]!,
    seen: whole,
    left: tick.left,
    even: memory.setting.lots / memory.setting.steps,
    pace: part * tick.left,
    behindSteps,
  })
  let left = step.lots
  for (const { v, lots: size } of pieces) {
    const taken = Math.min(left, size)
    lots[v]! += taken
    left -= taken
  }
  return { levels: memory.levels.with(0, step.level), lots }
}
