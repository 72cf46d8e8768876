import type { CountedClock } from '../case/rulebook.ts'
import type { Marks } from '../case/state.ts'
import { SluiceError } from '../errors.ts'
import { type ClockState, type RunningClock, startClock, stateOfClock } from './clocks.ts'

/** A clock of the law that runs, or ran, in a case. */
export interface DueClock {
  readonly id: string
  /** What of the case it runs for: `case`, `lot A`, or the id of an objection or notice. */
  readonly key: string
  /** Day or moment of the event that started it. */
  readonly from: string
  readonly running: RunningClock
  readonly state: ClockState
  readonly metAt?: string
  /** The holidays of a year are not on record yet: counted without them, and so early rather than late. */
  readonly uncounted?: true
}

/**
 * All clocks of a case as they stand at a moment, soonest first: from the events that its entries recorded and the terms of the packs in force. Nothing
 * has to be entered for a clock to run, and a term that the law changes changes here without code.
 *
 * @example dueClocks({ marks: state.marks, clocks: rulebook.clocks, at }).filter(({ state }) => state === 'over')
 */
export function dueClocks(parameters: {
  readonly marks: Marks | undefined
  readonly clocks: readonly CountedClock[] | undefined
  readonly at: string
}): readonly DueClock[] {
  const { marks = {}, clocks = [], at } = parameters
  const due = clocks.flatMap((counted) =>
    Object.entries(marks[counted.clock.startsWith] ?? {}).map(([key, from]) => {
      const { running, uncounted } = start(counted, from)
      const metAt = metBy(marks, counted.clock.endsWith, key, from)
      return {
        id: counted.clock.id,
        key,
        from,
        running,
        state: stateOfClock(running, { at, ...(metAt === undefined ? {} : { metAt }) }),
        ...(metAt === undefined ? {} : { metAt }),
        ...(uncounted ? { uncounted: true as const } : {}),
      }
    }),
  )
  return due.sort((a, b) => (a.running.overAt < b.running.overAt ? -1 : a.running.overAt > b.running.overAt ? 1 : 0))
}

function start(
  { clock, calendar }: CountedClock,
  from: string,
): { readonly running: RunningClock; readonly uncounted: boolean } {
  const hours = 'hours' in clock.term
  const event = hours ? momentOf(from) : dayOf(from)
  try {
    return { running: startClock({ clock, event, calendar }), uncounted: false }
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'CALENDAR_UNKNOWN') throw error
    return { running: startClock({ clock, event, calendar, inCustody: true }), uncounted: true }
  }
}

/** What meets a clock comes after its start; on the day of the event itself counts. */
function metBy(marks: Marks, endsWith: string | undefined, key: string, from: string): string | undefined {
  const on = endsWith === undefined ? undefined : marks[endsWith]?.[key]
  return on !== undefined && dayOf(on) >= dayOf(from) ? momentOf(on) : undefined
}

/** The day at +08:00 of a day or a moment. @example dayOf('2026-03-10T16:30:00.000Z') // '2026-03-11' */
export function dayOf(text: string): string {
  if (text.length === 10) return text
  return new Date(Date.parse(text) + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** A day counts from its first moment at +08:00. */
function momentOf(text: string): string {
  return text.length === 10 ? new Date(Date.parse(`${text}T00:00:00.000+08:00`)).toISOString() : text
}
