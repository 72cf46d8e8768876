import type { Unmet } from '../../../src/core/case/rulebook.ts'
import type { CaseState } from '../../../src/core/case/state.ts'
import type { World } from '../../../src/core/record/entry.ts'
import type { Json } from '../../../src/core/record/jcs.ts'

/** What the zone's server answers, by route. */
export interface ZoneInfo {
  readonly zone: string
  readonly kind: 'onshore' | 'offshore'
  readonly world: World
  readonly name: string
  readonly origin: string
  readonly verifierKey: string
  readonly witnessKey: string
  readonly now: string
  /** In a rehearsal: its people sign in with one click. */
  readonly sandboxPeople?: boolean
}

export interface CaseRow {
  readonly id: string
  readonly head: string
  readonly position: number
  readonly recordedAt: string
  readonly state: CaseState
}

export type { CaseReader } from '../../../src/host/access/caseReaders.ts'
export type { HeldAct } from '../../../src/host/access/heldActs.ts'
/** What falls due in a case: derived by the zone from events, clocks of the law and calendars. */
export type { DueRow } from '../../../src/host/clocks/dueRows.ts'

export interface ChildStream {
  readonly id: string
  readonly kind: string
  readonly head: string
  readonly position: number
  readonly state: Json
}

export interface CaseDetail extends CaseRow {
  /** Reserve, plan and sizes are not shown to who reads until the last fill. */
  readonly sealed?: boolean
  readonly peer?: { readonly zone: string; readonly stream: string }
  readonly children: readonly ChildStream[]
}

export type { LedgerAccount, LedgerPage, LedgerRow } from '../../../src/host/server/ledgerPages.ts'
export type {
  EntryPage,
  Facets,
  Passed,
  PlacedRow as EntryRow,
  Progress,
  StraddlingCase,
} from '../../../src/host/server/pages.ts'

export interface ZoneStream<State> {
  readonly id?: string
  readonly head?: string
  readonly position?: number
  readonly state?: State
}

export interface OutboxRow {
  readonly key: string
  readonly type: string
  readonly state: string
  readonly attempts: number
  readonly outcome: unknown
  readonly entry: string
}

export interface Rest {
  readonly outbox: number
  readonly queue: number
  readonly unknown: number
}

/** RFC 9457, as the server sends it. */
export interface Problem {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly code: string
  readonly facts?: Readonly<Record<string, unknown>>
  readonly refusal?: {
    readonly kind: string
    readonly unmet: readonly Unmet[]
    readonly faults: readonly { readonly field: string; readonly expected: string; readonly found?: Json }[]
  }
}

export interface Acted {
  readonly outcome: 'appended' | 'known'
  readonly entry: string
  readonly stream: string
}
