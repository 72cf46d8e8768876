import { flaw, flawError } from '../flaws/flaw.ts'
import { addPostings, type Posting } from '../ledger/posting.ts'
import { utf8ToBytes } from '../record/hash.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { type AnyKind, type Applied, isChild, type Kinds } from './kind.ts'
import { postingsOf } from './machine.ts'
import { type CaseState, stateSizeMax, subjectKey } from './state.ts'

type AppliedEntry = Applied & { readonly to?: string; readonly model: string }

export interface AppliedResult {
  readonly state: unknown
  readonly postings: readonly Posting[]
}

/**
 * Applies one entry to its stream's state: the kind's own part, then what all kinds of a case share (stage, hands, documents, proposal used, balances).
 * Pure; the same entry on the same state gives the same state everywhere.
 */
export function applyEntry(parameters: {
  readonly kinds: Kinds
  readonly state: unknown
  readonly entry: AppliedEntry
  readonly world: 'real' | 'rehearsal'
}): AppliedResult {
  const { kinds, entry, world } = parameters
  const kind = kinds.get(entry.kind)
  if (kind === undefined) throw flawError('NOT_FOUND', flaw('NO_KIND', { kind: entry.kind }))
  const before = parameters.state ?? (kind.stream === 'case' ? emptyCase(world, entry.model) : undefined)
  const postings = postingsOf(kind, entry, before)
  const own = kind.apply(before as never, entry as unknown as Applied<never>)
  if (isChild(kind.stream)) {
    // The books of a sale are as long as its open orders; the other children keep to the size of a case.
    const child = (kind.stream === 'sale' ? own : bounded(own)) as { balances: CaseState['balances'] }
    return { state: withBalances(child, postings), postings }
  }
  if (kind.stream !== 'case') return { state: own, postings }
  const state = shared(own as CaseState, kind, entry, postings)
  return { state: bounded(state), postings }
}

export function emptyCase(world: 'real' | 'rehearsal', model: string): CaseState {
  return {
    world,
    model,
    stages: {},
    proposals: {},
    crossed: {},
    holds: {},
    hands: {},
    documents: {},
    balances: {},
    slices: {},
  }
}

/** A state stays small whatever the case holds: what grows is in a child stream, and of that the state keeps heads, counts and totals. */
function bounded<S>(state: S): S {
  const size = utf8ToBytes(canonical(state as unknown as Json)).length
  if (size <= stateSizeMax) return state
  const of = flaw('STATE_SIZE', { size: String(size), most: String(stateSizeMax) })
  throw flawError('INPUT_INVALID', of, { size, stateSizeMax })
}

function withBalances<S extends { readonly balances: CaseState['balances'] }>(
  state: S,
  postings: readonly Posting[],
): S {
  if (postings.length === 0) return state
  const result = addPostings(state.balances, postings)
  if ('fault' in result) throw flawError('INPUT_INVALID', result.fault)
  return { ...state, balances: result.balances }
}

function shared(own: CaseState, kind: AnyKind, entry: AppliedEntry, postings: readonly Posting[]): CaseState {
  const state = withBalances(own, postings)
  const { person, role } = entry.actor
  const hands = state.hands[person] ?? []
  const proposals = { ...state.proposals }
  if (entry.proposal !== undefined) delete proposals[entry.proposal]
  return {
    ...state,
    ...withMarks(own, kind, entry),
    proposals,
    stages: entry.to === undefined ? state.stages : { ...state.stages, [subjectKey(entry.subject)]: entry.to },
    hands:
      role === 'system' || hands.includes(role) ? state.hands : { ...state.hands, [person]: [...hands, role].sort() },
    documents: addDocuments(state.documents, entry, kind.name),
  }
}

/** What the entry is in the law's eyes, under the event's name; the latest stands. */
function withMarks(own: CaseState, kind: AnyKind, entry: AppliedEntry): Pick<CaseState, 'marks'> {
  const marks = kind.marks?.(entry as unknown as Applied<never>, own as never) ?? []
  if (marks.length === 0) return own.marks === undefined ? {} : { marks: own.marks }
  const next: Record<string, Readonly<Record<string, string>>> = { ...own.marks }
  for (const { event, on, key } of marks) next[event] = { ...next[event], [key ?? subjectKey(entry.subject)]: on }
  return { marks: next }
}

function addDocuments(documents: CaseState['documents'], entry: AppliedEntry, kind: string): CaseState['documents'] {
  if (entry.documents.length === 0) return documents
  const next = { ...documents }
  for (const sha256 of entry.documents) next[sha256] ??= kind
  return next
}
