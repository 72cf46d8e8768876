import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sealedState } from '../../core/access/seals.ts'
import type { CaseState } from '../../core/case/state.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import { type Entry, readEntry } from '../../core/record/entry.ts'
import { bytesToHex, hexToBytes } from '../../core/record/hash.ts'
import { parseCanonical } from '../../core/record/jcs.ts'
import { type Sealing, sealRows } from '../access/sealing.ts'
import type { Queryable } from '../log/queryable.ts'
import { caseStream, isId, loadAny, type Read } from './caseStream.ts'
import { readQuery, wrongQuery } from './pageQuery.ts'

/** Which entries of a stream are asked for, and from where on. */
export interface PageQuery {
  readonly order: 'newest' | 'oldest'
  readonly limit: number
  /** The last position of the page before; the next page begins behind it. */
  readonly after: number | undefined
  /** A position or an entry's id: the page begins with it. */
  readonly from: string | undefined
  readonly kinds: readonly string[]
  /** Kinds that entries are about: of one that arrived, what it carries. */
  readonly about: readonly string[]
  readonly stage: string | undefined
  readonly person: string | undefined
  readonly subject: string | undefined
}

export interface EntryPage {
  readonly rows: readonly PlacedRow[]
  /** Position to ask the next page by; absent at the end. */
  readonly next?: number
}

export interface PlacedRow {
  readonly id: string
  /** Place in the log; absent until it is integrated. */
  readonly index?: number
  readonly entry: Entry
  /** Fields that are sealed to who reads until the last fill. */
  readonly sealed?: readonly string[]
}

/** How far a case came. */
export interface Progress {
  /** In the order of the last entry of each. */
  readonly passed: readonly Passed[]
  /** Those that stand; none where they are sealed. */
  readonly proposals: readonly PlacedRow[]
  /** When each approval of those was recorded, by its entry. */
  readonly approvedAt: Readonly<Record<string, string>>
}

/** A case with acts on both sides of a moment, and how many on each. */
export interface StraddlingCase {
  readonly case: string
  readonly at: string
  readonly before: number
  readonly after: number
}

/** A page holds so many bytes of entries, as long as there is one. */
const bytesMax = 4_194_304

const names = ['order', 'limit', 'after', 'from', 'kind', 'about', 'stage', 'person', 'subject'] as const

/** @throws {INPUT_INVALID} @example readPageQuery({ order: 'newest', kind: 'order.placed,order.reported' }).limit // 100 */
export function readPageQuery(given: unknown): PageQuery {
  const query = readQuery(given, names)
  const from = query.text('from')
  if (from !== undefined && !isId(from) && !/^\d{1,9}$/.test(from))
    throw wrongQuery('from', 'a position or the id of an entry')
  return {
    order: query.order(),
    limit: query.limit(),
    after: query.position('after'),
    from,
    kinds: query.text('kind')?.split(',') ?? [],
    about: query.text('about')?.split(',') ?? [],
    stage: query.text('stage'),
    person: query.text('person'),
    subject: query.text('subject'),
  }
}

/** Entries of a case or a child of it, a page at a time; what they can be narrowed by; how far the case came. */
export function pageRoutes(
  server: FastifyInstance,
  { read, sealing }: { readonly read: Read; readonly sealing: Sealing },
): void {
  const asked = (request: FastifyRequest) => (request.params as { readonly id: string }).id
  server.get('/api/cases/:id/entries', (request) => {
    const query = readPageQuery(request.query)
    return read(request, async (client) => {
      const stream = await loadAny(client, asked(request))
      const sealed = await sealing.sealed(request, client, stream)
      const page = await entryPage(client, stream, { ...query, sealed })
      return sealed ? { ...page, rows: sealRows(page.rows) } : page
    })
  })
  server.get('/api/cases/:id/facets', (request) =>
    read(request, async (client) => {
      const stream = await loadAny(client, asked(request))
      return facetsOf(client, stream, await sealing.sealed(request, client, stream))
    }),
  )
  server.get('/api/cases/:id/progress', (request) =>
    read(request, async (client): Promise<Progress> => {
      const { id, state } = await caseStream(client, asked(request))
      const sealed = await sealing.sealed(request, client, id)
      const { proposals } = sealed ? sealedState(state as CaseState) : (state as CaseState)
      return { passed: await passedOf(client, id, sealed), ...(await standingProposals(client, proposals)) }
    }),
  )
  server.get<{ Querystring: { at?: string | readonly string[] } }>('/api/acts/around', (request) => {
    const moments = [request.query.at ?? []].flat()
    if (moments.length > 200 || !moments.every((at) => /^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/.test(at)))
      throw wrongQuery('at', 'up to 200 moments, RFC 3339 UTC')
    return read(request, (client) => actsAround(client, moments))
  })
}

