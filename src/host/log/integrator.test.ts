import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  enqueue,
  integrated,
  leafOf,
  type TestLogs,
  testLogs,
  testNow,
  testOrigin,
  testSign,
  testVerifier,
} from '../../../test/conformance/log/testLog.ts'
import { openCheckpoint } from '../../core/record/log/checkpoint.ts'
import { treeRoot, verifyConsistency, verifyInclusion } from '../../core/record/log/merkle.ts'
import { sha256Profile, sm3Profile } from '../../core/record/log/profile.ts'
import { connectStore } from '../store/connect.ts'
import { createLog } from './createLog.ts'
import { enqueueLeaves } from './enqueue.ts'
import { integrate } from './integrate.ts'
import { startIntegrator, wakeIntegrators } from './integrator.ts'
import { consistency, inclusion, indexOf, latestCheckpoint } from './proofs.ts'

let server: TestLogs
beforeAll(() => {
  server = testLogs()
})
afterAll(() => server.drop())

const given = { sign: testSign, now: testNow }
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test('a new log has a signed checkpoint of size 0, and one origin for good', async () => {
  const { pool } = await server.openLog()
  const { note, size } = await latestCheckpoint(pool)
  expect(size).toBe(0)
  expect(openCheckpoint({ note, origin: testOrigin, verifiers: [testVerifier] }).checkpoint.root).toEqual(
    sha256Profile.empty(),
  )
  await createLog({ pool, origin: testOrigin, ...given })
  await expect(createLog({ pool, origin: 'other.example/log', ...given })).rejects.toMatchObject({
    code: 'LOG_INCONSISTENT',
  })
  expect(await integrate({ pool, ...given })).toBeUndefined()
})

