import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const web = fileURLToPath(new URL('../../web', import.meta.url))

/** Builds the console when it is missing; returns the folder that the zones serve, or undefined where it cannot be built. */
export async function buildConsole(note: (text: string) => void): Promise<string | undefined> {
  const dist = join(web, 'dist')
  const index = join(dist, 'index.html')
  if (existsSync(index) && statSync(index).mtimeMs > statSync(join(web, 'package.json')).mtimeMs) return dist
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
