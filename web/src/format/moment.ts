/**
 * A moment of the record from what somebody typed: a day, or a time to the minute or second, at UTC+8. Undefined where there is no such moment.
 *
 * @example momentOf('2026-03-02 09:00') // '2026-03-02T01:00:00.000Z'
 */
export function momentOf(typed: string): string | undefined {
  const found = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d))?)?$/.exec(typed.trim())
  if (found === null) return undefined
  const [, day, minute = '00:00', second = '00'] = found
  const ms = Date.parse(`${day}T${minute}:${second}+08:00`)
  if (Number.isNaN(ms)) return undefined
  // 31 February is no day, whatever a browser makes of it.
  const back = new Date(ms + 8 * 3_600_000).toISOString()
  return back.startsWith(`${day}T${minute}`) ? new Date(ms).toISOString() : undefined
}
