import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloneTestDatabase } from '../../../test/support/database.ts'
import { connectStore } from './connect.ts'
import { migrate, readSqlFiles } from './migrate.ts'

const bookkeeping = `create table migration_file (name text primary key, digest text not null, applied_at timestamptz default now());`

describe('migrations', () => {
  let folder = ''
  const files = async (contents: Record<string, string>) => {
    const made = await mkdtemp(join(folder, 'set-'))
    for (const [name, text] of Object.entries(contents)) await writeFile(join(made, name), text)
    return made
  }
  const first = { '0001_bookkeeping.sql': bookkeeping }
  const second = { ...first, '0002_held.sql': 'create table held (units bigint); insert into held values (1);' }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-migrations-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function inEmptyDatabase(work: (url: string) => Promise<void>): Promise<void> {
    const { url, drop } = await cloneTestDatabase({ empty: true })
    try {
      await work(url)
    } finally {
      await drop()
    }
  }

  async function rows(url: string, statement: string): Promise<unknown[][]> {
    const store = connectStore({ url })
    try {
      return (await store.pool.query({ text: statement, rowMode: 'array' })).rows
    } finally {
      await store.close()
    }
  }

  test('apply what is missing, in order, once', () =>
    inEmptyDatabase(async (url) => {
      expect(await migrate({ url, folder: await files(first) })).toEqual(['0001_bookkeeping'])
      const both = await files(second)
      expect(await migrate({ url, folder: both })).toEqual(['0002_held'])
      expect(await migrate({ url, folder: both })).toEqual([])
      expect(await rows(url, 'select name from migration_file order by name')).toEqual([
        ['0001_bookkeeping'],
        ['0002_held'],
      ])
    }))

  test('are applied once by two processes that start together', () =>
    inEmptyDatabase(async (url) => {
      const both = await files(second)
      const applied = await Promise.all([1, 2, 3, 4].map(() => migrate({ url, folder: both })))
      expect(applied.flat().sort()).toEqual(['0001_bookkeeping', '0002_held'])
      expect(await rows(url, 'select count(*)::int from held')).toEqual([[1]])
    }))

  test('leave nothing of a file that fails half-way', () =>
    inEmptyDatabase(async (url) => {
      const broken = await files({ ...first, '0002_held.sql': 'create table held (units bigint); select 1 / 0;' })
      await expect(migrate({ url, folder: broken })).rejects.toThrow('division by zero')
      expect(await rows(url, "select to_regclass('held'), to_regclass('migration_file')")).toEqual([[null, null]])
      expect(await migrate({ url, folder: await files(second) })).toEqual(['0001_bookkeeping', '0002_held'])
    }))

  test('refuse a database that is newer than the code', () =>
    inEmptyDatabase(async (url) => {
      await migrate({ url, folder: await files(second) })
      await expect(migrate({ url, folder: await files(first) })).rejects.toMatchObject({
        code: 'STORE_VERSION',
        message:
          'The database was migrated by a newer or other version of Sluice (0002_held unknown here). Start that version; nothing was changed.',
      })
    }))

  test('refuse a database that was made by an edited file', () =>
    inEmptyDatabase(async (url) => {
      await migrate({ url, folder: await files(second) })
      const edited = await files({ ...second, '0002_held.sql': 'create table held (units numeric);' })
      await expect(migrate({ url, folder: edited })).rejects.toMatchObject({
        code: 'STORE_VERSION',
        message: expect.stringContaining('The files of 0002_held are not the ones that made this database.'),
      })
    }))

  test("refuse somebody else's database", () =>
    inEmptyDatabase(async (url) => {
      await rows(url, 'create table customers (id int)')
      await expect(migrate({ url, folder: await files(first) })).rejects.toMatchObject({
        code: 'STORE_VERSION',
        message: expect.stringContaining('tables that Sluice did not make (customers)'),
      })
      expect(await rows(url, "select to_regclass('migration_file')")).toEqual([[null]])
    }))

  test('say where a database cannot be reached', async () => {
    await expect(
      migrate({ url: 'postgres://u:secret@127.0.0.1:1/x', folder: await files(first) }),
    ).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'The database at 127.0.0.1:1/x does not answer. Check that it runs and that DATABASE_URL is right.',
    })
  })

  test.each([
    [{ '0001_a.sql': '', '0003_c.sql': '' }, '0002_title.sql'],
    [{ '0001_a.sql': '', '0001_b.sql': '' }, '0002_title.sql'],
    [{ '1_a.sql': '' }, '0001_title.sql'],
  ])('refuse a folder whose numbers are wrong: %j', async (contents, expected) => {
    await expect(readSqlFiles(await files(contents))).rejects.toThrow(`expected ${expected}`)
  })
})

test('the migrations of this repository run on an empty database, each named once', async () => {
  const { url, drop } = await cloneTestDatabase({ empty: true })
  const names = (await readSqlFiles(join(import.meta.dirname, '../../../migrations'))).map(({ name }) => name)
  expect(await migrate({ url })).toEqual(names)
  expect(names[0]).toBe('0001_bookkeeping')
  await drop()
})
