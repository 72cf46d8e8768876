const eightHoursMs = 8 * 3_600_000

/** The day at UTC+8, where officers on both sides work. @example dayOf('2026-03-01T16:00:00.000Z') // '2026-03-02' */
export function dayOf(at: string): string {
  return new Date(Date.parse(at) + eightHoursMs).toISOString().slice(0, 10)
}
