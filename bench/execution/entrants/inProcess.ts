import type { Driver } from '../market/simulate.ts'
import { strategies } from './all.ts'
import type { Strategy } from './strategy.ts'

/** A strategy without a wall: for tests only. */
export function inProcess(name: string): Driver {
  const make = strategies[name]!
  let strategy: Strategy | undefined
  return {
    name,
    begin: async (message) => {
      strategy = make(message)
      return strategy.deposits
    },
    tick: async (message) => strategy!.tick(message),
  }
}