test('leaves over three tiles have the root that their list has, and every proof holds', async () => {
  const { pool } = await server.openLog()
  const sizes = [1, 3, 255, 256, 257, 600]
  let from = 0
  for (const size of sizes) {
    await enqueue(pool, range(from, size))
    await integrate({ pool, ...given })
    from = size
  }
  const leaves = range(0, 600).map(leafOf)
  expect(await integrated(pool)).toEqual(range(0, 600))
  const { root, size } = await latestCheckpoint(pool)
  expect(size).toBe(600)
  expect(root).toEqual(treeRoot({ leaves }))
  for (const index of [0, 1, 2, 254, 255, 256, 511, 512, 599]) {
    const { leaf, proof } = await inclusion(pool, { index, size })
    verifyInclusion({ index, size, leafHash: sha256Profile.leaf(leaf), root, proof })
    expect(leaf).toEqual(leafOf(index))
  }
  for (const to of [257, 600]) {
    for (const earlier of sizes.filter((each) => each <= to)) {
      const proof = await consistency(pool, { from: earlier, to })
      const roots = {
        fromRoot: treeRoot({ leaves: leaves.slice(0, earlier) }),
        toRoot: treeRoot({ leaves: leaves.slice(0, to) }),
      }
      verifyConsistency({ from: earlier, to, proof, ...roots })
    }
  }
  expect(await indexOf(pool, leafOf(300))).toBe(300)
  expect(await indexOf(pool, leafOf(600))).toBeUndefined()
  await expect(inclusion(pool, { index: 600, size: 600 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(inclusion(pool, { index: 0, size: 601 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(consistency(pool, { from: 5, to: 4 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('an SM3 log hashes with SM3 from its origin on', async () => {
  const { pool } = await server.openLog('sandbox.example/log/sm3')
  await enqueue(pool, range(0, 5))
  await integrate({ pool, ...given })
  const { root, size } = await latestCheckpoint(pool)
  expect(root).toEqual(treeRoot({ leaves: range(0, 5).map(leafOf), profile: sm3Profile }))
  const { leaf, proof } = await inclusion(pool, { index: 3, size })
  verifyInclusion({ index: 3, size, leafHash: sm3Profile.leaf(leaf), root, proof, profile: sm3Profile })
})

test('commits that follow one another are integrated in that order, however they fall into batches', async () => {
  const orders: number[][] = []
  for (const batchLeavesMax of [1, 7, 1000]) {
    const { pool } = await server.openLog()
    for (const number of range(0, 40)) {
      await enqueue(pool, [number])
      if (number % 11 === batchLeavesMax % 11) await integrate({ pool, ...given, batchLeavesMax })
    }
    while ((await integrate({ pool, ...given, batchLeavesMax })) !== undefined);
    orders.push(await integrated(pool))
  }
  expect(orders).toEqual([range(0, 40), range(0, 40), range(0, 40)])
})

test('a leaf whose transaction is open is passed over and gets a later index; one rolled back gets none', async () => {
  const { pool } = await server.openLog()
  const slow = await pool.connect()
  const failed = await pool.connect()
  await slow.query('begin')
  await enqueue(slow, [1])
  await failed.query('begin')
  await enqueue(failed, [2])
  await enqueue(pool, [3])
  await integrate({ pool, ...given })
  expect(await integrated(pool)).toEqual([3])
  await slow.query('commit')
  await failed.query('rollback')
  slow.release()
  failed.release()
  await enqueue(pool, [4])
  await integrate({ pool, ...given })
  expect(await integrated(pool)).toEqual([3, 1, 4])
})

test('while one server integrates, another finds it busy and does nothing', async () => {
  const { pool } = await server.openLog()
  await enqueue(pool, [1, 2])
  let release: () => void = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let signing: () => void = () => {}
  const reached = new Promise<void>((resolve) => {
    signing = resolve
  })
  const first = integrate({
    pool,
    now: testNow,
    sign: async (checkpoint) => {
      signing()
      await held
      return testSign(checkpoint)
    },
  })
  await reached
  expect(await integrate({ pool, ...given })).toBe('busy')
  release()
  expect(await first).toMatchObject({ entryIds: [leafOf(1), leafOf(2)].map((id) => Buffer.from(id)) })
  expect(await integrated(pool)).toEqual([1, 2])
})

test('a server that dies between signing and commit leaves nothing, and the next one goes on', async () => {
  const { pool, url } = await server.openLog()
  await enqueue(pool, [1])
  await integrate({ pool, ...given })
  await enqueue(pool, [2, 3])
  const doomed = connectStore({ url, applicationName: 'doomed' })
  const died = integrate({
    pool: doomed.pool,
    now: testNow,
    sign: async (checkpoint) => {
      await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'doomed'`)
      return testSign(checkpoint)
    },
  })
  await expect(died).rejects.toThrow()
  await doomed.close()
  expect((await latestCheckpoint(pool)).size).toBe(1)
  await enqueue(pool, [4])
  await integrate({ pool, ...given })
  expect(await integrated(pool)).toEqual([1, 2, 3, 4])
  expect((await latestCheckpoint(pool)).root).toEqual(treeRoot({ leaves: [1, 2, 3, 4].map(leafOf) }))
})

test('two servers and eight writers lose nothing, repeat nothing, and keep the order of each writer', async () => {
  const { pool, url } = await server.openLog()
  const other = connectStore({ url })
  const integrators = [pool, other.pool].map((each) =>
    startIntegrator({ pool: each, ...given, pollMs: 20, batchLeavesMax: 16 }),
  )
  await Promise.all(
    range(0, 8).map(async (writer) => {
      for (const turn of range(0, 50)) {
        await enqueue(pool, [writer * 1000 + turn])
        integrators[turn % 2]!.wake()
      }
    }),
  )
  while ((await integrated(pool)).length < 400) await delay(5)
  await Promise.all(integrators.map((each) => each.stop()))
  const found = await integrated(pool)
  for (const writer of range(0, 8)) {
    expect(found.filter((number) => Math.floor(number / 1000) === writer)).toEqual(
      range(writer * 1000, writer * 1000 + 50),
    )
  }
  expect(found.length).toBe(400)
  expect((await latestCheckpoint(pool)).root).toEqual(treeRoot({ leaves: found.map(leafOf) }))
  await other.close()
})

test('an entry that is brought again after it was integrated is not repeated', async () => {
  const { pool } = await server.openLog()
  await enqueue(pool, [1, 2])
  await integrate({ pool, ...given })
  await enqueue(pool, [2, 3])
  await integrate({ pool, ...given })
  expect(await integrated(pool)).toEqual([1, 2, 3])
  const other = { id: leafOf(1), leaf: leafOf(9) }
  await enqueueLeaves(pool, { entries: [other], committedAt: testNow() })
  await expect(integrate({ pool, ...given })).rejects.toThrow('log_leaves_entry_id_key')
})

test('an integrator hears of what another process committed, without its poll', async () => {
  const { pool } = await server.openLog()
  const integrator = startIntegrator({ pool, ...given, pollMs: 3_600_000 })
  await integrator.settled()
  await enqueue(pool, [7])
  while ((await integrated(pool)).length === 0) {
    await wakeIntegrators(pool)
    await delay(5)
  }
  await integrator.stop()
  expect(await integrated(pool)).toEqual([7])
})

test('an integrator without any announcement finds what waits by its poll, and outlives a lost store', async () => {
  const { pool } = await server.openLog()
  const errors: unknown[] = []
  const integrator = startIntegrator({ pool, ...given, pollMs: 10, onError: (error) => errors.push(error) })
  await integrator.settled()
  await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  )
  await enqueue(pool, [5])
  while ((await integrated(pool)).length === 0) await delay(5)
  await integrator.stop()
  expect(await integrated(pool)).toEqual([5])
})

test('what is published cannot be changed with the rights of the zone', async () => {
  const { pool } = await server.openLog()
  await enqueue(pool, [1])
  await integrate({ pool, ...given })
  await expect(pool.query('update log_leaves set leaf = leaf')).rejects.toThrow('append-only')
  await expect(pool.query('delete from log_checkpoints')).rejects.toThrow('append-only')
  await expect(pool.query('truncate log_leaves')).rejects.toThrow('append-only')
})