/** What an entry is found by as its subject: of one that arrived, what it carries, where that is not sealed. */
const subjects = `array[n.lot, n.tranche, case when $8 and n.kind = 'crossing.received' then null else n.about_lot end,
  case when $8 and n.kind = 'crossing.received' then null else n.about_tranche end]`

export async function entryPage(
  client: Queryable,
  stream: string,
  query: PageQuery & { readonly sealed: boolean },
): Promise<EntryPage> {
  const { order, limit, kinds, about, stage, person, subject, sealed } = query
  const from = await firstPosition(client, stream, query)
  const [beyond, direction] = order === 'newest' ? ['<=', 'desc'] : ['>=', 'asc']
  const { rows } = await client.query<{ id: Buffer; body: string; position: number; index: bigint | null; more: boolean }>(
    `with found as (
       select n.position, n.stream from entry_notes n
       where n.stream = $1 and n.position ${beyond} $2 and ($4::text[] is null or n.kind = any($4)) and ($5::text is null or n.stage = $5)
         and ($9::text[] is null or case when $8 and n.kind = 'crossing.received' then n.kind else n.about_kind end = any($9))
         and ($6::text is null or n.person = $6) and ($7::text is null or $7 = any(${subjects}))
       order by n.position ${direction} limit $3 + 1
     ), sized as (
       select e.id, e.body, e.position, sum(octet_length(e.body)) over (order by e.position ${direction}) - octet_length(e.body) as before,
         row_number() over (order by e.position ${direction}) as turn, count(*) over () as found
       from found f join entries e on e.stream = f.stream and e.position = f.position
     ), page as (
       select * from sized where turn <= $3 and (turn = 1 or before < ${bytesMax})
     )
     select p.id, p.body, p.position, l.index, p.found > (select count(*) from page) as more
     from page p left join log_leaves l on l.entry_id = p.id order by p.turn`,
    [hexToBytes(stream), from, limit, kinds.length === 0 ? null : kinds, stage ?? null, person ?? null, subject ?? null, sealed, about.length === 0 ? null : about],
  ) // biome-ignore format: one statement
  const last = rows.at(-1)
  return {
    rows: rows.map(({ id, body, index }) => ({
      id: bytesToHex(id),
      ...(index === null ? {} : { index: Number(index) }),
      entry: readEntry(parseCanonical(body)),
    })),
    ...(last?.more === true ? { next: last.position } : {}),
  }
}

/** @throws {NOT_FOUND} where the page is to begin with an entry that is not of this stream */
async function firstPosition(client: Queryable, stream: string, { order, after, from }: PageQuery): Promise<number> {
  if (after !== undefined) return order === 'newest' ? after - 1 : after + 1
  if (from === undefined) return order === 'newest' ? 999_999_999 : 0
  if (!isId(from)) return Number(from)
  const { rows } = await client.query<{ position: number }>(
    'select position from entries where id = $1 and stream = $2',
    [hexToBytes(from), hexToBytes(stream)],
  )
  if (rows[0] === undefined) throw flawError('NOT_FOUND', flaw('ZONE_NO_ENTRY_IN_CASE', { entry: from }))
  return rows[0].position
}

export interface Facet {
  readonly value: string
  readonly count: number
}

/** What entries of a case can be narrowed by, with how many there are of each. */
export interface Facets {
  readonly count: number
  readonly kinds: readonly Facet[]
  readonly people: readonly Facet[]
  readonly stages: readonly Facet[]
  readonly subjects: readonly Facet[]
}

