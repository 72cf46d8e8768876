import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type EmbeddedPostgres, startPostgres } from '../../src/host/store/postgres.ts'
import { oneRehearsal } from '../support/oneRehearsal.ts'
import { freePorts } from '../support/ports.ts'
import { root } from './cliCall.ts'

export type Kind = 'onshore' | 'offshore'
export const kinds: readonly Kind[] = ['onshore', 'offshore']

/** A rehearsal that has run to its end: its folder, with the database server started again. */
export interface Rehearsed {
  readonly folder: string
  /** The first of its row of ports. */
  readonly port: number
  readonly server: EmbeddedPostgres
}

/** The rehearsal that serves the whole test run. Its databases are for one test file alone: whoever else looks at it reads files. */
export async function rehearsed(): Promise<Rehearsed> {
  const { exit, err, folder, port } = await oneRehearsal()
  if (exit !== 0) throw new TypeError(`the rehearsal did not come to its end: ${err.slice(-2000)}`)
  return { folder, port, server: await startPostgres({ folder: join(folder, 'postgres') }) }
}

export interface StartedZone {
  readonly url: string
  stop(): Promise<void>
}

/**
 * Starts a zone again over what the rehearsal left, on any port. It is alone: whom its settings name by the rehearsal's ports it looks for where nobody
 * listens, for another test may rehearse over those ports at this time.
 */
export async function startZone({ folder, port, server }: Rehearsed, kind: Kind): Promise<StartedZone> {
  const nobody = await freePorts(27)
  const settings = readFileSync(join(folder, `${kind}.config.json`), 'utf8').replaceAll(
    /(?<=127\.0\.0\.1:)\d+/g,
    (at) => String(Number(at) - port + nobody),
  )
  const config = JSON.parse(settings) as object
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
