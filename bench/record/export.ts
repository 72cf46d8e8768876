/**
 * A large case out of PostgreSQL: both parts of a bundle of `bundle.ts make` are loaded into databases of two zones, each zone is started, and
 * `sluice bundle` fetches the case from both and writes it. What comes is the bundle that was loaded, to the byte.
 *
 *     node bench/record/export.ts FILE [RESULT [MIB …]]     # MIB: rounds with JavaScript's memory limited to so much in zones and command; 0: not limited
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { keyFileOf } from '../../sandbox/rehearsal/cast.ts'
import { zoneKeys } from '../../sandbox/start/zoneFiles.ts'
import type { ZoneKind } from '../../src/core/case/kind.ts'
import { bytesToHex, startSha256 } from '../../src/core/record/hash.ts'
import { formatAnySigner } from '../../src/core/record/log/anyKey.ts'
import { openFile } from '../../src/host/cli/bundle/openFile.ts'
import type { Config } from '../../src/host/config.ts'
import { fsck } from '../../src/host/fsck/fsck.ts'
import { useNativeEd25519 } from '../../src/host/log/nativeEd25519.ts'
import { useNativeSha256 } from '../../src/host/log/nativeHash.ts'
import { connectStore } from '../../src/host/store/connect.ts'
import { migrate } from '../../src/host/store/migrate.ts'
import { type EmbeddedPostgres, startPostgres } from '../../src/host/store/postgres.ts'
import { loadZone, stageKinds } from './loadZone.ts'
import { secondsSince } from './measure.ts'
import { processorSeconds } from './processor.ts'
import type { ZoneOnly } from './zoneOnly.ts'

const seed = 'large'
const kinds = ['onshore', 'offshore'] as const
const root = resolve(import.meta.dirname, '../..')
const ports: Readonly<Record<ZoneKind, number>> = { onshore: 22_710, offshore: 22_720 }

/** Who reads the whole case in each zone. */
const readers = [
  { person: 'p-zhang', org: 'psb', role: 'case-officer' },
  { person: 'p-lam', org: 'trust', role: 'case-officer' },
]

async function loaded(postgres: EmbeddedPostgres, file: string, kind: ZoneKind) {
  const url = await postgres.createZoneDatabase({ zone: `bench_${kind}` })
  await migrate({ url })
  const { pool, close } = connectStore({ url, statementTimeoutMs: 600_000 })
  const source = openFile(file)
  try {
    const start = process.hrtime.bigint()
    const found = await loadZone({ pool, source, kind, seed })
    const seconds = secondsSince(start)
    console.error(
      `${kind}: ${found.entries} entries and ${found.documents} documents loaded in ${seconds.toFixed(0)} s`,
    )
    const { findings, omitted } = await fsck({ pool, stageKinds: async (one) => stageKinds[one], kind })
    const other = findings.filter(({ code }) => code !== 'vault-missing')
    if (other.length > 0 || omitted > 0 || findings.length !== found.personal)
      throw new TypeError(`fsck of ${kind}: ${JSON.stringify([found.personal, omitted, other.slice(0, 5)])}`)
    const { rows } = await pool.query<{ bytes: string }>('select pg_database_size(current_database())::text as bytes')
    return { url, ...found, seconds, databaseBytes: Number(rows[0]!.bytes) }
  } finally {
    source.close()
    await close()
  }
}

function zoneOf(kind: ZoneKind, databaseUrl: string): ZoneOnly {
  const { zone, origin, logKey, witnessKey } = zoneKeys(seed, kind)
  const config: Config = {
    zone,
    kind,
    world: 'rehearsal',
    name: `SANDBOX ${kind}`,
    origin,
    port: ports[kind],
    secrets: 'none',
    // It stands where the case begins: nothing falls due.
    clock: 'told',
    peers: [],
    founders: [],
    packs: [],
    chains: [],
    venues: [],
    banks: [],
  }
  const keys = { logKey: formatAnySigner(logKey), witnessKey: formatAnySigner(witnessKey) }
  return { config, secrets: { ...keys, venues: {}, banks: {}, chains: {} }, databaseUrl }
}

async function startZoneOnly(given: ZoneOnly, flags: readonly string[]): Promise<{ child: ChildProcess; url: string }> {
  const words = [...flags, join(import.meta.dirname, 'zoneOnly.ts')]
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin!.end(JSON.stringify(given))
  const [first] = (await once(child.stdout!, 'data')) as [Buffer]
  return { child, url: first.toString().trim() }
}

