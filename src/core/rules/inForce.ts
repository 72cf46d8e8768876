import { isWithin } from './interval.ts'
import type { ReadyRule } from './pack.ts'

/**
 * What of a list of rules holds at a moment. A rule that yields to another is left out while the other holds: the stated precedence of two rules that say
 * the same or cannot both be met.
 *
 * @example inForce(rules, at, (rule) => rule)
 */
export function inForce<T>(rules: readonly T[], at: string, ruleOf: (item: T) => ReadyRule): readonly T[] {
  const within = rules.filter((item) => isWithin(ruleOf(item).interval, at))
  const yields = within.some((item) => ruleOf(item).yieldsTo !== undefined)
  if (!yields) return within
  const ids = new Set(within.map((item) => ruleOf(item).id))
  return within.filter((item) => ruleOf(item).yieldsTo?.some((id) => ids.has(id)) !== true)
}
