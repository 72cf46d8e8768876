/** The limit of what is durable: bare commits of one small row, by as many connections as what is measured beside it has at work. */
import type { Pool } from 'pg'

export async function commitsPerSecond(pool: Pool, connections: number, seconds = 2): Promise<number> {
  await pool.query(
    'create table if not exists bench_commits (id bigint generated always as identity primary key, leaf bytea not null)',
  )
  const leaf = Buffer.alloc(32)
  const start = performance.now()
  const end = start + seconds * 1000
  const drive = async (): Promise<number> => {
    const client = await pool.connect()
    let count = 0
    for (; performance.now() < end; count++)
      await client.query({ name: 'bench_commit', text: 'insert into bench_commits (leaf) values ($1)', values: [leaf] })
    client.release()
    return count
  }
  const counts = await Promise.all(Array.from({ length: connections }, drive))
  return (counts.reduce((sum, count) => sum + count, 0) * 1000) / (performance.now() - start)
}
