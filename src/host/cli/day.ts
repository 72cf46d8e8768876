const eightHoursMs = 8 * 3_600_000

/** The day at UTC+8, where officers on both sides work. @example dayOf('2026-03-01T16:00:00.000Z') // '2026-03-02' */
export function dayOf(at: string): string {
  return new Date(Date.parse(at) + eightHoursMs).toISOString().slice(0, 10)
}

/** A moment at UTC+8, as people read it. @example momentText('2026-02-05T16:00:00.000Z') // '2026-02-06 00:00 UTC+8' */
export function momentText(at: string): string {
  const [day, time] = new Date(Date.parse(at) + eightHoursMs).toISOString().split('T') as [string, string]
  const short = time.endsWith(':00.000Z') ? time.slice(0, 5) : time.slice(0, -1).replace(/\.000$/, '')
  return `${day} ${short} UTC+8`
}
