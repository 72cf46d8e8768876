import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectStore, type Store } from '../../src/host/store/connect.ts'
import { type Handler, type OutboxRow, startWorker, type Worker } from '../../src/host/work/outbox.ts'
import { withTestDatabase } from '../support/database.ts'
import { freePort } from '../support/ports.ts'

/** Two zone processes on one database, each with its own connections and its own worker: every effect is performed once. */
const database = withTestDatabase()
let stores: readonly [Store, Store]
beforeAll(() => {
  stores = [connectStore({ url: database.url }), connectStore({ url: database.url })]
})
afterAll(async () => {
  for (const store of stores ?? []) await store.close()
})

let made = 0

/** Puts effects in, as entries of one stream would. Returns their keys. */
async function putEffects(parameters: { readonly type: string; readonly count: number; readonly stream?: number }) {
  const { type, count, stream = 1 } = parameters
  const bytes = (of: string, n: number): Buffer => Buffer.from(`${of}${String(n).padStart(8, '0')}`.padEnd(32, '.'))
  const [{ pool }] = stores
  const keys: string[] = []
  for (let i = 0; i < count; i++) {
    const n = made++
    const key = `${type} ${n}`
    await pool.query(
      `insert into streams (id, kind, key, head, position, state, recorded_at) values ($1, 'case', $1, $1, 0, '{}', '') on conflict do nothing`,
      [bytes('stream', stream)],
    )
    await pool.query(
      `insert into entries (id, stream, position, kind, recorded_at, body) values ($1, $2, $3, 'test', '', '{}')`,
      [bytes('entry', n), bytes('stream', stream), n],
    )
    await pool.query(`insert into outbox (key, entry, stream, type, request) values ($1, $2, $3, $4, '{}')`, [
      key,
      bytes('entry', n),
      bytes('stream', stream),
      type,
    ])
    keys.push(key)
  }
  return keys
}

/** Runs both workers until nothing is open. */
async function untilDone(parameters: {
  readonly handlers: readonly [Record<string, Handler>, Record<string, Handler>]
  readonly leaseMs?: number
  readonly during?: () => Promise<void>
  readonly together?: readonly string[]
  readonly ready?: () => Promise<readonly string[]>
}): Promise<readonly string[]> {
  const { handlers, leaseMs = 20_000, during, ...joint } = parameters
  const faults: string[] = []
  const workers = stores.map(
    ({ pool }, i): Worker =>
      startWorker({
        pool,
        handlers: handlers[i]!,
        pollMs: 10,
        leaseMs,
        ...joint,
        retryMsMax: 100,
        onError: (error, row) => faults.push(`${row.key}: ${error instanceof Error ? error.message : String(error)}`),
      }),
  )
  try {
    await during?.()
    while (!(await workers[0]!.idle())) await delay(20)
  } finally {
    for (const worker of workers) await worker.stop()
  }
  return faults
}

const openNow = async (): Promise<number> => {
  const { rows } = await stores[0].pool.query<{ count: bigint }>(
    `select count(*) as count from outbox where state <> 'done'`,
  )
  return Number(rows[0]!.count)
}

