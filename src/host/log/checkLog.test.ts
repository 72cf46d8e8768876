import type { PoolClient } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  enqueue,
  leafOf,
  type TestLog,
  testLogs,
  testNow,
  testSign,
  testVerifier,
} from '../../../test/conformance/log/testLog.ts'
import { treeRoot } from '../../core/record/log/merkle.ts'
import { checkHead } from './checkHead.ts'
import { checkLog } from './checkLog.ts'
import { integrate } from './integrate.ts'

const logs = testLogs()
let log: TestLog
beforeAll(async () => {
  log = await logs.openLog()
  let from = 0
  for (const to of [3, 256, 600, 3_000]) {
    await enqueue(
      log.pool,
      Array.from({ length: to - from }, (_, i) => from + i),
    )
    await integrate({ pool: log.pool, sign: testSign, now: testNow })
    from = to
  }
})
afterAll(() => logs.drop())

const check = () => checkLog({ pool: log.pool, verifiers: [testVerifier], blockLeaves: 1024 })

test('a log that nobody touched holds, with each checkpoint it ever signed', async () => {
  const root = treeRoot({ leaves: Array.from({ length: 3_000 }, (_, i) => leafOf(i)) })
  expect(await check()).toEqual({ size: 3_000, root, checkpoints: 5, fault: undefined })
})

test('a server goes on with a head that its newest checkpoint signs', async () => {
  expect(await checkHead(log.pool, [testVerifier])).toBe(3_000)
  await expect(checkHead(log.pool, [])).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' })
})

test.each([
  ['whose peaks were changed', `update log_head set peaks = overlay(peaks placing '\\x00' from 3)`],
  [
    'that no checkpoint signs',
    `update log_head set size = 600, peaks = sha256('a') || sha256('b') || sha256('c') || sha256('d')`,
  ],
  ['whose checkpoint is gone', 'delete from log_checkpoints where size = 3000'],
])('a server does not go on with a head %s', async (_, statement) => {
  const client: PoolClient = await log.pool.connect()
  try {
    await client.query('begin')
    await client.query('alter table log_checkpoints disable trigger user')
    await client.query(statement)
    await expect(checkHead(client, [testVerifier])).rejects.toMatchObject({ code: 'LOG_INCONSISTENT' })
  } finally {
    await client.query('rollback')
    client.release()
  }
})

test.each([
  ['a leaf changed', `update log_leaves set leaf = sha256(leaf) where index = 2000`, 'tile', '0/7'],
  ['an early leaf changed', `update log_leaves set leaf = sha256(leaf) where index = 1`, 'checkpoint', '3'],
  ['a leaf gone', `delete from log_leaves where index = 2000`, 'leaf', '1024 and after'],
  ['the last leaf gone', `delete from log_leaves where index = 2999`, 'leaf', '2048 and after'],
  ['a leaf too many', `insert into log_leaves values (3000, sha256('x'), 'x')`, 'leaf', '3000'],
  [
    'a tile changed',
    `update log_tiles set hashes = overlay(hashes placing '\\x00' from 40) where (level, index) = (0, 9)`,
    'tile',
    '0/9',
  ],
  ['a tile gone', `delete from log_tiles where (level, index) = (1, 0)`, 'tile', '1/0'],
  [
    'a tile too short',
    `update log_tiles set hashes = substring(hashes from 1 for 32) where (level, index) = (0, 9)`,
    'tile',
    '0/9',
  ],
  ['a tile too many', `insert into log_tiles values (3, 0, sha256('x'))`, 'tile', '3/0'],
  ['a root changed', `update log_checkpoints set root = sha256('x') where size = 256`, 'checkpoint', '256'],
  [
    'a note changed',
    `update log_checkpoints set note = replace(note, '256', '257') where size = 256`,
    'checkpoint',
    '256',
  ],
  [
    'a note of another head',
    `update log_checkpoints set note = (select note from log_checkpoints where size = 3) where size = 256`,
    'checkpoint',
    '256',
  ],
  ['the last checkpoint gone', `delete from log_checkpoints where size = 3000`, 'checkpoint', '3000'],
  ['the head changed', `update log_head set peaks = overlay(peaks placing '\\x00' from 3)`, 'head', '3000'],
])('%s is found and named', async (_, statement, part, at) => {
  const client: PoolClient = await log.pool.connect()
  try {
    // The guards against changes are off for whoever owns the tables; this is what the check is for.
    await client.query('begin')
    await client.query('alter table log_leaves disable trigger user; alter table log_checkpoints disable trigger user')
    await client.query(statement)
    const { fault } = await checkLog({ pool: within(client), verifiers: [testVerifier], blockLeaves: 1024 })
    expect([fault?.part, fault?.at]).toEqual([part, at])
  } finally {
    await client.query('rollback')
    client.release()
  }
})

/** A pool whose only connection is one that is inside a transaction: its changes are seen, and are gone after. */
function within(client: PoolClient): TestLog['pool'] {
  const query = (text: unknown, values?: unknown[]) =>
    typeof text === 'string' && /^(begin|rollback)/.test(text)
      ? Promise.resolve()
      : client.query(text as string, values)
  return { connect: async () => ({ query, release: () => {} }) } as unknown as TestLog['pool']
}
