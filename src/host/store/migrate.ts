/**
 * Brings a database to the tables that this code knows, from numbered SQL files. Two processes may start at once: one
 * migrates, the other waits. What this code does not know it does not touch.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { SluiceError } from '../../core/errors.ts'
import { connectStore } from './connect.ts'
import type { Log } from './log.ts'
import { storeFault } from './serverFaults.ts'

export interface MigrateParameters {
  readonly url: string
  /** Holds NNNN_title.sql; by default `migrations/` of this repository. */
  readonly folder?: string
  readonly log?: Log
}

interface SqlFile {
  /** '0001_bookkeeping' */
  readonly name: string
  readonly text: string
  /** SHA-256 of the file, hexadecimal. */
  readonly digest: string
}

interface Bookkeeping {
  readonly migration_file: { readonly name: string; readonly digest: string }
  readonly kysely_migration: { readonly name: string }
}

const ours = resolve(import.meta.dirname, '../../../migrations')
const serverVersionMin = 150_000
// Changing a big table takes longer than any statement of daily work.
const statementTimeoutMs = 3_600_000

/**
 * Applies what is missing, in order, in one transaction; returns the names of what it applied.
 * @example await migrate({ url }) // ['0001_bookkeeping', '0002_log'], and [] the second time
 * @throws {STORE_VERSION} the database is newer than this code, was made by other files, is not ours, or its server is older than 15
 */
export async function migrate(parameters: MigrateParameters): Promise<string[]> {
  const files = await readSqlFiles(parameters.folder ?? ours)
  const store = connectStore<Bookkeeping>({
    url: parameters.url,
    applicationName: 'sluice-migrate',
    connectionsMax: 2,
    statementTimeoutMs,
  })
  try {
    await refuseWhatIsNotOurs({ db: store.db, files })
    const migrator = new Migrator({ db: store.db, provider: { getMigrations: async () => migrationsOf(files) } })
    const outcome = await migrator.migrateToLatest()
    if (outcome.error !== undefined) throw explain(outcome.error)
    await refuseWhatIsNotOurs({ db: store.db, files })
    const applied = (outcome.results ?? [])
      .filter(({ status }) => status === 'Success')
      .map(({ migrationName }) => migrationName)
    if (applied.length > 0) parameters.log?.(`Migrated the database: ${applied.join(', ')}.`)
    return applied
  } finally {
    await store.close()
  }
}

/** The SQL files of a folder in their order. @throws {CONFIG_INVALID} on a stray file, a gap or a number used twice */
export async function readSqlFiles(folder: string): Promise<SqlFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  names.forEach((name, index) => {
    const expected = String(index + 1).padStart(4, '0')
    if (!/^\d{4}_[a-z0-9_]+\.sql$/.test(name) || !name.startsWith(expected))
      throw new SluiceError(
        'CONFIG_INVALID',
        `migrations/${name}: expected ${expected}_title.sql; numbers have no gap and none twice.`,
        {
          facts: { name, expected },
        },
      )
  })
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8')
      return { name: name.slice(0, -'.sql'.length), text, digest: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

function migrationsOf(files: readonly SqlFile[]): Record<string, Migration> {
  const entries = files.map((file) => [file.name, { up: (db: Kysely<Bookkeeping>) => apply(db, file) }] as const)
  return Object.fromEntries(entries)
}

async function apply(db: Kysely<Bookkeeping>, { name, text, digest }: SqlFile): Promise<void> {
  await sql.raw(text).execute(db)
  await db.insertInto('migration_file').values({ name, digest }).execute()
}

interface RefuseParameters {
  readonly db: Kysely<Bookkeeping>
  readonly files: readonly SqlFile[]
}

async function refuseWhatIsNotOurs({ db, files }: RefuseParameters): Promise<void> {
  await refuseOldServer(db)
  const tables = await tableNames(db)
  if (tables.length === 0) return
  if (!tables.includes('kysely_migration'))
    throw refusal(
      `The database holds tables that Sluice did not make (${tables.slice(0, 3).join(', ')}). Give Sluice an empty database of its own.`,
    )
  const known = new Map(files.map(({ name, digest }) => [name, digest]))
  const applied = await db.selectFrom('kysely_migration').select('name').orderBy('name').execute()
  const newer = applied.filter(({ name }) => !known.has(name)).map(({ name }) => name)
  if (newer.length > 0)
    throw refusal(
      `The database was migrated by a newer or other version of Sluice (${newer.join(', ')} unknown here). Start that version; nothing was changed.`,
      { newer },
    )
  if (!tables.includes('migration_file')) return
  const digests = await db.selectFrom('migration_file').select(['name', 'digest']).execute()
  const edited = digests.filter(({ name, digest }) => known.get(name) !== digest).map(({ name }) => name)
  if (edited.length > 0)
    throw refusal(
      `The files of ${edited.join(', ')} are not the ones that made this database. Put them back, or begin with an empty database; nothing was changed.`,
      { edited },
    )
}

async function refuseOldServer(db: Kysely<Bookkeeping>): Promise<void> {
  const reply = await sql<{ version: string }>`select current_setting('server_version_num') as version`.execute(db)
  const version = Number(reply.rows[0]?.version)
  if (!(version >= serverVersionMin))
    throw refusal(`Sluice needs PostgreSQL 15 or newer; this server is version ${Math.floor(version / 10_000)}.`, {
      version,
    })
}

async function tableNames(db: Kysely<Bookkeeping>): Promise<string[]> {
  const reply = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = current_schema() order by 1`.execute(db)
  return reply.rows.map(({ name }) => name)
}

function refusal(sentence: string, facts: Record<string, unknown> = {}): SluiceError {
  return new SluiceError('STORE_VERSION', sentence, { facts })
}

/** Kysely says in words that a database and the files do not belong together. */
function explain(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error)
  if (/corrupted migrations/.test(message))
    return new SluiceError(
      'STORE_VERSION',
      `The database was migrated by another version of Sluice: ${message}. Start that version; nothing was changed.`,
      {
        cause: error,
      },
    )
  return storeFault(error, 'DATABASE_URL') ?? error
}
