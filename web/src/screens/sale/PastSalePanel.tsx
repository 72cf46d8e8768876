import { useTranslation } from 'react-i18next'
import type { OrdersState, PastSale, SalePlan } from '../../../../src/offshore/sale/sale.ts'
import { useDocument } from '../../api/queries.ts'
import type { ChildStream } from '../../api/types.ts'
import { Amount, Rate } from '../../parts/Amount.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { FieldRow } from '../../parts/Value.tsx'
import { saleFigures } from '../../record/saleFigures.ts'
import { AnalysisPanel } from './AnalysisPanel.tsx'
import { ScheduleChart } from './ScheduleChart.tsx'

interface PastSaleParameters {
  readonly tranche: string
  /** Which sale of the tranche, from 1 on. */
  readonly run: number
  readonly past: PastSale
  readonly child: ChildStream | undefined
}

/** A sale of a tranche that was settled with coins left: what it sold, the proof that nothing of it is open, what it cost. */
export function PastSalePanel({ tranche, run, past, child }: PastSaleParameters) {
  const { t } = useTranslation(['sale', 'common'])
  const document = useDocument(past.plan).data
  if (document === undefined || document === null) return null
  const plan = JSON.parse(document) as SalePlan
  const orders = child?.state as unknown as OrdersState | undefined
  const figures = saleFigures(plan, orders)
  const sold = Object.values(past.sold).reduce((sum, units) => sum + BigInt(units), 0n)
  return (
    <>
      <Panel
        padded
        testId="past-sale"
        title={`${t('common:tranche')} ${tranche} · ${t('sale:run', { run })}`}
        extra={<State tone="wait">{t('sale:state.settled')}</State>}
      >
        <div className="sale-head">
          <dl className="facts">
            <FieldRow label={t('sale:filled')}>
              <Amount units={sold.toString()} asset={plan.asset} unit trim />
            </FieldRow>
            <FieldRow label={t('sale:average')}>
              {figures.currencies.map(({ currency, average }, i) => (
                <span key={currency}>
                  {i === 0 ? '' : ' · '}
                  <Rate value={average} unit={currency} />
                </span>
              ))}
            </FieldRow>
            <FieldRow label={t('sale:floor')}>
              <Rate value={plan.floor} unit={plan.currency} />
            </FieldRow>
          </dl>
          <ScheduleChart plan={plan} sold={figures.sold} stream={child?.id} />
        </div>
        {orders?.cleared === undefined ? null : (
          <p data-testid="past-proof">{t('sale:stop.proved', { ms: orders.cleared.elapsedMs })}</p>
        )}
      </Panel>
      {past.report === undefined ? null : <AnalysisPanel hash={past.report} />}
    </>
  )
}
