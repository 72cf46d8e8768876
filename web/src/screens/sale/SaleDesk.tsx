import { Fragment, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoundSlice } from '../../../../src/offshore/sale/auction/roundState.ts'
import {
  type OrdersState,
  ordersOfRun,
  runOf,
  type SalePlan,
  type SaleSlice,
} from '../../../../src/offshore/sale/sale.ts'
import { useDocument, useEveryEntry, useZone } from '../../api/queries.ts'
import type { CaseDetail, ChildStream } from '../../api/types.ts'
import { Rate } from '../../parts/Amount.tsx'
import { At } from '../../parts/At.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { FieldRow } from '../../parts/Value.tsx'
import { looksOf } from '../../record/looks.ts'
import { saleFigures } from '../../record/saleFigures.ts'
import { AnalysisPanel } from './AnalysisPanel.tsx'
import { DepthPanel } from './DepthPanel.tsx'
import { FillTape } from './FillTape.tsx'
import { LookTable } from './LookTable.tsx'
import { OrderList } from './OrderList.tsx'
import { PastSalePanel } from './PastSalePanel.tsx'
import { PlanPanel } from './PlanPanel.tsx'
import { RoundPanel } from './RoundPanel.tsx'
import { ScheduleChart } from './ScheduleChart.tsx'
import { SettleSale } from './SettleSale.tsx'
import { SliceTable } from './SliceTable.tsx'
import { StopSale } from './StopSale.tsx'
import { useStopKey } from './useStopKey.ts'
import { VenueTable } from './VenueTable.tsx'
import { WholePanel } from './WholePanel.tsx'

