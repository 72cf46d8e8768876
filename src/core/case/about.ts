import type { Posting } from '../ledger/posting.ts'
import type { Entry } from '../record/entry.ts'
import type { Json } from '../record/jcs.ts'
import { readCrossed } from './commonKinds.ts'
import type { Subject } from './kind.ts'

/** What an entry is about for people: one that arrived from the other zone counts as what it carries. */
export interface About {
  readonly kind: string
  readonly subject: Subject
  readonly purpose: string | undefined
  readonly crossed: boolean
  /** RFC 3339; of what crossed, in the other zone. */
  readonly at: string
}

/** @example aboutOf(entry).kind // 'reserve.set', of a crossing that carries it */
export function aboutOf({ header, fields }: Pick<Entry, 'header' | 'fields'>): About {
  const value = (name: string): Json | undefined => fields[name]?.value
  const { kind, effectiveAt } = header
  if ((kind === 'crossing.received' || kind === 'case.accepted') && value('payload.entry') !== undefined) {
    const payload = { entry: value('payload.entry'), from: value('payload.from'), id: value('payload.id'), index: value('payload.index') } // biome-ignore format: one payload
    const inner = readCrossed(payload as never)
    const { subject, fields: crossed, at } = inner.crossed
    return { kind: inner.kind, subject, purpose: textOf(crossed.purpose), crossed: true, at }
  }
  const subject = (value('subject') ?? {}) as Subject
  return { kind, subject, purpose: textOf(value('payload.purpose')), crossed: false, at: effectiveAt }
}

/** What a long case is looked through by. */
export interface EntryNote {
  /** RFC 3339: when the act took place. */
  readonly at: string
  readonly kind: string
  readonly person: string | undefined
  /** Where it led its subject, where it moved a stage. */
  readonly stage: string | undefined
  readonly subject: Subject
  readonly about: About
}

export function noteOf(entry: Pick<Entry, 'header' | 'fields'>): EntryNote {
  const { fields, header } = entry
  const actor = fields.actor?.value as { readonly person?: string } | undefined
  const decision = fields.decision?.value as { readonly to?: string } | undefined
  const subject = (fields.subject?.value ?? {}) as Subject
  return { at: header.effectiveAt, kind: header.kind, person: actor?.person, stage: decision?.to, subject, about: aboutOf(entry) } // biome-ignore format: one note
}

/** A posting with the balance of its account in its asset after it. */
export interface Balanced extends Posting {
  readonly balance: string
}

/**
 * Postings with their running balances.
 *
 * @param before balances by `account asset`, where none is zero
 * @example balancedOf([post('assets:custody', 'CNY', 5n), post('equity:seized', 'CNY', -5n)], {})[0].balance // '5'
 */
export function balancedOf(
  postings: readonly Posting[],
  before: Readonly<Record<string, string>>,
): readonly Balanced[] {
  const running = new Map<string, bigint>()
  return postings.map((posting) => {
    const key = `${posting.account} ${posting.asset}`
    const balance = (running.get(key) ?? BigInt(before[key] ?? '0')) + BigInt(posting.units)
    running.set(key, balance)
    return { ...posting, balance: balance.toString() }
  })
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
