import { useQueries, useQuery } from '@tanstack/react-query'
import type { Directory } from '../../../src/core/case/directory.ts'
import type { Registers } from '../../../src/core/case/registers.ts'
import type { Packs } from '../../../src/core/zone/packsState.ts'
import type { DeskBooks } from '../../../src/host/desk/deskBooks.ts'
import { getJson, getText, ProblemError } from './client.ts'
import type {
  CaseDetail,
  CaseReader,
  CaseRow,
  DueRow,
  EntryPage,
  EntryRow,
  Facets,
  HeldAct,
  LedgerAccount,
  LedgerPage,
  OutboxRow,
  Progress,
  Rest,
  StraddlingCase,
  ZoneInfo,
  ZoneStream,
} from './types.ts'

/** What the record says now: read again after each commit that the zone announces. */
export const useZone = () => useQuery({ queryKey: ['zone'], queryFn: () => getJson<ZoneInfo>('/api/zone') })
export const useCases = () => useQuery({ queryKey: ['cases'], queryFn: () => getJson<CaseRow[]>('/api/cases') })
export const useClocks = () => useQuery({ queryKey: ['clocks'], queryFn: () => getJson<DueRow[]>('/api/clocks') })
export const useOutbox = () => useQuery({ queryKey: ['outbox'], queryFn: () => getJson<OutboxRow[]>('/api/outbox') })
export const useRest = () => useQuery({ queryKey: ['rest'], queryFn: () => getJson<Rest>('/api/rest') })

export const useDirectory = () =>
  useQuery({ queryKey: ['directory'], queryFn: () => getJson<ZoneStream<Directory>>('/api/directory') })
export const useRegisters = () =>
  useQuery({ queryKey: ['registers'], queryFn: () => getJson<ZoneStream<Registers>>('/api/registers') })
export const usePacks = () => useQuery({ queryKey: ['packs'], queryFn: () => getJson<ZoneStream<Packs>>('/api/packs') })

export const useCase = (id: string) =>
  useQuery({ queryKey: ['case', id], queryFn: () => getJson<CaseDetail>(`/api/cases/${encodeURIComponent(id)}`) })

/** Acts of the administration that wait for a second signature: shown to administrators alone. */
export const useHeldActs = () =>
  // No entry, so no commit tells of one: asked for again while somebody looks.
  useQuery({ queryKey: ['acts'], queryFn: () => getJson<HeldAct[]>('/api/acts'), refetchInterval: 5_000 })
export const useCaseReaders = (id: string) =>
  useQuery({ queryKey: ['readers', id], queryFn: () => getJson<CaseReader[]>(`/api/cases/${id}/readers`) })

/** The live books of a sale that runs: no entry tells of them, so they are asked for every second while somebody looks. */
export const useBooks = (id: string, tranche: string) =>
  useQuery({
    queryKey: ['books', id, tranche],
    queryFn: () => getJson<DeskBooks>(`/api/cases/${id}/books?tranche=${encodeURIComponent(tranche)}`),
    refetchInterval: 1_000,
  })

/** A query of a page, in words of the route; what is empty is left out. */
export type Asked = Readonly<Record<string, string | undefined>>

function pathOf(route: string, asked: Asked): string {
  const words = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value]],
  )
  return words.length === 0 ? route : `${route}?${new URLSearchParams(words).toString()}`
}

export const getEntryPage = (stream: string, asked: Asked) =>
  getJson<EntryPage>(pathOf(`/api/cases/${stream}/entries`, asked))

/** Entries of a case or a child of it, a page at a time. */
export const useEntryPage = (stream: string | undefined, asked: Asked = {}) =>
  useQuery({
    queryKey: ['entries', stream, asked],
    queryFn: () => getEntryPage(stream ?? '', asked),
    enabled: stream !== undefined,
    placeholderData: (kept, query) => (query?.queryKey[1] === stream ? kept : undefined),
  })

/** Entries of one stream from the first that is asked for to the last: for the few that say something of a key, a register, a statement. */
export async function everyEntry(stream: string, asked: Asked = {}): Promise<readonly EntryRow[]> {
  const rows: EntryRow[] = []
  for (let after: string | undefined; ; ) {
    const page = await getEntryPage(stream, { ...asked, limit: '500', after })
    rows.push(...page.rows)
    if (page.next === undefined) return rows
    after = String(page.next)
  }
}
export const useEveryEntry = (stream: string | undefined, kinds: readonly string[]) =>
  useQuery({
    queryKey: ['every-entry', stream, kinds],
    queryFn: () => everyEntry(stream ?? '', { kind: kinds.join(',') }),
    enabled: stream !== undefined,
  })

export const useFacets = (stream: string) =>
  useQuery({ queryKey: ['facets', stream], queryFn: () => getJson<Facets>(`/api/cases/${stream}/facets`) })
export const useProgressOf = (cases: readonly string[]) =>
  useQueries({
    queries: cases.map((id) => ({
      queryKey: ['progress', id],
      queryFn: () => getJson<Progress>(`/api/cases/${id}/progress`),
    })),
  })
export const useStraddling = (moments: readonly string[]) =>
  useQuery({
    queryKey: ['straddling', moments],
    queryFn: () =>
      getJson<StraddlingCase[]>(`/api/acts/around?${new URLSearchParams(moments.map((at) => ['at', at])).toString()}`),
    enabled: moments.length > 0,
  })

export const useLedgerPage = (id: string, asked: Asked) =>
  useQuery({
    queryKey: ['ledger', id, asked],
    queryFn: () => getJson<LedgerPage>(pathOf(`/api/cases/${id}/ledger`, asked)),
    placeholderData: (kept, query) => (query?.queryKey[1] === id ? kept : undefined),
  })
export const useLedgerAccounts = (id: string) =>
  useQuery({ queryKey: ['accounts', id], queryFn: () => getJson<LedgerAccount[]>(`/api/cases/${id}/accounts`) })

/** A document is its hash: once read it never changes. Undefined where the zone does not hold it. */
const documentQuery = (sha256: string) => ({
  queryKey: ['document', sha256],
  queryFn: () =>
    getText(`/api/documents/${sha256}`).catch((error: unknown) => {
      if (error instanceof ProblemError && error.problem.status === 404) return null
      throw error
    }),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
})
export const useDocument = (sha256: string | undefined) =>
  useQuery({ ...documentQuery(sha256 ?? ''), enabled: sha256 !== undefined })
export const useDocuments = (hashes: readonly string[]) => useQueries({ queries: hashes.map(documentQuery) })

export const useCheckpointNote = () => useQuery({ queryKey: ['checkpoint'], queryFn: () => getText('/log/checkpoint') })
