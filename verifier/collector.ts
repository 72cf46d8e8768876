import type { Entry } from '../src/core/record/entry.ts'
import type { AttestedFact, FactCount, Fault, KeyUse, WithheldItem } from './report.ts'

/** Faults beyond this are counted and not listed: after one change everything that follows differs. */
const faultsMax = 200

type About = Required<Pick<Fault, 'zone' | 'entry' | 'entryKind' | 'index' | 'recordedAt'>>

/** Gathers what a verification finds. */
export interface Collector {
  fault(fault: Fault): void
  about(zone: string, id: string, entry: Entry, index: number): About
  useKey(key: string, zone: string, use: KeyUse['use']): void
  proved(kind: string, fact: string): void
  attested(kind: string, fact: string, by: string): void
  withheld(item: WithheldItem): void
  postings(count: number): void
  replayed(): void
  result(): {
    readonly faults: readonly Fault[]
    readonly omitted: number
    readonly keys: ReadonlyMap<
      string,
      { readonly key: string; readonly zone: string; readonly use: KeyUse['use']; readonly count: number }
    >
    readonly proved: readonly FactCount[]
    readonly attested: readonly AttestedFact[]
    readonly withheld: readonly WithheldItem[]
    readonly postings: number
    readonly replayed: number
  }
}

export function createCollector(): Collector {
  const faults: Fault[] = []
  let omitted = 0
  let posted = 0
  let replayed = 0
  const keys = new Map<string, { key: string; zone: string; use: KeyUse['use']; count: number }>()
  const proved = new Map<string, { kind: string; fact: string; count: number }>()
  const attested = new Map<string, { kind: string; fact: string; by: string; count: number }>()
  const withheld: WithheldItem[] = []
  // Kept apart, so that a thousand consequences never push out the key that does not fit.
  const listed = new Map<string, number>()
  return {
    fault: (fault) => {
      const count = (listed.get(fault.kind) ?? 0) + 1
      listed.set(fault.kind, count)
      if (count > faultsMax) omitted++
      else faults.push(fault)
    },
    about: (zone, id, entry, index) => ({
      zone,
      entry: id,
      entryKind: entry.header.kind,
      index,
      recordedAt: entry.header.recordedAt,
    }),
    useKey: (key, zone, use) => {
      const place = `${zone} ${use} ${key}`
      keys.set(place, { key, zone, use, count: (keys.get(place)?.count ?? 0) + 1 })
    },
    proved: (kind, fact) => {
      const place = `${kind} ${fact}`
      proved.set(place, { kind, fact, count: (proved.get(place)?.count ?? 0) + 1 })
    },
    attested: (kind, fact, by) => {
      const place = `${by} ${kind} ${fact}`
      attested.set(place, { kind, fact, by, count: (attested.get(place)?.count ?? 0) + 1 })
    },
    withheld: (item) => withheld.push(item),
    postings: (count) => {
      posted += count
    },
    replayed: () => {
      replayed++
    },
    result: () => ({
      faults,
      omitted,
      keys,
      proved: sorted(proved),
      attested: sorted(attested),
      withheld,
      postings: posted,
      replayed,
    }),
  }
}

function sorted<T>(map: ReadonlyMap<string, T>): T[] {
  return [...map.keys()].sort().map((key) => map.get(key)!)
}
