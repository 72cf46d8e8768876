/** One run of an embedded server: launched or adopted, awaited, shut down. */
import { spawn } from 'node:child_process'
import { open, readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { SluiceError } from '../../core/errors.ts'
import type { Binaries } from './binaries.ts'
import { asUser, serverEnvironment } from './cluster.ts'
import { type Place, type Postmaster, readPostmaster } from './place.ts'
import { alive, workingFolder } from './processes.ts'
import { adminUser } from './secrets.ts'
import { serverFault } from './serverFaults.ts'

export interface RunningServer {
  readonly pid: number
  readonly port: number
}

// Crash recovery may take long on a big database; only silence of the process ends the wait earlier.
const readyWaitMsMax = 120_000
// A server that is still recovering does not heed the polite signal; the next one is as safe, only slower to start from.
const fastShutdownMsMax = 8_000
const logBytesMax = 10_000_000

/** A port of 127.0.0.1 that was free just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

interface AdoptParameters {
  readonly place: Place
  readonly password: string
}

/** The server that already runs on this folder, once it answers; undefined when none does. */
export async function adopt({ place, password }: AdoptParameters): Promise<RunningServer | undefined> {
  for (let waitedMs = 0; waitedMs <= readyWaitMsMax; waitedMs += 100) {
    const found = await readPostmaster(place.data)
    if (found === undefined || !alive(found.pid)) return undefined
    // After a restart of the machine the number may belong to any process; a server works in its data folder.
    // Where the system does not tell (other users' processes, macOS) the question below decides.
    const works = workingFolder(found.pid)
    if (works !== undefined && works !== place.data) return undefined
    if (accepts(found) && (await answers({ port: found.port, password, data: place.data }))) return found
    await delay(100)
  }
  throw serverFault({ log: 'lock file "postmaster.pid" already exists', folder: place.data })
}

/** A standby (a folder with `standby.signal`) takes reading connections and calls itself so. */
const accepts = ({ status }: Postmaster) => status === 'ready' || status === 'standby'

interface AnswersParameters {
  readonly port: number
  readonly password: string
  readonly data: string
}

async function answers({ port, password, data }: AnswersParameters): Promise<boolean> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: adminUser,
    password,
    database: 'postgres',
    connectionTimeoutMillis: 5_000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const reply = await client.query('show data_directory')
    return reply.rows[0]?.data_directory === data
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

interface LaunchParameters {
  readonly place: Place
  readonly binaries: Binaries
  readonly password: string
  readonly port: number
  /** False: the port was free a moment ago and another will do. */
  readonly fixed: boolean
}

/** Starts the server and returns when it answers. @throws {STORE_UNAVAILABLE} with the reason from its log */
export async function launch(parameters: LaunchParameters): Promise<RunningServer> {
  const { place, port } = parameters
  if (parameters.fixed && !(await portIsFree(port)))
    throw serverFault({ log: 'Address already in use', folder: place.data, port })
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launchOnce({ ...parameters, port: attempt === 1 ? port : await freePort() })
    } catch (error) {
      const taken = error instanceof SluiceError && /^Port \d+ .* in use/.test(error.message)
      if (parameters.fixed || !taken || attempt === 3) throw error
    }
  }
}

function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.on('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

async function launchOnce({ place, binaries, password, port }: LaunchParameters): Promise<RunningServer> {
  const logFile = join(place.folder, 'postgres.log')
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  )
  const log = await open(logFile, size > logBytesMax ? 'w' : 'a', 0o600)
  const from = (await log.stat()).size
  const child = spawn(binaries.postgres, ['-D', place.data, ...settings(port)], {
    cwd: '/',
    env: serverEnvironment,
    // A group of its own: Ctrl-C in the terminal must reach us first, so that what is in flight can end.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    ...asUser(place.runAs),
  })
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }))
    child.on('error', () => resolve({ code: null, signal: null }))
  })
  child.unref()
  await log.close()
  const outcome = await Promise.race([ended, untilReady({ place, port, password, pid: child.pid ?? 0 })])
  if (outcome === 'ready') return { pid: child.pid!, port }
  if (outcome === 'silent') child.kill('SIGQUIT')
  const how = outcome === 'silent' ? { code: null, signal: null } : outcome
  const said = (await readFile(logFile)).subarray(from).toString('utf8')
  throw serverFault({ log: said, folder: place.data, port, ...how })
}

interface UntilReadyParameters extends AnswersParameters {
  readonly pid: number
}

async function untilReady({
  place,
  port,
  password,
  pid,
}: Omit<UntilReadyParameters, 'data'> & { place: Place }): Promise<'ready' | 'silent'> {
  for (let waitedMs = 0; waitedMs <= readyWaitMsMax && alive(pid); waitedMs += 20) {
    const found = await readPostmaster(place.data)
    const ready = found?.pid === pid && accepts(found)
    if (ready && (await answers({ port, password, data: place.data }))) return 'ready'
    await delay(20)
  }
  // An ended process is told by its exit event, which carries code and signal.
  if (!alive(pid)) await delay(1_000)
  return 'silent'
}

function settings(port: number): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    max_connections: 200,
    shared_buffers: '64MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    logging_collector: 'off',
    log_destination: 'stderr',
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Ends a server: first politely to all its connections, then at once. Returns when the process is gone. */
export async function shutDown({ pid }: RunningServer): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!alive(pid)) return
    process.kill(pid, signal)
    for (let waitedMs = 0; waitedMs < fastShutdownMsMax && alive(pid); waitedMs += 20) await delay(20)
  }
}
