import type { TSchema } from 'typebox'
import type { Posting } from '../ledger/posting.ts'
import type { Json } from '../record/jcs.ts'
import type { Paper } from '../record/paper.ts'
import type { Clock, RunningClock } from '../rules/clocks.ts'
import type { ParameterName } from '../rules/parameterForms.ts'
import { personalField } from './action.ts'
import type { Directory } from './directory.ts'
import type { Registers } from './registers.ts'
import type { CaseState } from './state.ts'

export type ZoneKind = 'onshore' | 'offshore'

/** The zone's own streams and the streams of a case. A child stream (sale, claims, holdings) holds what grows without bound. */
export type StreamKind = 'directory' | 'registers' | 'packs' | 'case' | ChildStream

export type ChildStream = keyof typeof childStreams

/** The child streams of a case, each with the payload field by which an entry of the case names the one that it reads. */
export const childStreams = { sale: 'orders', claims: 'claims', holdings: 'holdings' } as const

/** @example isChild('claims') // true */
export function isChild(stream: string): stream is ChildStream {
  return Object.hasOwn(childStreams, stream)
}

export interface Actor {
  readonly org: string
  readonly person: string
  readonly role: string
}

/** What of the case an action is about: the case itself, a lot, or a tranche of a lot. */
export interface Subject {
  readonly lot?: string
  readonly tranche?: string
}

/** Somebody's wish to append: checked, decided, then an entry or a refusal. */
export interface Action {
  /** Chosen by the sender. Same id and bytes: same entry. Same id, other bytes: refused. */
  readonly id: string
  /** The zone and the case or child stream that it is for: signed, so that it cannot be brought to another. `stream` is absent for the first entry of one, and for the zone's own streams, of which there is one each. */
  readonly zone?: string
  readonly stream?: string
  readonly kind: string
  readonly actor: Actor
  readonly subject?: Subject
  /** RFC 3339 UTC with milliseconds; absent for what Sluice does itself, which is never dated back. */
  readonly effectiveAt?: string
  readonly payload: { readonly [key: string]: Json }
  /** Entry that proposed it, where the model asks for approvals. */
  readonly proposal?: string
  /** SHA-256 of the documents attached. */
  readonly documents?: readonly string[]
}

/** Where a fact's value was read. Replay reads it again there. */
export interface Source {
  readonly from: 'payload' | 'stream' | 'document' | 'pack' | 'configuration'
  /** Id of the head that the stream stood at, hash of the document or pack. */
  readonly id?: string
  /** Who attests what a document says. */
  readonly attestedBy?: string
}

export interface Fact {
  readonly value: Json
  readonly sources: readonly Source[]
}

/** The verdict of an exact comparison, with both values: rules read `ok`, people read the rest. */
export interface Verdict {
  readonly ok: boolean
  readonly found: string
  readonly required: string
}

/** @example verdict(cover >= required, '1.1043', '1.10') */
export function verdict(ok: boolean, found: string, required: string): Verdict & { [key: string]: Json } {
  return { ok, found, required }
}

/** What a fact function may read; each reading is noted as a source of the fact. */
export interface FactInput<Payload, State = CaseState> {
  readonly payload: Payload
  /** Id of the action. A zone has one entry for an id: what may happen once is asked to have the id that follows from it. */
  readonly actionId: string
  readonly actor: Actor
  readonly subject: Subject
  readonly effectiveAt: string
  readonly recordedAt: string
  readonly zone: { readonly id: string; readonly kind: ZoneKind; readonly world: 'real' | 'rehearsal' }
  state(): State
  /** Keys of the founders that the zone's configuration names; undefined on replay, where no configuration is to be had. */
  founders(): readonly string[] | undefined
  directory(): Directory
  registers(): Registers
  /** Another stream that the kind says it reads, at the head that the entry will name. */
  related<T>(stream: StreamKind): T
  /** A parameter of the model or of a pack in force. */
  parameter(name: ParameterName): string
  /**
   * A term of the law from an event: a day, or for a term of hours a moment, by the clock's id. Counted by the calendar of the pack in force.
   * @throws {CALENDAR_UNKNOWN} where the holidays of a year are not recorded
   */
  term(clock: string, event: string, inCustody?: boolean): RunningClock
  /** A clock of the packs in force: what starts it, what meets it, whom it binds. */
  clock(id: string): Clock
  /** Text of an attached document or one that the case already holds. @throws {Withheld} */
  document(sha256: string): string
  /** A signed paper of the type asked, its key checked in the directory. The fact is then attested by the issuer. */
  paper(sha256: string, type: string): Paper
  /** Keys that signed the action, verified. */
  readonly signers: readonly string[]
  /** All documents that the action attaches. */
  readonly documents: readonly string[]
}

