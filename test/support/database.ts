/** A real PostgreSQL database for a test file: a clone of the migrated template, dropped when the file is done. */
import { afterAll, beforeAll, inject } from 'vitest'
import type { Clone } from './databaseServer.ts'

export interface TestDatabase {
  /** DATABASE_URL of a role that owns this database and nothing else. Known once the tests run, not while they are collected. */
  readonly url: string
}

export interface TestDatabaseOptions {
  /** Nothing in it, not even our tables. */
  readonly empty?: boolean
}

/**
 * Call at the top of a test file or a describe block, once for each database that it needs.
 * @example
 * const database = withTestDatabase()
 * test('…', async () => { const store = connectStore({ url: database.url }); … await store.close() })
 */
export function withTestDatabase(options: TestDatabaseOptions = {}): TestDatabase {
  let clone: (Clone & { drop(): Promise<void> }) | undefined
  beforeAll(async () => {
    clone = await cloneTestDatabase(options)
  })
  afterAll(async () => {
    await clone?.drop()
  })
  return {
    get url() {
      if (clone === undefined) throw new Error('withTestDatabase(): the URL is known only once the tests run')
      return clone.url
    },
  }
}

export interface ClonedDatabase extends Clone {
  drop(): Promise<void>
  /** As it is now, as a backup is. Its connections are ended for that. */
  copy(): Promise<ClonedDatabase>
}

/** A database of its own for a single test. Connections left open when it is dropped are ended. */
export async function cloneTestDatabase(options: TestDatabaseOptions = {}): Promise<ClonedDatabase> {
  const { url, token } = inject('lead')
  const ask = async (path: string) => {
    const reply = await fetch(`${url}${path}`, { method: 'POST', headers: { authorization: token } })
    if (!reply.ok) throw new Error(`No test database: ${await reply.text()}`)
    return reply
  }
  const made = async (path: string): Promise<ClonedDatabase> => {
    const clone = (await (await ask(path)).json()) as Clone
    return {
      ...clone,
      drop: async () => void (await ask(`/drop?name=${clone.name}`)),
      copy: () => made(`/clone?of=${clone.name}`),
    }
  }
  return made(options.empty ? '/clone?empty' : '/clone')
}
