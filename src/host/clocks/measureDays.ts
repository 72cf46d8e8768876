import type { CaseState } from '../../core/case/state.ts'
import { endOf, measuresOf, standingOf } from '../../onshore/measure/measure.ts'
import type { DueRow } from './dueRows.ts'

/** Days before the last one on which it is said that a measure runs out (law finding 10). */
const warningDays = [1, 7, 30] as const
const dayMs = 86_400_000

const title = { 'zh-CN': '措施到期', 'zh-HK': '措施到期', en: 'Measure runs out' }

/** The last days of a case's measures, and those that are past: each lapsed by itself, whether or not anybody has looked. */
export function measureDays(state: CaseState, at: string): readonly Omit<DueRow, 'case' | 'number'>[] {
  return Object.entries(measuresOf(state)).flatMap(([name, measure]) => {
    if (measure.expires === undefined || measure.lifted !== undefined || measure.lines.length === 0) return []
    const overAt = endOf(measure.expires)
    const warning = warningDays.find((days) => at >= new Date(Date.parse(overAt) - (days + 1) * dayMs).toISOString())
    const over = standingOf(measure, at).state !== 'in-force' && at >= overAt
    return [
      {
        clock: 'measure',
        key: name,
        binds: 'case-officer',
        from: measure.from,
        lastDay: measure.expires,
        overAt,
        state: over ? ('lapsed' as const) : warning === undefined ? ('running' as const) : ('near' as const),
        ...(over || warning === undefined ? {} : { warning }),
        source: 'MPS-159 240',
        title,
      },
    ]
  })
}
