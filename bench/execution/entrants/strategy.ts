import type { Begin, Tick } from '../market/simulate.ts'

/** Told how the sale begins, says where coins shall lie; then whole lots per venue at every tick. No clock, no files, no past but its own. */
export interface Strategy {
  readonly deposits: readonly number[]
  readonly tick: (tick: Tick) => readonly number[]
}

export type StrategyMaker = (begin: Begin) => Strategy
