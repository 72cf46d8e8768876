import { SluiceError } from '../../src/core/errors.ts'
import { type Child, startChild } from './children.ts'
import type { Kind } from './zoneFiles.ts'

/** A zone of the rehearsal as a process, kept running. */
export interface ZoneProcess {
  /** Rejects when the process ends by itself and is not started again. Never resolves. */
  readonly lost: Promise<never>
  stop(): Promise<void>
}

/**
 * Starts a zone and waits for its address. With `crashFile` the zone kills itself once at each point of an effect (see `readTrial`), and each time it
 * is started again, as whatever runs it in earnest would do. Without, a zone that ends by itself ends the rehearsal.
 */
export async function startZoneProcess(parameters: {
  readonly kind: Kind
  readonly env: Readonly<Record<string, string>>
  readonly crashFile?: string
  readonly say: (text: string) => void
}): Promise<ZoneProcess> {
  const { kind, env, crashFile, say } = parameters
  let stopping = false
  let current: Child
  let giveUp: (error: SluiceError) => void = () => {}
  const lost = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  lost.catch(() => {})
  const begin = (): Promise<string> =>
    new Promise((ready) => {
      const child = startChild({
        file: `../../src/host/${kind}.ts`,
        env: { ...env, ...(crashFile === undefined ? {} : { SLUICE_CRASH_FILE: crashFile }) },
        say,
      })
      current = child
      child.process.on('message', ({ url }: { url?: string }) => {
        if (url !== undefined) ready(url)
      })
      child.process.on('exit', (code, signal) => {
        if (stopping) return
        if (crashFile !== undefined && signal === 'SIGKILL') ready(begin())
        else giveUp(ended(kind, code, signal))
      })
    })
  const started = begin()
  await Promise.race([started, lost])
  return {
    lost,
    stop: async () => {
      stopping = true
      await current.stop()
    },
  }
}

function ended(kind: Kind, code: number | null, signal: NodeJS.Signals | null): SluiceError {
  const how = signal === null ? `ended by itself with exit code ${code}` : `was ended by ${signal}`
  const said = signal === null ? 'what it said stands above' : 'it did not end by itself'
  return new SluiceError(
    'ZONE_UNREACHABLE',
    `The zone ${kind} ${how}; ${said}. What it had committed stands in its database. Start the rehearsal again.`,
    { facts: { zone: kind, code, signal } },
  )
}