describe('two workers on one database', () => {
  test('perform each of forty effects once, and both of them work', async () => {
    const keys = await putEffects({ type: 'plain', count: 40 })
    const performed: [string[], string[]] = [[], []]
    // Nobody goes on before both have something in hand: so they truly work side by side.
    let together: () => void = () => {}
    const both = new Promise<void>((resolve) => {
      together = resolve
    })
    const plain = (worker: 0 | 1): Record<string, Handler> => ({
      plain: async ({ key }) => {
        performed[worker].push(key)
        if (performed[0].length > 0 && performed[1].length > 0) together()
        await both
        await delay(2)
        return { outcome: 'done', note: `by ${worker}` }
      },
    })
    const faults = await untilDone({ handlers: [plain(0), plain(1)] })
    expect(faults).toEqual([])
    expect([...performed[0], ...performed[1]].sort()).toEqual([...keys].sort())
    expect(performed[0].length).toBeGreaterThan(0)
    expect(performed[1].length).toBeGreaterThan(0)
    console.info(`two workers: ${performed[0].length} and ${performed[1].length} of ${keys.length} effects`)
  })

  test('do not take from each other what takes three leases to perform', async () => {
    const [key] = await putEffects({ type: 'slow', count: 1 })
    const performed: string[] = []
    const slow: Record<string, Handler> = {
      slow: async (row) => {
        performed.push(row.key)
        await delay(6_000)
        return { outcome: 'done', note: 'at last' }
      },
    }
    expect(await untilDone({ handlers: [slow, slow], leaseMs: 2_000 })).toEqual([])
    expect(performed).toEqual([key])
  })

  test('take over what a dead worker held, and say that it may have happened', async () => {
    const [key] = await putEffects({ type: 'orphan', count: 1 })
    await stores[0].pool.query(
      `update outbox set state = 'attempted', attempts = 1, due_at = clock_timestamp() + interval '300 milliseconds' where key = $1`,
      [key],
    )
    const taken: OutboxRow[] = []
    const orphan: Record<string, Handler> = {
      orphan: async (row) => {
        taken.push(row)
        return { outcome: 'done', note: 'asked first' }
      },
    }
    expect(await untilDone({ handlers: [orphan, orphan] })).toEqual([])
    expect(taken.map((row) => [row.key, row.attempts])).toEqual([[key, 1]])
  })

  test('let crossings of one case arrive in the order of its entries, a fault of the first notwithstanding, and do not hold up another case', async () => {
    const first = await putEffects({ type: 'cross', count: 6, stream: 2 })
    const second = await putEffects({ type: 'cross', count: 6, stream: 3 })
    const arrived: string[] = []
    let refusals = 0
    const cross: Record<string, Handler> = {
      cross: async ({ key }) => {
        // The first cannot be sent until the whole other case has crossed.
        if (key === first[0] && !second.every((other) => arrived.includes(other))) {
          refusals++
          throw new TypeError('the other zone is away')
        }
        arrived.push(key)
        return { outcome: 'done', note: 'acknowledged' }
      },
    }
    const faults = await untilDone({ handlers: [cross, cross] })
    expect(faults).toHaveLength(refusals)
    expect(refusals).toBeGreaterThan(0)
    expect(arrived.filter((key) => second.includes(key))).toEqual(second)
    expect(arrived.filter((key) => first.includes(key))).toEqual(first)
  })

  test('perform what goes together at once, and write it in the order of its entries whoever answers first', async () => {
    const keys = await putEffects({ type: 'joint', count: 3, stream: 4 })
    const sent: string[] = []
    const written: string[] = []
    const joint: Record<string, Handler> = {
      joint: async ({ key }, performed) => {
        sent.push(key)
        // Nobody is answered before all are out, and the last is answered first.
        while (sent.length < 3) await delay(2)
        await delay((2 - keys.indexOf(key)) * 30)
        await performed()
        written.push(key)
        return { outcome: 'done', note: 'written' }
      },
    }
    const faults = await untilDone({ handlers: [joint, joint], together: ['joint'] })
    expect(faults).toEqual([])
    expect(sent.toSorted()).toEqual(keys.toSorted())
    expect(written).toEqual(keys)
  })

  test('take over in order what a dead worker held together, and write past one that fails', async () => {
    const keys = await putEffects({ type: 'joint', count: 3, stream: 5 })
    await stores[0].pool.query(
      `update outbox set state = 'attempted', attempts = 1, due_at = statement_timestamp() + interval '300 milliseconds' where key = any($1)`,
      [keys],
    )
    const written: string[] = []
    let refusals = 0
    const joint: Record<string, Handler> = {
      joint: async ({ key }, performed) => {
        await performed()
        if (key === keys[0] && refusals++ === 0) throw new TypeError('the platform is away')
        written.push(key)
        return { outcome: 'done', note: 'written' }
      },
    }
    expect(await untilDone({ handlers: [joint, joint], together: ['joint'] })).toHaveLength(1)
    expect(written).toEqual([keys[1], keys[2], keys[0]])
  })

  test('take nothing that waits for its company, and all of it once it is there', async () => {
    const keys = await putEffects({ type: 'joint', count: 2, stream: 6 })
    const batches: string[][] = []
    let asked = 0
    const joint: Record<string, Handler> = {
      joint: async ({ key }, performed) => {
        if (key === keys[0]) batches.push([])
        batches.at(-1)!.push(`${key} after ${asked >= 5 ? 'all' : 'too few'}`)
        await performed()
        return { outcome: 'done', note: 'written' }
      },
    }
    const ready = async (): Promise<readonly string[]> => (++asked < 5 ? [] : keys)
    expect(await untilDone({ handlers: [joint, joint], together: ['joint'], ready })).toEqual([])
    expect(batches).toEqual([keys.map((key) => `${key} after all`)])
  })

  test('wait while the other side is away, keep what it was, and go on when it is back', async () => {
    const keys = await putEffects({ type: 'node', count: 3 })
    const port = await freePort()
    const asked: string[] = []
    const node: Record<string, Handler> = {
      node: async ({ key }) => {
        const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: key })
        return { outcome: 'done', note: String(response.status) }
      },
    }
    const server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => asked.push(chunk.toString()))
      request.on('end', () => response.end())
    })
    const waited: number[] = []
    const faults = await untilDone({
      handlers: [node, node],
      during: async () => {
        // Each was tried and failed at least once; all of them stand open, with what was wrong.
        for (;;) {
          const { rows } = await stores[0].pool.query<{ tried: bigint }>(
            `select count(*) as tried from outbox where type = 'node' and state = 'attempted' and outcome = 'fetch failed'`,
          )
          if (rows[0]!.tried === 3n) break
          await delay(20)
        }
        waited.push(await openNow())
        await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready))
      },
    })
    await new Promise((done) => server.close(done))
    expect(waited).toEqual([3])
    expect(faults.length).toBeGreaterThanOrEqual(3)
    expect(asked.sort()).toEqual([...keys].sort())
    expect(await openNow()).toBe(0)
  })
})
