import { SluiceError } from '../errors.ts'

export interface CalendarYear {
  readonly year: number
  readonly source: string
  readonly confidence: 'H' | 'M' | 'L'
  /** Days off beside the weekend. */
  readonly holidays: readonly string[]
  /** Days of a weekend that are worked instead. */
  readonly workdays: readonly string[]
}

export interface Calendar {
  readonly id: string
  readonly title: string
  readonly weekend: readonly ('saturday' | 'sunday')[]
  readonly years: readonly CalendarYear[]
}

/** How long a term runs. A half month is fifteen days (SPC 202). */
export type Term =
  | { readonly days: number }
  | { readonly halfMonths: number }
  | { readonly months: number }
  | { readonly years: number }

export interface TermQuestion {
  readonly calendar: Calendar
  /** Day of the event, `2026-05-09`. It is not counted (CPL 105; Cap. 1 s. 71(1)(a)). */
  readonly event: string
  readonly term: Term
  /** While a suspect, defendant or convict is held, the term ends on its day and is not moved by a holiday (CPL 105). */
  readonly inCustody?: boolean
}

const dayMs = 86_400_000

/**
 * The last day of a term. Mainland (`CN`): CPL 105 (the day of the event does not count, a last day on a holiday moves to the first day after it) and
 * SPC 202 (months run to the same day, from a month's last day to a month's last day). Hong Kong (`HK`): Cap. 1 s. 71 (recalled): the day of the
 * event does not count, general holidays do not count in terms of up to six days, a last day on a general holiday moves on.
 *
 * @example lastDay({ calendar, event: '2025-05-09', term: { months: 6 } }) // '2025-11-10': the ninth is a Sunday
 * @throws {CALENDAR_UNKNOWN} where the holidays of a year are not recorded
 */
export function lastDay(question: TermQuestion): string {
  const { calendar, event, term, inCustody = false } = question
  const short = calendar.id === 'HK' && 'days' in term && term.days <= 6
  const end = short ? afterWorkdays(calendar, event, term.days) : plainEnd(event, term)
  return inCustody ? end : firstWorkday(calendar, end)
}

/** The first day on which a term is over. @example dayAfter('2025-11-10') // '2025-11-11' */
export function dayAfter(date: string): string {
  return addDays(date, 1)
}

/**
 * The end of a term of hours: the hour in which it begins does not count (CPL 105). RFC 3339 UTC with milliseconds.
 *
 * @example lastMoment('2026-03-10T02:20:00.000Z', 24) // '2026-03-11T03:00:00.000Z'
 */
export function lastMoment(event: string, hours: number): string {
  const hour = 3_600_000
  const time = Date.parse(event)
  if (Number.isNaN(time)) throw new SluiceError('INPUT_INVALID', `${event} is not a moment.`)
  return new Date((Math.floor(time / hour) + 1 + hours) * hour).toISOString()
}

/** @throws {CALENDAR_UNKNOWN} */
export function isWorkday(calendar: Calendar, date: string): boolean {
  const year = calendar.years.find((candidate) => candidate.year === Number(date.slice(0, 4)))
  if (year === undefined) {
    throw new SluiceError(
      'CALENDAR_UNKNOWN',
      `the holidays of ${date.slice(0, 4)} in ${calendar.title} are not recorded.`,
      {
        facts: { calendar: calendar.id, date },
      },
    )
  }
  if (year.holidays.includes(date)) return false
  if (year.workdays.includes(date)) return true
  const day = new Date(timeOf(date)).getUTCDay()
  if (day === 6) return !calendar.weekend.includes('saturday')
  return day !== 0 || !calendar.weekend.includes('sunday')
}

function firstWorkday(calendar: Calendar, date: string): string {
  let day = date
  while (!isWorkday(calendar, day)) day = addDays(day, 1)
  return day
}

function afterWorkdays(calendar: Calendar, event: string, count: number): string {
  let day = event
  for (let left = count; left > 0; ) {
    day = addDays(day, 1)
    if (isWorkday(calendar, day)) left -= 1
  }
  return day
}

function plainEnd(event: string, term: Term): string {
  if ('days' in term) return addDays(event, term.days)
  if ('halfMonths' in term) return addDays(event, term.halfMonths * 15)
  return addMonths(event, 'months' in term ? term.months : term.years * 12)
}

/** Same day of the later month; from a month's last day, or where the day does not exist, its last day (SPC 202). */
function addMonths(date: string, months: number): string {
  const time = new Date(timeOf(date))
  const year = time.getUTCFullYear()
  const month = time.getUTCMonth()
  const day = time.getUTCDate()
  const last = lastOf(year, month + months)
  const fromLast = day === lastOf(year, month)
  return new Date(Date.UTC(year, month + months, fromLast ? last : Math.min(day, last))).toISOString().slice(0, 10)
}

function lastOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
}

function addDays(date: string, days: number): string {
  return new Date(timeOf(date) + days * dayMs).toISOString().slice(0, 10)
}

function timeOf(date: string): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00.000Z`) : Number.NaN
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date)
    throw new SluiceError('INPUT_INVALID', `${date} is not a day of the calendar.`)
  return time
}
