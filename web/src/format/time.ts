/** Times as the record has them (RFC 3339 UTC with milliseconds) set for people: `2026-08-21 14:08:00`, the zone named beside. */
export type ClockZone = 'UTC+8' | 'UTC'

const offsetMs: Readonly<Record<ClockZone, number>> = { 'UTC+8': 8 * 3_600_000, UTC: 0 }

/** @example formatTime('2026-08-21T06:08:00.000Z') // '2026-08-21 14:08:00' */
export function formatTime(at: string | undefined, zone: ClockZone = 'UTC+8'): string {
  const ms = at === undefined ? Number.NaN : Date.parse(at)
  if (Number.isNaN(ms)) return '--'
  return new Date(ms + offsetMs[zone]).toISOString().slice(0, 19).replace('T', ' ')
}

/** Whole days, hours, minutes or seconds between two times of the record; undefined when one is missing or they run backwards. */
export function age(
  from: string | undefined,
  to: string | undefined,
): { readonly count: number; readonly unit: 'days' | 'hours' | 'minutes' | 'seconds' } | undefined {
  const ms = from === undefined || to === undefined ? Number.NaN : Date.parse(to) - Date.parse(from)
  if (Number.isNaN(ms) || ms < 0) return undefined
  if (ms >= 2 * 86_400_000) return { count: Math.floor(ms / 86_400_000), unit: 'days' }
  if (ms >= 2 * 3_600_000) return { count: Math.floor(ms / 3_600_000), unit: 'hours' }
  if (ms >= 120_000) return { count: Math.floor(ms / 60_000), unit: 'minutes' }
  return { count: Math.floor(ms / 1_000), unit: 'seconds' }
}
