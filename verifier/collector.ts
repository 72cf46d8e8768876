import { flawText } from '../src/core/flaws/flaw.ts'
import type { Entry } from '../src/core/record/entry.ts'
import type { AttestedFact, FactCount, Fault, FaultFound, KeyUse, Notice, WithheldItem } from './report.ts'

/** Faults beyond this are counted and not listed: after one change everything that follows differs. */
const faultsMax = 200

type About = Required<Pick<Fault, 'zone' | 'entry' | 'entryKind' | 'index' | 'recordedAt'>>

/** What a verification found, as data: one share of the work hands it to the one that makes the report. */
export interface Found {
  readonly faults: readonly { readonly at: number; readonly fault: FaultFound }[]
  readonly omitted: number
  readonly keys: readonly KeyCount[]
  readonly proved: readonly FactCount[]
  readonly attested: readonly AttestedFact[]
  readonly withheld: readonly { readonly at: number; readonly item: WithheldItem }[]
  readonly notices: readonly { readonly at: number; readonly notice: Notice }[]
  readonly postings: number
  readonly replayed: number
}

interface KeyCount {
  readonly key: string
  readonly zone: string
  readonly use: KeyUse['use']
  readonly count: number
}

/** A count that goes on. */
type Counted<T extends { readonly count: number }> = Omit<T, 'count'> & { count: number }

/** Gathers what a verification finds. */
export interface Collector {
  /** Where the work stands, counted over all zones, and whether what is told now belongs to this share. */
  stand(at: number, mine: boolean): void
  /** What another share of the same work found. */
  absorb(found: Found): void
  found(): Found
  fault(fault: FaultFound): void
  about(zone: string, id: string, entry: Entry, index: number): About
  useKey(key: string, zone: string, use: KeyUse['use']): void
  proved(kind: string, fact: string): void
  attested(kind: string, fact: string, by: string): void
  withheld(item: WithheldItem): void
  notice(notice: Notice): void
  postings(count: number): void
  replayed(): void
  result(): {
    readonly faults: readonly Fault[]
    readonly omitted: number
    readonly keys: ReadonlyMap<string, KeyCount>
    readonly proved: readonly FactCount[]
    readonly attested: readonly AttestedFact[]
    readonly withheld: readonly WithheldItem[]
    readonly notices: readonly Notice[]
    readonly postings: number
    readonly replayed: number
  }
}

export function createCollector(): Collector {
  let faults: Found['faults'][number][] = []
  let omitted = 0
  let posted = 0
  let replayed = 0
  let at = -1
  let mine = true
  const keys = new Map<string, KeyCount>()
  const proved = new Map<string, Counted<FactCount>>()
  const provedOf = new Map<string, Map<string, Counted<FactCount>>>()
  const attested = new Map<string, AttestedFact>()
  let withheld: Found['withheld'][number][] = []
  let notices: Found['notices'][number][] = []
  // Kept apart, so that a thousand consequences never push out the key that does not fit.
  let listed = new Map<string, number>()
  const list = (row: Found['faults'][number]): void => {
    const count = (listed.get(row.fault.kind) ?? 0) + 1
    listed.set(row.fault.kind, count)
    if (count > faultsMax) omitted++
    else faults.push(row)
  }
  return {
    stand: (step, belongs) => {
      at = step
      mine = belongs
    },
    fault: (fault) => {
      if (mine) list({ at, fault })
    },
    about: (zone, id, entry, index) => ({
      zone,
      entry: id,
      entryKind: entry.header.kind,
      index,
      recordedAt: entry.header.recordedAt,
    }),
    useKey: (key, zone, use) => {
      if (mine) add(keys, `${zone} ${use} ${key}`, { key, zone, use, count: 1 })
    },
    proved: (kind, fact) => {
      if (!mine) return
      // A dozen for each entry: found without making their text.
      const known = provedOf.get(kind)?.get(fact)
      if (known !== undefined) {
        known.count++
        return
      }
      const place = `${kind} ${fact}`
      const row = { kind, fact, count: (proved.get(place)?.count ?? 0) + 1 }
      proved.set(place, row)
      provedOf.set(kind, (provedOf.get(kind) ?? new Map<string, Counted<FactCount>>()).set(fact, row))
    },
    attested: (kind, fact, by) => {
      if (mine) add(attested, `${by} ${kind} ${fact}`, { kind, fact, by, count: 1 })
    },
    withheld: (item) => {
      if (mine) withheld.push({ at, item })
    },
    notice: (notice) => {
      if (mine) notices.push({ at, notice })
    },
    postings: (count) => {
      if (mine) posted += count
    },
    replayed: () => {
      if (mine) replayed++
    },
    absorb: (found) => {
      // In the order in which one alone would have told them, and as many.
      const all = [...faults, ...found.faults].sort((a, b) => a.at - b.at)
      faults = []
      listed = new Map()
      for (const row of all) list(row)
      omitted += found.omitted
      withheld = [...withheld, ...found.withheld].sort((a, b) => a.at - b.at)
      notices = [...notices, ...found.notices].sort((a, b) => a.at - b.at)
      for (const row of found.keys) add(keys, `${row.zone} ${row.use} ${row.key}`, row)
      provedOf.clear()
      for (const row of found.proved) add(proved, `${row.kind} ${row.fact}`, row)
      for (const row of found.attested) add(attested, `${row.by} ${row.kind} ${row.fact}`, row)
      posted += found.postings
      replayed += found.replayed
    },
    found: () => ({
      faults,
      omitted,
      keys: [...keys.values()],
      proved: [...proved.values()],
      attested: [...attested.values()],
      withheld,
      notices,
      postings: posted,
      replayed,
    }),
    result: () => ({
      faults: faults.map(({ fault }) => ({ ...fault, message: flawText(fault.flaw, 'en') })),
      omitted,
      keys,
      proved: sorted(proved),
      attested: sorted(attested),
      withheld: withheld.map(({ item }) => item),
      notices: notices.map(({ notice }) => notice),
      postings: posted,
      replayed,
    }),
  }
}

function add<T extends { readonly count: number }>(map: Map<string, T>, place: string, row: T): void {
  map.set(place, { ...row, count: (map.get(place)?.count ?? 0) + row.count })
}

function sorted<T>(map: ReadonlyMap<string, T>): T[] {
  return [...map.keys()].sort().map((key) => map.get(key)!)
}
