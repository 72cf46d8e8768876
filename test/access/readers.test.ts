import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrators, people, personKey, personOf } from '../../sandbox/rehearsal/cast.ts'
import { signIn } from '../../sandbox/rehearsal/signedIn.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { askOverHttp, Refused, ZoneClient } from '../../sandbox/rehearsal/zoneClient.ts'
import { signAction } from '../../src/core/case/action.ts'
import { readerUrlOf } from '../../src/host/access/readers.ts'
import { withTestDatabase } from '../support/database.ts'
import { type OneZone, onshore, seed, startOneZone } from './oneZone.ts'

const database = withTestDatabase()
let zone: OneZone
/** Of the bureau; nobody else was let in. */
let own: { readonly id: string; readonly filing: string }
/** Of the bureau too, opened to the court. */
let opened: { readonly id: string; readonly filing: string }
const tokens: Record<string, string> = {}
const who = ['p-zhang', 'p-shen', 'p-qian', 'p-yan', administrators[0]] as const

beforeAll(async () => {
  zone = await startOneZone(database.url)
  own = await zone.openCase('SANDBOX-1')
  opened = await openCase('SANDBOX-2')
  for (const person of who) tokens[person] = await signIn({ ask: askOverHttp(zone.url), seed, person })
  await grant('court')
  await zone.integrated()
})
afterAll(() => zone.stop())

/** Another case of the bureau: each client counts the ids of its actions anew. */
async function openCase(number: string) {
  const client = new ZoneClient(zone.url, seed)
  client.readAs('p-zhang')
  const filing = await file(zone.stage, client, 'psb', 'case-filing', { number, organ: 'psb' })
  const payload = { model: 'beijing', caseNumber: number, organ: 'psb', filedOn: '2026-01-12', filing, jurisdiction: 'SANDBOX', outOfArea: false } // biome-ignore format: one payload
  const actor = { org: 'psb', person: 'p-zhang', role: 'case-officer' }
  const action = {
    id: `open ${number}`,
    zone: onshore.zone,
    kind: 'case.opened',
    actor,
    payload,
    documents: [filing],
    subject: {},
  }
  const { stream } = await client.post<{ stream: string }>('/api/actions', {
    action: signAction(action, personKey(seed, 'p-zhang').secretKey),
  })
  return { id: stream, filing }
}

