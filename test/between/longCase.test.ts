/** A case of twenty thousand entries in PostgreSQL, looked through a page at a time as the console and the command line do. */
import type { PoolClient } from 'pg'
import Type from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyEntry } from '../../src/core/case/apply.ts'
import { type AnyKind, defineKind, listKinds } from '../../src/core/case/kind.ts'
import { appliedOf } from '../../src/core/case/machine.ts'
import { move } from '../../src/core/ledger/posting.ts'
import { encodeEntry, entryId, sealEntry } from '../../src/core/record/entry.ts'
import { hexToBytes } from '../../src/core/record/hash.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { inTransaction } from '../../src/host/log/queryable.ts'
import type { LedgerAccount, LedgerPage } from '../../src/host/server/ledgerPages.ts'
import type { EntryPage, Facets, Progress } from '../../src/host/server/pages.ts'
import { rebuildPages } from '../../src/host/zone/rebuildPages.ts'
import { loadStream, type StoredStream } from '../../src/host/zone/streams.ts'
import { jsonOf, sluice } from '../e2e/cliCall.ts'
import { type Pair, startPair, testKinds } from '../support/pair.ts'

const entries = 20_000
const lots = ['A', 'B', 'C'] as const
/** Every so many, one of a megabyte. */
const largeEvery = 1_000

const paid = defineKind<{ units: string; note: string }>({
  name: 'money.credited',
  stream: 'case',
  zones: ['onshore'],
  payload: Type.Object({ units: Type.String(), note: Type.String() }, { additionalProperties: false }),
  facts: {},
  apply: (state) => state,
  postings: (entry) =>
    move({ from: `equity:sold:${entry.subject.lot}`, to: 'assets:case-account', asset: 'CNY', units: BigInt(entry.payload.units) }), // biome-ignore format: one posting
}) as AnyKind
const noted = defineKind<{ note: string }>({
  name: 'event.recorded',
  stream: 'case',
  zones: ['onshore'],
  payload: Type.Object({ note: Type.String() }, { additionalProperties: false }),
  facts: {},
  apply: (state) => state,
}) as AnyKind
const kinds = listKinds([...testKinds, paid, noted])

let pair: Pair
let caseId: string
beforeAll(async () => {
  // Across an air gap nothing crosses by itself.
  pair = await startPair({ seed: 'long-case', between: 'files' })
  const { client, pool } = pair.zones.onshore
  await client.act({ by: 'p-zhang', kind: 'case.opened', payload: { model: 'test' } })
  caseId = client.caseId
  const opened = (await loadStream(pool, caseId))!
  const { rows } = await pool.query<{ key: Buffer }>('select key from streams where id = $1', [hexToBytes(caseId)])
  let own: Own = { ...opened, key: new Uint8Array(rows[0]!.key) }
  while (own.position + 1 < entries) own = await inTransaction(pool, (client) => appendMany(client, own))
  expect(await rebuildPages(pool, kinds)).toBe(true)
}, 900_000)
afterAll(() => pair?.end())

/** What an entry at a position says: every tenth is a payment of its own position, its lot and its person take turns. */
function saidAt(position: number): {
  readonly kind: AnyKind
  readonly lot: string
  readonly person: string
  readonly payload: { readonly [name: string]: string }
} {
  const lot = lots[position % lots.length]!
  const person = position % 2 === 0 ? 'p-even' : 'p-odd'
  const note = position % largeEvery === 0 ? 'x'.repeat(1_000_000) : `note ${position}`
  return position % 10 === 0
    ? { kind: paid, lot, person, payload: { units: String(position), note } }
    : { kind: noted, lot, person, payload: { note } }
}

type Own = Pick<StoredStream, 'id' | 'key' | 'head' | 'position' | 'state' | 'recordedAt'>

