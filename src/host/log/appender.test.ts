import { afterAll, beforeAll, expect, test } from 'vitest'
import { integrated, leafOf, type TestLog, testLogs, testNow, testSign } from '../../../test/conformance/log/testLog.ts'
import { createAppender } from './appender.ts'
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
