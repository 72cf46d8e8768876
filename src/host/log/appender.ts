import type { Pool } from 'pg'
import { bytesToHex } from '../../core/record/hash.ts'
import { enqueueLeaves, type QueuedEntry } from './enqueue.ts'
import type { IntegratedBatch } from './integrate.ts'
import { wakeIntegrators } from './integrator.ts'
import { indexOf } from './proofs.ts'

export interface AppenderParameters {
  readonly pool: Pool
  readonly now: () => Date
  /** Called after each commit; by default tells the integrators of all servers. */
  readonly wake?: () => void
  /** Where another server may be the one that integrates: how often to look in the database. */
  readonly pollMs?: number
}

export interface Appender {
  /** Settles with the index when the leaf is durable, integrated and under a signed checkpoint. The same id gives the same index. */
  append(leaf: QueuedEntry): Promise<number>
  /** To be told of each batch of this process's integrator. */
  integrated(batch: IntegratedBatch): void
  stop(): void
}

interface Waiting {
  readonly resolve: (index: number) => void
  readonly reject: (error: unknown) => void
}

/**
 * Appends leaves that come one by one and share their commits: while one transaction is being written to the disk, the next gathers.
 * For logs of bare leaves; an action of a case commits its leaf in its own transaction.
 *
 * @example const index = await appender.append({ id, leaf })
 */
export function createAppender(parameters: AppenderParameters): Appender {
  const { pool, now, pollMs = 500 } = parameters
  // Where the announcement is lost, the integrator's poll finds the leaves.
  const { wake = () => void wakeIntegrators(pool).catch(() => {}) } = parameters
  const waiting = new Map<string, Waiting[]>()
  let gathering: QueuedEntry[] = []
  let committing = false

  const settle = (id: string, index: number): void => {
    for (const { resolve } of waiting.get(id) ?? []) resolve(index)
    waiting.delete(id)
  }
  const fail = (leaves: readonly QueuedEntry[], error: unknown): void => {
    for (const { id } of leaves) {
      const key = bytesToHex(id)
      for (const { reject } of waiting.get(key) ?? []) reject(error)
      waiting.delete(key)
    }
  }
  const commit = async (): Promise<void> => {
    committing = true
    while (gathering.length > 0) {
      const leaves = gathering
      gathering = []
      try {
        await enqueueLeaves(pool, { entries: leaves, committedAt: now() })
        wake()
      } catch (error) {
        fail(leaves, error)
      }
    }
    committing = false
  }
  const look = async (): Promise<void> => {
    for (const id of [...waiting.keys()]) {
      const index = await indexOf(pool, Buffer.from(id, 'hex')).catch(() => undefined)
      if (index !== undefined) settle(id, index)
    }
  }
  const poll = setInterval(() => void look(), pollMs)
  poll.unref()
  return {
    append: (leaf) =>
      new Promise((resolve, reject) => {
        const key = bytesToHex(leaf.id)
        waiting.set(key, [...(waiting.get(key) ?? []), { resolve, reject }])
        gathering.push(leaf)
        if (!committing) void commit()
      }),
    integrated: ({ checkpoint, entryIds }) => {
      const first = checkpoint.size - entryIds.length
      for (const [i, id] of entryIds.entries()) settle(bytesToHex(id), first + i)
    },
    stop: () => clearInterval(poll),
  }
}
