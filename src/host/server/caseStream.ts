import type { FastifyRequest } from 'fastify'
import type { CaseState } from '../../core/case/state.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import type { Queryable } from '../log/queryable.ts'
import { listStreams, loadStream } from '../zone/streams.ts'

/** Reads as who asks. */
export type Read = <T>(request: FastifyRequest, work: (client: Queryable) => Promise<T>) => Promise<T>

export function isId(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

export async function loadAny(client: Queryable, id: string): Promise<string> {
  const stream = isId(id) ? await loadStream(client, id) : undefined
  if (stream !== undefined) return stream.id
  return (await caseStream(client, id)).id
}

/** A case by its id, or by the official number that its officer knows it by. */
export async function caseStream(client: Queryable, id: string) {
  const byId = isId(id) ? await loadStream(client, id) : undefined
  if (byId?.kind === 'case') return byId
  const cases = await listStreams(client, 'case')
  const numbered = cases.find(
    (stream) => ((stream.state as CaseState).slices.seizure as { caseNumber?: string } | undefined)?.caseNumber === id,
  )
  if (numbered === undefined) throw flawError('NOT_FOUND', flaw('ZONE_NO_CASE', { case: id.slice(0, 100) }))
  return numbered
}
