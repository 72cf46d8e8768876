import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectStore } from './connect.ts'
import { parseDatabaseUrl } from './hosts.ts'
import { type EmbeddedPostgres, startPostgres } from './postgres.ts'
import { findPrimary } from './primary.ts'

let folder = ''
let primary: EmbeddedPostgres
let standby: EmbeddedPostgres
let both = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-failover-'))
  await chmod(folder, 0o755)
  const first = await startPostgres({ folder: join(folder, 'one') })
  await first.createZoneDatabase({ zone: 'kept' })
  await first.stop()
  // A copy of a stopped server that is told to wait for a leader is a standby.
  await cp(join(folder, 'one'), join(folder, 'two'), { recursive: true })
  await writeFile(join(folder, 'two', 'data', 'standby.signal'), '')
  await giveAway(join(folder, 'one', 'data'), join(folder, 'two', 'data'))
  primary = await startPostgres({ folder: join(folder, 'one') })
  standby = await startPostgres({ folder: join(folder, 'two') })
  const url = primary.url('sluice_kept', 'sluice_kept')
  both = url.replace(`127.0.0.1:${primary.port}`, `127.0.0.1:${standby.port},127.0.0.1:${primary.port}`)
})

afterAll(async () => {
  await primary?.stop()
  await standby?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Copying as root makes root the owner; the server needs its own. */
async function giveAway(like: string, folder: string): Promise<void> {
  const { execFileSync } = await import('node:child_process')
  execFileSync('chown', ['-R', `--reference=${like}`, folder])
}

test('writes go to the primary, and to the promoted standby after the primary is gone', async () => {
  const store = connectStore({ url: both, connectTimeoutMs: 30_000 })
  const ports = () => store.pool.query('show port').then((reply) => Number(reply.rows[0].port))
  try {
    expect(parseDatabaseUrl(both).hosts.map(({ port }) => port)).toEqual([standby.port, primary.port])
    expect(await findPrimary({ url: both })).toEqual({ host: '127.0.0.1', port: primary.port })
    await store.pool.query('create table note as select 1 as one')
    expect(await ports()).toBe(primary.port)

    const lost = new Promise((resolve) => store.pool.once('remove', resolve))
    await primary.stop()
    await lost
    const promoting = connectStore({ url: standby.adminUrl })
    await promoting.pool.query('select pg_promote()')
    await promoting.close()

    await store.pool.query('create table after_failover as select 2 as two')
    expect(await ports()).toBe(standby.port)
  } finally {
    await store.close()
  }
})

test('a cluster without a primary is refused by name of each host', async () => {
  const url = standby.url('sluice_kept', 'sluice_kept').replace('127.0.0.1', '127.0.0.1:1,127.0.0.1')
  await standby.stop()
  await expect(findPrimary({ url, waitMsMax: 0 })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringMatching(
      /^None of the hosts in DATABASE_URL is a primary: 127\.0\.0\.1:1 .*; 127\.0\.0\.1:\d+ /,
    ),
  })
})
