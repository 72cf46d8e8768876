import { afterAll, beforeAll, expect, test } from 'vitest'
import { withTestDatabase } from '../../../test/support/database.ts'
import { connectStore, type Store } from './connect.ts'

const database = withTestDatabase()
let store: Store
beforeAll(() => {
  store = connectStore({ url: database.url })
})
afterAll(() => store.close())

/** What stands in bundles and checkpoints, and what accuses another log. */
const tables = ['entries', 'actions', 'log_leaves', 'log_checkpoints', 'log_timestamps', 'witness_incidents']

test.each(tables)('the zone’s own role can add to %s, and change or take away nothing', async (table) => {
  const { rows } = await store.pool.query<{ name: string }>(
    'select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum desc limit 1',
    [table],
  )
  const column = rows[0]!.name
  for (const what of [`update ${table} set ${column} = ${column}`, `delete from ${table}`, `truncate ${table} cascade`])
    await expect(store.pool.query(what), what).rejects.toThrow('append-only')
})
