/** Keeps an embedded server alive: says when it died, and starts it again on the same port. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { SluiceError } from '../../core/errors.ts'
import type { Log } from './log.ts'
import type { Place } from './place.ts'
import { alive } from './processes.ts'
import type { RunningServer } from './server.ts'
import { serverFault } from './serverFaults.ts'

export interface WatchParameters {
  readonly place: Place
  readonly server: RunningServer
  readonly log: Log
  readonly relaunch: () => Promise<RunningServer>
}

export interface Watch {
  /** The server as it runs now, or as it last ran. */
  current(): RunningServer
  /** Stops watching; returns the server that is to be shut down, if one runs. */
  end(): Promise<RunningServer | undefined>
}

const lookEveryMs = 250
// A killed server's children need a moment to notice; until then its shared memory counts as in use.
const relaunchesMax = 40

export function watchServer(parameters: WatchParameters): Watch {
  let server = parameters.server
  let ended = false
  let busy: Promise<void> | undefined
  const look = () => {
    if (ended || busy || alive(server.pid)) return
    busy = revive({ ...parameters, wanted: () => !ended })
      .then((revived) => {
        if (revived) server = revived
        else clearInterval(timer)
      })
      .finally(() => {
        busy = undefined
      })
  }
  const timer = setInterval(look, lookEveryMs)
  timer.unref()
  // Whatever ends this process (an uncaught error, process.exit) must not leave a server behind.
  const atExit = () => {
    if (alive(server.pid)) process.kill(server.pid, 'SIGINT')
  }
  process.once('exit', atExit)
  return {
    current: () => server,
    end: async () => {
      ended = true
      clearInterval(timer)
      await busy
      process.removeListener('exit', atExit)
      return alive(server.pid) ? server : undefined
    },
  }
}

type ReviveParameters = WatchParameters & { readonly wanted: () => boolean }

async function revive({ place, log, relaunch, wanted }: ReviveParameters): Promise<RunningServer | undefined> {
  const tail = (await readFile(join(place.folder, 'postgres.log'), 'utf8').catch(() => '')).slice(-2_000)
  const full = /No space left on device|Disk quota exceeded/i.test(tail)
  const fault = serverFault({ log: full ? tail : '', folder: place.data, signal: 'by another program' })
  log(fault.message, fault.facts)
  for (let attempt = 1; attempt <= relaunchesMax && wanted(); attempt += 1) {
    try {
      const server = await relaunch()
      log(`The database server runs again on port ${server.port}.`, { pid: server.pid })
      return server
    } catch (error) {
      const passing = error instanceof SluiceError && /Another database server still uses|Port \d+ /.test(error.message)
      if (!passing || attempt === relaunchesMax) {
        log((error as Error).message, error instanceof SluiceError ? error.facts : {})
        return undefined
      }
      await delay(250)
    }
  }
  return undefined
}
