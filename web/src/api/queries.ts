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
  EntryRow,
  HeldAct,
  LedgerRow,
  OutboxRow,
  Rest,
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
export const useLedger = (id: string) =>
  useQuery({
    queryKey: ['ledger', id],
    queryFn: () => getJson<LedgerRow[]>(`/api/cases/${encodeURIComponent(id)}/ledger`),
  })

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

const entriesQuery = (stream: string) => ({
  queryKey: ['entries', stream],
  queryFn: () => getJson<EntryRow[]>(`/api/cases/${stream}/entries`),
})
export const useEntries = (stream: string) => useQuery(entriesQuery(stream))
/** Of a stream of the zone's own, once its id is known. */
export const useEntriesOnceKnown = (stream: string | undefined) =>
  useQuery({ ...entriesQuery(stream ?? ''), enabled: stream !== undefined })
export const useEntriesOf = (streams: readonly string[]) => useQueries({ queries: streams.map(entriesQuery) })

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
