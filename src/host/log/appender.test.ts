import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  enqueue,
  integrated,
  leafOf,
  type TestLog,
  testLogs,
  testNow,
  testSign,
} from '../../../test/conformance/log/testLog.ts'
import { treeRoot } from '../../core/record/log/merkle.ts'
import { connectStore } from '../store/connect.ts'
import { appendsDirectly } from './appendDirectly.ts'
import { createAppender } from './appender.ts'
import { checkLog } from './checkLog.ts'
import { startIntegrator } from './integrator.ts'
import { latestCheckpoint } from './proofs.ts'

const logs = testLogs()
let log: TestLog
beforeAll(async () => {
  log = await logs.openLog()
})
afterAll(() => logs.drop())

const raw = (number: number) => ({ id: leafOf(number), leaf: leafOf(number) })

test('leaves that come at once are integrated in their order, and each is answered with its own index', async () => {
  const appender = createAppender({ pool: log.pool, now: testNow })
  const integrator = startIntegrator({ pool: log.pool, sign: testSign, now: testNow, onBatch: appender.integrated })
  const numbers = Array.from({ length: 500 }, (_, i) => i)
  const indexes = await Promise.all(numbers.map((number) => appender.append(raw(number))))
  expect(indexes).toEqual(numbers)
  expect(await integrated(log.pool)).toEqual(numbers)
  expect((await latestCheckpoint(log.pool)).size).toBe(500)
  await integrator.stop()
  appender.stop()
})

test('a leaf that is in the log is answered with the index it has', async () => {
  const appender = createAppender({ pool: log.pool, now: testNow, pollMs: 5 })
  expect(await Promise.all([appender.append(raw(77)), appender.append(raw(77))])).toEqual([77, 77])
  expect((await integrated(log.pool)).length).toBe(500)
  appender.stop()
})

test('where another server integrates, the answer comes by looking', async () => {
  const appender = createAppender({ pool: log.pool, now: testNow, pollMs: 5 })
  const other = startIntegrator({ pool: log.pool, sign: testSign, now: testNow })
  expect(await appender.append(raw(500))).toBe(500)
  await other.stop()
  appender.stop()
})

test('a leaf that the store refuses is refused to whoever brought it', async () => {
  const appender = createAppender({ pool: log.pool, now: testNow })
  await expect(appender.append({ id: leafOf(501), leaf: new Uint8Array(31) })).rejects.toThrow('log_queue_leaf_check')
  appender.stop()
})

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

test('with the key at hand leaves go straight behind the head, over tiles, without an integrator', async () => {
  const { pool } = await logs.openLog()
  const appender = createAppender({ pool, now: testNow, sign: testSign })
  expect(await Promise.all(range(0, 300).map((number) => appender.append(raw(number))))).toEqual(range(0, 300))
  expect(await Promise.all(range(300, 600).map((number) => appender.append(raw(number))))).toEqual(range(300, 600))
  expect(await Promise.all([raw(600), raw(600)].map((leaf) => appender.append(leaf)))).toEqual([600, 600])
  expect((await checkLog({ pool })).fault).toBeUndefined()
  expect((await latestCheckpoint(pool)).root).toEqual(treeRoot({ leaves: range(0, 601).map(leafOf) }))
  appender.stop()
})

test('what was committed to the queue before is never passed by a leaf that would go straight', async () => {
  const { pool } = await logs.openLog()
  const direct = appendsDirectly({ pool, sign: testSign, now: testNow })
  await enqueue(pool, [1])
  expect(await direct.append([raw(2)])).toBeUndefined()
  const appender = createAppender({ pool, now: testNow, sign: testSign, pollMs: 5 })
  const integrator = startIntegrator({ pool, sign: testSign, now: testNow, onBatch: appender.integrated })
  expect(await appender.append(raw(2))).toBe(1)
  expect(await integrated(pool)).toEqual([1, 2])
  await integrator.stop()
  appender.stop()
})

test('two servers that go straight take turns: each leaf once, and a stale head writes nothing', async () => {
  const { pool, url } = await logs.openLog()
  const other = connectStore({ url })
  const [here, there] = [pool, other.pool].map((each) => appendsDirectly({ pool: each, sign: testSign, now: testNow }))
  expect((await here!.append([raw(0)]))?.checkpoint.size).toBe(1)
  expect((await there!.append([raw(1), raw(2)]))?.checkpoint.size).toBe(3)
  expect(await here!.append([raw(3)])).toBeUndefined()
  expect((await here!.append([raw(3)]))?.checkpoint.size).toBe(4)
  expect(await here!.append([raw(1)])).toBeUndefined()
  const appenders = [pool, other.pool].map((each) =>
    createAppender({ pool: each, now: testNow, sign: testSign, pollMs: 5 }),
  )
  const integrator = startIntegrator({ pool, sign: testSign, now: testNow, pollMs: 5 })
  const indexes = await Promise.all(range(4, 200).map((number) => appenders[number % 2]!.append(raw(number))))
  expect(indexes.toSorted((a, b) => a - b)).toEqual(range(4, 200))
  const found = await integrated(pool)
  expect(range(4, 200).map((number) => found.indexOf(number))).toEqual(indexes)
  expect((await checkLog({ pool })).fault).toBeUndefined()
  await integrator.stop()
  for (const appender of appenders) appender.stop()
  await other.close()
})

test('a head that a failover took back is not gone on from, though the new one has as many leaves', async () => {
  const { pool } = await logs.openLog()
  const { pool: standby } = await logs.openLog()
  let now = pool
  // The pool of one server, whose connections lead to the standby after the failover.
  const moving = { query: (...query: [never]) => now.query(...query) } as unknown as typeof pool
  const direct = appendsDirectly({ pool: moving, sign: testSign, now: testNow })
  await direct.append([raw(1)])
  await appendsDirectly({ pool: standby, sign: testSign, now: testNow }).append([raw(9)])
  now = standby
  expect(await direct.append([raw(2)])).toBeUndefined()
  expect((await direct.append([raw(2)]))?.checkpoint.size).toBe(2)
  expect(await integrated(standby)).toEqual([9, 2])
  expect((await checkLog({ pool: standby })).fault).toBeUndefined()
})
