import { type Flaw, flaw } from './fault.ts'

const dateForm = /^([0-9]{4})(?:-([0-9]{2})-([0-9]{2})|\/([0-9]{1,2})\/([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)/
const timeForm = /^[T ]\s*([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,3}))?)?\s*(.*)$/
const offsetForm = /^(?:UTC|GMT)?\s*([+-])([0-9]{1,2})(?::?([0-9]{2}))?$/i

/** The first block of the oldest chain; nothing on any list is older. */
const firstBlockDay = '2009-01-03'

/**
 * Reads a calendar date, year first: `2026-03-01`, `2026/3/1`, `2026年3月1日`.
 *
 * @returns `YYYY-MM-DD`, or what is wrong; a date after `now` anywhere on earth is in the future
 */
export function readDate(text: string, now: string): string | Flaw {
  const match = dateForm.exec(text.trim())
  if (!match || match[0] !== text.trim()) return flaw('TIME_MALFORMED', { found: text, expected: '2026-03-01' })
  const day = dayOf(match)
  if (day === undefined) return flaw('TIME_IMPOSSIBLE', { found: text })
  // The day begins 14 hours before UTC's on the line islands.
  const latest = new Date(Date.parse(now) + 14 * 3_600_000).toISOString().slice(0, 10)
  return judge(day, text, day > latest, now)
}

/**
 * Reads a moment with its zone, in the text itself or beside it: `2026-03-01T12:00:00+08:00`, `2026-03-01 12:00:00` with `UTC+8`.
 *
 * @returns RFC 3339 in UTC with milliseconds, or what is wrong
 */
export function readMoment(text: string, zone: string, now: string): string | Flaw {
  const expected = '2026-03-01T12:00:00+08:00'
  const match = dateForm.exec(text.trim())
  const rest = match && timeForm.exec(text.trim().slice(match[0].length))
  if (!match || !rest) return flaw('TIME_MALFORMED', { found: text, expected })
  const day = dayOf(match)
  const [, hours = '', minutes = '', seconds = '00', fraction = '', own = ''] = rest
  if (day === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59)
    return flaw('TIME_IMPOSSIBLE', { found: text })
  if (own === '' && zone.trim() === '') return flaw('TIME_WITHOUT_ZONE', { found: text, expected })
  const minutesEast = offsetOf(own === '' ? zone : own)
  if (minutesEast === undefined) return flaw('TIME_MALFORMED', { found: own === '' ? zone : text, expected })
  const local = Date.parse(`${day}T${hours}:${minutes}:${seconds}.${fraction.padEnd(3, '0')}Z`)
  const moment = new Date(local - minutesEast * 60_000).toISOString()
  return judge(moment, text, moment > new Date(Date.parse(now)).toISOString(), now)
}

function judge(value: string, found: string, inFuture: boolean, now: string): string | Flaw {
  if (inFuture) return flaw('TIME_IN_FUTURE', { found, now })
  return value.slice(0, 10) < firstBlockDay ? flaw('TIME_TOO_EARLY', { found, expected: firstBlockDay }) : value
}

function dayOf(match: RegExpExecArray): string | undefined {
  const [year, month, day] = [match[1]!, match[2] ?? match[4] ?? match[6]!, match[3] ?? match[5] ?? match[7]!]
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = Date.parse(`${text}T00:00:00.000Z`)
  // Date.parse lets 30 February run over into March; what it prints back tells.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? undefined : text
}

const namedZones = new Map<string, number>([
  ['z', 0],
  ['utc', 0],
  ['gmt', 0],
  ['北京时间', 480],
  ['北京時間', 480],
  ['香港时间', 480],
  ['香港時間', 480],
  // Neither has had summer time since the first block.
  ['asia/shanghai', 480],
  ['asia/hong_kong', 480],
])

function offsetOf(zone: string): number | undefined {
  const text = zone.trim()
  const named = namedZones.get(text.toLowerCase())
  if (named !== undefined) return named
  const match = offsetForm.exec(text)
  if (!match) return undefined
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? '0')
  if (minutes > 14 * 60 || Number(match[3] ?? '0') > 59) return undefined
  return match[1] === '-' ? -minutes : minutes
}
