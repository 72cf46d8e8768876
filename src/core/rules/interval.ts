import { flaw, flawError } from '../flaws/flaw.ts'

/** From, inclusive, to, exclusive; RFC 3339 UTC with milliseconds, so that text compares as time. */
export interface Interval {
  readonly from: string
  readonly until?: string
}

const dateOnly = /^\d{4}-\d\d-\d\d$/
const withOffset = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{3})?)?(Z|[+-]\d\d:\d\d)$/

/**
 * The first moment of a day of the law, or a moment with its own offset. Mainland and Hong Kong both keep +08:00.
 *
 * @example startOf('2026-02-06') // '2026-02-05T16:00:00.000Z'
 * @throws {PACK_INVALID}
 */
export function startOf(date: string): string {
  const text = dateOnly.test(date) ? `${date}T00:00:00.000+08:00` : date
  const time = withOffset.test(text) ? Date.parse(text) : Number.NaN
  const day = dateOnly.test(date) ? new Date(time + 8 * 3_600_000) : undefined
  if (Number.isNaN(time) || (day !== undefined && day.toISOString().slice(0, 10) !== date)) {
    throw flawError('PACK_INVALID', flaw('PACK_DATE', { date }), { date })
  }
  return new Date(time).toISOString()
}

export function isWithin(interval: Interval, at: string): boolean {
  return interval.from <= at && (interval.until === undefined || at < interval.until)
}
