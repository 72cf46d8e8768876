import type { Override } from './evaluate.ts'
import type { Pack } from './pack.ts'

export interface OverrideCount {
  readonly person: string
  readonly org: string
  readonly count: number
  /** Beyond the cap no further one counts. */
  readonly overCap: boolean
}

/** Overrides by person, most first: what auditor and procuratorate are shown. @example countOverrides(overrides, 3)[0]?.overCap */
export function countOverrides(overrides: readonly Override[], cap: number): OverrideCount[] {
  const counts = new Map<string, { person: string; org: string; count: number }>()
  for (const { by } of overrides) {
    const key = `${by.org} ${by.person}`
    const known = counts.get(key) ?? { ...by, count: 0 }
    counts.set(key, { ...known, count: known.count + 1 })
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || (a.person < b.person ? -1 : 1))
    .map((row) => ({ ...row, overCap: row.count > cap }))
}

export interface OverrideQuestion {
  readonly override: Override
  readonly packs: readonly Pack[]
  /** Overrides of the same person in the period that the cap counts. */
  readonly earlier: readonly Override[]
  readonly cap: number
  /** Roles of who gives it, and whether he stands in the beneficiary's chain. */
  readonly roles: readonly string[]
  readonly inBeneficiarysChain: boolean
}

/**
 * Whether an override may stand: only for an unverified rule; a prohibition is lifted by legal affairs with a source, a permission replaced by an opinion
 * from outside the beneficiary's chain; and nobody gives more than the cap.
 *
 * @example mayOverride({ override, packs, earlier: [], cap: 3, roles: ['legal-affairs'], inBeneficiarysChain: false }).ok
 */
export function mayOverride(question: OverrideQuestion): {
  readonly ok: boolean
  readonly found: string
  readonly required: string
} {
  const { override, packs, earlier, cap, roles, inBeneficiarysChain } = question
  const no = (found: string, required: string) => ({ ok: false, found, required })
  const rule = packs.flatMap((pack) => pack.rules).find((candidate) => candidate.id === override.rule)
  if (rule === undefined) return no(override.rule, 'a rule of the packs in force')
  if (rule.force !== 'unverified') return no(rule.force, 'an unverified rule: a verified one is never overridden')
  const kind = rule.effect === 'forbids' ? 'lifted-with-source' : 'legal-opinion'
  if (override.kind !== kind) return no(override.kind, kind)
  if (!/^[0-9a-f]{64}$/.test(override.document)) return no('no document', 'the hash of the source or opinion')
  if (kind === 'lifted-with-source' && !roles.includes('legal-affairs')) return no(roles.join(', '), 'legal-affairs')
  if (kind === 'legal-opinion' && inBeneficiarysChain)
    return no("in the beneficiary's chain", "somebody outside the beneficiary's chain")
  if (earlier.length >= cap) return no(String(earlier.length + 1), `at most ${cap}`)
  return { ok: true, found: `${earlier.length + 1} of ${cap}`, required: `at most ${cap}` }
}

/** How many things each has, most first. @example countBy(given, ({ by }) => by.org) // [{ who: 'psb', count: 2 }] */
export function countBy<T>(
  items: readonly T[],
  who: (item: T) => string,
): { readonly who: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(who(item), (counts.get(who(item)) ?? 0) + 1)
  return [...counts]
    .map(([name, count]) => ({ who: name, count }))
    .sort((a, b) => b.count - a.count || (a.who < b.who ? -1 : 1))
}
