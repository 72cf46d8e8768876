import type { Pool, PoolClient } from 'pg'

/** A pool, or one connection inside a transaction of the caller's. */
export type Queryable = Pick<Pool | PoolClient, 'query'>

/** Runs `work` in one transaction; on any error nothing of it stays. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    // The connection may be what failed: then there is nothing to roll back and it must not be used again.
    await client.query('rollback').catch((cause: Error) => {
      broken = cause
    })
    throw error
  } finally {
    client.release(broken)
  }
}
