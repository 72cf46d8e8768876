import { useTranslation } from 'react-i18next'
import type { SaleReport } from '../../../../src/offshore/sale/tca/saleReport.ts'
import { formatTime } from '../../format/time.ts'

const width = 460
const height = 120

/** Middle of the market at each look, what was got there, and the floor. */
export function PricePath({ report }: { readonly report: SaleReport }) {
  const { t } = useTranslation('sale')
  const { looks } = report
  const first = looks[0]
  const last = looks.at(-1)
  if (first === undefined || last === undefined) return null
  const floor = Number(report.floor)
  const prices = looks.flatMap(({ mid, average }) => [Number(mid), ...(average === undefined ? [] : [Number(average)])])
  const [low, high] = [Math.min(floor, ...prices), Math.max(...prices)]
  const span = Math.max(1, Date.parse(last.at) - Date.parse(first.at))
  const x = (at: string): number => 4 + ((Date.parse(at) - Date.parse(first.at)) / span) * (width - 8)
  const y = (price: number): number => 6 + ((high - price) / Math.max(1e-9, high - low)) * (height - 14)
  const line = looks.map(({ at, mid }, i) => `${i === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(Number(mid)).toFixed(1)}`)
  return (
    <figure className="chart">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('tca.path')}>
        <line x1="0" x2={width} y1={y(floor)} y2={y(floor)} stroke="var(--bad)" strokeDasharray="5 4" />
        <path d={line.join(' ')} fill="none" stroke="var(--muted)" strokeWidth="1.5" />
        {looks.map(({ at, average }) =>
          average === undefined ? null : (
            <circle key={at} cx={x(at)} cy={y(Number(average))} r="3.5" fill="var(--accent)" />
          ),
        )}
      </svg>
      <figcaption>
        <span>
          {formatTime(first.at)} — {formatTime(last.at)} UTC+8
        </span>
        <span>{t('tca.pathKey')}</span>
      </figcaption>
    </figure>
  )
}
