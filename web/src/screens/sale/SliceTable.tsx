import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SalePlan } from '../../../../src/offshore/sale/sale.ts'
import { permille } from '../../format/amount.ts'
import { tickerOf } from '../../format/asset.ts'
import { Amount } from '../../parts/Amount.tsx'
import { At } from '../../parts/At.tsx'
import type { SaleFigures } from '../../record/saleFigures.ts'

/** Slices of the plan against what was sold. */
export function SliceTable({ plan, figures }: { readonly plan: SalePlan; readonly figures: SaleFigures }) {
  const { t } = useTranslation(['sale', 'common'])
  const unit = tickerOf(plan.asset)
  const left = (planned: string, ...used: string[]): string =>
    used.reduce((rest, one) => rest - BigInt(one), BigInt(planned)).toString()
  return (
    <div data-testid="sale-table">
      <Table
        size="small"
        dataSource={[...figures.slices]}
        rowKey={({ slice }) => slice}
        pagination={figures.slices.length > 50 ? { pageSize: 50 } : false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('sale:slice'), dataIndex: 'slice', align: 'right', className: 'num', width: 60 },
          { title: `${t('sale:notBefore')} (UTC+8)`, render: (_, row) => <At at={row.notBefore} /> },
          {
            title: t('sale:pace'),
            render: (_, row) => <span className="muted">{row.venues.map(({ platform }) => platform).join(' · ')}</span>,
          },
          {
            title: `${t('sale:planned')} (${unit})`,
            align: 'right',
            className: 'num',
            render: (_, row) => <Amount units={row.units} asset={plan.asset} />,
          },
          {
            title: `${t('sale:filled')} (${unit})`,
            align: 'right',
            className: 'num',
            render: (_, row) => <Amount units={row.sold} asset={plan.asset} />,
          },
          {
            title: `${t('sale:open')} (${unit})`,
            align: 'right',
            className: 'num',
            render: (_, row) => (row.onOrder === '0' ? '--' : <Amount units={row.onOrder} asset={plan.asset} />),
          },
          {
            title: `${t('sale:left')} (${unit})`,
            align: 'right',
            className: 'num',
            render: (_, row) => <Amount units={left(row.units, row.sold, row.onOrder)} asset={plan.asset} />,
          },
          {
            title: t('sale:share'),
            width: 130,
            render: (_, row) => <Share sold={row.sold} open={row.onOrder} whole={row.units} />,
          },
        ]}
        summary={() => (
          <Table.Summary.Row>
            <Table.Summary.Cell index={0} colSpan={3}>
              <b>{t('sale:total')}</b>
            </Table.Summary.Cell>
            <Table.Summary.Cell index={3} className="num">
              <Amount units={figures.planned} asset={plan.asset} />
            </Table.Summary.Cell>
            <Table.Summary.Cell index={4} className="num">
              <Amount units={figures.sold} asset={plan.asset} />
            </Table.Summary.Cell>
            <Table.Summary.Cell index={5} className="num">
              {figures.onOrder === '0' ? '--' : <Amount units={figures.onOrder} asset={plan.asset} />}
            </Table.Summary.Cell>
            <Table.Summary.Cell index={6} className="num">
              <Amount units={left(figures.planned, figures.sold, figures.onOrder)} asset={plan.asset} />
            </Table.Summary.Cell>
            <Table.Summary.Cell index={7}>
              <Share sold={figures.sold} open={figures.onOrder} whole={figures.planned} />
            </Table.Summary.Cell>
          </Table.Summary.Row>
        )}
      />
    </div>
  )
}

/** Sold and on order as parts of the plan. */
export function Share({ sold, open, whole }: { readonly sold: string; readonly open: string; readonly whole: string }) {
  const done = permille(sold, whole) ?? 0
  const waiting = permille(open, whole) ?? 0
  return (
    <span className="share">
      <span className="share-bar">
        <span style={{ width: `${done / 10}%` }} />
        <span className="open" style={{ width: `${waiting / 10}%` }} />
      </span>
      <span className="num">{(done / 10).toFixed(1)}%</span>
    </span>
  )
}
