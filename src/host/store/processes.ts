/** Who runs: process ids that cannot be mistaken for a later process of the same number. */
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { SluiceError } from '../../core/errors.ts'

export interface Identity {
  readonly pid: number
  /** Start time in clock ticks since boot where /proc tells it; '' elsewhere. */
  readonly started: string
}

/** True while a process with this id runs and is not a zombie. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return statOf(pid)?.state !== 'Z'
}

function statOf(pid: number): { state: string; started: string } | undefined {
  try {
    // The name in brackets may hold spaces and brackets itself; what follows the last one is regular.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', started: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

export function identityOf(pid: number): Identity {
  return { pid, started: statOf(pid)?.started ?? '' }
}

export function sameProcessRuns(identity: Identity): boolean {
  return alive(identity.pid) && (identity.started === '' || identityOf(identity.pid).started === identity.started)
}

/** The folder a process works in; undefined when it is gone or the system does not tell. */
export function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

export async function readIdentity(file: string): Promise<Identity | undefined> {
  return identityIn(await readFile(file, 'utf8').catch(() => ''))
}

function identityIn(text: string): Identity | undefined {
  try {
    const { pid, started } = JSON.parse(text) as Partial<Identity>
    return Number.isSafeInteger(pid) && pid! > 0 && typeof started === 'string' ? { pid: pid!, started } : undefined
  } catch {
    return undefined
  }
}

export interface LockOptions {
  readonly file: string
  readonly waitMsMax: number
}

/**
 * Takes a lock file, waiting for a living holder and passing over a dead one. Returns what releases it.
 * @throws {STORE_UNAVAILABLE} when a living process held it for all of `waitMsMax`
 */
export async function takeLock(options: LockOptions): Promise<() => Promise<void>> {
  const { file, waitMsMax } = options
  for (let waitedMs = 0; ; waitedMs += 50) {
    if (!existsSync(file) && (await placeWhole(file, JSON.stringify(identityOf(process.pid)))))
      return () => rm(file, { force: true })
    if (await isDead(file)) await passOver(options)
    else if (waitedMs > waitMsMax) {
      const holder = await readIdentity(file)
      throw new SluiceError(
        'STORE_UNAVAILABLE',
        `Process ${holder?.pid ?? 'unknown'} has held ${file} for ${waitMsMax / 1_000} s. Wait for it or stop it, then try again.`,
        { facts: { file, holder } },
      )
    }
    await delay(50)
  }
}

/** A file that has its name has its content, so that no lock is read before it says whose it is. False where the name is taken. */
async function placeWhole(file: string, text: string): Promise<boolean> {
  const own = `${file}.${randomUUID()}`
  try {
    await writeFile(own, text, { mode: 0o600 })
    await link(own, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  } finally {
    await rm(own, { force: true })
  }
}

/** True where the lock is there and nobody living holds it: a process that is gone, or a file that no lock is. One that was just given back is nobody's. */
async function isDead(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return false
  const holder = identityIn(text)
  return holder === undefined || !sameProcessRuns(holder)
}

/**
 * Removes the lock of a dead process. One at a time does so and looks again first: of two who saw the dead one, the slower would else remove the lock
 * that the quicker took meanwhile.
 */
async function passOver({ file, waitMsMax }: LockOptions): Promise<void> {
  const release = await takeLock({ file: `${file}.dead`, waitMsMax })
  try {
    if (await isDead(file)) await rm(file, { force: true })
  } finally {
    await release()
  }
}
