/** T2b: durable appends over HTTP, each answered after fsync and integration. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { hexToBytes } from '../../src/core/record/hash.ts'
import { openCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { verifyInclusion } from '../../src/core/record/log/merkle.ts'
import { sha256Profile } from '../../src/core/record/log/profile.ts'
import { inclusion, latestCheckpoint } from '../../src/host/log/proofs.ts'
import { connectStore } from '../../src/host/store/connect.ts'
import type { EmbeddedPostgres } from '../../src/host/store/postgres.ts'
import { benchOrigin, benchVerifier } from './benchLog.ts'
import { commitsPerSecond } from './commits.ts'
import type { LoadResult } from './load.ts'
import { median, secondsSince } from './measure.ts'
import { processorSeconds } from './processor.ts'

export interface HttpAppendParameters {
  readonly postgres: EmbeddedPostgres
  readonly folder: string
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
}

export interface HttpAppendResult {
  readonly appendsPerSecond: readonly number[]
  readonly p50Ms: readonly number[]
  readonly p99Ms: readonly number[]
  /** Bare fdatasync of 4 KiB on the same disk, before each round. */
  readonly syncsPerSecond: readonly number[]
  /** Bare commits of one row by one connection in the same database, before each round. */
  readonly commitsPerSecond: readonly number[]
  /** Milliseconds of processor for one append: of the server, of the database, and of the load that asks. */
  readonly serverMs: readonly number[]
  readonly databaseMs: readonly number[]
  readonly loadMs: readonly number[]
  readonly integrated: number
  readonly proved: number
}

export async function measureHttpAppend(parameters: HttpAppendParameters): Promise<HttpAppendResult> {
  const { postgres, folder, rounds, seconds, connections } = parameters
  const url = await postgres.createZoneDatabase({ zone: 'bench_http' })
  const server = spawn(process.execPath, [new URL('appendServer.ts', import.meta.url).pathname, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const store = connectStore({ url })
  try {
    const port = await firstLine(server)
    await refuseUnsafe(store.pool)
    const runs: LoadResult[] = []
    const syncsPerSecond: number[] = []
    const commits: number[] = []
    const used: { server: number; database: number; load: number }[] = []
    for (let round = 0; round <= rounds; round++) {
      syncsPerSecond.push(measureSyncs(folder))
      commits.push(await commitsPerSecond(store.pool, 1, 1))
      const before = [server.pid!, postgres.pid()].map(processorSeconds) as [number, number]
      const run = await load(port, connections, round === 0 ? 1 : seconds)
      const [serverUsed, databaseUsed] = [server.pid!, postgres.pid()].map(
        (pid, i) => processorSeconds(pid) - before[i]!,
      )
      const each = 1000 / run.latenciesMs.length
      used.push({ server: serverUsed! * each, database: databaseUsed! * each, load: run.processorSeconds * each })
      runs.push(run)
    }
    const proved = await checkRuns(store.pool, runs)
    const counted = runs.slice(1)
    return {
      appendsPerSecond: counted.map((run) => run.latenciesMs.length / run.seconds),
      p50Ms: counted.map((run) => quantile(run.latenciesMs, 0.5)),
      p99Ms: counted.map((run) => quantile(run.latenciesMs, 0.99)),
      syncsPerSecond: syncsPerSecond.slice(1),
      commitsPerSecond: commits.slice(1),
      serverMs: used.slice(1).map(({ server }) => server),
      databaseMs: used.slice(1).map(({ database }) => database),
      loadMs: used.slice(1).map(({ load }) => load),
      integrated: runs.reduce((sum, run) => sum + run.indexes.length, 0),
      proved,
    }
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
    await store.close()
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = (await Promise.race([
    once(child.stdout!, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('the server of the measure did not start'))),
  ])) as [Buffer]
  return chunk.toString().trim()
}

/** A figure without fsync is no figure. */
async function refuseUnsafe(pool: { query: ReturnType<typeof connectStore>['pool']['query'] }): Promise<void> {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { rows } = await pool.query<{ value: string }>(`select current_setting('${setting}') as value`)
    if (rows[0]?.value !== 'on') throw new Error(`${setting} is ${rows[0]?.value}: the measure does not count`)
  }
}

async function load(port: string, connections: number, seconds: number): Promise<LoadResult> {
  const child = spawn(
    process.execPath,
    [new URL('load.ts', import.meta.url).pathname, port, String(connections), String(seconds)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error('the load failed')
  return JSON.parse(Buffer.concat(chunks).toString()) as LoadResult
}

/** Every reply has an index of its own, together they are the whole log, and each hundredth is proved under the signed head. */
async function checkRuns(pool: Parameters<typeof inclusion>[0], runs: readonly LoadResult[]): Promise<number> {
  const { note } = await latestCheckpoint(pool)
  const { checkpoint } = openCheckpoint({ note, origin: benchOrigin, verifiers: [benchVerifier] })
  const indexes = runs.flatMap((run) => run.indexes)
  if (new Set(indexes).size !== indexes.length || checkpoint.size !== indexes.length) {
    throw new Error(`${indexes.length} replies, ${new Set(indexes).size} indexes, a log of ${checkpoint.size}`)
  }
  const samples = runs.flatMap((run) => run.samples)
  for (const { index, leaf } of samples) {
    const { proof } = await inclusion(pool, { index, size: checkpoint.size })
    const leafHash = sha256Profile.leaf(hexToBytes(leaf))
    verifyInclusion({ index, size: checkpoint.size, leafHash, root: checkpoint.root, proof })
  }
  return samples.length
}

/** What the disk gives: the limit, times the leaves that share a sync. */
function measureSyncs(folder: string): number {
  const name = join(folder, 'syncs')
  const file = openSync(name, 'w')
  const page = Buffer.alloc(4096)
  const start = process.hrtime.bigint()
  const count = 500
  for (let i = 0; i < count; i++) {
    writeSync(file, page)
    fdatasyncSync(file)
  }
  const rate = count / secondsSince(start)
  closeSync(file)
  rmSync(name)
  return rate
}

function quantile(samples: readonly number[], part: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!
}

export function httpLine(result: HttpAppendResult): string {
  const { appendsPerSecond, p50Ms, p99Ms, syncsPerSecond, commitsPerSecond, serverMs, databaseMs, loadMs } = result
  const [rate, p50, p99, syncs] = [appendsPerSecond, p50Ms, p99Ms, syncsPerSecond].map(median) as [number, number, number, number] // biome-ignore format: one row
  const [commits, server, database, load] = [commitsPerSecond, serverMs, databaseMs, loadMs].map(median) as [number, number, number, number] // biome-ignore format: one row
  return `durable appends over HTTP: ${Math.round(rate)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; limit: fdatasync ${Math.round(syncs)}/s, ratio ${(rate / syncs).toFixed(2)}; bare commits one after the other ${Math.round(commits)}/s, ratio ${(rate / commits).toFixed(2)} (above 1: leaves share syncs); processor per append ${server.toFixed(3)} ms in the server, ${database.toFixed(3)} ms in the database, ${load.toFixed(3)} ms in the load`
}
