import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { SluiceError } from '../core/errors.ts'

export interface StoreClock {
  now(): string
  /** Only for a told clock: how the rehearsal's director tells the time. */
  routes(server: FastifyInstance): void
}

/**
 * The zone's store clock, one source, injected. A told clock stands still until it is told, and never goes back; in `file` it is kept, so that it stands
 * where it stood when the zone is started again.
 */
export function startClock(kind: 'system' | 'told', file?: string): StoreClock {
  let told = '2026-03-02T01:00:00.000Z'
  if (kind === 'told' && file !== undefined && existsSync(file)) told = readFileSync(file, 'utf8')
  const tell = (now: string): void => {
    if (file !== undefined) {
      writeFileSync(`${file}.new`, now)
      renameSync(`${file}.new`, file)
    }
    told = now
  }
  return {
    now: () => (kind === 'system' ? new Date().toISOString() : told),
    routes: (server) => {
      server.post('/rehearsal/clock', async (request) => {
        const { now } = (request.body ?? {}) as { now?: string }
        if (now === undefined || Number.isNaN(Date.parse(now)) || new Date(now).toISOString() !== now) {
          throw new SluiceError('INPUT_INVALID', 'now: expected RFC 3339 UTC with milliseconds.')
        }
        if (now > told) tell(now)
        return { now: told }
      })
    },
  }
}
