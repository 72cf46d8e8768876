import type { Balances } from '../ledger/posting.ts'
import type { World } from '../record/entry.ts'
import type { Json } from '../record/jcs.ts'
import type { Subject } from './kind.ts'

/** A proposal that stands: what will be done and the values that its guards read, both by hash. */
export interface Proposal {
  readonly kind: string
  readonly what: string
  readonly values: string
  readonly by: string
  readonly approvals: readonly {
    readonly person: string
    readonly org: string
    readonly role: string
    readonly entry: string
  }[]
}

/** What came across: the sender's entry and the fields of the allow-list. */
export interface Crossed {
  readonly zone: string
  readonly entry: string
  readonly index: number
  readonly at: string
  readonly recordedAt: string
  readonly subject: Subject
  readonly fields: { readonly [key: string]: Json }
}

export interface Hold {
  readonly kind: string
  readonly lots: readonly string[]
  readonly from: string
  readonly reviewOn: string
  readonly mayLift: string
  /** Organisation that placed it; absent in states of the first machine. */
  readonly by?: string
  /** Base units of the one lot that it names; absent where it strikes the lot whole. */
  readonly units?: string
}

/** Something that went wrong and waits for an answer. */
export interface Incident {
  readonly kind: string
  readonly at: string
  readonly needsPerson: boolean
  readonly lot?: string
  /** The clock that ran over, and what it runs for. */
  readonly clock?: string
  readonly key?: string
  readonly measure?: string
}

/** When what happened, by event and what it happened to: days or moments from which the clocks of the law run, and which meet them. */
export type Marks = Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * The state of a case in one zone: derived from its chain by `apply`, at most 64 KiB. `slices` holds each stage's own part under the stage's name;
 * what is shared by all stages stands here.
 */
export interface CaseState {
  readonly world: World
  readonly model: string
  /** Stage of the case, of each lot and of each tranche: keys `case`, `lot A`, `tranche A/1`. */
  readonly stages: Readonly<Record<string, string>>
  readonly proposals: Readonly<Record<string, Proposal>>
  /** Latest arrival of each crossing kind and subject: keys `kind` or `kind A/1`. */
  readonly crossed: Readonly<Record<string, Crossed>>
  readonly holds: Readonly<Record<string, Hold>>
  /** Who acted under which role. */
  readonly hands: Readonly<Record<string, readonly string[]>>
  /** Documents that the case holds, by hash; value is the kind that brought them. */
  readonly documents: Readonly<Record<string, string>>
  readonly balances: Balances
  /** Absent in states of the first machine. */
  readonly marks?: Marks
  /** Open ones, by the entry that raised them. */
  readonly incidents?: Readonly<Record<string, Incident>>
  /** Clocks whose lateness has its reason on record: keys `clock subject`. */
  readonly reasons?: Readonly<Record<string, string>>
  readonly slices: Readonly<Record<string, Json>>
}

export const stateSizeMax = 65_536

export function subjectKey(subject: Subject): string {
  if (subject.tranche !== undefined) return `tranche ${subject.tranche}`
  return subject.lot === undefined ? 'case' : `lot ${subject.lot}`
}

/** Stage of a subject; a tranche that has none yet stands where its lot stands, a lot where its case stands. */
export function stageOf(state: Pick<CaseState, 'stages'>, subject: Subject): string {
  return (
    (subject.tranche === undefined ? undefined : state.stages[`tranche ${subject.tranche}`]) ??
    (subject.lot === undefined ? undefined : state.stages[`lot ${subject.lot}`]) ??
    state.stages.case ??
    'none'
  )
}

/** What crossed of a kind about a subject, its lot or the case; where it speaks of money, in the currency asked. */
export function crossedOf(
  state: CaseState,
  kind: string,
  subject: Subject = {},
  currency?: string,
): Crossed | undefined {
  if (currency !== undefined) {
    const name = `${kind}:${currency}`
    const own = [subject.tranche, subject.lot].map((of) =>
      of === undefined ? undefined : state.crossed[`${name} ${of}`],
    )
    const found = own.find((one) => one !== undefined)
    if (found !== undefined) return found
  }
  return (
    (subject.tranche === undefined ? undefined : state.crossed[`${kind} ${subject.tranche}`]) ??
    (subject.lot === undefined ? undefined : state.crossed[`${kind} ${subject.lot}`]) ??
    state.crossed[kind]
  )
}

/** A stage's own part of the state. @example slice<DepositSlice>(state, 'deposit') */
export function slice<T>(state: CaseState, name: string): T | undefined {
  return state.slices[name] as T | undefined
}

export function withSlice(state: CaseState, name: string, value: object): CaseState {
  return { ...state, slices: { ...state.slices, [name]: value as unknown as Json } }
}
