/** For tests: migrated databases with a log in each. */
import type { Pool } from 'pg'
import { signCheckpoint } from '../../../src/core/record/log/checkpoint.ts'
import { ed25519Signer, ed25519Verifier, ed25519VerifierKey } from '../../../src/core/record/log/keys.ts'
import { createLog, type SignCheckpoint } from '../../../src/host/log/createLog.ts'
import { enqueueLeaves } from '../../../src/host/log/enqueue.ts'
import type { Queryable } from '../../../src/host/log/queryable.ts'
import { connectStore } from '../../../src/host/store/connect.ts'
import { cloneTestDatabase } from '../../support/database.ts'

export const testOrigin = 'sandbox.example/log'
export const testKey = { name: testOrigin, secretKey: new Uint8Array(32).fill(1) }
export const testVerifier = ed25519Verifier(ed25519VerifierKey(testKey))
export const testSign: SignCheckpoint = (checkpoint) =>
  signCheckpoint({ checkpoint, signers: [ed25519Signer(testKey)] })
export const testNow = () => new Date('2026-03-01T00:00:00.000Z')

export interface TestLogs {
  /** A new database with an empty log. */
  openLog(origin?: string): Promise<TestLog>
  /** Ends the connections and drops the databases. */
  drop(): Promise<void>
}

export interface TestLog {
  readonly pool: Pool
  readonly url: string
}

/** Logs for one test file, each in a clone of the migrated template. */
export function testLogs(): TestLogs {
  const droppers: (() => Promise<void>)[] = []
  return {
    openLog: async (origin = testOrigin) => {
      const { url, drop } = await cloneTestDatabase()
      const { pool, close } = connectStore({ url })
      droppers.push(async () => {
        await close()
        await drop()
      })
      await createLog({ pool, origin, sign: testSign, now: testNow })
      return { pool, url }
    },
    drop: async () => {
      for (const drop of droppers.splice(0)) await drop()
    },
  }
}

/** 32 bytes that say which leaf it is. */
export function leafOf(number: number): Uint8Array {
  const leaf = new Uint8Array(32)
  new DataView(leaf.buffer).setUint32(28, number)
  return leaf
}

/** Commits leaves, as an append does. */
export async function enqueue(pool: Queryable, numbers: readonly number[]): Promise<void> {
  const entries = numbers.map((number) => ({ id: leafOf(number), leaf: leafOf(number) }))
  await enqueueLeaves(pool, { entries, committedAt: testNow() })
}

/** Which leaves stand in the log, in order. */
export async function integrated(pool: Queryable): Promise<number[]> {
  const { rows } = await pool.query<{ leaf: Buffer }>('select leaf from log_leaves order by index')
  return rows.map(({ leaf }) => leaf.readUInt32BE(28))
}
