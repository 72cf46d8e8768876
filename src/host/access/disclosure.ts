import type { FastifyInstance } from 'fastify'
import { readerViews } from '../../core/bundle/readers.ts'
import { readEntry } from '../../core/record/entry.ts'
import { parseCanonical } from '../../core/record/jcs.ts'
import type { Queryable } from '../log/queryable.ts'

/** A judgment as everybody may know it. */
export interface PublicJudgment {
  /** Day on which it was recorded as effective, UTC. */
  readonly on: string
  readonly lot?: string
  readonly outcome: string
}

const kind = 'basis.judged'
const rowsMax = 500

/**
 * `GET /api/public/judgments`: effective judgments, by the list of what the public sees of a case (`readerViews.public`) and nothing beside it: no person,
 * no number, no address, no sum.
 */
export function disclosureRoute(server: FastifyInstance, pool: Queryable): void {
  const view = readerViews.public.kinds
  const shown = view === 'all' ? [] : (view[kind]?.fields ?? [])
  server.get('/api/public/judgments', async (_request, reply) => {
    const { rows } = await pool.query<{ body: string }>(
      'select body from entries where kind = $1 order by recorded_at desc, id limit $2',
      [kind, rowsMax],
    )
    reply.header('cache-control', 'public, max-age=60')
    return { judgments: rows.flatMap(({ body }) => judgmentOf(body, shown)) }
  })
}

function judgmentOf(body: string, shown: readonly string[]): readonly PublicJudgment[] {
  const { header, fields } = readEntry(parseCanonical(body))
  const effective = (
    fields['fact.judgmentEffective']?.value as { readonly value?: { readonly ok?: unknown } } | undefined
  )?.value
  const outcome = shown.includes('payload.outcome') ? fields['payload.outcome']?.value : undefined
  if (effective?.ok !== true || typeof outcome !== 'string') return []
  const lot = shown.includes('subject')
    ? (fields.subject?.value as { readonly lot?: unknown } | undefined)?.lot
    : undefined
  return [{ on: header.recordedAt.slice(0, 10), ...(typeof lot === 'string' ? { lot } : {}), outcome }]
}
