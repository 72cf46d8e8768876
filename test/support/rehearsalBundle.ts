import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePorts } from './ports.ts'

const root = resolve(import.meta.dirname, '../..')

/**
 * The bundle of a whole rehearsal, run in its own processes: both zones, a Bitcoin node, two platforms, banks. `SLUICE_REHEARSAL_BUNDLE` names a bundle
 * that was made before by the same code, and saves the minute.
 */
export async function rehearsalBundle(seed: string): Promise<string> {
  const made = process.env.SLUICE_REHEARSAL_BUNDLE
  if (made !== undefined) return readFileSync(made, 'utf8')
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bundle-'))
  try {
    const port = await freePorts(27)
    const words = ['--once', '--json', '--seed', seed, '--port', String(port), '--folder', join(folder, 'run')]
    const child = spawn(process.execPath, [join(root, 'sandbox/start.ts'), ...words], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    const [code] = (await once(child, 'close')) as [number]
    if (code !== 0) throw new TypeError(`the rehearsal did not end well: ${err.slice(-2000)}${out.slice(0, 500)}`)
    return readFileSync(join(folder, 'run', 'case.bundle'), 'utf8')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
