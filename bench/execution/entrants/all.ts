import { ours } from './ours.ts'
import { peers } from './peers.ts'
import type { StrategyMaker } from './strategy.ts'

export const strategies: Readonly<Record<string, StrategyMaker>> = { ...peers, ours }
