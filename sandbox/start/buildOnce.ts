import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { takeLock } from '../../src/host/store/processes.ts'

export interface BuildOnceParameters {
  /** The folder that is built; its parent is where the build works. */
  readonly dist: string
  /** Files and folders that it is built from. */
  readonly sources: readonly string[]
  /** What builds it: the program's arguments under this Node, for a folder that is not there yet. */
  readonly words: (into: string) => readonly string[]
  readonly note: (text: string) => void
}

/** A build on a busy machine, and one before it. */
const waitMsMax = 600_000

/** What pages load later: names with a hash of what is in them. */
const assets = 'assets'
/** A page that is open longer than this is loaded again. */
const keptMs = 24 * 60 * 60_000

/**
 * Builds a folder of pages when it is missing or older than its sources; gives it, or undefined where it cannot be built. Who comes while another builds
 * waits for that. A build takes its place whole, and keeps beside its own what the one before it had for pages that are open.
 *
 * @example await buildOnce({ dist: '/web/dist', sources: ['/web/src'], words: (into) => ['vite.js', 'build', '--outDir', into], note: console.log })
 * @throws {STORE_UNAVAILABLE} when a living process builds for more than ten minutes
 */
export async function buildOnce(parameters: BuildOnceParameters): Promise<string | undefined> {
  const { dist, note } = parameters
  if (isFresh(parameters)) return dist
  const release = await takeLock({ file: `${dist}.lock`, waitMsMax })
  try {
    if (isFresh(parameters)) return dist
    removeUnfinished(dist)
    note('building the console …')
    // Of this process alone: the builder of one that was killed may still be writing.
    const [next, former] = [`${dist}.next.${process.pid}`, `${dist}.former`]
    const begun = new Date()
    if ((await build(parameters, next)) && existsSync(indexOf(next))) {
      // As old as what it read: a source that was changed meanwhile is newer.
      utimesSync(indexOf(next), begun, begun)
      keepAssets(dist, next)
      if (existsSync(dist)) renameSync(dist, former)
      renameSync(next, dist)
      rmSync(former, { recursive: true, force: true })
      return dist
    }
    rmSync(next, { recursive: true, force: true })
    note('the console could not be built; the case runs without it')
    return undefined
  } finally {
    await release()
  }
}

function isFresh({ dist, sources }: BuildOnceParameters): boolean {
  const index = indexOf(dist)
  const builtMs = existsSync(index) ? statSync(index).mtimeMs : 0
  return sources.every((source) => newestMs(source) < builtMs)
}

const indexOf = (folder: string): string => join(folder, 'index.html')

/** What builds left that were killed. */
function removeUnfinished(dist: string): void {
  const left = new RegExp(`^${basename(dist)}\\.(next\\.\\d+|former)$`)
  for (const name of readdirSync(dirname(dist)))
    if (left.test(name)) rmSync(join(dirname(dist), name), { recursive: true, force: true })
}

function keepAssets(from: string, to: string): void {
  const [before, after] = [join(from, assets), join(to, assets)]
  if (!existsSync(before)) return
  mkdirSync(after, { recursive: true })
  const oldestMs = Date.now() - keptMs
  for (const name of readdirSync(before)) {
    const [file, target] = [join(before, name), join(after, name)]
    if (!existsSync(target) && statSync(file).mtimeMs > oldestMs) cpSync(file, target, { preserveTimestamps: true })
  }
}

function build({ dist, words }: BuildOnceParameters, into: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words(into), { cwd: dirname(dist), stdio: ['ignore', 'ignore', 'inherit'] })
    child.on('error', () => resolve(false))
    child.on('close', (code) => resolve(code === 0))
  })
}

/** When the newest file of a folder was changed. */
function newestMs(path: string): number {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  const below = readdirSync(path).filter((name) => !/^(dist(\.\w+)*|node_modules)$/.test(name))
  return Math.max(0, ...below.map((name) => newestMs(join(path, name))))
}
