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
    const outlasts =
      remaining > darkStepsMax ? 0 : remaining <= 2 ? 1 : (darkStepsMax - remaining + 1) / (darkStepsMax - 1)
    sum += (darkChance / steps) * outlasts * unsoldBps
    if (t === steps - 1) sum += rejectChance * unsoldBps
  }
  return out
}
