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

/**
 * Performs an effect and writes its outcome. It awaits `performed` when the other side has it, before anything of that is written here: of effects that are
 * performed together, each is then held until those before it are written.
 */
export type Handler = (row: OutboxRow, performed: () => Promise<void>) => Promise<Attempt>

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
  /** Types of which several of one stream are performed at once, written in the order of their entries. The record says which may stand there together. */
  readonly together?: readonly string[]
  /** Of what goes together and was not attempted yet, the keys whose company is complete in the record: no other is taken. Absent: all of them. */
  readonly ready?: () => Promise<readonly string[]>
  /** Called at the points of an effect, `before KEY`, `performed KEY`, `after KEY`; a test ends the process there. */
  readonly at?: (point: string) => void
}

/**
 * Performs what entries called for: takes the oldest open row, commits the attempt, performs it with its key, brings the outcome back. Rows that may go
 * together are performed at once, and their outcomes stand in the record in the order of their entries, whoever answers first. A crash at any point repeats
 * nothing that the other side de-duplicates or can be asked about. As many workers as you like may run on one database.
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
  const { pool, leaseMs = 3_000, together = [], ready } = parameters
  let rows: readonly OutboxRow[]
  try {
    rows = await take({ pool, leaseMs, together, ready: await ready?.() })
  } catch {
    return false
  }
  if (rows.length === 0) return false
  const lease = keepLease(pool, rows, leaseMs)
  let before: Promise<unknown> = Promise.resolve()
  const worked = rows.map((row) => {
    const turn = before
    const done = perform(parameters, row, { turn, lease })
    before = done
    return done
  })
  const done = await Promise.all(worked)
  return done.includes(true)
}

/** @returns whether the row ended; it never throws */
async function perform(
  parameters: StartWorkerParameters,
  row: OutboxRow,
  { turn, lease }: { readonly turn: Promise<unknown>; readonly lease: Lease },
): Promise<boolean> {
  const { pool, handlers, retryMsMax = 30_000, onError, at } = parameters
  const { key } = row
  try {
    const handler = handlers[row.type]
    if (handler === undefined)
      throw new SluiceError('NOT_FOUND', `no adapter performs ${row.type} in this zone.`, { facts: { type: row.type } })
    const named = `${row.type} ${key}`
    at?.(`before ${named}`)
    const attempt = await handler(row, async () => {
      at?.(`performed ${named}`)
      await turn
    })
    if (attempt.outcome !== 'later') at?.(`after ${named}`)
    lease.end(key)
    await finish(pool, row, attempt)
    if (attempt.outcome === 'later') return false
    parameters.onDone?.(row, attempt)
    return true
  } catch (error) {
    lease.end(key)
    onError(error, row)
    await release(pool, row, error, retryMsMax).catch(() => {})
    return false
  }
}

interface Lease {
  end(key: string): void
}

/**
 * As long as this process lives and performs, no other takes the rows: only who died says nothing. Rows that were taken together run out together, so that
 * whoever takes over has them in their order.
 */
function keepLease(pool: Pool, rows: readonly OutboxRow[], leaseMs: number): Lease {
  const keys = new Set(rows.map(({ key }) => key))
  const beat = setInterval(() => {
    pool
      .query(
        `update outbox set due_at = statement_timestamp() + $2 * interval '1 millisecond' where key = any($1) and state = 'attempted' and due_at > clock_timestamp()`,
        [[...keys], leaseMs],
      )
      // The store is away: the lease runs out, and whoever takes the rows then asks the other side first.
      .catch(() => {})
  }, leaseMs / 3)
  beat.unref()
  return {
    end: (key) => {
      keys.delete(key)
      if (keys.size === 0) clearInterval(beat)
    },
  }
}

/**
 * Takes the oldest row that is due, and with it those of its stream that may go together. What crosses of one stream goes in the order of its entries: the
 * next waits until the one before has arrived.
 */
async function take(parameters: {
  readonly pool: Pool
  readonly leaseMs: number
  readonly together: readonly string[]
  readonly ready: readonly string[] | undefined
}): Promise<readonly OutboxRow[]> {
  const { pool, leaseMs, together, ready } = parameters
  const { rows } = await pool.query<{
    key: string
    entry: Buffer
    stream: Buffer
    type: string
    request: string
    made: bigint
    attempts: number
  }>(
    `with first as (
        select key, type, stream, made from outbox o where state in ('waiting', 'attempted') and due_at <= clock_timestamp()
          and (not type = any($2) or state = 'attempted' or $3::text[] is null or key = any($3))
          and not (type = 'cross' and exists (
            select 1 from outbox e
            where e.type = 'cross' and e.stream = o.stream and e.made < o.made and e.state in ('waiting', 'attempted')))
        order by made limit 1 for update skip locked),
      others as (
        select o.key from outbox o join first f on o.stream = f.stream and o.type = f.type and o.made > f.made
          where f.type = any($2) and o.state in ('waiting', 'attempted') and o.due_at <= clock_timestamp()
            and (o.state = 'attempted' or $3::text[] is null or o.key = any($3))
        for update of o skip locked)
      update outbox set state = 'attempted', attempts = attempts + 1, due_at = statement_timestamp() + $1 * interval '1 millisecond'
      where key in (select key from first union all select key from others)
      returning key, entry, stream, type, request, made, attempts - 1 as attempts`,
    [leaseMs, together, ready ?? null],
  )
  return rows
    .toSorted((a, b) => Number(a.made) - Number(b.made))
    .map(({ made: _, ...row }) => ({
      ...row,
      entry: bytesToHex(row.entry),
      stream: bytesToHex(row.stream),
      request: JSON.parse(row.request) as OutboxRow['request'],
    }))
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
