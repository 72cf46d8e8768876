import { readFileSync } from 'node:fs'
import { SluiceError } from '../../core/errors.ts'
import { readPem } from '../../core/record/time/certificate.ts'
import type { TimeAuthority } from '../../world/timestamps/authority.ts'
import { openHttpAuthority } from '../../world/timestamps/httpAuthority.ts'
import type { Config } from '../config.ts'
import type { Queryable } from './queryable.ts'
import { stampNewest } from './timestamps.ts'

export interface StampLoop {
  /** The log has a new head. */
  wake(): void
  stop(): Promise<void>
}

type Configured = NonNullable<Config['timestamps']>[number]

/** The authorities of a configuration. @throws {CONFIG_INVALID} where the certificates cannot be read */
export function openAuthorities(configured: readonly Configured[]): { authority: TimeAuthority; everyMs: number }[] {
  return configured.map(({ name, url, hash, certificates, roots, everySeconds }) => ({
    authority: openHttpAuthority({
      name,
      url,
      hash,
      roots,
      certificates: readFile(certificates),
    }),
    everyMs: everySeconds * 1000,
  }))
}

function readFile(path: string): Uint8Array[] {
  try {
    const found = readPem(readFileSync(path, 'utf8'))
    if (found.length > 0) return found
  } catch (cause) {
    throw new SluiceError('CONFIG_INVALID', `timestamps: cannot read ${path}.`, { facts: { path }, cause })
  }
  throw new SluiceError('CONFIG_INVALID', `timestamps: ${path} holds no certificate.`, { facts: { path } })
}

/**
 * Stamps the newest head of a log that grew, as often as asked and no oftener: the first at once, then each when its time is up. What an
 * authority does not answer is asked again after the same time.
 */
export function startStamping(parameters: {
  readonly pool: Queryable
  readonly authority: TimeAuthority
  readonly everyMs: number
  readonly say: (text: string) => void
}): StampLoop {
  const { pool, authority, everyMs, say } = parameters
  let wanted = true
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let told = ''

  const pass = async (): Promise<void> => {
    wanted = false
    try {
      await stampNewest({ pool, authority })
      told = ''
    } catch (error) {
      wanted = true
      const text = error instanceof Error ? error.message : String(error)
      if (text !== told) say(`timestamps: ${text}`)
      told = text
    }
  }
  const wake = (): void => {
    wanted = true
    if (stopped || running !== undefined || timer !== undefined) return
    running = pass().finally(() => {
      running = undefined
      if (stopped) return
      timer = setTimeout(() => {
        timer = undefined
        if (wanted) wake()
      }, everyMs)
      timer.unref()
    })
  }
  wake()
  return {
    wake,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