/** Sales of a case, live: sealed rounds, then each tranche's plan against what was sold, floor, totals, split over venues. */
export default function SaleDesk({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation('sale')
  const sales = Object.entries((detail.state.slices.sale ?? {}) as unknown as SaleSlice)
  const running = sales
    .filter(([, { closed, stopped, settled }]) => !closed && !stopped && settled === undefined)
    .map(([tranche]) => tranche)
  useStopKey(detail.id, running)
  const rounds = Object.entries((detail.state.slices.round ?? {}) as unknown as RoundSlice)
  const roundOf = (tranche: string) => rounds.find(([of]) => of === tranche)?.[1]
  if (detail.sealed === true) {
    return (
      <Panel testId="sale-sealed">
        <Empty title={t('sealed')} next={t('sealed.next')} />
      </Panel>
    )
  }
  if (sales.length === 0 && rounds.length === 0) {
    return (
      <Panel>
        <Empty title={t('none')} />
      </Panel>
    )
  }
  return (
    <>
      {rounds.map(([tranche, round]) => (
        <RoundPanel key={tranche} tranche={tranche} round={round} detail={detail} />
      ))}
      {sales.map(([tranche, sale]) => (
        <Fragment key={tranche}>
          <WholePanel tranche={tranche} sale={sale} round={roundOf(tranche)} />
          <Tranche
            tranche={tranche}
            sale={sale}
            detail={detail}
            child={childOf(detail.children, tranche, runOf(sale))}
          />
          {(sale.past ?? []).map((past, i) => (
            <PastSalePanel
              key={past.plan}
              tranche={tranche}
              run={i + 1}
              past={past}
              child={childOf(detail.children, tranche, i + 1)}
            />
          ))}
        </Fragment>
      ))}
    </>
  )
}

function childOf(children: readonly ChildStream[], tranche: string, run: number): ChildStream | undefined {
  return children.find(
    ({ kind, state }) => kind === 'sale' && ordersOfRun(state as unknown as OrdersState, tranche, run),
  )
}

interface TrancheParameters {
  readonly tranche: string
  readonly sale: SaleSlice[string]
  readonly detail: CaseDetail
  readonly child: ChildStream | undefined
}

function Tranche({ tranche, sale, detail, child }: TrancheParameters) {
  const { t } = useTranslation(['sale', 'common'])
  const names = useNames()
  const now = useZone().data?.now ?? ''
  const document = useDocument(sale.plan).data
  if (document === undefined || document === null) return null
  const plan = JSON.parse(document) as SalePlan
  const orders = child?.state as unknown as OrdersState | undefined
  const figures = saleFigures(plan, orders)
  const state = sale.closed ? 'closed' : sale.settled ? 'settled' : sale.stopped ? 'stopped' : 'running'
  const tones = { closed: 'good', settled: 'wait', stopped: 'bad', running: 'accent' } as const
  const run = runOf(sale)
  // Stopped, or past its end: with coins left it is settled, with none it is closed.
  const over =
    !sale.closed &&
    sale.settled === undefined &&
    (sale.stopped || now > (sale.deadline < sale.validUntil ? sale.deadline : sale.validUntil))
  return (
    <>
      <Panel
        padded
        title={`${t('common:tranche')} ${tranche}${run === 1 ? '' : ` · ${t('sale:run', { run })}`}`}
        extra={
          <>
            <State tone={tones[state]}>{t(`sale:state.${state}`)}</State>
            {state === 'running' ? (
              <StopSale stream={detail.id} lot={tranche.split('/')[0]!} tranche={tranche} />
            ) : null}
            {over && child !== undefined && orders !== undefined ? (
              <SettleSale
                detail={detail}
                tranche={tranche}
                asset={plan.asset}
                orders={{ id: child.id, state: orders }}
              />
            ) : null}
          </>
        }
      >
        <div className="sale-head">
          <dl className="facts">
            <FieldRow label={t('sale:floor')}>
              <Rate value={sale.floor} unit={sale.currency} />
              {plan.floorCny === undefined ? null : (
                <>
                  {' · '}
                  <Rate value={plan.floorCny} unit="CNY" />
                </>
              )}
            </FieldRow>
            <FieldRow label={t('sale:average')}>
              {figures.currencies.map(({ currency, average }, i) => (
                <span key={currency}>
                  {i === 0 ? '' : ' · '}
                  <Rate value={average} unit={currency} />
                </span>
              ))}
            </FieldRow>
            {plan.fx === undefined ? null : (
              <FieldRow label={t('sale:rates')}>
                {[plan.fx.yuan, ...plan.fx.quotes].map(({ pair, source, ageSecondsMax }) => (
                  <div key={pair} data-testid="rate-source">
                    {t('sale:rateSource', { pair, source, minutes: Math.floor(ageSecondsMax / 60) })}
                  </div>
                ))}
              </FieldRow>
            )}
            <FieldRow label={t('sale:deadline')}>
              <At at={sale.deadline} named />
            </FieldRow>
            <FieldRow label={t('sale:validUntil')}>
              <At at={sale.validUntil} named />
            </FieldRow>
            <FieldRow label={t('sale:cap')}>{Number(plan.participationCapPpm) / 10_000} %</FieldRow>
            <FieldRow label={t('sale:method')}>{names.value(plan.method)}</FieldRow>
          </dl>
          <ScheduleChart plan={plan} sold={figures.sold} stream={child?.id} />
        </div>
        {sale.stopped ? (
          <p data-testid="stop-proof">
            {orders?.cleared === undefined
              ? t('sale:stop.unproved')
              : t('sale:stop.proved', { ms: orders.cleared.elapsedMs })}
          </p>
        ) : null}
      </Panel>
      {state === 'running' ? <DepthPanel stream={detail.id} plan={plan} orders={orders} /> : null}
      {child === undefined ? null : <Steps stream={child.id} plan={plan} />}
      {sale.report === undefined ? null : <AnalysisPanel hash={sale.report} />}
      {plan.agreed === undefined ? null : <PlanPanel hash={plan.agreed} />}
      <Panel title={t('sale:slice')}>
        <SliceTable plan={plan} figures={figures} />
      </Panel>
      <Panel title={t('sale:split')}>
        <VenueTable plan={plan} figures={figures} />
      </Panel>
      {child === undefined ? null : (
        <OrderList stream={child.id} open={Object.keys(orders?.open ?? {})} count={orders?.count ?? 0} plan={plan} />
      )}
    </>
  )
}

/** Kinds of entries that looks and fills are read from. */
const looked = ['slice.routed', 'order.placed', 'order.reported']

/** Fills as they come and the looks that they came from. */
function Steps({ stream, plan }: { readonly stream: string; readonly plan: SalePlan }) {
  const entries = useEveryEntry(stream, looked).data
  const { looks, fills } = useMemo(() => looksOf(plan, entries ?? []), [plan, entries])
  // What is not read yet is not nothing.
  if (entries === undefined) return null
  return (
    <>
      <FillTape fills={fills} plan={plan} />
      <LookTable looks={looks} asset={plan.asset} />
    </>
  )
}
