import { startOf } from './interval.ts'

/** One organisation owns, controls, or shares a brand or a person with another over an interval. */
export interface Edge {
  readonly owner: string
  readonly owned: string
  readonly kind: 'owns' | 'controls' | 'brand' | 'person'
  readonly sharePercent?: string
  readonly from: string
  readonly until?: string
  readonly source: string
}

export interface ProviderRow {
  readonly org: string
  readonly legalName: string
  readonly role: string
  readonly qualification: string
  readonly from: string
  readonly until?: string
  readonly confidence: 'H' | 'M' | 'L'
  readonly source: string
  readonly checkedOn: string
}

export interface ProviderRegister {
  readonly format: 'sluice/providers/1'
  readonly title: string
  readonly note: string
  readonly rows: readonly ProviderRow[]
  readonly edges: readonly Edge[]
  /** Organisations whose owners were looked into. One that is not here cannot be shown to be unrelated. */
  readonly organisations: readonly string[]
}

export interface RelatedVerdict {
  readonly related: boolean
  /** The chain of organisations that joins them, or why it cannot be told. */
  readonly found: string
}

/**
 * Whether two organisations are of one family: joined by any chain of ownership, control, brand or person at the moment. An organisation whose owners
 * nobody looked into is related to all: it cannot be shown not to be.
 *
 * @example related({ register, a: 'victory-fintech', b: 'vdx-custody', at }).found // 'victory-fintech – vdx-group – vdx-custody'
 */
export function related(question: {
  readonly register: ProviderRegister
  readonly a: string
  readonly b: string
  readonly at: string
}): RelatedVerdict {
  const { register, a, b, at } = question
  if (a === b) return { related: true, found: a }
  const unknown = [a, b].filter((org) => !register.organisations.includes(org))
  if (unknown.length > 0) return { related: true, found: `owners of ${unknown.join(' and ')} not known` }
  const path = chain(
    register.edges.filter((edge) => holds(edge, at)),
    a,
    b,
  )
  return path === undefined
    ? { related: false, found: 'no chain of owners joins them' }
    : { related: true, found: path.join(' – ') }
}

function chain(edges: readonly Edge[], a: string, b: string): string[] | undefined {
  const reached = new Map<string, string[]>([[a, [a]]])
  for (const [org, path] of reached) {
    if (org === b) return path
    for (const edge of edges) {
      const next = edge.owner === org ? edge.owned : edge.owned === org ? edge.owner : undefined
      if (next !== undefined && !reached.has(next)) reached.set(next, [...path, next])
    }
  }
  return undefined
}

function holds(edge: Edge, at: string): boolean {
  return startOf(edge.from) <= at && (edge.until === undefined || at < startOf(edge.until))
}
