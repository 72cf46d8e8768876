import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SaleReport } from '../../../../src/offshore/sale/tca/saleReport.ts'
import { useDocument } from '../../api/queries.ts'
import { group } from '../../format/amount.ts'
import { tickerOf } from '../../format/asset.ts'
import { Amount, Rate } from '../../parts/Amount.tsx'
import { Id } from '../../parts/Id.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { FieldRow } from '../../parts/Value.tsx'
import { CostBars } from './CostBars.tsx'
import { PricePath } from './PricePath.tsx'

/** What the sale cost against its plan, and what other ways would have cost on the same books: each number recomputes from the record. */
export function AnalysisPanel({ hash }: { readonly hash: string }) {
  const { t } = useTranslation('sale')
  const text = useDocument(hash).data
  if (text === undefined || text === null) return null
  const report = JSON.parse(text) as SaleReport
  const { forecast, currency } = report
  return (
    <Panel padded title={t('tca.title')} extra={<Id id={hash} />} testId="sale-analysis">
      <div className="sale-head">
        <Figures report={report} />
        <div>
          <CostBars
            label={t('tca.alternatives')}
            bars={report.alternatives.map(({ way, costBps, net, units }) => ({
              key: way,
              label: t(`tca.way.${way}` as 'tca.way.actual'),
              bps: costBps,
              ...(way === 'actual'
                ? { band: [forecast.lowBpsE2 / 100, forecast.highBpsE2 / 100] as const, strong: true }
                : {}),
              note:
                units === report.units ? `${group(net)} ${currency}` : t('tca.notAll', { net: group(net), currency }),
            }))}
          />
          <p className="muted">{t('tca.flattered')}</p>
          <PricePath report={report} />
        </div>
      </div>
      <PartTable report={report} />
      <CurrencyTable report={report} />
    </Panel>
  )
}

function Figures({ report }: { readonly report: SaleReport }) {
  const { t } = useTranslation('sale')
  const { forecast, currency } = report
  const bps = (e2: number): string => (e2 / 100).toFixed(2)
  return (
    <dl className="facts">
      <FieldRow label={t('tca.forecast')}>
        {bps(forecast.costBpsE2)} bps ({bps(forecast.lowBpsE2)} – {bps(forecast.highBpsE2)})
      </FieldRow>
      <FieldRow label={t('tca.actual')}>
        <b>{report.costBps} bps</b>{' '}
        <State tone={forecast.within ? 'good' : 'wait'}>{t(forecast.within ? 'tca.within' : 'tca.outside')}</State>
      </FieldRow>
      <FieldRow label={t('tca.liquidity')}>{report.liquidityBps} bps</FieldRow>
      <FieldRow label={t('tca.fees')}>
        {report.feesBps} bps · <Rate value={report.fees} unit={currency} />
      </FieldRow>
      <FieldRow label={t('tca.market')}>{report.marketBps} bps</FieldRow>
      <FieldRow label={t('tca.shortfall')}>{report.shortfallBps} bps</FieldRow>
      <FieldRow label={t('tca.arrival')}>
        <Rate value={report.arrivalMid} unit={currency} />
      </FieldRow>
      <FieldRow label={t('tca.interval')}>
        <Rate value={report.intervalMid} unit={currency} /> ({report.againstIntervalBps} bps)
      </FieldRow>
      <TapeFigures report={report} />
      <FieldRow label={t('average')}>
        <Rate value={report.average} unit={currency} />
      </FieldRow>
      <FieldRow label={t('tca.lowest')}>
        <Rate value={report.lowest} unit={currency} /> ≥ <Rate value={report.floor} />
      </FieldRow>
      {report.yuan === undefined ? null : (
        <>
          <FieldRow label={t('tca.lowestYuan')}>
            <Rate value={report.yuan.lowest} unit="CNY" /> ≥ <Rate value={report.yuan.floor} />
          </FieldRow>
          <FieldRow label={t('net')}>
            <Rate value={report.yuan.net} unit="CNY" />
          </FieldRow>
        </>
      )}
      {report.feeTiers === undefined ? null : (
        <FieldRow label={t('tca.feeTiers')}>
          {report.feeTiers.map(({ platform, tier, from, takerPpm, currency: counted, looks }) => (
            <div key={`${platform} ${tier}`} data-testid="fee-tier">
              {t('tca.feeTier', { platform, tier, looks, rate: `${Number(takerPpm) / 10_000} %` })}{' '}
              <Rate value={from} unit={counted ?? currency} />
            </div>
          ))}
        </FieldRow>
      )}
    </dl>
  )
}

