import { type AnyKind, type Applied, type Effect, goesOver } from '../../core/case/kind.ts'
import { canonical, type Json } from '../../core/record/jcs.ts'
import type { Findings } from './finding.ts'

export interface OutboxRow {
  readonly key: string
  readonly type: string
  readonly request: string
}

/** The effects that an entry calls for are those in the outbox: each key once, asking for the same. */
export function checkEffects(parameters: {
  readonly kind: AnyKind
  readonly applied: Applied<never>
  readonly before: unknown
  readonly rows: readonly OutboxRow[]
  readonly at: string
  readonly findings: Findings
}): void {
  const { kind, applied, before, rows, at, findings } = parameters
  const own = kind.effects === undefined ? [] : kind.effects(applied, before as never)
  const crossing: Effect = { key: `cross ${applied.id}`, type: 'cross', request: { entry: applied.id } }
  const effects = goesOver(kind, applied) ? [...own, crossing] : own
  for (const { key, type, request } of effects) {
    const row = rows.find((candidate) => candidate.key === key)
    const expected = `${type} ${canonical(request as Json)}`
    if (row === undefined) findings.add('outbox-missing', at, 'nothing', key)
    else if (`${row.type} ${row.request}` !== expected)
      findings.add('outbox-request', `outbox ${key}`, `${row.type} ${row.request}`, expected)
  }
  for (const { key } of rows)
    if (!effects.some((effect) => effect.key === key))
      findings.add('outbox-orphan', `outbox ${key}`, `called for by nothing in ${applied.id}`)
}
