import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

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

/** Builds the console when it is missing or older than its sources; returns the folder that the zones serve, or undefined where it cannot be built. */
export async function buildConsole(note: (text: string) => void): Promise<string | undefined> {
  const dist = join(web, 'dist')
  const index = join(dist, 'index.html')
  const builtMs = existsSync(index) ? statSync(index).mtimeMs : 0
  if (sources.every((source) => newestMs(join(root, source)) < builtMs)) return dist
  note('building the console …')
  const vite = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url))
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], {
      cwd: web,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    child.on('error', () => resolve(1))
    child.on('close', resolve)
  })
  if (code === 0 && existsSync(index)) return dist
  note('the console could not be built; the case runs without it')
  return undefined
}

/** When the newest file of a folder was changed. */
function newestMs(path: string): number {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  const below = readdirSync(path).filter((name) => name !== 'dist' && name !== 'node_modules')
  return Math.max(0, ...below.map((name) => newestMs(join(path, name))))
}
