import type { Pool } from 'pg'
import { SluiceError } from '../../core/errors.ts'
import { bytesToHex } from '../../core/record/hash.ts'
import type { Json } from '../../core/record/jcs.ts'

export interface OutboxRow {
  readonly key: string
  readonly entry: string
  readonly stream: string
  readonly type: string
  readonly request: { readonly [key: string]: Json }
  /** How often it was attempted before: more than 0 means that it may have happened. */
  readonly attempts: number
}

/** What an attempt came to. `later`: ask again; `unknown`: nobody can say whether it happened, a named person decides. */
export type Attempt =
  | { readonly outcome: 'done'; readonly note: string }
  | { readonly outcome: 'later' }
  | { readonly outcome: 'unknown'; readonly note: string }

export type Handler = (row: OutboxRow) => Promise<Attempt>

export interface Worker {
  /** Something was put in. */
  wake(): void
  /** True when nothing is waiting or under way. */
  idle(): Promise<boolean>
  stop(): Promise<void>
}

export interface StartWorkerParameters {
  readonly pool: Pool
  readonly handlers: Readonly<Record<string, Handler>>
  readonly onError: (error: unknown, row: OutboxRow) => void
  /** Told when a row ended. */
  readonly onDone?: (row: OutboxRow, attempt: Attempt) => void
  readonly pollMs?: number
  /** A worker that says nothing for so long has died, and another may ask again with the same key. */
  readonly leaseMs?: number
  /** Called on either side of an effect; a test ends the process there. */
  readonly at?: (point: string) => void
}

/**
 * Performs what entries called for: takes the oldest open row, commits the attempt, performs it with its key, brings the outcome back. A crash at any
 * point repeats nothing that the other side de-duplicates or can be asked about. As many workers as you like may run on one database.
 */
export function startWorker(parameters: StartWorkerParameters): Worker {
  const { pool, pollMs = 100 } = parameters
  let stopped = false
  let wake: () => void = () => {}
  const run = (async () => {
    while (!stopped) {
      const worked = await step(parameters)
      if (worked) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  })()
  return {
    wake: () => wake(),
    idle: async () => {
      const { rows } = await pool.query<{ open: boolean }>(
        `select exists (select 1 from outbox where state in ('waiting', 'attempted')) as open`,
      )
      return rows[0]!.open === false
    },
    stop: async () => {
      stopped = true
      wake()
      await run
    },
  }
}

async function step(parameters: StartWorkerParameters): Promise<boolean> {
  const { pool, handlers, leaseMs = 3_000, onError, at } = parameters
  let row: OutboxRow | undefined
  try {
    row = await take(pool, leaseMs)
    if (row === undefined) return false
    const handler = handlers[row.type]
    if (handler === undefined)
      throw new SluiceError('NOT_FOUND', `no adapter performs ${row.type} in this zone.`, { facts: { type: row.type } })
    at?.(`before ${row.key}`)
    const attempt = await handler(row)
    at?.(`after ${row.key}`)
    await finish(pool, row, attempt)
    if (attempt.outcome === 'later') return false
    parameters.onDone?.(row, attempt)
    return true
  } catch (error) {
    if (row === undefined) return false
    onError(error, row)
    await release(pool, row, error).catch(() => {})
    return false
  }
}

async function take(pool: Pool, leaseMs: number): Promise<OutboxRow | undefined> {
  const { rows } = await pool.query<{
    key: string
    entry: Buffer
    stream: Buffer
    type: string
    request: string
    attempts: number
  }>(
    `update outbox set state = 'attempted', attempts = attempts + 1, due_at = clock_timestamp() + $1 * interval '1 millisecond'
      where key = (
        select key from outbox where state in ('waiting', 'attempted') and due_at <= clock_timestamp()
        order by made limit 1 for update skip locked
      )
      returning key, entry, stream, type, request, attempts - 1 as attempts`,
    [leaseMs],
  )
  const row = rows[0]
  return (
    row && {
      ...row,
      entry: bytesToHex(row.entry),
      stream: bytesToHex(row.stream),
      request: JSON.parse(row.request) as OutboxRow['request'],
    }
  )
}

async function finish(pool: Pool, row: OutboxRow, attempt: Attempt): Promise<void> {
  if (attempt.outcome === 'later') {
    await pool.query(
      `update outbox set due_at = clock_timestamp() + interval '60 milliseconds', attempts = greatest(attempts, 1) where key = $1`,
      [row.key],
    )
    return
  }
  await pool.query('update outbox set state = $2, outcome = $3 where key = $1', [
    row.key,
    attempt.outcome,
    attempt.note,
  ])
}

/** After a fault the row stays open, later each time: nothing is given up silently. */
async function release(pool: Pool, row: OutboxRow, error: unknown): Promise<void> {
  const waitMs = Math.min(30_000, 200 * 2 ** Math.min(row.attempts, 8))
  const text = error instanceof Error ? error.message : String(error)
  await pool.query(
    `update outbox set due_at = clock_timestamp() + $2 * interval '1 millisecond', outcome = $3 where key = $1`,
    [row.key, waitMs, text.slice(0, 500)],
  )
}
