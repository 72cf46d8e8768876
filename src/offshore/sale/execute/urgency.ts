import type { SaleSetting } from './saleState.ts'

/**
 * What a coin gains by being sold earlier: the chance that its venue goes dark and stays so to the end, and that the last order comes
 * back unfilled. Basis points per step, falling to zero at the end.
 */
export function urgency(setting: SaleSetting, from: number): Float64Array {
  const { steps, darkStepsMax, rejectChance, unsoldBps } = setting
  // Coins that can be sold anywhere are not lost with one venue.
  const darkChance = setting.prePositioned ? setting.darkChance : 0
  const out = new Float64Array(steps - from)
  let sum = 0
  for (let t = steps - 1; t >= from; t--) {
    out[t - from] = sum
    // Held into step t: lost if darkness begins at t and outlasts the steps that are left.
    const remaining = steps - t
    sum += (darkChance / steps) * outlasting(remaining, darkStepsMax) * unsoldBps
    if (t === steps - 1) sum += rejectChance * unsoldBps
  }
  return out
}

/** Chance, for each step from `from` on, that a venue goes dark with it and stays so to the end. */
export function lostChances({ steps, darkStepsMax, darkChance }: SaleSetting, from: number): Float64Array {
  return Float64Array.from({ length: Math.max(0, steps - from) }, (_, i) => {
    return (darkChance / steps) * outlasting(steps - from - i, darkStepsMax)
  })
}

/**
 * Chance that a venue is dark, or its book as good as empty, in any one step: a dark spell lasts from two steps to the longest on record; what
 * `books` books have never shown may still happen in the next one (Laplace).
 */
export function darkChanceOf({ steps, darkStepsMax, darkChance }: SaleSetting, books: number): number {
  return (darkChance * (2 + darkStepsMax)) / 2 / steps + 1 / (books + 2)
}

function outlasting(remaining: number, darkStepsMax: number): number {
  if (remaining > darkStepsMax) return 0
  return remaining <= 2 ? 1 : (darkStepsMax - remaining + 1) / (darkStepsMax - 1)
}
