import type { CountedClock } from '../../core/case/rulebook.ts'
import type { CaseState } from '../../core/case/state.ts'
import type { ClockState } from '../../core/rules/clocks.ts'
import { type DueClock, dueClocks } from '../../core/rules/dueClocks.ts'

/** Something that falls due in a case: by a clock of the law, or because a paper dates it. */
export interface DueRow {
  readonly case: string
  /** Official number, where the zone knows it. */
  readonly number?: string
  readonly clock: string
  /** What of the case it runs for: `case`, `lot A`, an objection, a notice, a measure. */
  readonly key: string
  /** Role on whom it is; nobody else waits for it. */
  readonly binds: string
  readonly from: string
  /** Last day at +08:00; absent for a term of hours. */
  readonly lastDay?: string
  readonly overAt: string
  readonly state: ClockState
  readonly metAt?: string
  /** How many days before the last one it was said last that it is near: of a measure 30, 7 and 1, of a clock of the law those that its pack names. */
  readonly warning?: number
  /** Why it is late, in the words of the party bound. */
  readonly reason?: string
  readonly source: string
  readonly title: { readonly 'zh-CN': string; readonly 'zh-HK': string; readonly en: string }
  /** Counted without the holidays of a year that is not on record: rather early than late. */
  readonly uncounted?: true
}

export interface OpenCase {
  readonly id: string
  readonly state: CaseState
}

/** Days that only one kind of zone knows of: a measure's last day onshore. */
export type StandingDays = (state: CaseState, at: string) => readonly Omit<DueRow, 'case' | 'number'>[]

/**
 * All that falls due in some cases, soonest first. Derived from their states, the packs in force and the moment; nothing of it is kept.
 *
 * @example dueRows({ cases, clocks, at: zone.now() }).filter(({ state }) => state === 'over')
 */
export function dueRows(parameters: {
  readonly cases: readonly OpenCase[]
  readonly clocks: readonly CountedClock[]
  readonly standing?: StandingDays
  readonly at: string
}): readonly DueRow[] {
  const { cases, clocks, standing, at } = parameters
  return cases
    .filter(({ state }) => state.stages.case !== 'closed')
    .flatMap(({ id, state }) => {
      const number = (state.slices.seizure as { caseNumber?: string } | undefined)?.caseNumber
      const named = { case: id, ...(number === undefined ? {} : { number }) }
      const ofLaw = dueClocks({ marks: state.marks, clocks, at }).map((due) => rowOf(due, state, at))
      return [...ofLaw, ...(standing?.(state, at) ?? [])].map((row) => ({ ...named, ...row }))
    })
    .sort((a, b) => (a.overAt < b.overAt ? -1 : a.overAt > b.overAt ? 1 : 0))
}

function rowOf({ id, key, from, running, state: stands, metAt, uncounted }: DueClock, state: CaseState, at: string) {
  const { clock, lastDay, overAt } = running
  const warning = stands === 'near' ? warningOf(running, at) : undefined
  const reason = state.reasons?.[`${id} ${key}`]
  return {
    clock: id,
    key,
    binds: clock.binds,
    from,
    ...(lastDay === undefined ? {} : { lastDay }),
    overAt,
    state: stands,
    ...(metAt === undefined ? {} : { metAt }),
    ...(warning === undefined ? {} : { warning }),
    ...(reason === undefined ? {} : { reason }),
    source: `${clock.instrument} ${clock.article}`,
    title: clock.title,
    ...(uncounted === undefined ? {} : { uncounted }),
  }
}

/** The nearest of a clock's warnings that has been said by now: its alerts stand in the order of the days that its pack names. */
function warningOf({ clock, alertsAt }: DueClock['running'], at: string): number | undefined {
  const said = clock.alertDaysBefore.filter((_, i) => alertsAt[i] !== undefined && alertsAt[i] <= at)
  return said.length === 0 ? undefined : Math.min(...said)
}
