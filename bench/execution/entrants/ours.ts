import { beginSale, decideStep } from '../../../src/offshore/sale/execute/decideStep.ts'
import type { SaleSetting } from '../../../src/offshore/sale/execute/saleState.ts'
import { allocate } from '../../../src/offshore/sale/plan/allocate.ts'
import { wholeShares } from '../../../src/offshore/sale/plan/wholeShares.ts'
import type { Begin } from '../market/simulate.ts'
import type { Strategy, StrategyMaker } from './strategy.ts'

/** The product's own decisions, told and asked through the bench's line. */
export const ours: StrategyMaker = (begin) => sell(begin, 0)

/** The same for principals who would rather sell early than be at the mercy of the price. */
export const oursAverse = (aversion: number): StrategyMaker => {
  return (begin) => sell(begin, aversion)
}

function sell(begin: Begin, aversion: number): Strategy {
  const setting: SaleSetting = {
    steps: begin.steps,
    stepSeconds: begin.stepSeconds,
    lots: begin.lots,
    prePositioned: begin.prePositioned,
    venues: begin.venues,
    darkChance: begin.darkChance,
    darkStepsMax: begin.darkStepsMax,
    rejectChance: begin.unfilledShare,
    unsoldBps: begin.unsoldBps,
    aversion,
    ...(begin.stepLotsMax !== undefined && { stepLotsMax: begin.stepLotsMax }),
  }
  let memory = beginSale(setting, begin.history)
  const deposits = begin.prePositioned ? wholeShares(begin.lots, allocate(memory)) : begin.venues.map(() => begin.lots)
  memory = { ...memory, setting: { ...setting, deposits } }
  return {
    deposits,
    tick: (tick) => {
      const decided = decideStep(memory, tick)
      memory = decided.memory
      return decided.lots
    },
  }
}
