import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { tickerOf } from '../../format/asset.ts'
import { Amount, Rate } from '../../parts/Amount.tsx'
import { At } from '../../parts/At.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { EntryLink } from '../../parts/Value.tsx'
import type { FillSeen } from '../../record/looks.ts'

interface Props {
  readonly fills: readonly FillSeen[]
  readonly asset: string
  readonly currency: string
}

/** What was sold, fill by fill, newest first: as the platforms reported it. */
export function FillTape({ fills, asset, currency }: Props) {
  const { t } = useTranslation(['desk', 'sale', 'common'])
  return (
    <Panel title={`${t('desk:fills')} ${fills.length}`} testId="fill-tape">
      <Table
        size="small"
        dataSource={[...fills]}
        rowKey="key"
        pagination={fills.length > 12 ? { pageSize: 12, showSizeChanger: false } : false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty title={t('desk:fills.none')} /> }}
        columns={[
          { title: `${t('common:time')} (UTC+8)`, render: (_, row) => <At at={row.at} /> },
          { title: t('sale:platform'), dataIndex: 'platform' },
          {
            title: `${t('desk:price')} (${currency})`,
            align: 'right',
            className: 'num',
            render: (_, row) => <Rate value={row.price} />,
          },
          {
            title: `${t('sale:filled')} (${tickerOf(asset)})`,
            align: 'right',
            className: 'num',
            render: (_, row) => <Amount units={row.units} asset={asset} />,
          },
          {
            title: `${t('sale:gross')} (${currency})`,
            align: 'right',
            className: 'num',
            render: (_, row) => <Amount units={row.gross} asset={currency} />,
          },
          {
            title: `${t('sale:fee')} (${currency})`,
            align: 'right',
            className: 'num',
            render: (_, row) => <Amount units={row.fee} asset={currency} />,
          },
          { title: t('common:hash'), render: (_, row) => <EntryLink id={row.entry} /> },
        ]}
      />
    </Panel>
  )
}