let count = 0
async function act(
  person: string,
  kind: string,
  payload: object,
  stream = opened.id,
): Promise<{ status: number; body: string }> {
  const { org, roles } = personOf(person)
  const action = {
    id: `readers ${count++}`,
    zone: onshore.zone,
    stream,
    kind,
    actor: { org, person, role: roles[0]! },
    payload: payload as never,
    subject: {},
    documents: [],
  }
  const reply = await fetch(`${zone.url}/api/actions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ action: signAction(action, personKey(seed, person).secretKey), stream }),
  })
  return { status: reply.status, body: await reply.text() }
}
const grant = (org: string, by = 'p-chen') => act(by, 'access.granted', { org, reason: 'SANDBOX reads along' })
const withdraw = (org: string, by = 'p-chen') => act(by, 'access.withdrawn', { org, reason: 'SANDBOX no more' })

async function status(person: string, path: string): Promise<number> {
  const reply = await fetch(`${zone.url}${path}`, { headers: { authorization: `Bearer ${tokens[person]}` } })
  await reply.text()
  return reply.status
}
async function casesOf(person: string): Promise<readonly string[]> {
  const reply = await fetch(`${zone.url}/api/cases`, { headers: { authorization: `Bearer ${tokens[person]}` } })
  return ((await reply.json()) as { id: string }[]).map(({ id }) => id).sort()
}
const both = () => [own.id, opened.id].sort()

describe('over HTTP', () => {
  test('the organ reads its cases, a supervisor all, another body the one that was opened to it, an administrator none', async () => {
    expect(await casesOf('p-zhang')).toEqual(both())
    expect(await casesOf('p-yan')).toEqual(both())
    expect(await casesOf('p-shen')).toEqual([opened.id])
    expect(await casesOf('p-qian')).toEqual([])
    expect(await casesOf(administrators[0])).toEqual([])
  })

  test('what is not opened is answered like what is not there, whatever is asked of it', async () => {
    const paths = (id: string, filing: string) => [
      `/api/cases/${id}`,
      `/api/cases/${id}/entries`,
      `/api/cases/${id}/ledger`,
      `/api/cases/${id}/facets`,
      `/api/cases/${id}/progress`,
      `/api/cases/${id}/accounts`,
      `/api/cases/${id}/export`,
      `/api/entries/${id}`,
      `/api/documents/${filing}`,
    ]
    for (const path of paths(own.id, own.filing)) expect([path, await status('p-shen', path)]).toEqual([path, 404])
    for (const path of paths(opened.id, opened.filing))
      expect([path, await status('p-shen', path)]).toEqual([path, 200])
    expect(await status('p-shen', '/api/cases/SANDBOX-1')).toBe(404)
    expect(await status('p-shen', '/api/cases/SANDBOX-2')).toBe(200)
  })

  test('who may not read a case learns nothing by acting in it: not even whether it is there', async () => {
    const hidden = await act('p-shen', 'case.closed', {}, own.id)
    const absent = await act('p-shen', 'case.closed', {}, 'ab'.repeat(32))
    expect([hidden.status, absent.status]).toEqual([404, 404])
    expect(hidden.body.replaceAll(own.id, 'X')).toBe(absent.body.replaceAll('ab'.repeat(32), 'X'))
    expect((await act('p-shen', 'case.closed', {}, opened.id)).status).not.toBe(404)
  })

  test('a document that no entry names is its sender’s alone', async () => {
    const send = (person: string) =>
      fetch(`${zone.url}/api/documents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens[person]}`, 'content-type': 'text/plain' },
        body: `SANDBOX note of ${person}`,
      })
    const { sha256 } = (await (await send('p-qian')).json()) as { sha256: string }
    const path = `/api/documents/${sha256}`
    expect([await status('p-qian', path), await status('p-zhang', path), await status('p-yan', path)]).toEqual([
      200, 404, 404,
    ])
  })

  test('directory, registers and packs are for all who are signed in, documents of packs too', async () => {
    const paths = ['/api/directory', '/api/registers', '/api/packs']
    for (const path of paths) expect([path, await status('p-qian', path)]).toEqual([path, 200])
    const { rows } = await zone.pool.query<{ state: string }>("select state from streams where kind = 'packs'")
    const { inForce } = JSON.parse(rows[0]!.state) as { inForce: { hash: string }[] }
    expect(await status('p-qian', `/api/documents/${inForce[0]!.hash}`)).toBe(200)
  })

  test('what crosses in files is for administrators', async () => {
    // This zone has no peer: the route is not there at all, for anybody.
    expect(await status('p-zhang', '/api/crossings')).toBe(404)
  })
})

describe('a grant', () => {
  test('is withdrawn, and the body reads no more; it is granted again, and reads again', async () => {
    expect((await withdraw('court')).status).toBe(201)
    expect(await casesOf('p-shen')).toEqual([])
    expect((await grant('court')).status).toBe(201)
    expect(await casesOf('p-shen')).toEqual([opened.id])
  })

  test.each<[string, () => Promise<{ status: number; body: string }>, string]>([
    ['by who is not of the organ', () => grant('cbex', 'p-shen'), 'HOUSE-access-own'],
    ['by an investigator', () => grant('cbex', 'p-li'), 'HOUSE-access-own'],
    ['twice', () => grant('court'), 'HOUSE-access-grantee'],
    ['to nobody known', () => grant('nobody'), 'HOUSE-access-grantee'],
    ['to the administration', () => grant('administration'), 'HOUSE-access-grantee'],
  ])('%s is refused by its rule', async (_, attempt, rule) => {
    const { status: code, body } = await attempt()
    expect([code, body.includes(rule)]).toEqual([403, true])
  })

  test('that does not stand is not withdrawn: what a body takes part in, it goes on seeing', async () => {
    const { status: code, body } = await withdraw('psb')
    expect([code, body.includes('HOUSE-access-standing')]).toEqual([403, true])
  })
})

describe('a supervisor', () => {
  const supervise = (org: string) => async () => {
    const document = await zone.client.document(`SANDBOX notice ${org}`)
    return zone.client.found('supervision.granted', { org, document, reason: 'SANDBOX' }, [document])
  }

  test('is one by role and by grant: neither alone', async () => {
    zone.client.readAs(administrators[0])
    await expect(supervise('cbex')()).rejects.toThrow(Refused)
    await expect(supervise('procuratorate')()).rejects.toThrow(Refused)
    await zone.client.found('supervision.withdrawn', { org: 'procuratorate', reason: 'SANDBOX ended' })
    expect(await casesOf('p-yan')).toEqual([])
    await supervise('procuratorate')()
    expect(await casesOf('p-yan')).toEqual(both())
  })
})

describe('by SQL under the role that reads', () => {
  let reader: pg.Pool
  beforeAll(() => {
    reader = new pg.Pool({ connectionString: readerUrlOf(database.url, undefined), max: 1 })
    reader.on('error', () => {})
  })
  afterAll(() => reader.end())

  /** One query in a transaction with a session set, as the zone does it. */
  async function asked(
    token: string,
    sql: string,
    before: readonly string[] = [],
  ): Promise<readonly Record<string, unknown>[]> {
    const client = await reader.connect()
    try {
      await client.query('begin')
      await client.query("select set_config('sluice.session', $1, true)", [token])
      for (const one of before) await client.query(one)
      return (await client.query(sql)).rows
    } finally {
      await client.query('rollback')
      client.release()
    }
  }
  const cases = async (token: string, before: readonly string[] = []) =>
    (await asked(token, "select encode(id, 'hex') as id from streams where kind = 'case' order by 1", before)).map(
      ({ id }) => id,
    )

  test('it owns nothing and cannot pass the policies by', async () => {
    const { rows } = await reader.query(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, (select count(*)::int from pg_class where relowner = r.oid) as owns
       from pg_roles r where rolname = current_user`,
    )
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false, owns: 0 }])
  })

  test('every table of the zone that it may look at has row security, but the hashes of the log', async () => {
    const { rows } = await reader.query<{ relname: string; relrowsecurity: boolean }>(
      `select relname, relrowsecurity from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
       and has_any_column_privilege(oid, 'select') order by relname`,
    )
    const bare = rows.filter(({ relrowsecurity }) => !relrowsecurity).map(({ relname }) => relname)
    expect(bare).toEqual(['log_checkpoints', 'log_cosignatures', 'log_head', 'log_tiles', 'log_timestamps'])
    expect(rows.map(({ relname }) => relname)).not.toContain('vault')
  })

  test('the session decides, and without one there is nothing', async () => {
    expect(await cases(tokens['p-zhang']!)).toEqual(both())
    expect(await cases(tokens['p-shen']!)).toEqual([opened.id])
    expect(await cases(tokens['p-qian']!)).toEqual([])
    expect(await cases('')).toEqual([])
    for (const table of [
      'streams',
      'entries',
      'documents',
      'outbox',
      'crossings',
      'peers',
      'log_leaves',
      'document_places',
      'document_senders',
    ])
      expect([table, await asked('', `select 1 from ${table} limit 1`)]).toEqual([table, []])
  })

  test.each<[string, string, readonly string[]]>([
    ['an organisation’s name for a token', 'psb', []],
    ['bytes for a token', '', ["select set_config('sluice.session', '\\x00', true)"]],
    ['a parameter of another name', '', ["select set_config('sluice.organisation', 'psb', true)"]],
  ])('%s opens nothing', async (_, token, before) => {
    expect(await cases(token, before)).toEqual([])
  })

  test.each([
    ['the role of the owner', () => `set local role ${new URL(database.url).username}`],
    ['a policy of its own', () => 'create policy mine on entries using (true)'],
  ])('%s is not to be had', async (_, before) => {
    await expect(cases('', [before()])).rejects.toThrow(/permission denied|must be owner/)
  })

  test('a table of its own in front of ours opens nothing', async () => {
    const forged = [
      'create temp table sessions (token_hash bytea, org text, expires_at timestamptz)',
      "insert into pg_temp.sessions values (sha256('x'), 'psb', now() + interval '1 hour')",
    ]
    // Where the database lets nobody make temporary tables, that is as good.
    const found = await cases('x', forged).catch((error: Error) => {
      if (/permission denied/.test(error.message)) return []
      throw error
    })
    expect(found).toEqual([])
  })

  test('with row security off it is refused, and not shown all', async () => {
    await expect(cases('', ['set local row_security = off'])).rejects.toThrow('would be affected by row-level security')
  })

  test('the hash that the database keeps of a token is no token', async () => {
    const { rows } = await zone.pool.query<{ hash: string }>(
      "select encode(token_hash, 'hex') as hash from sessions where person = 'p-zhang'",
    )
    expect(await cases(rows[0]!.hash)).toEqual([])
  })

  test.each([
    'select * from sessions',
    'select * from sign_in_challenges',
    'select * from vault',
    'select * from actions',
    'select * from case_readers',
    'select key from streams',
    'select * from streams',
    "insert into document_senders values ('\\x00', 'court')",
    'update streams set position = 0',
    'delete from documents',
    'alter table entries disable row level security',
    'drop policy readers on entries',
    'create table mine (a text)',
    "copy entries to '/tmp/x'",
  ])('%s is denied', async (sql) => {
    await expect(asked(tokens['p-zhang']!, sql)).rejects.toThrow(
      /permission denied|must be owner|row-level security|read-only/,
    )
  })

  test('a join or a function on the side shows no more', async () => {
    const token = tokens['p-shen']!
    const [seen] = await asked(
      token,
      `select count(*)::int as n from entries where stream = decode('${own.id}', 'hex')`,
    )
    expect(seen).toEqual({ n: 0 })
    const [leaf] = await asked(
      token,
      `select count(*)::int as n from log_leaves where entry_id = decode('${own.id}', 'hex')`,
    )
    expect(leaf).toEqual({ n: 0 })
    expect(await asked(token, 'select reader_cases() as c')).toHaveLength(1)
  })
})

test('what says who reads is what the entries make of it, made again from nothing', async () => {
  const { derivedReaders, rebuildReaders } = await import('../../src/host/access/rebuild.ts')
  const read = async () =>
    (
      await zone.pool.query<{ row: string }>(
        "select encode(stream, 'hex') || ' ' || why || ' ' || org as row from case_readers order by 1",
      )
    ).rows.map(({ row }) => row)
  const kept = await read()
  expect(kept.length).toBeGreaterThan(2)
  const { readers } = await derivedReaders(zone.pool)
  const derived = [...readers].flatMap(([stream, rows]) => rows.map(({ org, why }) => `${stream} ${why} ${org}`)).sort()
  expect(derived).toEqual(kept)
  await zone.pool.query('delete from case_readers')
  expect(await rebuildReaders(zone.pool)).toBe(true)
  expect(await read()).toEqual(kept)
  expect(await rebuildReaders(zone.pool)).toBe(false)
})

test('everybody of the cast who is enrolled here can sign in', async () => {
  for (const { person } of people.filter((one) => one.zone === 'onshore').slice(0, 3))
    expect(typeof (await signIn({ ask: askOverHttp(zone.url), seed, person }))).toBe('string')
})
