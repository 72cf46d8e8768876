/**
 * A moment of the record from what a form gives: a local time at UTC+8, to the minute.
 *
 * @example momentOf('2026-03-02T09:00') // '2026-03-02T01:00:00.000Z'
 */
export function momentOf(local: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local)) return undefined
  const ms = Date.parse(`${local.length === 16 ? `${local}:00` : local}+08:00`)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}