/** A block of sealed entries, each behind the one before, as appends leave them; nobody acts and nothing is decided. */
async function appendMany(client: PoolClient, from: Own): Promise<Own> {
  let own = from
  const made: { readonly id: string; readonly position: number; readonly kind: string; readonly body: string }[] = []
  for (let i = 0; i < 500 && own.position + 1 < entries; i++) {
    const position = own.position + 1
    const { kind, lot, person, payload } = saidAt(position)
    // Half of them took place before a day, half of them on it and after.
    const effectiveAt = position < entries / 2 ? '2026-01-05T00:00:00.000Z' : '2026-02-06T00:00:00.000Z'
    const header = { format: 'sluice/entry/1', machine: 'sluice/machine/2', world: 'rehearsal', zone: 'sandbox-onshore', stream: own.id, prev: own.head, position, kind: kind.name, recordedAt: own.recordedAt, effectiveAt, heads: {} } // biome-ignore format: one header
    const fields: Record<string, Json> = {
      action: { id: `a${position}`, zone: 'sandbox-onshore' },
      actor: { org: 'psb', person, role: 'case-officer' },
      subject: { lot },
      documents: [],
      decision: { packs: [], rules: [], warnings: [], ...(position % 100 === 0 ? { to: 'credited' } : {}) },
      ...Object.fromEntries(Object.entries(payload).map(([name, value]) => [`payload.${name}`, value])),
    }
    const sealed = sealEntry({ header: header as never, fields, streamKey: own.key, personal: { fields: new Set(), key: own.key } }) // biome-ignore format: one entry
    const id = entryId(sealed)
    const applied = appliedOf({ id, header: sealed.header, fields })
    const { state } = applyEntry({ kinds, state: own.state, entry: applied, world: 'rehearsal' })
    made.push({ id, position, kind: kind.name, body: encodeEntry(sealed) })
    own = { ...own, head: id, position, state }
  }
  const ids = made.map(({ id }) => hexToBytes(id))
  await client.query('update streams set head = $2, position = $3, state = $4 where id = $1', [hexToBytes(own.id), hexToBytes(own.head), own.position, canonical(own.state as Json)]) // biome-ignore format: one row
  await client.query(
    'insert into entries (id, stream, position, kind, recorded_at, body) select id, $1, position, kind, $2, body from unnest($3::bytea[], $4::int[], $5::text[], $6::text[]) as t (id, position, kind, body)',
    [hexToBytes(own.id), own.recordedAt, ids, made.map(({ position }) => position), made.map(({ kind }) => kind), made.map(({ body }) => body)],
  ) // biome-ignore format: one statement
  await client.query('insert into log_queue (id, leaf, committed_at) select id, id, now() from unnest($1::bytea[]) as t (id)', [ids]) // biome-ignore format: one statement
  return own
}

const get = <T>(path: string): Promise<T> => pair.zones.onshore.client.get<T>(path)
const page = (query: string): Promise<EntryPage> => get(`/api/cases/${caseId}/entries?${query}`)
const positions = ({ rows }: EntryPage): readonly number[] => rows.map(({ entry }) => entry.header.position)
const range = (from: number, count: number, step = 1): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + i * step)

