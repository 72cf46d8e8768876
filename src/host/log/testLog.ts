/** For tests: a migrated database with a log in it, on a server of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { signCheckpoint } from '../../core/record/log/checkpoint.ts'
import { ed25519Signer, ed25519Verifier, ed25519VerifierKey } from '../../core/record/log/keys.ts'
import { connectStore } from '../store/connect.ts'
import { migrate } from '../store/migrate.ts'
import { type EmbeddedPostgres, startPostgres } from '../store/postgres.ts'
import { createLog, type SignCheckpoint } from './createLog.ts'
import type { Queryable } from './queryable.ts'

export const testOrigin = 'sandbox.example/log'
export const testKey = { name: testOrigin, secretKey: new Uint8Array(32).fill(1) }
export const testVerifier = ed25519Verifier(ed25519VerifierKey(testKey))
export const testSign: SignCheckpoint = (checkpoint) =>
  signCheckpoint({ checkpoint, signers: [ed25519Signer(testKey)] })
export const testNow = () => new Date('2026-03-01T00:00:00.000Z')

export interface TestServer {
  /** A new database with an empty log. */
  openLog(origin?: string): Promise<TestLog>
  stop(): Promise<void>
}

export interface TestLog {
  readonly pool: Pool
  readonly url: string
}

export async function startTestServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-log-'))
  const server = await startPostgres({ folder })
  const closers: (() => Promise<void>)[] = []
  let count = 0
  return {
    openLog: async (origin = testOrigin) => {
      const opened = await openLog(server, `log${count++}`, origin)
      closers.push(opened.close)
      return opened
    },
    stop: async () => {
      await Promise.all(closers.map((close) => close()))
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function openLog(
  server: EmbeddedPostgres,
  zone: string,
  origin: string,
): Promise<TestLog & { close: () => Promise<void> }> {
  const url = await server.createZoneDatabase({ zone })
  await migrate({ url })
  const { pool, close } = connectStore({ url })
  await createLog({ pool, origin, sign: testSign, now: testNow })
  return { pool, url, close }
}

/** 32 bytes that say which leaf it is. */
export function leafOf(number: number): Uint8Array {
  const leaf = new Uint8Array(32)
  new DataView(leaf.buffer).setUint32(28, number)
  return leaf
}

/** Commits one entry's leaf, as an append does. */
export async function enqueue(pool: Queryable, numbers: readonly number[]): Promise<void> {
  const leaves = numbers.map(leafOf)
  await pool.query(
    `insert into log_queue (id, leaf, committed_at) select leaf, leaf, now() from unnest($1::bytea[]) as t (leaf)`,
    [leaves],
  )
}

/** Which leaves stand in the log, in order. */
export async function integrated(pool: Queryable): Promise<number[]> {
  const { rows } = await pool.query<{ leaf: Buffer }>('select leaf from log_leaves order by index')
  return rows.map(({ leaf }) => leaf.readUInt32BE(28))
}
