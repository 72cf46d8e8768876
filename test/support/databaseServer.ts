/**
 * The test run's one database server, started when the first test asks for a database: the embedded one, or the server
 * of SLUICE_TEST_DATABASE_URL (a role that may create databases and roles). One template is migrated and then cloned.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, escapeIdentifier } from 'pg'
import { migrate } from '../../src/host/store/migrate.ts'
import { removePostgres } from '../../src/host/store/place.ts'
import { startPostgres } from '../../src/host/store/postgres.ts'
import { makeDatabase, makeRole } from '../../src/host/store/zoneDatabase.ts'

export interface Clone {
  readonly name: string
  /** URL for a role that owns this database and may do nothing else. */
  readonly url: string
}

export interface DatabaseServer {
  /** A copy of the migrated template, or a database with nothing in it. */
  clone(parameters: { readonly empty: boolean }): Promise<Clone>
  /** A copy of one as it is now, as a backup is. Its connections are ended for that. */
  copy(name: string): Promise<Clone>
  drop(name: string): Promise<void>
  /** Leaves nothing behind, on a server of somebody else's either. */
  stop(): Promise<void>
}

export async function startDatabaseServer(): Promise<DatabaseServer> {
  const { adminUrl, stop } = await openServer()
  const run = randomBytes(4).toString('hex')
  const role = { name: `sluice_test_${run}`, secret: randomBytes(18).toString('base64url') }
  const admin = new Client({ connectionString: adminUrl })
  admin.on('error', () => {})
  await admin.connect()
  const urlOf = (database: string) =>
    Object.assign(new URL(adminUrl), { username: role.name, password: role.secret, pathname: `/${database}` }).href
  const made: string[] = []
  let count = 0
  const create = async (template?: string) => {
    const name = `sluice_test_${run}_${count++}`
    made.push(name)
    if (template === undefined) await makeDatabase({ client: admin, name, owner: role.name })
    else
      await admin.query(
        `create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)} owner ${role.name}`,
      )
    return { name, url: urlOf(name) }
  }
  const drop = async (name: string) => {
    await admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`)
    made.splice(made.indexOf(name), 1)
  }
  await makeRole({ client: admin, name: role.name, secret: role.secret })
  const reader = `${role.name}_reader`
  await makeRole({ client: admin, name: reader, secret: role.secret })
  await admin.query(`grant ${role.name} to current_user`)
  const template = once(async () => {
    const { name, url } = await create()
    await migrate({ url })
    return name
  })
  // One at a time: a template must not be in use while it is copied.
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work)
    turn = result.catch(() => {})
    return result
  }
  return {
    clone: ({ empty }) => inTurn(async () => create(empty ? undefined : await template())),
    copy: (name) =>
      inTurn(async () => {
        if (!made.includes(name)) throw new Error(`no database ${name} was made here`)
        await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
        return create(name)
      }),
    drop: (name) => inTurn(() => drop(name)),
    stop: () =>
      inTurn(async () => {
        for (const name of [...made]) await drop(name)
        await admin.query(`drop role ${role.name}, ${reader}`)
        await admin.end()
        await stop()
      }),
  }
}

async function openServer(): Promise<{ adminUrl: string; stop: () => Promise<void> }> {
  const given = process.env.SLUICE_TEST_DATABASE_URL
  if (given) return { adminUrl: given, stop: async () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'))
  const server = await startPostgres({ folder })
  return {
    adminUrl: server.adminUrl,
    stop: async () => {
      await server.stop()
      await removePostgres({ folder })
    },
  }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => {
    result ??= work()
    return result
  }
}