/** An entry as `apply` and `postings` see it: openings read, personal values absent. */
export interface Applied<Payload = { readonly [key: string]: Json }> {
  readonly id: string
  readonly position: number
  readonly kind: string
  readonly recordedAt: string
  readonly effectiveAt: string
  readonly actor: Actor
  readonly subject: Subject
  readonly payload: Payload
  readonly facts: Readonly<Record<string, Fact>>
  readonly documents: readonly string[]
  readonly proposal?: string
}

/** A change wanted in the world; put in the outbox with the entry, performed by a worker with its key. */
export interface Effect {
  readonly key: string
  readonly type: 'broadcast' | 'order' | 'cancel' | 'payment' | 'cross'
  readonly request: { readonly [key: string]: Json }
}

/** What of an entry the other zone may read: an allow-list. The rest crosses as commitments. */
export interface CrossingRule {
  readonly to: ZoneKind
  readonly fields: readonly string[]
  /** Fields whose hash names a document that crosses along. */
  readonly documents?: readonly string[]
}

export interface Kind<Payload = never, State = CaseState> {
  readonly name: string
  readonly stream: StreamKind
  readonly zones: readonly ZoneKind[]
  /** Streams beside its own and the zone's that its facts read. */
  readonly reads?: readonly StreamKind[]
  readonly payload: TSchema
  /** Payload fields that live in the vault: the entry commits to them, apply and facts never read them. */
  readonly personal?: readonly string[]
  readonly facts: Readonly<Record<string, (input: FactInput<Payload, State>) => Json>>
  /** Verdicts whose found value may change between proposal and use; only `ok` is then bound by an approval. */
  readonly volatile?: readonly string[]
  apply(state: State, entry: Applied<Payload>): State
  postings?(entry: Applied<Payload>, state: State): readonly Posting[]
  effects?(entry: Applied<Payload>, state: State): readonly Effect[]
  /** What is destroyed in the transaction of the entry: openings in the vault, documents. */
  deletes?(entry: Applied<Payload>): Deletion
  readonly crosses?: CrossingRule
  /** An entry of a kind that crosses which concerns nobody over there: it stays. */
  stays?(entry: Applied<Payload>): boolean
  /** Events of the law that the entry is, by which clocks start or are met. */
  marks?(entry: Applied<Payload>, state: State): readonly Mark[]
  /** Holds in every stage of every model, with no step of its own. */
  readonly anywhere?: true
}

/** An event of the law: what, to what of the case (its subject where no key is given), and on which day or at which moment. */
export interface Mark {
  readonly event: string
  readonly on: string
  readonly key?: string
}

export interface Deletion {
  readonly values: readonly { readonly entry: string; readonly field: string }[]
  /** SHA-256. */
  readonly documents: readonly string[]
  /** Under which duty, with its source. */
  readonly duty: string
}

/** Any kind, for the closed list. */
export interface AnyKind
  extends Omit<Kind<never, never>, 'facts' | 'apply' | 'postings' | 'effects' | 'stays' | 'marks' | 'deletes'> {
  readonly facts: Readonly<Record<string, (input: FactInput<never, never>) => Json>>
  apply(state: never, entry: Applied<never>): unknown
  postings?(entry: Applied<never>, state: never): readonly Posting[]
  effects?(entry: Applied<never>, state: never): readonly Effect[]
  stays?(entry: Applied<never>): boolean
  marks?(entry: Applied<never>, state: never): readonly Mark[]
  deletes?(entry: Applied<never>): Deletion
}

/** Whether an entry goes over to the other zone. @example goesOver(transferConfirmed, applied) */
export function goesOver(kind: AnyKind, entry: Applied): boolean {
  return kind.crosses !== undefined && kind.stays?.(entry as Applied<never>) !== true
}

/** Thrown by a document reader when the bundle or the vault does not hold the bytes. */
export class Withheld extends Error {
  readonly sha256: string
  constructor(sha256: string) {
    super(`document ${sha256} is withheld`)
    this.sha256 = sha256
  }
}

export type Kinds = ReadonlyMap<string, AnyKind>

/** The closed list. @example listKinds([caseOpened, seizureDecided]) */
export function listKinds(kinds: readonly AnyKind[]): Kinds {
  const map = new Map<string, AnyKind>()
  for (const kind of kinds) {
    if (map.has(kind.name)) throw new TypeError(`kind ${kind.name} is listed twice`)
    const misnamed = kind.personal?.find((field) => !personalField.test(field))
    if (misnamed !== undefined)
      throw new TypeError(`${kind.name}: a personal field is named personalX, not ${misnamed}`)
    map.set(kind.name, kind)
  }
  return map
}

export function defineKind<Payload, State = CaseState>(kind: Kind<Payload, State>): AnyKind {
  return kind as unknown as AnyKind
}
