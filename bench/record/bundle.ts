/**
 * A bundle as large as the largest case: made once, then verified as `sluice verify` does, on one thread and on two.
 *
 *     node --max-old-space-size=8192 bench/record/bundle.ts make FILE [ENTRIES [SIGNED]]     # beside it FILE.trust.json
 *     node bench/record/bundle.ts measure FILE [RESULT [ROUNDS]]
 */
import { createHash } from 'node:crypto'
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { performance } from 'node:perf_hooks'
import { zoneKeys } from '../../sandbox/start/zoneFiles.ts'
import { bundleLimits } from '../../src/core/bundle/bundle.ts'
import { eachEntry } from '../../src/core/bundle/entryLines.ts'
import { openBundle } from '../../src/core/bundle/openBundle.ts'
import { bundleBytes, bundleOf } from '../../src/core/bundle/writeBundle.ts'
import { entryId } from '../../src/core/record/entry.ts'
import { hexToBytes } from '../../src/core/record/hash.ts'
import { logVerifierKey, witnessVerifierKey } from '../../src/core/record/log/anyKey.ts'
import { parseCheckpoint, profileOfOrigin } from '../../src/core/record/log/checkpoint.ts'
import { inclusionChecker } from '../../src/core/record/log/inclusions.ts'
import { parseNote } from '../../src/core/record/log/note.ts'
import { type HeldFile, holdFile } from '../../src/host/cli/bundle/heldFile.ts'
import { sourceIn } from '../../src/host/cli/bundle/openFile.ts'
import { verifyOnThreads } from '../../src/host/cli/bundle/verifyOnThreads.ts'
import { useNativeEd25519 } from '../../src/host/log/nativeEd25519.ts'
import { useNativeSha256 } from '../../src/host/log/nativeHash.ts'
import { simulatedParts } from '../../test/support/simulatedBundle.ts'
import { largeCase } from './largeCase.ts'
import { figure, median } from './measure.ts'

const seed = 'large'

async function make(file: string, entries: number, signed: number): Promise<void> {
  useNativeSha256()
  useNativeEd25519()
  const walk = await largeCase({ seed, entries, signed, say: (text) => console.error(text) })
  try {
    const parts = simulatedParts(walk)
    const bundle = bundleOf(parts, Object.assign({}, ...parts.map(({ documents }) => documents)))
    const out = openSync(file, 'w')
    for (const bytes of bundleBytes(bundle)) writeSync(out, bytes)
    closeSync(out)
    writeFileSync(`${file}.trust.json`, trustOf())
  } finally {
    await walk.end()
  }
}

/** The keys of both logs and witnesses, as who verifies would have them from outside. */
function trustOf(): string {
  const logs = (['onshore', 'offshore'] as const).flatMap((kind) => {
    const { logKey, witnessKey } = zoneKeys(seed, kind)
    return [logVerifierKey(logKey), witnessVerifierKey(witnessKey)]
  })
  return `${JSON.stringify({ format: 'sluice/trust/1', world: 'rehearsal', logs })}\n`
}

interface Timed {
  readonly seconds: number
  /** Of all threads together. */
  readonly cpuSeconds: number
}

async function timed<T>(work: () => Promise<T> | T): Promise<{ readonly result: T } & Timed> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  const result = await work()
  const { user, system } = process.cpuUsage(cpu)
  return { result, seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 }
}

function hashOnce(file: HeldFile): string {
  const { size, read } = sourceIn(file)
  const hash = createHash('sha256')
  for (let at = 0; at < size; at += readAtOnce) hash.update(read(at, Math.min(size, at + readAtOnce)))
  return hash.digest('hex')
}

const readAtOnce = 4_194_304

/** The log part alone: every leaf held to the head of its log, from ids and proofs that were read before. */
function measureLog(
  bundle: HeldFile,
  rounds: number,
): {
  readonly leaves: number
  readonly seconds: readonly number[]
} {
  const open = openBundle(sourceIn(bundle))
  const logs = open.zones.map(({ checkpoint, streams }) => {
    const { origin, size, root } = parseCheckpoint(parseNote(checkpoint).text)
    const leaves = streams.flatMap(({ entries }) =>
      [...eachEntry(entries, false)].map(({ entry, index, proof, texts }) => ({
        id: entryId(entry, texts.header),
        index,
        proof,
      })),
    )
    leaves.sort((a, b) => a.index - b.index)
    return { size, root, profile: profileOfOrigin(origin), leaves }
  })
  const seconds = Array.from({ length: rounds + 1 }, () => {
    const start = performance.now()
    for (const { size, root, profile, leaves } of logs) {
      const check = inclusionChecker({ size, root, profile })
      for (const { id, index, proof } of leaves) check({ index, leafHash: profile.leaf(hexToBytes(id)), proof })
    }
    return (performance.now() - start) / 1000
  })
  return { leaves: logs.reduce((sum, { leaves }) => sum + leaves.length, 0), seconds: seconds.slice(1) }
}

async function measure(file: string, into: string | undefined, rounds: number): Promise<void> {
  useNativeSha256()
  useNativeEd25519()
  const bundle = await holdFile({ folder: process.cwd() }, file, bundleLimits.bytesMax)
  const threads: Record<string, Timed[]> = {}
  const hashed: Timed[] = []
  let counts: unknown
  for (let round = 0; round < rounds; round++) {
    // What the machine takes to hash the same bytes once: its weather, and what no reader can go below.
    const { seconds: hashSeconds, cpuSeconds: hashCpu } = await timed(() => hashOnce(bundle))
    hashed.push({ seconds: hashSeconds, cpuSeconds: hashCpu })
    for (const count of [1, 2]) {
      const { result, seconds, cpuSeconds } = await timed(() => verifyOnThreads({ bundle }, count))
      if (!result.holds) throw new TypeError(`the bundle does not hold: ${result.faults[0]?.message}`)
      counts = result.counts
      threads[count] = [...(threads[count] ?? []), { seconds, cpuSeconds }]
      console.error(`${count} threads: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of processors`)
    }
  }
  const log = measureLog(bundle, rounds)
  const result = {
    bytes: bundle.size,
    residentMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    counts,
    machine: { processor: cpus()[0]?.model, processors: availableParallelism(), node: process.version },
    log: { leaves: log.leaves, seconds: log.seconds, median: median(log.seconds) },
    sha256OfFile: hashed,
    threads,
  }
  if (into !== undefined) writeFileSync(into, `${JSON.stringify(result, undefined, 2)}\n`)
  const ratio =
    median((threads[2] ?? []).map(({ cpuSeconds }) => cpuSeconds)) / median(hashed.map((one) => one.cpuSeconds))
  const best = median((threads[2] ?? []).map(({ seconds }) => seconds))
  console.log(
    `log part ${median(log.seconds).toFixed(2)} s of ${figure(log.leaves)} leaves; all ${best.toFixed(1)} s on 2 threads; its processor time is ${ratio.toFixed(1)} times that of hashing the file once`,
  )
}

const [task, file, third, fourth] = process.argv.slice(2)
if (task === 'make' && file !== undefined) {
  await make(file, Number(third ?? 100_000), Number(fourth ?? 20_000))
  process.exit(0)
} else if (task === 'measure' && file !== undefined) await measure(file, third, Number(fourth ?? 3))
else {
  console.error('make FILE [ENTRIES [SIGNED]] | measure FILE [RESULT [ROUNDS]]')
  process.exit(2)
}
