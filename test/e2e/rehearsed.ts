import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removePostgres } from '../../src/host/store/place.ts'
import { type EmbeddedPostgres, startPostgres } from '../../src/host/store/postgres.ts'
import { freePorts } from '../support/ports.ts'
import { root } from './cliCall.ts'

export type Kind = 'onshore' | 'offshore'
export const kinds: readonly Kind[] = ['onshore', 'offshore']

/** The seed of the rehearsal that these tests look at: its people's keys follow from it. */
export const seed = 'cli'

/** A rehearsal that has run to its end: its folder, with the database server started again. */
export interface Rehearsed {
  readonly folder: string
  readonly server: EmbeddedPostgres
  stop(): Promise<void>
}

/** Runs `npm start -- --once`, in processes of its own. `SLUICE_REHEARSAL_FOLDER` names one of seed `cli` that was run before, and saves the minute. */
export async function rehearsed(): Promise<Rehearsed> {
  const given = process.env.SLUICE_REHEARSAL_FOLDER
  const folder = given ?? join(mkdtempSync(join(tmpdir(), 'sluice-cli-')), 'run')
  if (!existsSync(join(folder, 'case.bundle'))) await rehearse(folder)
  const server = await startPostgres({ folder: join(folder, 'postgres') })
  return {
    folder,
    server,
    stop: async () => {
      await server.stop()
      if (given !== undefined) return
      await removePostgres({ folder: join(folder, 'postgres') })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function rehearse(folder: string): Promise<void> {
  const words = ['--once', '--json', '--seed', seed, '--port', String(await freePorts(27)), '--folder', folder]
  const child = spawn(process.execPath, [join(root, 'sandbox/start.ts'), ...words], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await once(child, 'close')
  if (!existsSync(join(folder, 'case.bundle')))
    throw new TypeError(`the rehearsal did not come to its end: ${said.slice(-2000)}`)
}

export interface StartedZone {
  readonly url: string
  stop(): Promise<void>
}

/** Starts a zone again over what the rehearsal left, on any port. */
export async function startZone({ folder, server }: Rehearsed, kind: Kind): Promise<StartedZone> {
  const config = JSON.parse(readFileSync(join(folder, `${kind}.config.json`), 'utf8')) as object
  const file = join(folder, `${kind}.again.json`)
  writeFileSync(file, JSON.stringify({ ...config, port: 0 }))
  const env = { ...process.env, SLUICE_CONFIG: file, DATABASE_URL: server.url(`sluice_${kind}`, `sluice_${kind}`) }
  const child = spawn(process.execPath, [join(root, `src/host/${kind}.ts`)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await addressOf(child)
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'close')
    },
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      if (out.includes('\n')) resolve((JSON.parse(out.slice(0, out.indexOf('\n'))) as { url: string }).url)
    })
    child.on('close', (code) => reject(new TypeError(`a zone ended with ${code} before it was there`)))
  })
}
