/**
 * Gives committed leaves their index, in one transaction a batch.
 *
 * Commit order without a sequence in the writer's transaction. A batch is what its snapshot shows: whatever had committed before it
 * was taken, is in it or in an earlier one. So if entry A was committed before the transaction of entry B put B in the queue, A has the
 * lower index: B is never visible without A, and within a batch A has the lower `enqueued`. Of two transactions that ran at the same time
 * neither knew of the other, and either order is true. Where commits come one after the other the order depends on nothing else: not on
 * batches, times or servers.
 *
 * One at a time: the batch holds the lock of the row `log_head` until it has committed. A server that dies or loses its
 * connection loses the lock and the batch together, so no number of an older holder need be checked.
 */
import type { Pool, PoolClient } from 'pg'
import { assert } from '../../core/errors.ts'
import { type Checkpoint, profileOfOrigin } from '../../core/record/log/checkpoint.ts'
import { createTree, type TreeHead } from '../../core/record/log/merkle.ts'
import { hashBytes } from '../../core/record/log/profile.ts'
import type { LogHead, SignCheckpoint } from './createLog.ts'
import type { QueuedEntry } from './enqueue.ts'
import { inTransaction } from './queryable.ts'
import { NewHashes, type TileGrowth } from './storeTiles.ts'
import { writeBatch } from './writeBatch.ts'

export interface IntegrateParameters {
  readonly pool: Pool
  readonly sign: SignCheckpoint
  readonly now: () => Date
  /** Leaves in one transaction at most. */
  readonly batchLeavesMax?: number
}

export interface IntegratedBatch {
  readonly checkpoint: Checkpoint
  readonly note: string
  /** The entries of the batch in their order; the last has index `checkpoint.size - 1`. */
  readonly entryIds: readonly Uint8Array[]
}

export const batchLeavesDefault = 8192

/**
 * Integrates one batch and signs the new head.
 *
 * @example await integrate({ pool, sign, now }) // { checkpoint, note, entryIds }
 * @returns `undefined` where nothing waits; 'busy' where another server integrates at this moment
 */
export async function integrate(parameters: IntegrateParameters): Promise<IntegratedBatch | 'busy' | undefined> {
  const { pool, sign, now, batchLeavesMax = batchLeavesDefault } = parameters
  return inTransaction(pool, async (client) => {
    const head = await lockHead(client)
    if (head === undefined) return 'busy'
    const leaves = await takeLeaves(client, batchLeavesMax)
    if (leaves.length === 0) return undefined
    const grown = grow(head, leaves)
    const { checkpoint } = grown
    const note = await sign(checkpoint)
    const written = await writeBatch({ client, from: head, leaves, ...grown, note, signedAt: now(), passesQueue: true })
    assert(written, 'nobody moves the head while its lock is held')
    return { checkpoint, note, entryIds: leaves.map(({ id }) => id) }
  })
}

async function lockHead(client: PoolClient): Promise<LogHead | undefined> {
  const { rows } = await client.query<{ origin: string; size: string; peaks: Buffer }>({
    name: 'log_lock_head',
    text: 'select origin, size::text, peaks from log_head for update skip locked',
  })
  const row = rows[0]
  return row && readHead(row)
}

export function readHead(row: { origin: string; size: string; peaks: Uint8Array }): LogHead {
  const { origin, peaks } = row
  return {
    origin,
    profile: profileOfOrigin(origin),
    size: Number(row.size),
    peaks: Array.from({ length: peaks.length / hashBytes }, (_, i) =>
      peaks.subarray(i * hashBytes, (i + 1) * hashBytes),
    ),
  }
}

/**
 * Takes the oldest leaves out of the queue, in order. Takes a new snapshot, after the lock: sees all that earlier batches did. An entry that
 * was brought again after it had been integrated is dropped; the same id with another leaf is a bug of ours and stops the batch.
 */
async function takeLeaves(client: PoolClient, limit: number): Promise<QueuedEntry[]> {
  const { rows } = await client.query<QueuedEntry>({
    name: 'log_take_leaves',
    text: `with taken as (
        delete from log_queue where enqueued in (select enqueued from log_queue order by enqueued limit $1)
        returning id, leaf, enqueued)
      select id, leaf from taken
      where not exists (select 1 from log_leaves l where l.entry_id = taken.id and l.leaf = taken.leaf)
      order by enqueued`,
    values: [limit],
  })
  return rows
}

/** The tree behind the head, with these leaves. */
export function grow(
  head: LogHead,
  leaves: readonly QueuedEntry[],
): { to: TreeHead; tiles: TileGrowth[]; checkpoint: Checkpoint } {
  const { origin, profile } = head
  const hashes = new NewHashes()
  const tree = createTree({ profile, from: head, onNode: (level, index, hash) => hashes.add(level, index, hash) })
  for (const { leaf } of leaves) tree.append(profile.leaf(leaf))
  const checkpoint = { origin, size: tree.size, root: tree.root(), extensions: [] }
  return { to: tree.head(), tiles: hashes.take(), checkpoint }
}
