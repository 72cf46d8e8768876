import type { Pool } from 'pg'
import { SluiceError } from '../../core/errors.ts'
import type { LogHead, SignCheckpoint } from './createLog.ts'
import type { QueuedEntry } from './enqueue.ts'
import { grow, type IntegratedBatch, readHead } from './integrate.ts'
import { writeBatch } from './writeBatch.ts'

export interface DirectAppend {
  /**
   * Writes leaves, their tiles and a signed head by one statement: one wait for the disk, where queue and integrator take two.
   *
   * @returns `undefined` where it was not done and the queue is the way: another server moved the head, leaves that were committed before wait there,
   *   or one of these is in the log already
   */
  append(leaves: readonly QueuedEntry[]): Promise<IntegratedBatch | undefined>
}

/** Unique violation. */
const taken = '23505'

/**
 * Appends straight behind the head that this process saw last. The head is held against the store in the statement itself, its peaks included, so that
 * a process that slept, or that a failover left with a head that was lost, writes nothing. What waits in the queue was committed before and is never
 * passed: the index follows the order of commits here too.
 *
 * @example const batch = await appendsDirectly({ pool, sign, now }).append([{ id, leaf }])
 */
export function appendsDirectly(parameters: {
  readonly pool: Pool
  readonly sign: SignCheckpoint
  readonly now: () => Date
}): DirectAppend {
  const { pool, sign, now } = parameters
  let head: LogHead | undefined
  return {
    append: async (leaves) => {
      const from = head ?? (await currentHead(pool))
      head = undefined
      const grown = grow(from, leaves)
      const { checkpoint, to } = grown
      const note = await sign(checkpoint)
      const batch = { client: pool, from, leaves, ...grown, note, signedAt: now(), passesQueue: false }
      const written = await writeBatch(batch).catch((error: { code?: string }) => {
        if (error.code === taken) return false
        throw error
      })
      if (!written) return undefined
      head = { ...from, ...to }
      return { checkpoint, note, entryIds: leaves.map(({ id }) => id) }
    },
  }
}

async function currentHead(pool: Pool): Promise<LogHead> {
  const { rows } = await pool.query<{ origin: string; size: string; peaks: Buffer }>(
    'select origin, size::text, peaks from log_head',
  )
  const row = rows[0]
  if (row === undefined) throw new SluiceError('NOT_FOUND', 'This database has no log.')
  return readHead(row)
}
