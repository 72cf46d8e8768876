import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { dayAfter } from '../../core/rules/calendar.ts'
import { startOf } from '../../core/rules/interval.ts'
import { common, hasLine, type LineSet, spansOf, without } from '../seizure/lineSet.ts'

/** Another organ's freeze that waits its turn (轮候冻结): it takes effect by itself when what stands before it ends. */
export interface Queued {
  readonly organ: string
  readonly level: string
  readonly paper: string
  readonly since: string
  /** How long it runs once it has effect. */
  readonly months: number
}

/** A legal measure on lines of the list. An issuer's freeze is a fact about a token and never one of these. */
export interface Measure {
  readonly kind: string
  /** Numbers of the list's lines. */
  readonly lines: LineSet
  readonly organ: string
  /** Level that approved it; a renewal asks the same. */
  readonly level: string
  readonly paper: string
  /** First and last day. A seizure has no last day of its own; a freeze always has one. */
  readonly from: string
  readonly expires?: string
  /** What the freeze is counted as: funds, securities, equity (MPS-159 arts 243 to 245). */
  readonly propertyClass?: string
  readonly renewals: number
  readonly queue: readonly Queued[]
  readonly lifted?: { readonly on: string; readonly ground: string; readonly recipient: string }
}

/** The measure that a seizure decision takes on all that the list will name. */
export const firstMeasure = 'm1'

export type MeasureSlice = Readonly<Record<string, Measure>>

/** How a measure stands at a moment. Computed from its days: nobody has to record a lapse for it to be one. */
export interface MeasureStanding {
  readonly state: 'in-force' | 'not-begun' | 'lapsed' | 'lifted' | 'taken-over'
  /** Whose measure holds: the organ's own, or the first in the queue after it ended. */
  readonly organ?: string
  readonly kind: string
  /** Last day of what holds, or on which it ended. */
  readonly until?: string
}

/** The measures of a case; for a state of the first machine the one that its seizure slice holds, on all lines. */
export function measuresOf(state: CaseState): MeasureSlice {
  const kept = slice<MeasureSlice>(state, 'measures')
  if (kept !== undefined) return kept
  const old = slice<{
    measure?: { kind: string; from: string; expires?: string }
    organ: string
    lines?: { line: number }[]
  }>(state, 'seizure')
  if (old?.measure === undefined) return {}
  const { kind, from, expires } = old.measure
  const lines = (old.lines ?? []).map(({ line }) => line)
  const row = { kind, lines, organ: old.organ, level: '', paper: '', from, renewals: 0, queue: [] }
  return { [firstMeasure]: expires === undefined ? row : { ...row, expires } }
}

export function withMeasure(state: CaseState, id: string, measure: Measure): CaseState {
  return withSlice(state, 'measures', { ...measuresOf(state), [id]: measure })
}

/** Lines by the measure that they stand under, the latest taken on each; ascending by the first line. What stands under none comes without. */
export function measuresOn(
  state: CaseState,
  lines: LineSet,
): readonly { readonly lines: LineSet; readonly id?: string; readonly measure?: Measure }[] {
  let left = lines
  const found: { readonly lines: LineSet; readonly id?: string; readonly measure?: Measure }[] = []
  for (const [id, measure] of Object.entries(measuresOf(state)).toReversed()) {
    const under = common(left, measure.lines)
    if (under.length === 0) continue
    found.push({ lines: under, id, measure })
    left = without(left, under)
  }
  if (left.length > 0) found.push({ lines: left })
  return found.sort((a, b) => spansOf(a.lines)[0]![0] - spansOf(b.lines)[0]![0])
}

/** The measure that a line stands under: the latest taken on it. */
export function measureOfLine(
  state: CaseState,
  line: number,
): { readonly id: string; readonly measure: Measure } | undefined {
  const found = Object.entries(measuresOf(state)).findLast(([, { lines }]) => hasLine(lines, line))
  return found === undefined ? undefined : { id: found[0], measure: found[1] }
}

/**
 * A freeze ends at midnight of its last day, mainland time, whatever weekday it is; then the first in the queue holds, for its own term, and so on.
 *
 * @example standingOf({ kind: 'frozen', from: '2025-08-29', expires: '2026-02-27', … }, '2026-02-27T16:00:00.000Z').state // 'lapsed'
 */
export function standingOf(measure: Measure, at: string): MeasureStanding {
  const { kind, organ, from, expires, lifted, queue } = measure
  if (at < startOf(from)) return { state: 'not-begun', organ, kind }
  const endedOn = lifted !== undefined && startOf(lifted.on) <= at ? lifted.on : expires
  const ended = lifted !== undefined && startOf(lifted.on) <= at ? 'lifted' : 'lapsed'
  if (endedOn === undefined || (ended === 'lapsed' && at < endOf(endedOn)))
    return { state: 'in-force', organ, kind, ...(endedOn === undefined ? {} : { until: endedOn }) }
  let begins = ended === 'lifted' ? endedOn : dayAfter(endedOn)
  for (const next of queue) {
    const until = monthsAfter(begins, next.months)
    if (at < endOf(until)) return { state: 'taken-over', organ: next.organ, kind: 'frozen', until }
    begins = dayAfter(until)
  }
  return { state: ended, kind, until: endedOn }
}

/** First moment after a day at +08:00. */
export function endOf(day: string): string {
  return startOf(dayAfter(day))
}

/** Same day so many months later, or the month's last (SPC 202). */
function monthsAfter(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  const from = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, date === from ? last : Math.min(date, last)))
    .toISOString()
    .slice(0, 10)
}

/** Says of a standing what a person reads in a refusal. */
export function describeStanding(id: string, { state, kind, organ, until }: MeasureStanding): string {
  if (state === 'in-force') return `${id} ${kind}${until === undefined ? '' : ` until ${until}`}`
  if (state === 'taken-over') return `${id} ended; ${organ} holds it from the queue until ${until}`
  if (state === 'not-begun') return `${id} ${kind}, not begun`
  return `${id} ${kind}, ${state} on ${until}`
}
