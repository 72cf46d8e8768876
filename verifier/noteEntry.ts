import { LaterOpening } from '../src/core/bundle/plainLine.ts'
import { factName } from '../src/core/case/fieldNames.ts'
import type { Fact } from '../src/core/case/kind.ts'
import type { Decision } from '../src/core/case/machine.ts'
import type { Entry } from '../src/core/record/entry.ts'
import type { Json } from '../src/core/record/jcs.ts'
import { signatureCounter } from '../src/core/record/webauthn.ts'
import type { Decided, ToDecide } from './decideAgain.ts'
import { noteDeletions } from './deletions.ts'
import type { Context, Placed } from './replayZone.ts'

/** Counts how each fact was had: computed from the bundle, attested by the paper of an organisation, said by who acted, or kept as recorded. */
export function noteFacts({ collector }: Context, item: ToDecide, decision: Decision & { allowed: true }): void {
  const { kind, id, about } = item
  const actor = decision.draft.fields.actor as { role?: string }
  for (const field of Object.keys(decision.draft.fields)) {
    if (!field.startsWith('fact.')) continue
    const name = factName(field)
    const { sources } = decision.draft.fields[field] as unknown as Fact
    const issuers = issuersOf(sources)
    if (decision.withheld.includes(name)) {
      collector.withheld({ what: 'fact', name, zone: about.zone, entry: id, entryKind: kind.name })
    } else if (issuers.length > 0) for (const by of issuers) collector.attested(kind.name, name, by)
    else if (sources.length === 1 && sources[0]!.from === 'payload' && !signedByNature.has(name)) {
      collector.attested(kind.name, name, actor.role === 'system' ? 'zone' : 'actor')
    } else collector.proved(kind.name, name)
  }
}

const nobody: readonly string[] = []

/** Who attests, each once. */
function issuersOf(sources: Fact['sources']): readonly string[] {
  if (!sources.some(({ attestedBy }) => attestedBy !== undefined)) return nobody
  return [...new Set(sources.flatMap(({ attestedBy }) => attestedBy ?? []))]
}

/** Read from the payload, and yet proved by it: they recompute what the payload carries. */
const signedByNature = new Set(['crossingProved', 'proposed', 'role'])

/** Kinds whose field `entry` names an entry of this zone. Of every other kind it carries one that came from the other. */
const namesOwnEntry: ReadonlySet<string> = new Set(['vault.shown'])

interface KeyNamed {
  readonly key?: unknown
  readonly assertion?: unknown
}

/** Keys that signed here, stages reached, packs that decided, arrivals. */
export function noteActed(context: Context, item: Placed, decided?: Decided): void {
  const { collector, part, stages, arrivals, decidedBy, deletions, rulesApplied, documents } = context
  const { entry, id, index, mine } = item
  const value = (name: string): Json | undefined => entry.fields[name]?.value
  const { signature, countersignature } = (value('action') ?? {}) as {
    signature?: KeyNamed
    countersignature?: KeyNamed
  }
  const approval =
    entry.header.kind === 'approval.given'
      ? { key: value('payload.key'), assertion: value('payload.assertion') }
      : undefined
  for (const signed of [signature, countersignature, approval]) {
    const { key } = signed ?? {}
    if (typeof key !== 'string') continue
    collector.useKey(key, part.zone, 'person')
    noteCounter(context, item, key, signed?.assertion)
  }
  // What was decided the same need not be read again.
  for (const hash of !mine ? [] : decided?.outcome === 'same' ? papersIn(decided.draft) : papersOf(entry)) {
    const key = keyOfPaper(documents.get(hash))
    if (key !== undefined) collector.useKey(key, part.zone, 'organisation')
  }
  if (entry.header.kind === 'value.deleted') noteDeletions(deletions, entry)
  if (value('payload.entry') !== undefined && !namesOwnEntry.has(entry.header.kind)) arrivals.push({ entry, id, index })
  const decision = value('decision') as { to?: string; rules?: string[]; packs?: string[] } | undefined
  if (Array.isArray(decision?.packs)) {
    for (const pack of decision.packs) decidedBy.set(pack, (decidedBy.get(pack) ?? 0) + 1)
  }
  if (Array.isArray(decision?.rules)) {
    for (const rule of decision.rules) rulesApplied.set(rule, (rulesApplied.get(rule) ?? 0) + 1)
  }
  if (typeof decision?.to !== 'string') return
  const { lot, tranche } = (value('subject') ?? {}) as { lot?: string; tranche?: string }
  const { kind, effectiveAt } = entry.header
  const subject = tranche !== undefined ? `tranche ${tranche}` : lot !== undefined ? `lot ${lot}` : 'case'
  const rules = Array.isArray(decision.rules) ? decision.rules : []
  stages.push({ stage: decision.to, subject, at: effectiveAt, zone: part.zone, kind, entry: id, rules })
}

/** A passkey counts what it signs, or always says 0. One whose count does not grow may have been copied: somebody should ask. */
function noteCounter(
  { collector, counters }: Context,
  { about, entry }: Placed,
  key: string,
  assertion: unknown,
): void {
  const found = signatureCounter(assertion)
  if (found === undefined) return
  const before = counters.get(key)
  counters.set(key, found)
  if (before === undefined || found > before || (found === 0 && before === 0)) return
  const { kind: entryKind, recordedAt } = entry.header
  collector.notice({ kind: 'counter', key, zone: about.zone, entry: about.entry, entryKind, recordedAt, before, found })
}

function papersIn(draft: Readonly<Record<string, Json>>): ReadonlySet<string> {
  const papers = new Set<string>()
  const seen = new Set<Fact['sources']>()
  for (const name of Object.keys(draft)) {
    if (!name.startsWith('fact.')) continue
    const { sources } = draft[name] as unknown as Fact
    if (seen.has(sources)) continue
    seen.add(sources)
    for (const { attestedBy, id } of sources) if (attestedBy !== undefined && id !== undefined) papers.add(id)
  }
  return papers
}

function papersOf(entry: Entry): ReadonlySet<string> {
  const papers = new Set<string>()
  for (const name of Object.keys(entry.fields)) {
    if (!name.startsWith('fact.')) continue
    const opening = entry.fields[name]!
    if (opening instanceof LaterOpening && !opening.text.includes('"attestedBy"')) continue
    const { sources } = opening.value as { sources?: unknown }
    for (const source of Array.isArray(sources) ? sources : []) {
      const { attestedBy, id } = (source ?? {}) as { attestedBy?: unknown; id?: unknown }
      if (attestedBy !== undefined && typeof id === 'string') papers.add(id)
    }
  }
  return papers
}

function keyOfPaper(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    const { key } = JSON.parse(text) as { key?: unknown }
    return typeof key === 'string' ? key : undefined
  } catch {
    return undefined
  }
}
