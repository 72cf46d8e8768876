import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SalePlan } from '../../../../src/offshore/sale/sale.ts'
import { tickerOf } from '../../format/asset.ts'
import { Amount, Rate } from '../../parts/Amount.tsx'
import { At } from '../../parts/At.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { EntryLink } from '../../parts/Value.tsx'
import type { FillSeen } from '../../record/looks.ts'
import { currencyAt } from '../../record/saleFigures.ts'

interface Props {
  readonly fills: readonly FillSeen[]
  readonly plan: SalePlan
}

/** What was sold, fill by fill, newest first: as the platforms reported it. Where books are quoted in several currencies, each row says its own. */
export function FillTape({ fills, plan }: Props) {
  const { t } = useTranslation(['desk', 'sale', 'common'])
  const { asset, currency } = plan
  const one = plan.fx === undefined
  const money = (label: string): string => (one ? `${label} (${currency})` : label)
  const quote = ({ platform }: FillSeen): string => currencyAt(plan, platform)
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
            title: money(t('desk:price')),
            align: 'right',
            className: 'num',
            render: (_, row) => <Rate value={row.price} {...(one ? {} : { unit: quote(row) })} />,
          },
          {
            title: `${t('sale:filled')} (${tickerOf(asset)})`,
            align: 'right',
            className: 'num',
            render: (_, row) => <Amount units={row.units} asset={asset} />,
          },
          {
            title: money(t('sale:gross')),
            align: 'right',
            className: 'num',
            render: (_, row) => <Amount units={row.gross} asset={quote(row)} unit={!one} />,
          },
          {
            title: money(t('sale:fee')),
            align: 'right',
            className: 'num',
            render: (_, row) => <Amount units={row.fee} asset={quote(row)} unit={!one} />,
          },
          { title: t('common:hash'), render: (_, row) => <EntryLink id={row.entry} /> },
        ]}
      />
    </Panel>
  )
}
