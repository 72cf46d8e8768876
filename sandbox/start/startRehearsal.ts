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
import { packsOfWay, readWay } from '../rehearsal/way.ts'
import type { WorldReady } from '../worldMain.ts'
import { buildConsole } from './buildConsole.ts'
import { type Child, startChild } from './children.ts'
import type { Options } from './options.ts'
import { type Kind, writeZoneFiles } from './zoneFiles.ts'
import { startZoneProcess } from './zoneProcess.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Packs that a zone of each kind decides by, in the order in which they are published. @example packFolders('beijing').onshore.length // 3 */
export function packFolders(model: string): Readonly<Record<Kind, readonly string[]>> {
  const way = readWay(model)
  const of = (kind: Kind): readonly string[] => packsOfWay(way, kind).map((folder) => resolve(root, folder))
  return { onshore: of('onshore'), offshore: of('offshore') }
}

function packTexts(model: string): Readonly<Record<Kind, readonly string[]>> {
  const read = (folders: readonly string[]): readonly string[] =>
    folders.map((folder) => canonical(packDocument(folder)))
  const folders = packFolders(model)
  return { onshore: read(folders.onshore), offshore: read(folders.offshore) }
}

interface Running {
  readonly zones: Readonly<Record<Kind, string>>
  readonly world: Child
  /** Rejects when a zone ends by itself. */
  readonly lost: Promise<never>
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
  let stopped = false
  let end: () => void = () => {}
  const interrupted = new Promise<'interrupted'>((done) => {
    end = () => done('interrupted')
  })
  const interrupt = (): void => {
    stopped = true
    end()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  try {
    await checkPorts(options.port)
    await prepareFolder(folder)
    running = await startAll({ options, folder, note })
    const code = await Promise.race([interrupted, running.lost, runCase({ options, running, note })])
    if (code === 'interrupted') return 0
    if (options.once) return code
    note(
      `The console stays open: onshore ${running.zones.onshore}, offshore ${running.zones.offshore}. Ctrl-C ends it.`,
    )
    await interrupted
    return 0
  } catch (error) {
    // What was starting when it was told to end fails for that reason alone.
    if (stopped) return 0
    note(error instanceof Error ? error.message : String(error))
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
  for (const port of [
    first,
    first + 10,
    first + 21,
    first + 22,
    first + 23,
    first + 24,
    first + 25,
    first + 26,
    first + 27,
  ]) {
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
  const lost: Promise<never>[] = []
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end().catch((error: unknown) => note(String(error)))
  }
  try {
    const console_ = options.once ? undefined : await buildConsole(note)
    const server = await startPostgres({ folder: resolve(folder, 'postgres') })
    stops.push(() => server.stop())
    const world = startChild({
      file: '../worldMain.ts',
      input: JSON.stringify({ seed, port: port + 21, folder, traded: options.asset }),
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
        packs: packFolders(options.model)[kind],
        world: ready,
        console: console_,
        sellsByStream: options.trouble === 'stream',
      })
      const zone = await startZoneProcess({
        kind,
        env: {
          SLUICE_CONFIG: config,
          DATABASE_URL: databaseUrl,
          SLUICE_TOLD_CLOCK: resolve(folder, `${kind}.clock`),
          ...(options.crashOrders === undefined ? {} : { SLUICE_CRASH_ORDERS: String(options.crashOrders) }),
        },
        ...(options.crash === undefined ? {} : { crashFile: `${resolve(options.crash)}.${kind}` }),
        say: note,
      })
      stops.push(() => zone.stop())
      lost.push(zone.lost)
    }
    note(`SANDBOX: zone onshore ${zones.onshore}, zone offshore ${zones.offshore}`)
    return { zones, world, lost: Promise.race(lost), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function worldLost({ process: { exitCode, signalCode } }: Child): never {
  const how = signalCode === null ? `ended by itself with exit code ${exitCode}` : `was ended by ${signalCode}`
  throw new SluiceError(
    'CHAIN_UNREACHABLE',
    `The world of the rehearsal (node, platforms, banks) ${how}. What the zones had committed stands in their databases. Start the rehearsal again.`,
    { facts: { exitCode, signalCode } },
  )
}

interface RunCase {
  readonly options: Options
  readonly running: Running
  readonly note: (text: string) => void
}

async function runCase({ options, running, note }: RunCase): Promise<number> {
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
    run: {
      ...zones,
      packs: packTexts(options.model),
      model: options.model,
      ...(options.trouble === undefined ? {} : { trouble: options.trouble }),
      ...(options.victims === undefined ? {} : { victims: options.victims }),
      ...(options.holdings === undefined ? {} : { holdings: options.holdings }),
      ...(options.block === undefined ? {} : { block: options.block }),
      ...(options.quotes === undefined ? {} : { quotes: options.quotes }),
      ...(options.once ? { unattended: true } : {}),
      ...(options.resting === undefined ? {} : { passivePpm: options.resting * 10_000 }),
    },
  })
  const answer = await ending.catch(() => worldLost(world))
  if ('failed' in answer) {
    note(`The rehearsal stopped: ${answer.failed}`)
    return 1
  }
  if ('refused' in answer) {
    const { explainRefusal } = await import('./explainRefusal.ts')
    const { onshore, offshore } = packFolders(options.model)
    const explained = explainRefusal(answer.refused as Refusal, [...onshore, ...offshore])
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