/** The most that was resident in a process, and its processor time, as far as it lived. */
function watched(pid: number): { stop(): { readonly residentMiB: number; readonly cpuSeconds: number } } {
  const begun = processorSeconds(pid)
  let [residentMiB, cpuSeconds] = [0, begun]
  const look = (): void => {
    try {
      const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
      residentMiB = Math.max(residentMiB, Number(found?.[1] ?? 0) / 1024)
      cpuSeconds = Math.max(cpuSeconds, processorSeconds(pid))
    } catch {
      // It ended.
    }
  }
  const timer = setInterval(look, 500)
  return {
    stop: () => {
      look()
      clearInterval(timer)
      return { residentMiB: Math.round(residentMiB), cpuSeconds: cpuSeconds - begun }
    },
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
}

function sha256Of(path: string): string {
  const file = openFile(path)
  const hash = startSha256()
  for (let at = 0; at < file.size; at += 4_194_304) hash.update(file.read(at, Math.min(file.size, at + 4_194_304)))
  file.close()
  return bytesToHex(hash.digest())
}

async function round(parameters: {
  readonly folder: string
  readonly postgres: EmbeddedPostgres
  readonly zones: Readonly<Record<ZoneKind, { readonly url: string; readonly caseId: string }>>
  readonly limitMiB: number
}) {
  const { folder, postgres, zones, limitMiB } = parameters
  const flags = limitMiB === 0 ? [] : [`--max-old-space-size=${limitMiB}`]
  const started = await Promise.all(kinds.map((kind) => startZoneOnly(zoneOf(kind, zones[kind].url), flags)))
  const out = join(folder, 'exported')
  rmSync(out, { force: true })
  try {
    const words = ['bundle', zones.onshore.caseId, '-o', out, ...started.flatMap(({ url }) => ['--zone', url])]
    const watching = started.map(({ child }) => watched(child.pid!))
    const database = processorSeconds(postgres.pid())
    const start = process.hrtime.bigint()
    const command = spawn(process.execPath, [...flags, join(root, 'src/host/cli/main.ts'), ...words], {
      cwd: folder,
      env: { ...process.env, SLUICE_KEY: readers.map(({ person }) => join(folder, `${person}.key`)).join(':') },
      stdio: 'inherit',
    })
    const own = watched(command.pid!)
    const [code] = (await once(command, 'close')) as [number | null]
    const seconds = secondsSince(start)
    if (code !== 0) throw new TypeError(`sluice bundle ended with ${code}`)
    const [onshore, offshore] = watching.map((one) => one.stop())
    const databaseSeconds = processorSeconds(postgres.pid()) - database
    return { limitMiB, seconds, command: own.stop(), onshore, offshore, databaseSeconds, sha256: sha256Of(out) }
  } finally {
    for (const { child } of started) {
      child.kill()
      await ended(child)
    }
  }
}

const [file, into, ...limits] = process.argv.slice(2)
if (file === undefined) {
  console.error('FILE [RESULT [MIB …]]')
  process.exit(2)
}
useNativeSha256()
useNativeEd25519()
const folder = mkdtempSync(join(dirname(resolve(file)), 'export-'))
mkdirSync(join(folder, 'postgres'))
for (const one of readers)
  writeFileSync(join(folder, `${one.person}.key`), keyFileOf({ seed, ...one }), { mode: 0o600 })
const postgres = await startPostgres({ folder: join(folder, 'postgres') })
try {
  const onshore = await loaded(postgres, file, 'onshore')
  const offshore = await loaded(postgres, file, 'offshore')
  const sha256 = sha256Of(file)
  const { url: _, ...here } = onshore
  const { url: __, ...there } = offshore
  const about = {
    bytes: statSync(file).size,
    sha256,
    machine: { processor: cpus()[0]?.model, processors: availableParallelism(), node: process.version },
    loaded: { onshore: here, offshore: there },
  }
  const rounds = []
  for (const limit of limits.length === 0 ? ['0'] : limits) {
    const found = await round({ folder, postgres, zones: { onshore, offshore }, limitMiB: Number(limit) })
    if (found.sha256 !== sha256) throw new TypeError('what was exported is not the bundle that was loaded')
    console.error(JSON.stringify(found))
    rounds.push(found)
    // After each: the next may be ended by somebody.
    if (into !== undefined) writeFileSync(into, `${JSON.stringify({ ...about, rounds }, undefined, 2)}\n`)
  }
} finally {
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
