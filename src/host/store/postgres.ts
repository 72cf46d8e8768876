/**
 * Runs the PostgreSQL that comes with the project: one server, on loopback only, with passwords, writing through to
 * the disk. It adopts a server that a killed process left behind, starts one again that was killed, and leaves
 * nothing running. For one machine and for tests; in production DATABASE_URL names a server of your own.
 */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findBinaries } from './binaries.ts'
import { clusterUrl, ensureCluster } from './cluster.ts'
import type { Log } from './log.ts'
import { type Place, preparePlace } from './place.ts'
import { identityOf, readIdentity, sameProcessRuns, takeLock } from './processes.ts'
import { adminUser, passwordFor, readSecrets } from './secrets.ts'
import { adopt, freePort, launch, type RunningServer, shutDown } from './server.ts'
import { watchServer } from './watch.ts'
import { createZoneDatabase } from './zoneDatabase.ts'

export interface StartPostgresParameters {
  /** Holds the data, the passwords, the log. Made when absent. */
  readonly folder: string
  /** A port of 127.0.0.1; by default any free one. A running server of this folder keeps the port it has. */
  readonly port?: number
  readonly log?: Log
}

export interface EmbeddedPostgres {
  readonly adminUrl: string
  readonly port: number
  /** Process id of the server as it is now. */
  pid(): number
  /** URL of a database for a user whose password stands in the folder. @throws {STORE_UNAVAILABLE} for any other user */
  url(database: string, user: string): string
  /** Makes or finds the database of a zone and the only role that may connect to it; returns its DATABASE_URL. */
  createZoneDatabase(parameters: { readonly zone: string }): Promise<string>
  /** Stops the server, or lets go of it where another living process started it. May be called twice. */
  stop(): Promise<void>
}

/**
 * @example
 * const server = await startPostgres({ folder: '.sluice/postgres' })
 * const url = await server.createZoneDatabase({ zone: 'onshore' }) // 'postgres://sluice_onshore:…@127.0.0.1:41237/sluice_onshore'
 * await server.stop()
 * @throws {STORE_UNAVAILABLE} port in use, disk full, folder not ours   @throws {STORE_VERSION} data of another version
 */
export async function startPostgres(parameters: StartPostgresParameters): Promise<EmbeddedPostgres> {
  const log: Log = parameters.log ?? (() => {})
  const place = await preparePlace(parameters.folder)
  const release = await takeLock({ file: join(place.folder, 'start.lock'), waitMsMax: 60_000 })
  try {
    return await startLocked(place, parameters.port, log)
  } finally {
    await release()
  }
}

async function startLocked(place: Place, port: number | undefined, log: Log): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries({ runAs: place.runAs })
  const password = await ensureCluster({ place, binaries, log })
  const adopted = await adopt({ place, password })
  const owns = adopted === undefined || !(await ownedByAnother(place))
  const server =
    adopted ??
    (await launch({ place, binaries, password, port: port ?? (await freePort()), fixed: port !== undefined }))
  if (adopted) log(`Using the database server that already runs on port ${server.port}.`, { pid: server.pid })
  if (owns) await writeFile(join(place.folder, 'owner.json'), JSON.stringify(identityOf(process.pid)))
  return supervise({
    place,
    server,
    owns,
    log,
    relaunch: () => launch({ place, binaries, password, port: server.port, fixed: true }),
  })
}

/** True when a living process other than this one started the server and will stop it. */
async function ownedByAnother(place: Place): Promise<boolean> {
  const owner = await readIdentity(join(place.folder, 'owner.json'))
  return owner !== undefined && owner.pid !== process.pid && sameProcessRuns(owner)
}

interface Supervision {
  readonly place: Place
  readonly server: RunningServer
  readonly owns: boolean
  readonly log: Log
  readonly relaunch: () => Promise<RunningServer>
}

async function supervise({ place, server, owns, log, relaunch }: Supervision): Promise<EmbeddedPostgres> {
  const secrets = await readSecrets(place.folder)
  const at = (database: string, user: string) => clusterUrl({ port: server.port, database, user, secrets })
  const watch = owns ? watchServer({ place, server, log, relaunch }) : undefined
  const adminUrl = at('postgres', adminUser)
  return {
    adminUrl,
    port: server.port,
    pid: () => watch?.current().pid ?? server.pid,
    url: at,
    createZoneDatabase: async ({ zone }) => {
      const user = `sluice_${zone}`
      secrets[user] = await createZoneDatabase({ adminUrl, zone, password: () => passwordFor(place.folder, user) })
      return at(user, user)
    },
    stop: async () => {
      if (watch === undefined) return
      const last = await watch.end()
      if (last) await shutDown(last)
      await rm(join(place.folder, 'owner.json'), { force: true })
    },
  }
}