/** What everybody traded meanwhile, and our part of it: by the trades recorded at each look. */
function TapeFigures({ report }: { readonly report: SaleReport }) {
  const { t } = useTranslation('sale')
  const { tape, currency } = report
  if (tape === undefined) return null
  const percent = (ppm: number | undefined): string => (ppm === undefined ? '–' : `${(ppm / 10_000).toFixed(2)} %`)
  return (
    <>
      <FieldRow label={t('tca.vwap')}>
        {tape.vwap === undefined ? '–' : <Rate value={tape.vwap} unit={currency} />} ({tape.againstVwapBps ?? '–'} bps)
      </FieldRow>
      <FieldRow label={t('tca.participation')}>
        <span data-testid="participation">{percent(tape.participationPpm)}</span> / {percent(tape.capPpm)}{' '}
        <State tone={tape.withinCap ? 'good' : 'wait'}>{t(tape.withinCap ? 'tca.withinCap' : 'tca.overCap')}</State>
        {tape.byVenue.map(({ platform, participationPpm, volume, coveredPpm, ownSeen }) => (
          <div key={platform} className="muted">
            {platform}: {percent(participationPpm)} {t('tca.ofTraded')}{' '}
            <Amount units={volume} asset={report.asset} unit trim />
            {coveredPpm < 1_000_000 ? ` · ${t('tca.covered', { share: percent(coveredPpm) })}` : ''}
            {ownSeen ? '' : ` · ${t('tca.ownMissing')}`}
          </div>
        ))}
      </FieldRow>
    </>
  )
}

/** What was sold in each currency, and what that is in the sale's and in yuan at the rates of each look. */
function CurrencyTable({ report }: { readonly report: SaleReport }) {
  const { t } = useTranslation('sale')
  const { byCurrency, currency } = report
  if (byCurrency === undefined) return null
  type Row = (typeof byCurrency)[number]
  const money = (title: string, of: (row: Row) => string | undefined) => ({
    title,
    align: 'right' as const,
    className: 'num',
    render: (_: unknown, row: Row) => <Rate value={of(row)} />,
  })
  return (
    <>
      <h3 className="sub-head">{t('tca.byCurrency')}</h3>
      <Table
        data-testid="sale-currencies"
        size="small"
        dataSource={[...byCurrency]}
        rowKey={({ currency: of }) => of}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('tca.currency'), dataIndex: 'currency' },
          { title: t('platform'), render: (_, { platforms }) => platforms.join(', ') },
          {
            title: `${t('filled')} (${tickerOf(report.asset)})`,
            align: 'right',
            className: 'num',
            render: (_, { units }) => <Amount units={units} asset={report.asset} />,
          },
          money(t('gross'), ({ gross }) => gross),
          money(t('fee'), ({ fees }) => fees),
          money(t('net'), ({ net }) => net),
          money(`${t('tca.rate')} (${currency})`, ({ rate }) => rate),
          money(`${t('net')} (${currency})`, ({ inPlan }) => inPlan),
          money(`${t('net')} (CNY)`, ({ inYuan }) => inYuan),
          money(`${t('tca.turning')} (${currency})`, ({ conversion }) => conversion),
        ]}
      />
      <p className="muted">{t('tca.atLookRates')}</p>
    </>
  )
}

function PartTable({ report }: { readonly report: SaleReport }) {
  const { t } = useTranslation('sale')
  const rows = [
    ...report.byVenue.map((row) => ({ ...row, key: row.platform, name: row.platform })),
    ...report.bySlice.map((row) => ({ ...row, key: `slice ${row.slice}`, name: `${t('slice')} ${row.slice}` })),
  ]
  const column = (title: string, of: (row: (typeof rows)[number]) => string) => ({
    title,
    align: 'right' as const,
    className: 'num',
    render: (_: unknown, row: (typeof rows)[number]) => <Rate value={of(row)} />,
  })
  return (
    <Table
      size="small"
      dataSource={rows}
      pagination={rows.length > 40 ? { pageSize: 40 } : false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: `${t('platform')} / ${t('slice')}`, dataIndex: 'name' },
        {
          title: `${t('filled')} (${tickerOf(report.asset)})`,
          align: 'right',
          className: 'num',
          render: (_, row) => <Amount units={row.units} asset={report.asset} />,
        },
        column(`${t('average')} (${report.currency})`, ({ average }) => average),
        column(`${t('tca.liquidity')} (bps)`, ({ liquidityBps }) => liquidityBps),
        column(`${t('tca.fees')} (bps)`, ({ feesBps }) => feesBps),
        column(`${t('tca.cost')} (bps)`, ({ costBps }) => costBps),
        column(`${t('tca.market')} (bps)`, ({ marketBps }) => marketBps),
        column(`${t('net')} (${report.currency})`, ({ net }) => net),
      ]}
    />
  )
}
