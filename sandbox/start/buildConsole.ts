import { spawn } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { takeLock } from '../../src/host/store/processes.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const web = join(root, 'web')

/** What the console is built from: its own sources and what it shares with the verifier and the stages. */
const sources = [
  'web/index.html',
  'web/package.json',
  'web/vite.config.ts',
  'web/public',
  'web/src',
  'src',
  'verifier',
  'released',
]

const dist = join(web, 'dist')
/** A build on a busy machine, and one before it. */
const waitMsMax = 600_000

/**
 * Builds the console when it is missing or older than its sources; returns the folder that the zones serve, or undefined where it cannot be built. Who
 * comes while another builds waits for that, and a build takes its place whole: pages that are open meanwhile find what they load later.
 */
export async function buildConsole(note: (text: string) => void): Promise<string | undefined> {
  if (isFresh()) return dist
  const release = await takeLock({ file: join(web, 'dist.lock'), waitMsMax })
  try {
    if (isFresh()) return dist
    note('building the console …')
    const [next, former] = [join(web, 'dist.next'), join(web, 'dist.former')]
    if ((await build(next)) && existsSync(indexOf(next))) {
      rmSync(former, { recursive: true, force: true })
      if (existsSync(dist)) renameSync(dist, former)
      renameSync(next, dist)
      rmSync(former, { recursive: true, force: true })
      return dist
    }
    note('the console could not be built; the case runs without it')
    return undefined
  } finally {
    await release()
  }
}

function isFresh(): boolean {
  const index = indexOf(dist)
  const builtMs = existsSync(index) ? statSync(index).mtimeMs : 0
  return sources.every((source) => newestMs(join(root, source)) < builtMs)
}

const indexOf = (folder: string): string => join(folder, 'index.html')

function build(into: string): Promise<boolean> {
  const vite = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url))
  const words = [vite, 'build', '--logLevel', 'error', '--outDir', into, '--emptyOutDir']
  return new Promise((resolve) => {
    const child = spawn(process.execPath, words, { cwd: web, stdio: ['ignore', 'ignore', 'inherit'] })
    child.on('error', () => resolve(false))
    child.on('close', (code) => resolve(code === 0))
  })
}

/** When the newest file of a folder was changed. */
function newestMs(path: string): number {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  const below = readdirSync(path).filter((name) => !/^(dist(\.\w+)?|node_modules)$/.test(name))
  return Math.max(0, ...below.map((name) => newestMs(join(path, name))))
}
