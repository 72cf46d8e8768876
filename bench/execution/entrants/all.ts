import { ours, oursAverse } from './ours.ts'
import { peers } from './peers.ts'
import type { StrategyMaker } from './strategy.ts'

export const strategies: Readonly<Record<string, StrategyMaker>> = {
  ...peers,
  ours,
  'ours, aversion 1': oursAverse(1),
  'ours, aversion 2': oursAverse(2),
  'ours, aversion 3': oursAverse(3),
}
