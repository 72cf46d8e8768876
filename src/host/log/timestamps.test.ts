import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasOpenssl, makeAuthority } from '../../../sandbox/timestamps/makeAuthority.ts'
import { type ServedAuthority, serveAuthority } from '../../../sandbox/timestamps/serveAuthority.ts'
import {
  enqueue,
  type TestLogs,
  testLogs,
  testNow,
  testOrigin,
  testSign,
  testVerifier,
} from '../../../test/conformance/log/testLog.ts'
import { hexToBytes, utf8ToBytes } from '../../core/record/hash.ts'
import { openCheckpoint } from '../../core/record/log/checkpoint.ts'
import { verifyConsistency } from '../../core/record/log/merkle.ts'
import { fingerprintOf } from '../../core/record/time/algorithms.ts'
import { verifyToken } from '../../core/record/time/token.ts'
import type { TimeAuthority } from '../../world/timestamps/authority.ts'
import { openHttpAuthority } from '../../world/timestamps/httpAuthority.ts'
import { integrate } from './integrate.ts'
import { latestCheckpoint } from './proofs.ts'
import { startStamping } from './stampLoop.ts'
import { stampNewest, stampsFor } from './timestamps.ts'

describe.skipIf(!hasOpenssl())('time-stamps of a log', () => {
  let logs: TestLogs
  let served: ServedAuthority
  let authority: TimeAuthority
  const folder = mkdtempSync(join(tmpdir(), 'sluice-stamps-'))

  beforeAll(async () => {
    logs = testLogs()
    const local = makeAuthority({ folder, key: 'p256' })
    served = await serveAuthority(local)
    const roots = local.certificates.map(fingerprintOf)
    authority = openHttpAuthority({
      name: 'one',
      url: served.url,
      hash: 'sha256',
      certificates: local.certificates,
      roots,
    })
  })
  afterAll(async () => {
    await served.stop()
    await logs.drop()
    rmSync(folder, { recursive: true })
  })

  const grow = async (pool: Parameters<typeof integrate>[0]['pool'], from: number, to: number): Promise<void> => {
    await enqueue(
      pool,
      Array.from({ length: to - from }, (_, i) => from + i),
    )
    await integrate({ pool, sign: testSign, now: testNow })
  }

  test('a log without leaves has none; the newest head has one of each authority, however often it is asked for', async () => {
    const { pool } = await logs.openLog()
    expect(await stampNewest({ pool, authority })).toBe(0)
    await grow(pool, 0, 3)
    expect(await stampNewest({ pool, authority })).toBe(3)
    expect(await stampNewest({ pool, authority })).toBe(3)
    expect(await stampNewest({ pool, authority: { ...authority, name: 'two' } })).toBe(3)
    const { rows } = await pool.query('select size::int, authority from log_timestamps order by authority')
    expect(rows).toEqual([
      { size: 3, authority: 'one' },
      { size: 3, authority: 'two' },
    ])
  })

  test('the earliest that covers an entry is shown, and proves its time against a later head', async () => {
    const { pool } = await logs.openLog()
    for (const [from, to, stamped] of [
      [0, 2, true],
      [2, 5, false],
      [5, 9, true],
      [9, 12, true],
      [12, 14, false],
    ] as const) {
      // biome-ignore format: a table
      await grow(pool, from, to)
      if (stamped) await stampNewest({ pool, authority })
    }
    const head = await latestCheckpoint(pool)
    // 1 stands under the head of 2, 3 and 6 under that of 9, 13 under none yet.
    const stamps = await stampsFor(pool, { indexes: [1, 3, 6, 13], size: head.size })
    const sizes = stamps.map(({ checkpoint, consistency, token, certificates }) => {
      const opened = openCheckpoint({ note: checkpoint, origin: testOrigin, verifiers: [testVerifier] })
      const { size, root } = opened.checkpoint
      const proof = consistency.map(hexToBytes)
      verifyConsistency({ from: size, to: head.size, fromRoot: root, toRoot: head.root, proof })
      const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))
      verifyToken({ token: bytes(token), message: utf8ToBytes(opened.text), certificates: certificates.map(bytes) })
      return size
    })
    expect(sizes).toEqual([2, 9])
  })

  test('a head is stamped soon, and not oftener than asked', async () => {
    const { pool } = await logs.openLog()
    const said: string[] = []
    const loop = startStamping({ pool, authority, everyMs: 400, say: (text) => said.push(text) })
    const sizes = async (): Promise<number[]> =>
      (await pool.query<{ size: number }>('select size::int from log_timestamps order by size')).rows.map(
        ({ size }) => size,
      )
    const until = async (count: number): Promise<void> => {
      for (let i = 0; i < 100 && (await sizes()).length < count; i++) await new Promise((done) => setTimeout(done, 50))
    }
    for (let i = 0; i < 5; i++) {
      await grow(pool, i, i + 1)
      loop.wake()
    }
    await until(1)
    await grow(pool, 5, 6)
    loop.wake()
    await until(2)
    await loop.stop()
    const found = await sizes()
    expect(found.at(-1)).toBe(6)
    // Six heads in far less than six times 400 ms.
    expect(found.length).toBeLessThan(5)
    expect(said).toEqual([])
  })

  test('an authority that is away is told of once, and asked again', async () => {
    const { pool } = await logs.openLog()
    await grow(pool, 0, 1)
    const said: string[] = []
    let away = true
    const sometimes: TimeAuthority = {
      ...authority,
      stamp: async (message) => {
        if (away) throw new TypeError('away')
        return authority.stamp(message)
      },
    }
    const loop = startStamping({ pool, authority: sometimes, everyMs: 20, say: (text) => said.push(text) })
    await new Promise((done) => setTimeout(done, 300))
    away = false
    for (let i = 0; i < 100; i++) {
      const { rowCount } = await pool.query('select from log_timestamps')
      if (rowCount === 1) break
      await new Promise((done) => setTimeout(done, 50))
    }
    await loop.stop()
    expect((await pool.query('select from log_timestamps')).rowCount).toBe(1)
    expect(said).toEqual(['timestamps: away'])
  })
})
