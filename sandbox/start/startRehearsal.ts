import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Refusal } from '../../src/core/case/refusal.ts'
import { SluiceError } from '../../src/core/errors.ts'
import { canonical } from '../../src/core/record/jcs.ts'
import { packDocument } from '../../src/host/packs/loadPack.ts'
import { removePostgres } from '../../src/host/store/place.ts'
import { startPostgres } from '../../src/host/store/postgres.ts'
import type { WorldReady } from '../worldMain.ts'
import { buildConsole } from './buildConsole.ts'
import { type Child, startChild } from './children.ts'
import type { Options } from './options.ts'

import { type Kind, writeZoneFiles } from './zoneFiles.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Packs that a zone of each kind decides by, in the order in which they are published. */
export const packFolders: Readonly<Record<Kind, readonly string[]>> = {
  onshore: ['packs/house', 'packs/cn', 'packs/models/beijing'].map((folder) => resolve(root, folder)),
  offshore: ['packs/house', 'packs/hk', 'packs/models/beijing'].map((folder) => resolve(root, folder)),
}

function packTexts(): Readonly<Record<Kind, readonly string[]>> {
  const read = (folders: readonly string[]): readonly string[] =>
    folders.map((folder) => canonical(packDocument(folder)))
  return { onshore: read(packFolders.onshore), offshore: read(packFolders.offshore) }
}

interface Running {
  readonly zones: Readonly<Record<Kind, string>>
  readonly world: Child
  stop(): Promise<void>
}

/**
 * Starts database, zones and world, runs the case, prints what came of it.
 *
 * @returns exit code: 0 done, 1 refused or failed
 */
export async function startRehearsal(options: Options): Promise<number> {
  const folder = resolve(options.folder ?? resolve(root, '.sluice/rehearsal'))
  const note = (text: string): void => {
    process.stderr.write(`${text}\n`)
  }
  let running: Running | undefined
  let ended: (code: number) => void = () => {}
  const interrupted = new Promise<number>((done) => {
    ended = done
  })
  const interrupt = (): void => ended(130)
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  try {
    await checkPorts(options.port)
    await prepareFolder(folder)
    running = await startAll({ options, folder, note })
    const done = runCase({ options, folder, running, note })
    const code = await Promise.race([done, interrupted])
    if (options.once || code === 130) return code === 130 ? 0 : code
    note(
      `The console stays open: onshore ${running.zones.onshore}, offshore ${running.zones.offshore}. Ctrl-C ends it.`,
    )
    await interrupted
    return 0
  } catch (error) {
    note(error instanceof SluiceError ? error.message : String(error instanceof Error ? error.message : error))
    return 1
  } finally {
    await running?.stop()
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
    // Whatever still holds a handle after everything was told to stop must not keep the terminal.
    setTimeout(() => process.exit(), 2_000).unref()
  }
}

/** Every rehearsal begins anew: what stands in its folder is its own. */
async function prepareFolder(folder: string): Promise<void> {
  if (existsSync(resolve(folder, 'postgres'))) await removePostgres({ folder: resolve(folder, 'postgres') })
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

async function checkPorts(first: number): Promise<void> {
  for (const port of [first, first + 10, first + 21, first + 22, first + 23, first + 24]) {
    await new Promise<void>((free, refuse) => {
      const probe = createServer()
      probe.once('error', () =>
        refuse(
          new SluiceError(
            'CONFIG_INVALID',
            `port ${port} is in use: end the program that has it, or choose others with --port N.`,
            { facts: { port } },
          ),
        ),
      )
      probe.listen(port, '127.0.0.1', () => probe.close(() => free()))
    })
  }
}

async function startAll(parameters: {
  readonly options: Options
  readonly folder: string
  readonly note: (text: string) => void
}): Promise<Running> {
  const { options, folder, note } = parameters
  const { seed, port } = options
  const stops: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end().catch((error: unknown) => note(String(error)))
  }
  try {
    const console_ = options.once ? undefined : await buildConsole(note)
    const server = await startPostgres({ folder: resolve(folder, 'postgres') })
    stops.push(() => server.stop())
    const world = startChild({
      file: '../worldMain.ts',
      input: JSON.stringify({ seed, port: port + 21, folder }),
      say: note,
    })
    stops.push(() => world.stop())
    const ready = await world.hear((message) => message.ready as WorldReady | undefined)
    const zones = { onshore: `http://127.0.0.1:${port}`, offshore: `http://127.0.0.1:${port + 10}` }
    for (const kind of ['onshore', 'offshore'] as const) {
      const databaseUrl = await server.createZoneDatabase({ zone: kind })
      const own = kind === 'onshore' ? port : port + 10
      const peerPort = kind === 'onshore' ? port + 10 : port
      const config = writeZoneFiles({
        folder,
        seed,
        kind,
        port: own,
        peerPort,
        packs: packFolders[kind],
        world: ready,
        console: console_,
      })
      const zone = startChild({
        file: `../../src/host/${kind}.ts`,
        env: { SLUICE_CONFIG: config, DATABASE_URL: databaseUrl },
        say: note,
      })
      stops.push(() => zone.stop())
      await zone.hear((message) => message.url as string | undefined)
    }
    note(`SANDBOX: zone onshore ${zones.onshore}, zone offshore ${zones.offshore}`)
    return { zones, world, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface RunCase {
  readonly options: Options
  readonly folder: string
  readonly running: Running
  readonly note: (text: string) => void
}

async function runCase({ options, folder, running, note }: RunCase): Promise<number> {
  const { world, zones } = running
  const began = Date.now()
  world.process.on('message', (message: { progress?: { at: string; stage: string; text: string } }) => {
    const { progress } = message
    if (progress !== undefined) note(`${progress.at}  ${progress.stage.padEnd(22)} ${progress.text}`)
  })
  const ending = world.hear((message) => {
    if (message.result !== undefined) return { result: message.result as { case: string; bundle: string } }
    if (message.refused !== undefined) return { refused: message.refused as Refusal }
    return message.failed === undefined ? undefined : { failed: message.failed as string }
  })
  world.process.send({
    run: { ...zones, packs: packTexts(), ...(options.trouble === undefined ? {} : { trouble: options.trouble }) },
  })
  const answer = await ending
  if ('failed' in answer) {
    note(`The rehearsal stopped: ${answer.failed}`)
    return 1
  }
  if ('refused' in answer) {
    const { explainRefusal } = await import('./explainRefusal.ts')
    const explained = explainRefusal(answer.refused as Refusal, [...packFolders.onshore, ...packFolders.offshore])
    if (options.json) process.stdout.write(`${JSON.stringify(explained.json)}\n`)
    note(explained.text)
    return 1
  }
  const { resultOf } = await import('./result.ts')
  const text = readFileSync(answer.result.bundle, 'utf8')
  const result = resultOf({ caseId: answer.result.case, bundle: answer.result.bundle, text })
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`)
  else
    note(
      `closed in ${((Date.now() - began) / 1000).toFixed(1)} s; bundle ${answer.result.bundle}; verified: ${result.verified}; check it with: npx sluice verify ${answer.result.bundle}`,
    )

  return result.verified ? 0 : 1
}
