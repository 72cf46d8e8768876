import type { Actor, Fact, Subject } from '../../../src/core/case/kind.ts'
import type { Entry } from '../../../src/core/record/entry.ts'
import type { Json } from '../../../src/core/record/jcs.ts'

export interface DecisionRead {
  readonly packs: readonly string[]
  readonly model?: string
  readonly rules: readonly string[]
  readonly warnings: readonly string[]
  readonly to?: string
}

/** An entry as people read it: the openings by their part. What is withheld is absent here and listed in `withheld`. */
export interface EntryRead {
  readonly kind: string
  readonly actor: Actor | undefined
  readonly subject: Subject
  readonly payload: Readonly<Record<string, Json>>
  readonly facts: Readonly<Record<string, Fact>>
  readonly decision: DecisionRead | undefined
  readonly documents: readonly string[]
  readonly proposal: string | undefined
  readonly withheld: readonly string[]
}

export function readFields(entry: Entry): EntryRead {
  const payload: Record<string, Json> = {}
  const facts: Record<string, Fact> = {}
  for (const [name, { value }] of Object.entries(entry.fields)) {
    if (name.startsWith('payload.')) payload[name.slice('payload.'.length)] = value
    else if (name.startsWith('fact.')) facts[name.slice('fact.'.length)] = value as unknown as Fact
  }
  const value = (name: string): unknown => entry.fields[name]?.value
  return {
    kind: entry.header.kind,
    actor: value('actor') as Actor | undefined,
    subject: (value('subject') ?? {}) as Subject,
    payload,
    facts,
    decision: value('decision') as DecisionRead | undefined,
    documents: (value('documents') ?? []) as readonly string[],
    proposal: (value('action') as { proposal?: string } | undefined)?.proposal,
    withheld: Object.keys(entry.header.commitments).filter((name) => entry.fields[name] === undefined),
  }
}

/** @example subjectText({ lot: 'A', tranche: 'A/1' }) // 'A/1' */
export function subjectText(subject: Subject): string {
  return subject.tranche ?? subject.lot ?? ''
}
