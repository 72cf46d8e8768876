import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'

/** What only a rehearsal hands to a zone; a real zone has none of it. */
export interface Trial {
  /** Where the told clock is kept, so that a zone that is started again goes on at the time that it was told. */
  readonly clockFile?: string
  /** Called at each point of an effect; ends the process at one where it was not ended before. */
  readonly at?: (point: string) => void
  /** Shorter than in earnest: each crash waits for it. */
  readonly leaseMs?: number
  readonly retryMsMax?: number
}

/**
 * Reads `SLUICE_TOLD_CLOCK` (a file) and `SLUICE_CRASH_FILE` (a file: the points at which this zone has been killed, one a line). The points of an
 * effect are `before KEY`, its attempt is committed; `performed KEY`, the other side has it and nothing of that is written here; `after KEY`, the outcome
 * is written and the effect not yet marked as done.
 *
 * @example readTrial({ world: 'rehearsal', env: process.env })
 */
export function readTrial(parameters: {
  readonly world: 'real' | 'rehearsal'
  readonly env: Readonly<Record<string, string | undefined>>
}): Trial {
  const { world, env } = parameters
  if (world === 'real') return {}
  const { SLUICE_TOLD_CLOCK: clockFile, SLUICE_CRASH_FILE: crashFile } = env
  return {
    ...(clockFile === undefined ? {} : { clockFile }),
    ...(crashFile === undefined ? {} : { at: crashOnceAt(crashFile), leaseMs: 300, retryMsMax: 400 }),
  }
}

function crashOnceAt(file: string): (point: string) => void {
  const seen = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
  return (point) => {
    if (seen.has(point)) return
    const handle = openSync(file, 'a', 0o600)
    writeSync(handle, `${point}\n`)
    fsyncSync(handle)
    closeSync(handle)
    process.kill(process.pid, 'SIGKILL')
  }
}
