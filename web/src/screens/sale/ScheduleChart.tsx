import { useTranslation } from 'react-i18next'
import type { SalePlan } from '../../../../src/offshore/sale/sale.ts'
import { useEntryPage } from '../../api/queries.ts'
import { formatTime } from '../../format/time.ts'
import { fillsOf, type Point, scheduleOf } from '../../record/schedule.ts'

interface Props {
  readonly plan: SalePlan
  /** Of the whole sale so far. */
  readonly sold: string
  readonly stream: string | undefined
}

const width = 460
const height = 130

/** Units planned and units sold over time, as steps: the newest reports one by one, what was sold before them as one step. */
export function ScheduleChart({ plan, sold, stream }: Props) {
  const { t } = useTranslation('sale')
  const page = useEntryPage(stream, { kind: 'order.reported', order: 'newest', limit: '500' }).data
  const { planned, actual, from, to } = scheduleOf(plan, sold, fillsOf(page?.rows ?? []))
  if (planned.length === 0) return null
  const path = (points: readonly Point[]): string => steps(points, from, to)
  return (
    <figure className="chart">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('chart')}>
        <line x1="0" y1={height - 1} x2={width} y2={height - 1} stroke="var(--line)" />
        <path d={path(planned)} fill="none" stroke="var(--muted)" strokeWidth="1.5" strokeDasharray="4 3" />
        <path d={path(actual)} fill="none" stroke="var(--accent)" strokeWidth="2" />
      </svg>
      <figcaption>
        <span>
          {formatTime(new Date(from).toISOString())} — {formatTime(new Date(to).toISOString())} UTC+8
        </span>
        <span>
          <i className="dash" /> {t('chart.planned')} <i className="line" /> {t('chart.actual')}
        </span>
      </figcaption>
    </figure>
  )
}

/** Shares become pixels: a step at each point, level until the next. */
function steps(points: readonly Point[], from: number, to: number): string {
  const span = Math.max(1, to - from)
  const x = (at: number): number => Math.round(((at - from) / span) * (width - 4) * 10) / 10 + 2
  const y = (share: number): number => Math.round((height - 4 - share * (height - 12)) * 10) / 10
  let path = `M2 ${y(0)}`
  for (const { at, share } of points) path += ` H${x(at)} V${y(share)}`
  return path
}
