import type { Pool, PoolClient } from 'pg'

/** A pool, or one connection inside a transaction of the caller's. */
export type Queryable = Pick<Pool | PoolClient, 'query'>

/** How a transaction begins where it only reads, and sees all the time what stood at its first statement. */
export const beginSnapshot = 'begin isolation level repeatable read read only'

/** Runs `work` in one transaction; on any error nothing of it stays. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  begin = 'begin',
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // The server may end a connection between two statements, as it does with one that waits for too long: then the next statement fails, not the process.
  const lost = (error: Error): void => {
    broken = error
  }
  client.on('error', lost)
  try {
    await client.query(begin)
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
    client.off('error', lost)
    client.release(broken)
  }
}
