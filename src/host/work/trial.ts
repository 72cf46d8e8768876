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
 * Reads `SLUICE_TOLD_CLOCK` (a file), `SLUICE_CRASH_FILE` (a file: the points at which this zone has been killed, one a line) and `SLUICE_CRASH_ORDERS`
 * (a number: only as many orders are killed, the first ones; all without it). The points of an effect are `before TYPE KEY`, its attempt is committed;
 * `performed TYPE KEY`, the other side has it and nothing of that is written here; `after TYPE KEY`, the outcome is written and the effect not yet marked
 * as done.
 *
 * @example readTrial({ world: 'rehearsal', env: process.env })
 */
export function readTrial(parameters: {
  readonly world: 'real' | 'rehearsal'
  readonly env: Readonly<Record<string, string | undefined>>
}): Trial {
  const { world, env } = parameters
  if (world === 'real') return {}
  const { SLUICE_TOLD_CLOCK: clockFile, SLUICE_CRASH_FILE: crashFile, SLUICE_CRASH_ORDERS: orders } = env
  return {
    ...(clockFile === undefined ? {} : { clockFile }),
    ...(crashFile === undefined
      ? {}
      : {
          at: crashOnceAt(crashFile, orders === undefined ? Infinity : Number(orders)),
          leaseMs: 300,
          retryMsMax: 400,
        }),
  }
}

function crashOnceAt(file: string, ordersMax: number): (point: string) => void {
  const seen = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
  const orders = new Set([...seen].flatMap(orderOf))
  return (point) => {
    if (seen.has(point)) return
    const [order] = orderOf(point)
    if (order !== undefined && !orders.has(order) && orders.size >= ordersMax) return
    const handle = openSync(file, 'a', 0o600)
    writeSync(handle, `${point}\n`)
    fsyncSync(handle)
    closeSync(handle)
    process.kill(process.pid, 'SIGKILL')
  }
}

/** The key of the order that a point belongs to. */
function orderOf(point: string): readonly string[] {
  const [, type, ...key] = point.split(' ')
  return type === 'order' ? [key.join(' ')] : []
}
