import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SalePlan } from '../../../../src/offshore/sale/sale.ts'
import { tickerOf } from '../../format/asset.ts'
import { Amount, Rate } from '../../parts/Amount.tsx'
import type { SaleFigures } from '../../record/saleFigures.ts'
import { Share } from './SliceTable.tsx'

/** Totals by platform, and by currency where there are several: gross, fee and net are never netted against each other. */
export function VenueTable({ plan, figures }: { readonly plan: SalePlan; readonly figures: SaleFigures }) {
  const { t } = useTranslation('sale')
  const unit = tickerOf(plan.asset)
  const one = figures.currencies.length === 1
  const money = (label: string): string => (one ? `${label} (${plan.currency})` : label)
  const rows = [
    ...figures.venues.map((venue) => ({ ...venue, key: venue.platform })),
    ...figures.currencies.map((total) => ({
      ...total,
      key: `total ${total.currency}`,
      platform: one ? t('total') : `${t('total')} ${total.currency}`,
    })),
  ]
  return (
    <Table
      size="small"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      rowClassName={({ key }) => (key.startsWith('total ') ? 'total-row' : '')}
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
          title: money(t('average')),
          align: 'right',
          className: 'num',
          render: (_, row) => <Rate value={row.average} {...(one ? {} : { unit: row.currency })} />,
        },
        {
          title: money(t('gross')),
          align: 'right',
          className: 'num',
          render: (_, row) => <Amount units={row.gross} asset={row.currency} unit={!one} />,
        },
        {
          title: money(t('fee')),
          align: 'right',
          className: 'num',
          render: (_, row) => <Amount units={row.fee} asset={row.currency} unit={!one} />,
        },
        {
          title: money(t('net')),
          align: 'right',
          className: 'num',
          render: (_, row) => (
            <Amount units={(BigInt(row.gross) - BigInt(row.fee)).toString()} asset={row.currency} unit={!one} />
          ),
        },
      ]}
    />
  )
}
