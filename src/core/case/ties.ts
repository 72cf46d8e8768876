import { isWithin, startOf } from '../rules/interval.ts'
import type { Directory } from './directory.ts'

export const tieKinds = ['owns', 'controls', 'brand', 'person'] as const

/** One organisation owns or controls another, or shares a brand or a person with it, over an interval. Either may stand outside the directory. */
export interface Tie {
  readonly tie: string
  readonly owner: string
  readonly owned: string
  readonly kind: (typeof tieKinds)[number]
  /** Decimal per cent, of an owner. */
  readonly sharePercent?: string
  /** Days at +08:00, or moments; `until` exclusive. */
  readonly from: string
  readonly until?: string
  /** SHA-256 of the paper that it was read in. */
  readonly document: string
}

/** The tie of an organisation to the family that it was enrolled with: it holds until it is ended. @example enrolledTie('provider') // 'enrolled:provider' */
export function enrolledTie(org: string): string {
  return `enrolled:${org}`
}

/**
 * The chain that joins two organisations at a moment: the families that they were enrolled with and the ties that are declared, each as far as it holds then.
 * One that is not in the directory is joined to all: it cannot be shown not to be. Undefined where nothing joins them.
 *
 * @example chainBetween(directory, 'provider', 'desk', at) // ['provider', 'holding', 'desk']
 */
export function chainBetween(directory: Directory, a: string, b: string, at: string): readonly string[] | undefined {
  if (a === b) return [a]
  const { organisations, ties = [], endedFamilies = {} } = directory
  if (organisations[a] === undefined || organisations[b] === undefined) return [a, 'not in the directory', b]
  const edges: (readonly [string, string])[] = ties.filter((tie) => holds(tie, at)).map((tie) => [tie.owner, tie.owned])
  for (const [org, { family }] of Object.entries(organisations)) {
    const until = endedFamilies[org]
    if (until === undefined || at < startOf(until)) edges.push([org, `family ${family}`])
  }
  return walk(edges, a, b)
}

function holds({ from, until }: Pick<Tie, 'from' | 'until'>, at: string): boolean {
  return isWithin({ from: startOf(from), ...(until === undefined ? {} : { until: startOf(until) }) }, at)
}

function walk(edges: readonly (readonly [string, string])[], a: string, b: string): readonly string[] | undefined {
  const next = new Map<string, string[]>()
  for (const [one, other] of edges)
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const)
      next.set(from, [...(next.get(from) ?? []), to])
  const reached = new Map<string, readonly string[]>([[a, [a]]])
  for (const [org, path] of reached) {
    if (org === b) return path
    for (const to of next.get(org) ?? []) if (!reached.has(to)) reached.set(to, [...path, to])
  }
  return undefined
}
