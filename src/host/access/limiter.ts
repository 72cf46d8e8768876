import { flaw, flawError } from '../../core/flaws/flaw.ts'

export interface Limiter {
  /** Counts one, or refuses. @throws {RATE_LIMITED} */
  take(name: string): void
}

/**
 * So many in a row, then as many as time brings back. By process: what it holds off is load, for neither a signature nor a token can be guessed.
 *
 * @example const limiter = limiterOf({ burst: 10, perMinute: 10 })
 */
export function limiterOf(parameters: {
  readonly burst: number
  readonly perMinute: number
  readonly now?: () => number
}): Limiter {
  const { burst, perMinute, now = () => performance.now() } = parameters
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    take: (name) => {
      const at = now()
      const found = buckets.get(name) ?? { left: burst, at }
      const left = Math.min(burst, found.left + ((at - found.at) / 60_000) * perMinute)
      // Who has been away long enough starts anew, and need not be remembered.
      if (buckets.size > namesMax)
        for (const [other, { at: last }] of buckets) if (at - last > forgetMs) buckets.delete(other)
      buckets.set(name, { left: Math.max(0, left - 1), at })
      if (left < 1) throw flawError('RATE_LIMITED', flaw('ZONE_ATTEMPTS'), { retryAfterSeconds: 60 })
    },
  }
}

const namesMax = 10_000
const forgetMs = 10 * 60_000
