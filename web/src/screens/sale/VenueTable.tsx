import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SalePlan } from '../../../../src/offshore/sale/sale.ts'
import { tickerOf } from '../../format/asset.ts'
import { Amount, Rate } from '../../parts/Amount.tsx'
import type { SaleFigures } from '../../record/saleFigures.ts'
import { Share } from './SliceTable.tsx'

/** Totals by platform: gross, fee and net are never netted against each other. */
export function VenueTable({ plan, figures }: { readonly plan: SalePlan; readonly figures: SaleFigures }) {
  const { t } = useTranslation('sale')
  const unit = tickerOf(plan.asset)
  const money = plan.currency
  const rows = [
    ...figures.venues.map((venue) => ({ ...venue, key: venue.platform })),
    { ...figures, key: '', platform: t('total'), fills: figures.venues.reduce((sum, { fills }) => sum + fills, 0) },
  ]
  return (
    <Table
      size="small"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      rowClassName={({ key }) => (key === '' ? 'total-row' : '')}
      columns={[
        { title: t('platform'), dataIndex: 'platform' },
        {
          title: `${t('filled')} (${unit})`,
          align: 'right',
          className: 'num',
          render: (_, row) => <Amount units={row.sold} asset={plan.asset} />,
        },
        {
          title: t('split'),
          width: 130,
          render: (_, row) => <Share sold={row.sold} open="0" whole={figures.sold === '0' ? '1' : figures.sold} />,
        },
        { title: t('fills'), align: 'right', className: 'num', dataIndex: 'fills' },
        {
          title: `${t('average')} (${money})`,
          align: 'right',
          className: 'num',
          render: (_, row) => <Rate value={row.average} />,
        },
        {
          title: `${t('gross')} (${money})`,
          align: 'right',
          className: 'num',
          render: (_, row) => <Amount units={row.gross} asset={money} />,
        },
        {
          title: `${t('fee')} (${money})`,
          align: 'right',
          className: 'num',
          render: (_, row) => <Amount units={row.fee} asset={money} />,
        },
        {
          title: `${t('net')} (${money})`,
          align: 'right',
          className: 'num',
          render: (_, row) => <Amount units={(BigInt(row.gross) - BigInt(row.fee)).toString()} asset={money} />,
        },
      ]}
    />
  )
}