async function facetsOf(client: Queryable, stream: string, sealed: boolean): Promise<Facets> {
  const { rows } = await client.query<{ of: string; value: string; count: string }>(
    `with n as materialized (
       select kind, person, stage, case when $2 and kind = 'crossing.received' then coalesce(tranche, lot) else coalesce(about_tranche, about_lot) end as subject
       from entry_notes where stream = $1
     )
     select 'kinds' as of, kind as value, count(*) from n group by kind
     union all select 'people', person, count(*) from n where person is not null group by person
     union all select 'stages', stage, count(*) from n where stage is not null group by stage
     union all select 'subjects', subject, count(*) from n where subject is not null group by subject
     order by 1, 2`,
    [hexToBytes(stream), sealed],
  )
  const of = (name: string): readonly Facet[] =>
    rows.filter((row) => row.of === name).map(({ value, count }) => ({ value, count: Number(count) }))
  const kinds = of('kinds')
  const count = kinds.reduce((sum, one) => sum + one.count, 0)
  return { count, kinds, people: of('people'), stages: of('stages'), subjects: of('subjects') }
}

/** All entries of a case that are about the same, with the last of them: however long the case, there are few. */
export interface Passed {
  readonly kind: string
  readonly lot?: string
  readonly tranche?: string
  readonly purpose?: string
  readonly crossed: boolean
  readonly count: number
  /** Of the last of them: when it took place. */
  readonly at: string
  /** When the last of them was recorded that moved a stage. */
  readonly movedAt?: string
}

async function passedOf(client: Queryable, stream: string, sealed: boolean): Promise<readonly Passed[]> {
  const { rows } = await client.query<{ [K in keyof Passed]-?: Exclude<Passed[K], undefined> | null }>(
    `with n as (
       select position, stage, case when hidden then kind else about_kind end as kind, case when hidden then lot else about_lot end as lot,
         case when hidden then tranche else about_tranche end as tranche, case when hidden then null else about_purpose end as purpose,
         case when hidden then false else crossed end as crossed
       from (select *, $2 and kind = 'crossing.received' as hidden from entry_notes where stream = $1) as shown
     ), g as (
       select kind, lot, tranche, purpose, crossed, count(*)::int as count, max(position) as last, max(position) filter (where stage is not null) as moved
       from n group by 1, 2, 3, 4, 5
     )
     select g.kind, g.lot, g.tranche, g.purpose, g.crossed, g.count, case when g.crossed then l.about_at else l.at end as at, m.recorded_at as "movedAt"
     from g join entry_notes l on l.stream = $1 and l.position = g.last
     left join entries m on m.stream = $1 and m.position = g.moved order by g.last`,
    [hexToBytes(stream), sealed],
  )
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))) as never
}

/** Proposals that stand, and when they were approved. */
async function standingProposals(
  client: Queryable,
  proposals: CaseState['proposals'],
): Promise<Pick<Progress, 'proposals' | 'approvedAt'>> {
  const approvals = Object.values(proposals).flatMap((one) => one.approvals.map(({ entry }) => entry))
  const { rows } = await client.query<{ id: Buffer; body: string; recorded_at: string }>(
    'select id, body, recorded_at from entries where id = any($1) order by position',
    [[...Object.keys(proposals), ...approvals].map(hexToBytes)],
  )
  const found = rows.map(({ id, body, recorded_at }) => ({ id: bytesToHex(id), body, at: recorded_at }))
  return {
    proposals: found
      .filter(({ id }) => proposals[id] !== undefined)
      .map(({ id, body }) => ({ id, entry: readEntry(parseCanonical(body)) })),
    approvedAt: Object.fromEntries(found.filter(({ id }) => approvals.includes(id)).map(({ id, at }) => [id, at])),
  }
}

async function actsAround(client: Queryable, moments: readonly string[]): Promise<readonly StraddlingCase[]> {
  const { rows } = await client.query<{ stream: Buffer; at: string; before: number; after: number }>(
    `select n.stream, m.at, count(*) filter (where n.at < m.at)::int as before, count(*) filter (where n.at >= m.at)::int as after
     from entry_notes n join streams s on s.id = n.stream and s.kind = 'case' cross join unnest($1::text[]) as m (at)
     group by n.stream, m.at having count(*) filter (where n.at < m.at) > 0 and count(*) filter (where n.at >= m.at) > 0 order by m.at, n.stream`,
    [moments],
  )
  return rows.map(({ stream, at, before, after }) => ({ case: bytesToHex(stream), at, before, after }))
}
