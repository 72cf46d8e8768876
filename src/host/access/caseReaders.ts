import type { FastifyInstance } from 'fastify'
import type { Queryable } from '../log/queryable.ts'
import { caseStream, type Read } from '../server/caseStream.ts'
import type { DirectoryReader } from './holder.ts'

/** Why an organisation reads a case: it takes part by an entry, or an entry grants it, or it supervises the zone. */
export interface CaseReader {
  /** Of the directory; of a role where it begins with @. */
  readonly org: string
  readonly why: 'named' | 'granted' | 'supervises'
  /** The entry that says so, its kind and when it was recorded. */
  readonly entry: string
  readonly kind: string
  readonly at: string
}

/** Who reads a case, told to whoever reads it. */
export function caseReadersRoute(
  server: FastifyInstance,
  { pool, directory, read }: { readonly pool: Queryable; readonly directory: DirectoryReader; readonly read: Read },
): void {
  server.get<{ Params: { id: string } }>('/api/cases/:id/readers', async (request) => {
    // Found under the policies of who asks: otherwise it is not there.
    const stream = await read(request, async (client) => (await caseStream(client, request.params.id)).id)
    return readersOfCase(pool, { stream, supervision: (await directory())?.supervision ?? {} })
  })
}

async function readersOfCase(
  pool: Queryable,
  parameters: { readonly stream: string; readonly supervision: Readonly<Record<string, string>> },
): Promise<readonly CaseReader[]> {
  const { stream, supervision } = parameters
  const { rows } = await pool.query<CaseReader>(
    `select c.org, c.why, encode(c.entry, 'hex') as entry, e.kind, e.recorded_at as at
     from case_readers c join entries e on e.id = c.entry where c.stream = decode($1, 'hex')
     union all
     select s.org, 'supervises', s.entry, e.kind, e.recorded_at
     from unnest($2::text[], $3::text[]) as s (org, entry) join entries e on e.id = decode(s.entry, 'hex')
     order by 5, 1, 2`,
    [stream, Object.keys(supervision), Object.values(supervision)],
  )
  return rows
}
