import { hashText } from '../record/hash.ts'
import { canonical, type Json } from '../record/jcs.ts'
import {
  type Action,
  type AnyKind,
  type ChildStream,
  childStreams,
  type Fact,
  isChild,
  type Kinds,
  type StreamKind,
} from './kind.ts'

/** The action that a proposal proposes, as its executor will send it; undefined for any other kind. */
export function targetOf(action: Action): Action | undefined {
  if (action.kind !== 'proposal.made') return undefined
  const { proposes, payload } = action.payload as { proposes: string; payload: { readonly [key: string]: Json } }
  const {
    proposal: _,
    signature: __,
    countersignature: ___,
    ...rest
  } = action as Action & { signature?: unknown; countersignature?: unknown }
  return { ...rest, kind: proposes, payload }
}

/** Which streams beside its own an action is decided under, and which child of the case: of a proposal those of what it proposes. */
export function readingOf(
  kinds: Kinds,
  action: Action,
): { readonly reads: readonly StreamKind[]; readonly child?: { readonly stream: ChildStream; readonly id: string } } {
  const about = targetOf(action) ?? action
  const reads = kinds.get(about.kind)?.reads ?? []
  const stream = reads.find((name): name is ChildStream => isChild(name))
  const id = stream === undefined ? undefined : about.payload[childStreams[stream]]
  return stream === undefined || typeof id !== 'string' ? { reads } : { reads, child: { stream, id } }
}

/** What will be done, as one hash: kind, subject, payload and documents. Who executes it and when is the model's business. */
export function whatOf(action: Action): string {
  const { kind, payload } = action
  return hashText(
    canonical({
      kind,
      subject: (action.subject ?? {}) as unknown as Json,
      payload,
      documents: [...(action.documents ?? [])],
    }),
  )
}

/** The values that the guards of a kind read, as an approval binds them: verdicts that move with the market are bound by their answer alone. */
export function boundValues(kind: AnyKind, facts: Readonly<Record<string, Fact>>): string {
  const bound: Record<string, Json> = {}
  for (const name of Object.keys(kind.facts)) {
    const value = facts[name]?.value
    if (value === undefined) continue
    bound[name] = kind.volatile?.includes(name) ? { ok: (value as { ok: boolean }).ok } : value
  }
  return hashText(canonical(bound))
}

export function proposalDigests(parameters: {
  readonly kinds: Kinds
  readonly target: Action
  readonly targetFacts: Readonly<Record<string, Fact>>
}): { what: string; values: string } {
  const { kinds, target, targetFacts } = parameters
  return { what: whatOf(target), values: boundValues(kinds.get(target.kind)!, targetFacts) }
}

/** True when all that a rule read is what only the execution brings: the approvals, and the executor's own signature. */
export function onlyApprovals(found: Readonly<Record<string, Json>>): boolean {
  return Object.keys(found).every((fact) => fact === 'approvals' || fact === 'signed')
}
