import type { Pool } from 'pg'
import { bytesToHex } from '../../core/record/hash.ts'
import { appendsDirectly } from './appendDirectly.ts'
import type { SignCheckpoint } from './createLog.ts'
import { enqueueLeaves, type QueuedEntry } from './enqueue.ts'
import type { IntegratedBatch } from './integrate.ts'
import { wakeIntegrators } from './integrator.ts'
import { indexOf } from './proofs.ts'

export interface AppenderParameters {
  readonly pool: Pool
  readonly now: () => Date
  /** With the key of the log at hand leaves go straight behind its head; without it, or where others are at work, by the queue. */
  readonly sign?: SignCheckpoint
  /** After each batch that went straight, when it is durable. */
  readonly onBatch?: (batch: IntegratedBatch) => void
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
  const { pool, now, sign, onBatch, pollMs = 500 } = parameters
  const direct = sign && appendsDirectly({ pool, sign, now })
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
  const integrated = ({ checkpoint, entryIds }: IntegratedBatch): void => {
    const first = checkpoint.size - entryIds.length
    for (const [i, id] of entryIds.entries()) settle(bytesToHex(id), first + i)
  }
  const commit = async (): Promise<void> => {
    committing = true
    while (gathering.length > 0) {
      const leaves = firstOfEach(gathering)
      gathering = []
      try {
        const batch = await direct?.append(leaves)
        if (batch === undefined) {
          await enqueueLeaves(pool, { entries: leaves, committedAt: now() })
          wake()
        } else {
          integrated(batch)
          onBatch?.(batch)
        }
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
    integrated,
    stop: () => clearInterval(poll),
  }
}

/** The same id twice is one leaf: the first. */
function firstOfEach(leaves: readonly QueuedEntry[]): QueuedEntry[] {
  const found = new Map<string, QueuedEntry>()
  for (const leaf of leaves) {
    const key = bytesToHex(leaf.id)
    if (!found.has(key)) found.set(key, leaf)
  }
  return [...found.values()]
}
