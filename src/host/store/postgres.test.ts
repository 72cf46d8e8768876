import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { access, chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removePostgres } from './place.ts'
import { type EmbeddedPostgres, startPostgres } from './postgres.ts'
import { alive } from './processes.ts'
import { serverFault, storeFault } from './serverFaults.ts'

async function ask(url: string, statement: string): Promise<unknown[][]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query({ text: statement, rowMode: 'array' })).rows
  } finally {
    await client.end()
  }
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing refused',
    (error) => error.code as string,
  )

const freshFolder = () => mkdtemp(join(tmpdir(), 'sluice-postgres-'))

async function gone(pid: number): Promise<boolean> {
  for (let waited = 0; waited < 200 && alive(pid); waited += 1) await delay(50)
  return !alive(pid)
}

/** Another process that starts a server on `folder`, prints its pid and waits. */
async function startElsewhere(folder: string): Promise<{ child: ChildProcess; serverPid: number }> {
  const code = `const { startPostgres } = await import(${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)})
    const server = await startPostgres({ folder: ${JSON.stringify(folder)} })
    await server.createZoneDatabase({ zone: 'kept' })
    console.log(server.pid())
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  const serverPid = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(Number(String(chunk).trim())))
    child.once('exit', () => reject(new Error('the other process ended')))
  })
  return { child, serverPid }
}

describe('a running server', () => {
  let folder = ''
  let server: EmbeddedPostgres
  let onshore = ''
  let offshore = ''

  beforeAll(async () => {
    folder = await freshFolder()
    server = await startPostgres({ folder })
    onshore = await server.createZoneDatabase({ zone: 'onshore' })
    offshore = await server.createZoneDatabase({ zone: 'offshore' })
  })
  afterAll(async () => {
    await server.stop()
    await removePostgres({ folder })
  })

  test('writes through to the disk, orders text by bytes and keeps its clock in UTC', async () => {
    const settings = ['fsync', 'synchronous_commit', 'full_page_writes', 'TimeZone', 'server_encoding']
    const found = await Promise.all(settings.map((name) => ask(onshore, `show ${name}`)))
    expect(found.flat(2)).toEqual(['on', 'on', 'on', 'UTC', 'UTF8'])
    expect(await ask(onshore, "select x from (values ('a'), ('B'), ('中')) t (x) order by x")).toEqual([
      ['B'],
      ['a'],
      ['中'],
    ])
  })

  test('lets each zone work in its own database', async () => {
    await ask(onshore, 'create table held (units bigint)')
    await ask(onshore, 'insert into held values (5)')
    expect(await ask(onshore, 'select units::text from held')).toEqual([['5']])
    expect(await ask(offshore, 'select current_user, current_database()')).toEqual([
      ['sluice_offshore', 'sluice_offshore'],
    ])
  })

  test('lets no zone connect to the database of the other, nor to the common ones', async () => {
    const elsewhere = (url: string, database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href
    for (const database of ['sluice_onshore', 'postgres', 'template1'])
      expect(await codeOf(ask(elsewhere(offshore, database), 'select 1'))).toBe('42501')
    expect(await codeOf(ask(elsewhere(onshore, 'sluice_offshore'), 'select 1'))).toBe('42501')
  })

  test('gives a zone no right to make roles or databases, or to read files of the machine', async () => {
    for (const statement of ['create role other', 'create database other', "select pg_read_file('/etc/passwd')"])
      expect(await codeOf(ask(onshore, statement))).toBe('42501')
  })

  test('lets nobody in without the password', async () => {
    const wrong = Object.assign(new URL(server.adminUrl), { password: 'postgres' }).href
    expect(await codeOf(ask(wrong, 'select 1'))).toBe('28P01')
  })

  test('keeps the passwords in a file for its owner alone', async () => {
    const file = join(folder, 'secrets.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(Object.keys(JSON.parse(await readFile(file, 'utf8')))).toEqual([
      'sluice_admin',
      'sluice_onshore',
      'sluice_offshore',
    ])
  })

  test('listens on loopback only', async () => {
    const other = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal)?.address
    expect(await ask(server.adminUrl, 'show listen_addresses')).toEqual([['127.0.0.1']])
    if (other) expect(await codeOf(ask(server.adminUrl.replace('127.0.0.1', other), 'select 1'))).toBe('ECONNREFUSED')
  })

  test('returns the same URL when a zone is made again', async () => {
    expect(await server.createZoneDatabase({ zone: 'onshore' })).toBe(onshore)
    expect(server.url('sluice_onshore', 'sluice_onshore')).toBe(onshore)
  })

  test('refuses a zone name that is not a plain word', async () => {
    expect(await codeOf(server.createZoneDatabase({ zone: 'a"; drop database postgres' }))).toBe('INPUT_INVALID')
  })
})

describe('a server in trouble', () => {
  const folders: string[] = []
  const folder = async () => {
    const made = await freshFolder()
    folders.push(made)
    return made
  }
  afterAll(async () => {
    for (const made of folders) await removePostgres({ folder: made })
  })

  test('leaves nothing running when stopped, and has everything when started again', async () => {
    const at = await folder()
    const first = await startPostgres({ folder: at })
    const url = await first.createZoneDatabase({ zone: 'kept' })
    await ask(url, "create table note as select 'here' as word")
    const pid = first.pid()
    await first.stop()
    await first.stop()
    expect(alive(pid)).toBe(false)
    const second = await startPostgres({ folder: at })
    try {
      expect(await ask(await second.createZoneDatabase({ zone: 'kept' }), 'select word from note')).toEqual([['here']])
    } finally {
      await second.stop()
    }
  })

  test('is adopted, and stopped, by the next start when its starter was killed', async () => {
    const at = await folder()
    const { child, serverPid } = await startElsewhere(at)
    child.kill('SIGKILL')
    expect(await gone(child.pid!)).toBe(true)
    expect(alive(serverPid)).toBe(true)
    const server = await startPostgres({ folder: at })
    expect(server.pid()).toBe(serverPid)
    expect(await ask(server.url('sluice_kept', 'sluice_kept'), 'select current_user')).toEqual([['sluice_kept']])
    await server.stop()
    expect(alive(serverPid)).toBe(false)
  })

  test('is shared with its living starter and not stopped under it', async () => {
    const at = await folder()
    const { child, serverPid } = await startElsewhere(at)
    const server = await startPostgres({ folder: at })
    await server.stop()
    expect(alive(serverPid)).toBe(true)
    child.kill('SIGKILL')
    await gone(child.pid!)
    await (await startPostgres({ folder: at })).stop()
    expect(alive(serverPid)).toBe(false)
  })

  test('ends with a starter that fails', async () => {
    const at = await folder()
    const { child, serverPid } = await startElsewhere(at)
    // SIGTERM without a handler ends Node before its exit hooks; an uncaught error or process.exit does not.
    child.kill('SIGKILL')
    await gone(child.pid!)
    const code = `const { startPostgres } = await import(${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)})
      await startPostgres({ folder: ${JSON.stringify(at)} })
      process.exit(3)`
    const failing = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' })
    expect(await new Promise((resolve) => failing.once('exit', resolve))).toBe(3)
    expect(await gone(serverPid)).toBe(true)
  })

  test('comes back on the same port after kill -9, with what was committed, and says so', async () => {
    const said: string[] = []
    const server = await startPostgres({ folder: await folder(), log: (sentence) => said.push(sentence) })
    const url = await server.createZoneDatabase({ zone: 'kept' })
    await ask(url, 'create table counted as select generate_series(1, 1000) as n')
    const before = server.pid()
    process.kill(before, 'SIGKILL')
    for (let waited = 0; waited < 400 && server.pid() === before; waited += 1) await delay(50)
    try {
      expect(await ask(url, 'select count(*)::int from counted')).toEqual([[1000]])
      expect(said.join('\n')).toMatch(/was killed .* Nothing that was committed is lost\. Start again\./)
      expect(said.at(-1)).toBe(`The database server runs again on port ${server.port}.`)
    } finally {
      await server.stop()
    }
  })

  test.skipIf(process.getuid?.() !== 0)(
    'runs for root in a folder that its own user cannot reach, and goes with it',
    async () => {
      const home = await folder()
      await chmod(home, 0o700)
      const at = join(home, 'postgres')
      const server = await startPostgres({ folder: at })
      const url = await server.createZoneDatabase({ zone: 'kept' })
      await ask(url, 'create table note as select 1 as one')
      await server.stop()
      const elsewhere = (await readFile(join(at, 'data-location'), 'utf8')).trim()
      expect(elsewhere).toMatch(/^\/var\/lib\/sluice\/postgres-/)
      const again = await startPostgres({ folder: at })
      expect(await ask(again.url('sluice_kept', 'sluice_kept'), 'select one from note')).toEqual([[1]])
      await again.stop()
      await removePostgres({ folder: at })
      await expect(access(elsewhere)).rejects.toThrow('ENOENT')
    },
  )

  test('says which port is taken', async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
    )
    const refused = startPostgres({ folder: await folder(), port })
    await expect(refused).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: `Port ${port} on 127.0.0.1 is in use by another program. Stop that program or choose another port.`,
    })
    await new Promise((resolve) => taken.close(resolve))
  })

  test('refuses a data folder of another PostgreSQL version and changes nothing in it', async () => {
    const at = await folder()
    await mkdir(join(at, 'data'))
    await writeFile(join(at, 'data', 'PG_VERSION'), '12\n')
    await expect(startPostgres({ folder: at })).rejects.toMatchObject({
      code: 'STORE_VERSION',
      message: expect.stringContaining('was made by PostgreSQL 12, this Sluice brings 18.'),
    })
    expect(await readFile(join(at, 'data', 'PG_VERSION'), 'utf8')).toBe('12\n')
  })

  test('says that the passwords are gone rather than making new ones that do not fit', async () => {
    const at = await folder()
    await (await startPostgres({ folder: at })).stop()
    await rm(join(at, 'secrets.json'))
    await expect(startPostgres({ folder: at })).rejects.toThrow(/secrets\.json with its passwords is gone/)
  })

  test.skipIf(!canMount())('says that the disk is full, and keeps what was committed', async () => {
    const at = await folder()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=90m', 'tmpfs', at])
    const said: string[] = []
    try {
      const server = await startPostgres({ folder: at, log: (sentence) => said.push(sentence) })
      const url = await server.createZoneDatabase({ zone: 'kept' })
      await ask(url, "create table kept as select 'safe' as word")
      const filled = await ask(
        url,
        'create table filling as select repeat(md5(n::text), 30) from generate_series(1, 200000) n',
      ).then(
        () => undefined,
        (error) => storeFault(error, '127.0.0.1') ?? error,
      )
      expect(filled?.message).toMatch(
        /disk of the database at 127\.0\.0\.1 is full|stopped or is starting|does not answer/,
      )
      await rm(join(at, 'nothing'), { force: true })
      execFileSync('mount', ['-o', 'remount,size=300m', at])
      await server.stop()
      const again = await startPostgres({ folder: at })
      expect(await ask(again.url('sluice_kept', 'sluice_kept'), 'select word from kept')).toEqual([['safe']])
      await again.stop()
    } finally {
      execFileSync('umount', [at])
    }
  })

  test.skipIf(!canMount())('says that the disk is too full to begin', async () => {
    const at = await folder()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', at])
    try {
      await expect(startPostgres({ folder: at })).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: expect.stringMatching(/^The disk that holds .* is full\. Free some space and start again\./),
      })
    } finally {
      execFileSync('umount', [at])
    }
  })
})

/** Mounting a small disk takes root and a system that lets root do it. */
function canMount(): boolean {
  if (process.getuid?.() !== 0) return false
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test.each([
  ['FATAL:  could not write lock file: No space left on device', 'STORE_UNAVAILABLE', /^The disk that holds/],
  ['FATAL:  database files are incompatible with server', 'STORE_VERSION', /made by another version/],
  ['FATAL:  lock file "postmaster.pid" already exists', 'STORE_UNAVAILABLE', /^Another database server still uses/],
  ['LOG:  something new\nFATAL:  never seen', 'STORE_UNAVAILABLE', /Its last words: FATAL: {2}never seen$/],
])('a server that said %j is explained', (log, code, sentence) => {
  const fault = serverFault({ log, folder: 'F', port: 1, code: 1 })
  expect(fault.code).toBe(code)
  expect(fault.message).toMatch(sentence)
})

test.each([
  ['53100', /disk .* is full/],
  ['28P01', /refused the user or password/],
  ['3D000', /does not exist/],
  ['57P01', /stopped or is starting/],
  ['ECONNREFUSED', /does not answer/],
])('a client error %s is explained', (code, sentence) => {
  expect(storeFault({ code }, 'db:5432')?.message).toMatch(sentence)
})

test('a fault of a statement is left to who made the statement', () => {
  expect(storeFault({ code: '23505' }, 'db:5432')).toBeUndefined()
})