describe('entries come a page at a time', () => {
  test('a hundred where nothing is said, from either end, each page beginning behind the one before', async () => {
    const first = await page('order=newest')
    expect(positions(first)).toEqual(range(entries - 1, 100, -1))
    const second = await page(`order=newest&after=${first.next}`)
    expect(positions(second)).toEqual(range(entries - 101, 100, -1))
    expect(positions(await page('limit=3'))).toEqual([0, 1, 2])
    expect((await page(`after=${entries - 2}`)).next).toBeUndefined()
    expect(positions(await page(`after=${entries - 1}`))).toEqual([])
  })

  test('a walk over all pages meets every entry once, in order', async () => {
    const all = await pair.zones.onshore.client.entriesOf(caseId)
    expect(all.map(({ entry }) => entry.header.position)).toEqual(range(0, entries))
  }, 120_000)

  test('a page ends before it grows past four megabytes, and holds at least one entry', async () => {
    const large = await page(`kind=money.credited&limit=500&from=${largeEvery}`)
    // The fifth large one would be too much.
    expect(positions(large)).toEqual(range(largeEvery, large.rows.length, 10))
    expect(large.next).toBeLessThan(5 * largeEvery)
    expect(JSON.stringify(large).length).toBeLessThan(5_000_000)
    expect(positions(await page(`kind=money.credited&limit=500&after=${large.next}`))[0]).toBe(Number(large.next) + 10)
    // All of the large ones are reached nevertheless.
    const walked = await pair.zones.onshore.client.entriesOf(caseId, 'kind=money.credited')
    expect(walked.map(({ entry }) => entry.header.position)).toEqual(range(10, entries / 10 - 1, 10))
  }, 120_000)

  test('what comes while one reads moves no page: a cursor is a position', async () => {
    const first = await page('order=newest&limit=10')
    const again = await page(`order=newest&limit=10&after=${first.next}`)
    expect(positions(again)).toEqual(range(entries - 11, 10, -1))
  })

  test.each([
    ['kind=money.credited&limit=3', [10, 20, 30]],
    ['person=p-odd&limit=3', [1, 3, 5]],
    ['subject=B&limit=3', [1, 4, 7]],
    ['stage=credited&limit=3&order=newest', [entries - 100, entries - 200, entries - 300]],
    ['kind=money.credited&subject=A&person=p-even&limit=2', [30, 60]],
    ['about=case.opened', [0]],
    ['kind=order.placed', []],
  ])('narrowed by %s', async (query, expected) => {
    expect(positions(await page(query))).toEqual(expected)
  })

  test('a page begins with the entry that is asked for, by its number or by its id', async () => {
    const byNumber = await page('from=12345&limit=2')
    expect(positions(byNumber)).toEqual([12_345, 12_346])
    expect(positions(await page(`from=${byNumber.rows[0]!.id}&limit=2&order=newest`))).toEqual([12_345, 12_344])
    const { value } = await get<{ id: string }>('/api/directory').then((value) => ({ value }))
    await expect(page(`from=${value.id}`)).rejects.toThrow('no entry')
  })

  test.each([['limit=501'], ['limit=0'], ['order=random'], ['after=-1'], ['from=somewhere'], ['sort=kind'], ['person=a&person=b']])(
    'refuses %s and says what it expects',
    async (query) => {
      await expect(page(query)).rejects.toThrow(/ 400 .*"query .*: expected/)
    },
  ) // biome-ignore format: one table
})

test('what a case can be narrowed by is counted', async () => {
  const facets = await get<Facets>(`/api/cases/${caseId}/facets`)
  const payments = entries / 10 - 1
  expect(facets.count).toBe(entries)
  expect(facets.kinds).toEqual([
    { value: 'case.opened', count: 1 },
    { value: 'event.recorded', count: entries - 1 - payments },
    { value: 'money.credited', count: payments },
  ])
  expect(facets.people.map(({ value }) => value)).toEqual(['p-even', 'p-odd', 'p-zhang'])
  expect(facets.stages).toEqual([
    { value: 'credited', count: entries / 100 - 1 },
    { value: 'opened', count: 1 },
  ])
  expect(facets.subjects.map(({ value }) => value)).toEqual([...lots])
})

test('how far the case came is said in a few rows, however long it is', async () => {
  const { passed, proposals } = await get<Progress>(`/api/cases/${caseId}/progress`)
  expect(proposals).toEqual([])
  expect(passed).toHaveLength(7)
  expect(passed.find(({ kind, lot }) => kind === 'money.credited' && lot === 'A')).toMatchObject({
    count: range(10, entries / 10 - 1, 10).filter((position) => position % 3 === 0).length,
    at: '2026-02-06T00:00:00.000Z',
  })
})

test('a case has acts on both sides of a moment, counted on each', async () => {
  const at = '2026-02-01T00:00:00.000Z'
  expect(await get(`/api/acts/around?at=${at}&at=2020-01-01T00:00:00.000Z`)).toEqual([
    { case: caseId, at, before: entries / 2 - 1, after: entries / 2 + 1 },
  ])
})

describe('the ledger', () => {
  const paidIn = range(10, entries / 10 - 1, 10)
  const total = paidIn.reduce((sum, units) => sum + units, 0)

  test('says balances at once and postings page by page, with the balance after each', async () => {
    const first = await get<LedgerPage>(`/api/cases/${caseId}/ledger?limit=3`)
    expect(first.balances['assets:case-account CNY']).toBe(String(total))
    expect(first.rows.map(({ postings }) => postings.at(-1)!.balance)).toEqual(['10', '30', '60'])
    const next = await get<LedgerPage>(`/api/cases/${caseId}/ledger?limit=1&after=${first.next}`)
    expect(next.rows[0]!.postings).toEqual([
      { account: 'equity:sold:B', asset: 'CNY', units: '-40', balance: '-50' },
      { account: 'assets:case-account', asset: 'CNY', units: '40', balance: '100' },
    ])
    const newest = await get<LedgerPage>(`/api/cases/${caseId}/ledger?limit=1&order=newest&account=assets:case-account`)
    expect(newest.rows[0]!.postings).toEqual([
      { account: 'assets:case-account', asset: 'CNY', units: String(entries - 10), balance: String(total) },
    ])
  })

  test('counts the lines of each account', async () => {
    const accounts = await get<readonly LedgerAccount[]>(`/api/cases/${caseId}/accounts`)
    expect(accounts[0]).toEqual({ account: 'assets:case-account', asset: 'CNY', lines: paidIn.length })
    expect(accounts).toHaveLength(4)
  })

  test('is printed whole by the command line, which asks for page after page', async () => {
    const answer = await sluice(['ledger', caseId, '--json'], { folder: pair.folder, zone: pair.zones.onshore.client.url, env: { SLUICE_KEY: pair.readers[0]! } }) // biome-ignore format: one call
    const { books } = jsonOf(answer) as unknown as { books: readonly { lines: readonly unknown[] }[] }
    expect(books[0]!.lines).toHaveLength(paidIn.length)
  }, 120_000)
})

test('pages that a database lacks are made again from the entries, the same', async () => {
  const { pool } = pair.zones.onshore
  const digest = async (): Promise<unknown> =>
    (
      await pool.query(
        "select (select md5(string_agg(n::text, '' order by stream, position)) from entry_notes n) as notes, (select md5(string_agg(p::text, '' order by stream, position, line)) from postings p) as postings",
      )
    ).rows[0]
  const before = await digest()
  await pool.query('delete from entry_notes where stream = $1 and position > 5', [Buffer.from(caseId, 'hex')])
  await pool.query('delete from postings where stream = $1', [Buffer.from(caseId, 'hex')])
  expect(await digest()).not.toEqual(before)
  expect(await rebuildPages(pool, kinds)).toBe(true)
  expect(await digest()).toEqual(before)
  expect(await rebuildPages(pool, kinds)).toBe(false)
}, 300_000)
