import type { Pool, PoolClient } from 'pg'
import { SluiceError } from '../../core/errors.ts'
import { type Checkpoint, profileOfOrigin } from '../../core/record/log/checkpoint.ts'
import type { HashProfile } from '../../core/record/log/profile.ts'
import { inTransaction } from './queryable.ts'

/**
 * Signs a head with the keys of the log and returns the note. May ask a device. What it returns is published only after the database has
 * kept it, so a signature over a batch that was lost is never seen.
 */
export type SignCheckpoint = (checkpoint: Checkpoint) => string | Promise<string>

export interface CreateLogParameters {
  readonly pool: Pool
  /** Names the log and says how it hashes, for good: `…/sm3` is the second profile. */
  readonly origin: string
  readonly sign: SignCheckpoint
  readonly now: () => Date
}

/**
 * Makes the log of this database, or finds it; a new one has a checkpoint of size 0. Safe when several servers start at once.
 *
 * @throws {LOG_INCONSISTENT} where the database holds a log of another origin
 */
export async function createLog(parameters: CreateLogParameters): Promise<void> {
  const { pool, origin, sign, now } = parameters
  await inTransaction(pool, async (client) => {
    const made = await client.query(
      `insert into log_head (origin, size, peaks) values ($1, 0, '') on conflict do nothing`,
      [origin],
    )
    if (made.rowCount === 0) return checkOrigin(client, origin)
    const checkpoint = { origin, size: 0, root: profileOfOrigin(origin).empty(), extensions: [] }
    await client.query('insert into log_checkpoints (size, root, note, signed_at) values (0, $1, $2, $3)', [
      checkpoint.root,
      await sign(checkpoint),
      now(),
    ])
  })
}

async function checkOrigin(client: PoolClient, origin: string): Promise<void> {
  const { rows } = await client.query<{ origin: string }>('select origin from log_head')
  const found = rows[0]?.origin
  if (found === origin) return
  throw new SluiceError('LOG_INCONSISTENT', `This database holds the log ${found}, not ${origin}.`, {
    facts: { expected: origin, found },
  })
}

/** The log as it is integrated, and what is needed to go on. */
export interface LogHead {
  readonly origin: string
  readonly profile: HashProfile
  readonly size: number
  readonly peaks: readonly Uint8Array[]
}
