/** Who runs: process ids that cannot be mistaken for a later process of the same number. */
import { readFileSync, readlinkSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
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
  try {
    const { pid, started } = JSON.parse(await readFile(file, 'utf8')) as Partial<Identity>
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
  const me = JSON.stringify(identityOf(process.pid))
  for (let waitedMs = 0; ; waitedMs += 50) {
    try {
      const file = await open(options.file, 'wx', 0o600)
      await file.writeFile(me)
      await file.close()
      return () => rm(options.file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = await readIdentity(options.file)
    // An unreadable lock is one being written, or the trace of a process killed just then: give it a second.
    if (holder === undefined ? waitedMs >= 1_000 && waitedMs % 1_000 === 0 : !sameProcessRuns(holder))
      await rm(options.file, { force: true })
    else if (waitedMs > options.waitMsMax)
      throw new SluiceError(
        'STORE_UNAVAILABLE',
        `Process ${holder?.pid ?? 'unknown'} has held ${options.file} for ${options.waitMsMax / 1_000} s. Wait for it or stop it, then try again.`,
        { facts: { file: options.file, holder } },
      )
    await delay(50)
  }
}
