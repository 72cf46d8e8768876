import { type Calendar, dayAfter, lastDay, lastMoment, type Term } from './calendar.ts'
import { startOf } from './interval.ts'
import type { Texts } from './pack.ts'

/** Something that falls due by law after an event. */
export interface Clock {
  readonly id: string
  readonly instrument: string
  readonly article: string
  /** Name of the event that starts it. */
  readonly startsWith: string
  /** Name of the event that meets it; none for a term that only runs out. */
  readonly endsWith?: string
  readonly term: Term | { readonly hours: number }
  readonly calendar: string
  /** Role on whom the duty is; nobody else is ever blocked by it. */
  readonly binds: string
  readonly alertDaysBefore: readonly number[]
  /** At its end the measure is gone by itself. */
  readonly lapses: boolean
  readonly title: Texts
  readonly note?: string
}

/** A clock that runs: when it is over, and when to say so before. RFC 3339 UTC with milliseconds. */
export interface RunningClock {
  readonly clock: Clock
  /** Last day at +08:00; absent for a clock of hours. */
  readonly lastDay?: string
  /** First moment at which the term is over. */
  readonly overAt: string
  readonly alertsAt: readonly string[]
}

/**
 * Starts a clock at an event: a day, or for a term of hours a moment.
 *
 * @example startClock({ clock, event: '2025-05-09', calendar }).lastDay // '2025-11-10'
 * @throws {CALENDAR_UNKNOWN} where the holidays of a year are not recorded
 */
export function startClock(parameters: {
  readonly clock: Clock
  readonly event: string
  readonly calendar: Calendar
  readonly inCustody?: boolean
}): RunningClock {
  const { clock, event, calendar, inCustody = false } = parameters
  if ('hours' in clock.term) return { clock, overAt: lastMoment(event, clock.term.hours), alertsAt: [] }
  // What lapses by itself is not kept alive by a holiday: to be early here is the safe side.
  const last = lastDay({ calendar, event, term: clock.term, inCustody: inCustody || clock.lapses })
  const overAt = startOf(dayAfter(last))
  const alertsAt = clock.alertDaysBefore.map((days) =>
    new Date(Date.parse(overAt) - (days + 1) * 86_400_000).toISOString(),
  )
  return { clock, lastDay: last, overAt, alertsAt }
}

export type ClockState = 'running' | 'near' | 'over' | 'lapsed' | 'met'

/**
 * How a clock stands at a moment. Over means late, with a reason to be recorded; lapsed means that the measure is gone.
 *
 * @example stateOfClock(running, { at: '2025-11-11T00:00:00.000Z' }) // 'over'
 */
export function stateOfClock(
  running: RunningClock,
  parameters: { readonly at: string; readonly metAt?: string },
): ClockState {
  const { at, metAt } = parameters
  if (metAt !== undefined && metAt < running.overAt && metAt <= at) return 'met'
  if (at >= running.overAt) return running.clock.lapses ? 'lapsed' : metAt !== undefined && metAt <= at ? 'met' : 'over'
  return running.alertsAt.some((alert) => alert <= at) ? 'near' : 'running'
}
