import { setTimeout as delay } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import type { SignCheckpoint } from './createLog.ts'
import { batchLeavesDefault, type IntegratedBatch, integrate } from './integrate.ts'
import type { Queryable } from './queryable.ts'

/** What wakes the integrators of all servers of this database. */
const channel = 'log_queue'

export interface StartIntegratorParameters {
  readonly pool: Pool
  readonly sign: SignCheckpoint
  readonly now: () => Date
  /** After each batch, when it is durable. */
  readonly onBatch?: (batch: IntegratedBatch) => void
  /** A batch that failed; it is tried again at the next poll. */
  readonly onError?: (error: unknown) => void
  /** How long a leaf may wait that nobody announced. */
  readonly pollMs?: number
  /** How long leaves gather after a batch: a busy log has fewer, greater batches, and the first leaf after a pause does not wait. */
  readonly restMs?: number
  readonly batchLeavesMax?: number
}

export interface Integrator {
  /** Something was committed in this process. */
  wake(): void
  /** Settles when a pass that began after this call has found the queue empty, or another server at work. */
  settled(): Promise<void>
  /** Ends after the batch in hand. */
  stop(): Promise<void>
}

/**
 * Integrates whenever something waits: woken by `wake()` or `wakeIntegrators` within milliseconds, by the poll at the latest. As many
 * servers as you like may run one each; the database lets one at a time work.
 *
 * @example const integrator = startIntegrator({ pool, sign, now: () => new Date() }); integrator.wake(); await integrator.stop()
 */
export function startIntegrator(parameters: StartIntegratorParameters): Integrator {
  const { pollMs = 200, restMs = 20, onError } = parameters
  let wanted = false
  let running: Promise<void> | undefined
  let stopped = false

  const wake = (): void => {
    wanted = true
    if (stopped || running !== undefined) return
    running = passes().finally(() => {
      running = undefined
      if (wanted && !stopped) wake()
    })
  }
  const passes = async (): Promise<void> => {
    while (wanted && !stopped) {
      wanted = false
      try {
        const done = await integrateOne(parameters)
        if (done === 'more') wanted = true
        else if (done === 'all' && !stopped) await delay(restMs)
      } catch (error) {
        // The store may be away: what waits is still there at the next poll.
        onError?.(error)
      }
    }
  }
  const settled = async (): Promise<void> => {
    wake()
    while (running !== undefined) await running
  }

  const poll = setInterval(wake, pollMs)
  poll.unref()
  const listener = listen(parameters.pool, wake)
  wake()
  return {
    wake,
    settled,
    stop: async () => {
      stopped = true
      clearInterval(poll)
      await running
      await listener.stop()
    },
  }
}

async function integrateOne(parameters: StartIntegratorParameters): Promise<'more' | 'all' | 'nothing'> {
  const { batchLeavesMax = batchLeavesDefault, onBatch } = parameters
  const batch = await integrate(parameters)
  if (batch === undefined || batch === 'busy') return 'nothing'
  onBatch?.(batch)
  // A full batch: more may wait behind it.
  return batch.entryIds.length === batchLeavesMax ? 'more' : 'all'
}

/**
 * Tells the integrators of all servers that something was committed. To be called after the commit and not within it: a NOTIFY inside a
 * transaction would make all commits wait for one another.
 */
export async function wakeIntegrators(pool: Queryable): Promise<void> {
  await pool.query(`notify ${channel}`)
}

/** Holds one connection that hears announcements, and takes a new one at the next poll where it was lost. */
function listen(pool: Pool, heard: () => void): { stop(): Promise<void> } {
  let client: PoolClient | undefined
  let stopped = false
  let retry: NodeJS.Timeout | undefined
  const lost = (error: Error): void => {
    client?.removeAllListeners('notification')
    client?.release(error)
    client = undefined
    later()
  }
  const later = (): void => {
    if (stopped) return
    retry = setTimeout(() => void connect(), 1_000)
    retry.unref()
  }
  const connect = async (): Promise<void> => {
    try {
      const fresh = await pool.connect()
      if (stopped) return fresh.release()
      client = fresh
      fresh.on('notification', heard)
      fresh.once('error', lost)
      await fresh.query(`listen ${channel}`)
    } catch {
      if (client === undefined) later()
    }
  }
  const connected = connect()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(retry)
      await connected
      // Closed and not returned to the pool: it still listens.
      client?.release(true)
      client = undefined
    },
  }
}
