import type { FiledBundle } from '../bundle/filed.ts'
import type { Json } from '../record/jcs.ts'
import { type AuditEntry, entriesOf, fieldOf } from './entries.ts'

/** What an auditor looks at first, because it is not the usual way. */
export const exceptionSorts = ['override', 'hold', 'late-clock', 'incident', 'restored', 'administration'] as const
export type ExceptionSort = (typeof exceptionSorts)[number]

export interface Exception {
  readonly sort: ExceptionSort
  readonly zone: string
  readonly kind: string
  readonly entry: string
  readonly recordedAt: string
  /** Person, or the zone's own worker. */
  readonly by: string
  /** Rules that warned and did not block, the kind of a hold or an incident, what was enrolled. */
  readonly about: string
}

/**
 * The record's exceptions, in the order of time: rules that warned and were passed over, decisions that lowered a floor, holds, clocks that ran out or were
 * answered late, incidents, logs that went back (as after a restored backup: the zone's own word, or that of its witness), and every act on the zone's own streams after it was
 * founded. Acts by which a zone is founded are those before its first case entry.
 */
export function exceptionsOf(bundles: readonly FiledBundle[]): readonly Exception[] {
  const entries = entriesOf(bundles)
  // By the log's order: a zone may be founded and take its first case within one tick of its clock.
  const began = new Map<string, number>()
  for (const { zone, streamKind, index } of entries) {
    if (streamKind === 'case' && !began.has(zone)) began.set(zone, index)
  }
  return entries
    .flatMap((noted) => {
      // Read once.
      const one = { ...noted }
      const sort = sortOf(one, began.get(one.zone) ?? Number.POSITIVE_INFINITY)
      if (sort === undefined) return []
      const { zone, id, entry } = one
      const { kind, recordedAt } = entry.header
      const actor = (entry.fields.actor?.value ?? {}) as { person?: Json; role?: Json }
      const by = actor.role === 'system' ? 'system' : String(actor.person ?? 'withheld')
      return [{ sort, zone, kind, entry: id, recordedAt, by, about: aboutOf(one) }]
    })
    .sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0))
}

function sortOf({ streamKind, entry, index }: AuditEntry, began: number): ExceptionSort | undefined {
  const { kind } = entry.header
  if (kind === 'incident.raised' || kind === 'incident.answered') {
    const incident = fieldOf(entry, 'kind')
    if (incident === 'clock-missed') return 'late-clock'
    return 'incident'
  }
  if (kind === 'incident.witnessed') {
    const incident = fieldOf(entry, 'incident')
    return incident === 'restored' || incident === 'rollback' ? 'restored' : 'incident'
  }
  if (kind === 'clock.answered' || kind === 'measure.lapsed') return 'late-clock'
  if (kind.startsWith('hold.')) return 'hold'
  if (kind.startsWith('issuer.')) return 'incident'
  if (warningsOf(entry.fields.decision?.value).length > 0 || kind === 'floor.decided') return 'override'
  if (['directory', 'registers', 'packs'].includes(streamKind) && index >= began) return 'administration'
  return undefined
}

function warningsOf(decision: Json | undefined): readonly string[] {
  const { warnings } = (decision ?? {}) as { warnings?: Json }
  return Array.isArray(warnings) ? (warnings as readonly string[]) : []
}

function aboutOf({ entry }: AuditEntry): string {
  const warnings = warningsOf(entry.fields.decision?.value)
  if (warnings.length > 0) return warnings.join(', ')
  const names = [
    'kind',
    'log',
    'incident',
    'clock',
    'reason',
    'choice',
    'holder',
    'person',
    'org',
    'entity',
    'pack',
    'account',
    'asset',
  ]
  const told = names.flatMap((name) => {
    const value = fieldOf(entry, name)
    return typeof value === 'string' ? [value] : []
  })
  return told.slice(0, 2).join(' ')
}
