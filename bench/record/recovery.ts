/** T7: a log of a million leaves after a stop: ready from its checkpoint, and verified from its leaves. */
import { sha256 } from '../../src/core/record/hash.ts'
import { signCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { checkHead } from '../../src/host/log/checkHead.ts'
import { checkLog } from '../../src/host/log/checkLog.ts'
import { createLog, type SignCheckpoint } from '../../src/host/log/createLog.ts'
import { integrate } from '../../src/host/log/integrate.ts'
import { nativeEd25519Signer } from '../../src/host/log/nativeEd25519.ts'
import { connectStore } from '../../src/host/store/connect.ts'
import { migrate } from '../../src/host/store/migrate.ts'
import type { EmbeddedPostgres } from '../../src/host/store/postgres.ts'
import { benchKey, benchOrigin, benchVerifier } from './benchLog.ts'
import { median, secondsSince } from './measure.ts'

export interface RecoveryResult {
  readonly leaves: number
  readonly integrateSeconds: number
  readonly readySeconds: readonly number[]
  readonly verifiedSeconds: readonly number[]
  /** The hashes of the tree, nothing else: no verification can take less. */
  readonly limitSeconds: readonly number[]
}

const batchLeaves = 65_536

export async function measureRecovery(parameters: {
  readonly postgres: EmbeddedPostgres
  readonly leaves: number
  readonly rounds: number
}): Promise<RecoveryResult> {
  const { postgres, leaves, rounds } = parameters
  const url = await postgres.createZoneDatabase({ zone: 'bench_recovery' })
  await migrate({ url })
  const integrateSeconds = await fill(url, leaves)
  const ready: number[] = []
  const verified: number[] = []
  const limit: number[] = []
  for (let round = 0; round <= rounds; round++) {
    // A new connection each time, as after a stop.
    const { pool, close } = connectStore({ url, statementTimeoutMs: 0 })
    let start = process.hrtime.bigint()
    if ((await checkHead(pool, [benchVerifier])) !== leaves) throw new Error('the head has another size')
    ready.push(secondsSince(start))
    start = process.hrtime.bigint()
    const { size, fault } = await checkLog({ pool, verifiers: [benchVerifier] })
    if (size !== leaves || fault !== undefined) throw new Error(`the log is not whole: ${JSON.stringify(fault)}`)
    verified.push(secondsSince(start))
    limit.push(bareHashes(leaves))
    await close()
  }
  return {
    leaves,
    integrateSeconds,
    readySeconds: ready.slice(1),
    verifiedSeconds: verified.slice(1),
    limitSeconds: limit.slice(1),
  }
}

async function fill(url: string, leaves: number): Promise<number> {
  const { pool, close } = connectStore({ url, statementTimeoutMs: 0 })
  const signer = nativeEd25519Signer(benchKey)
  const sign: SignCheckpoint = (checkpoint) => signCheckpoint({ checkpoint, signers: [signer] })
  const now = () => new Date()
  await createLog({ pool, origin: benchOrigin, sign, now })
  await pool.query(
    `insert into log_queue (id, leaf, committed_at)
      select sha256(n::text::bytea), sha256(n::text::bytea), now() from generate_series(1, $1::int) as n`,
    [leaves],
  )
  const start = process.hrtime.bigint()
  while ((await integrate({ pool, sign, now, batchLeavesMax: batchLeaves })) !== undefined);
  const seconds = secondsSince(start)
  await close()
  return seconds
}

function bareHashes(leaves: number): number {
  const leafInput = new Uint8Array(33)
  const nodeInput = new Uint8Array(65)
  const start = process.hrtime.bigint()
  for (let n = 0; n < leaves; n++) {
    sha256(leafInput)
    sha256(nodeInput)
  }
  return secondsSince(start)
}

export function recoveryLine(result: RecoveryResult): string {
  const [ready, verified, limit] = [result.readySeconds, result.verifiedSeconds, result.limitSeconds].map(median)
  return `recovery of ${result.leaves.toLocaleString('en')} leaves: ready in ${ready!.toFixed(3)} s from the checkpoint, verified from the leaves in ${verified!.toFixed(2)} s; limit: bare hashes ${limit!.toFixed(2)} s, ratio ${(limit! / verified!).toFixed(2)}; integrated in ${result.integrateSeconds.toFixed(1)} s`
}
