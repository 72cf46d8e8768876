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

/** Performs an effect and writes its outcome. It calls `performed` when the other side has it, before anything of that is written here. */
export type Handler = (row: OutboxRow, performed: () => void) => Promise<Attempt>

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
  /** A row whose handler fails waits longer each time, and so long at most. */
  readonly retryMsMax?: number
  /** Called at the points of an effect, `before KEY`, `performed KEY`, `after KEY`; a test ends the process there. */
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
  const { pool, handlers, leaseMs = 3_000, retryMsMax = 30_000, onError, at } = parameters
  let row: OutboxRow | undefined
  let lease: { end(): void } | undefined
  try {
    row = await take(pool, leaseMs)
    if (row === undefined) return false
    const { key } = row
    lease = keepLease(pool, row, leaseMs)
    const handler = handlers[row.type]
    if (handler === undefined)
      throw new SluiceError('NOT_FOUND', `no adapter performs ${row.type} in this zone.`, { facts: { type: row.type } })
    const named = `${row.type} ${key}`
    at?.(`before ${named}`)
    const attempt = await handler(row, () => at?.(`performed ${named}`))
    if (attempt.outcome !== 'later') at?.(`after ${named}`)
    lease.end()
    await finish(pool, row, attempt)
    if (attempt.outcome === 'later') return false
    parameters.onDone?.(row, attempt)
    return true
  } catch (error) {
    if (row === undefined) return false
    onError(error, row)
    await release(pool, row, error, retryMsMax).catch(() => {})
    return false
  } finally {
    lease?.end()
  }
}

/** As long as this process lives and performs, no other takes the row: only who died says nothing. */
function keepLease(pool: Pool, { key }: OutboxRow, leaseMs: number): { end(): void } {
  const beat = setInterval(() => {
    pool
      .query(
        `update outbox set due_at = clock_timestamp() + $2 * interval '1 millisecond' where key = $1 and state = 'attempted' and due_at > clock_timestamp()`,
        [key, leaseMs],
      )
      // The store is away: the lease runs out, and whoever takes the row then asks the other side first.
      .catch(() => {})
  }, leaseMs / 3)
  beat.unref()
  return { end: () => clearInterval(beat) }
}

/** Takes the oldest row that is due. What crosses of one stream goes in the order of its entries: the next waits until the one before has arrived. */
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
        select key from outbox o where state in ('waiting', 'attempted') and due_at <= clock_timestamp()
          and not (type = 'cross' and exists (
            select 1 from outbox e
            where e.type = 'cross' and e.stream = o.stream and e.made < o.made and e.state in ('waiting', 'attempted')))
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
    // It may have happened, and asking again is no fault: what makes a faulty row wait longer does not count it.
    await pool.query(
      `update outbox set due_at = clock_timestamp() + interval '60 milliseconds', attempts = 1 where key = $1`,
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
async function release(pool: Pool, row: OutboxRow, error: unknown, retryMsMax: number): Promise<void> {
  const waitMs = Math.min(retryMsMax, 200 * 2 ** Math.min(row.attempts, 8))
  const text = error instanceof Error ? error.message : String(error)
  await pool.query(
    `update outbox set due_at = clock_timestamp() + $2 * interval '1 millisecond', outcome = $3 where key = $1`,
    [row.key, waitMs, text.slice(0, 500)],
  )
}
