/** The files of an embedded server before it runs: made once, checked ever after. */
import { spawn } from 'node:child_process'
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SluiceError } from '../../core/errors.ts'
import type { Binaries } from './binaries.ts'
import type { Log } from './log.ts'
import { makeOwned, type Place } from './place.ts'
import { adminUser, passwordFor, readSecrets, type Secrets } from './secrets.ts'
import { serverFault, wrongVersion } from './serverFaults.ts'

interface EnsureClusterParameters {
  readonly place: Place
  readonly binaries: Binaries
  readonly log: Log
}

/** Makes the data folder when there is none, checks it otherwise; returns the administrator's password. */
export async function ensureCluster({ place, binaries, log }: EnsureClusterParameters): Promise<string> {
  const found = await readFile(join(place.data, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (found === undefined) {
    const password = await passwordFor(place.folder, adminUser)
    await initialise({ place, binaries, password })
    log('Made a new database folder.', { folder: place.data })
    return password
  }
  if (found.trim() !== binaries.majorVersion)
    throw new SluiceError('STORE_VERSION', wrongVersion(place.data, found.trim(), binaries.majorVersion), {
      facts: { folder: place.data, found: found.trim(), expected: binaries.majorVersion },
    })
  const password = (await readSecrets(place.folder))[adminUser]
  if (password === undefined)
    throw new SluiceError(
      'STORE_UNAVAILABLE',
      `${place.data} holds a database, but ${join(place.folder, 'secrets.json')} with its passwords is gone. Put that file back, or move the database folder away to begin anew.`,
      { facts: { folder: place.folder } },
    )
  return password
}

interface InitialiseParameters {
  readonly place: Place
  readonly binaries: Binaries
  readonly password: string
}

/** Runs initdb into a folder beside and renames it when whole, so that a kill half-way leaves nothing half made. */
async function initialise({ place, binaries, password }: InitialiseParameters): Promise<void> {
  const fresh = `${place.data}.new`
  const passwordFile = join(dirname(place.data), `.password-${process.pid}`)
  await rm(fresh, { recursive: true, force: true })
  try {
    await makeOwned(fresh, place.runAs)
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
    if (place.runAs !== undefined) await chown(passwordFile, place.runAs, place.runAs)
    await runInitdb({ place, binaries, fresh, passwordFile })
    const rules = join(fresh, 'pg_hba.conf')
    await writeFile(rules, hostRules)
    await rename(fresh, place.data)
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true })
    if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause
    throw serverFault({ log: 'No space left on device', folder: place.data })
  } finally {
    await rm(passwordFile, { force: true })
  }
}

// No sockets, no trust, no other machine: a password over loopback is the only way in.
const hostRules = '# type database user address method\nhost all all 127.0.0.1/32 scram-sha-256\n'

interface RunInitdbParameters {
  readonly place: Place
  readonly binaries: Binaries
  readonly fresh: string
  readonly passwordFile: string
}

function runInitdb({ place, binaries, fresh, passwordFile }: RunInitdbParameters): Promise<void> {
  const options = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', `--username=${adminUser}`]
  const child = spawn(binaries.initdb, [`--pgdata=${fresh}`, `--pwfile=${passwordFile}`, ...options], {
    cwd: '/',
    env: serverEnvironment,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...asUser(place.runAs),
  })
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  child.stderr.on('data', (chunk) => (said += chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(serverFault({ log: said, folder: place.data, code, signal }))
    })
  })
}

/** Messages in English whatever the machine speaks, because we read them. */
export const serverEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', LANG: 'C', TZ: 'UTC' }

export function asUser(runAs: number | undefined): { uid?: number; gid?: number } {
  return runAs === undefined ? {} : { uid: runAs, gid: runAs }
}

interface ClusterUrlParameters {
  readonly port: number
  readonly database: string
  readonly user: string
  readonly secrets: Secrets
}

export function clusterUrl({ port, database, user, secrets }: ClusterUrlParameters): string {
  const password = secrets[user]
  if (password === undefined)
    throw new SluiceError('STORE_UNAVAILABLE', `No password is kept for the database user ${user}.`, {
      facts: { user },
    })
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`
}
