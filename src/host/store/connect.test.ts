import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { withTestDatabase } from '../../../test/support/database.ts'
import { connectStore, type Store } from './connect.ts'
import { parseDatabaseUrl } from './hosts.ts'
import { findPrimary } from './primary.ts'

const database = withTestDatabase()
const open: Store[] = []
const listeners: Server[] = []

function storeOf(url: string, more: { statementTimeoutMs?: number; connectTimeoutMs?: number } = {}): Store {
  const store = connectStore({ url, ...more })
  open.push(store)
  return store
}

afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
  for (const listener of listeners.splice(0)) listener.close()
})

describe('a connection', () => {
  test('reads bigint columns without losing a unit, alone or in a row', async () => {
    const { pool } = storeOf(database.url)
    const reply = await pool.query(
      "select 9007199254740993::bigint as units, 1.10::numeric as rate, '\\x00ff'::bytea as bytes",
    )
    expect(reply.rows).toEqual([{ units: 9007199254740993n, rate: '1.10', bytes: Buffer.from([0, 255]) }])
  })

  test('writes a BigInt as it is', async () => {
    const { pool } = storeOf(database.url)
    const reply = await pool.query('select $1::numeric::text as units', [340282366920938463463374607431768211455n])
    expect(reply.rows).toEqual([{ units: '340282366920938463463374607431768211455' }])
  })

  test('ends a statement that runs too long', async () => {
    const { pool } = storeOf(database.url, { statementTimeoutMs: 50 })
    await expect(pool.query('select pg_sleep(60)')).rejects.toMatchObject({ code: '57014' })
  })

  test('is had again after the server ended all of them', async () => {
    const { pool } = storeOf(database.url)
    await pool.query('select 1')
    const lost = new Promise((resolve) => pool.once('remove', resolve))
    const other = storeOf(database.url)
    await other.pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    )
    await lost
    expect((await pool.query('select 2 as two')).rows).toEqual([{ two: 2 }])
  })

  test('goes to the primary among several hosts', async () => {
    const { hosts, forHost } = parseDatabaseUrl(database.url)
    const good = `${hosts[0]!.host}:${hosts[0]!.port}`
    const url = forHost(hosts[0]!).replace(good, `127.0.0.1:1,${good}`)
    expect((await storeOf(url).pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    expect(await findPrimary({ url })).toEqual(hosts[0])
  })

  test('is refused in one sentence that holds no password when no host answers', async () => {
    const refused = storeOf('postgres://u:hunter2@127.0.0.1:1,127.0.0.1:2/x', { connectTimeoutMs: 500 }).pool.query(
      'select 1',
    )
    const error = await refused.then(
      () => undefined,
      (caught) => caught,
    )
    expect(error).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(
        /^None of the hosts in DATABASE_URL is a primary: 127\.0\.0\.1:1 .*does not answer.*; 127\.0\.0\.1:2 /,
      ),
    })
    expect(JSON.stringify([error.message, error.facts])).not.toContain('hunter2')
  })

  test('is refused in time by a host that accepts and then says nothing', async () => {
    const silent = createServer(() => {})
    listeners.push(silent)
    const port = await new Promise<number>((resolve) =>
      silent.listen(0, '127.0.0.1', () => resolve((silent.address() as { port: number }).port)),
    )
    await expect(
      findPrimary({ url: `postgres://u:p@127.0.0.1:${port}/x`, waitMsMax: 0, connectMsMax: 100 }),
    ).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })

  test('says that the password is wrong without waiting for it to become right', async () => {
    const { hosts } = parseDatabaseUrl(database.url)
    const url = `postgres://nobody:wrong@${hosts[0]!.host}:${hosts[0]!.port}/postgres`
    await expect(findPrimary({ url })).rejects.toThrow('refused the user or password')
    await expect(storeOf(url).pool.query('select 1')).rejects.toThrow('refused the user or password')
  })
})

describe('DATABASE_URL', () => {
  test.each([
    ['postgres://u:p@db/sluice', [{ host: 'db', port: 5432 }], 'db:5432/sluice'],
    [
      'postgresql://u:p%40x@a:5433,[::1],b:1/s?sslmode=require',
      [
        { host: 'a', port: 5433 },
        { host: '[::1]', port: 5432 },
        { host: 'b', port: 1 },
      ],
      'a:5433,[::1]:5432,b:1/s',
    ],
  ])('%s names its hosts', (text, hosts, shown) => {
    const parsed = parseDatabaseUrl(text)
    expect(parsed.hosts).toEqual(hosts)
    expect(parsed.shown).toBe(shown)
  })

  test('keeps login, database and parameters for each host', () => {
    const parsed = parseDatabaseUrl('postgres://u:p@a,b:5433/s?sslmode=require')
    expect(parsed.hosts.map(parsed.forHost)).toEqual([
      'postgres://u:p@a:5432/s?sslmode=require',
      'postgres://u:p@b:5433/s?sslmode=require',
    ])
  })

  test.each(['mysql://u@h/x', 'postgres://', 'postgres://u@h:99999/x', 'postgres://u@h:a/x', ''])(
    '%j is refused',
    (text) => {
      expect(() => parseDatabaseUrl(text)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
    },
  )
})
