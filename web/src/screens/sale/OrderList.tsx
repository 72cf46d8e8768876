import { Skeleton, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SalePlan } from '../../../../src/offshore/sale/sale.ts'
import { tickerOf } from '../../format/asset.ts'
import { Amount, Rate } from '../../parts/Amount.tsx'
import { At } from '../../parts/At.tsx'
import { Pager, usePages } from '../../parts/Pager.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { EntryLink } from '../../parts/Value.tsx'
import { useOrderPage } from '../../record/orderPage.ts'

/** Every order with what became of it, newest first, a page at a time; each opens the entry that allowed it. */
export function OrderList({
  stream,
  open,
  count,
  plan,
}: {
  readonly stream: string
  /** Orders without an answer, by their ids. */
  readonly open: readonly string[]
  readonly count: number
  readonly plan: SalePlan
}) {
  const { t } = useTranslation(['sale', 'common'])
  const pages = usePages(stream)
  const page = useOrderPage(stream, open, pages.after).data
  const orders = page?.orders ?? []
  const { asset } = plan
  const unit = tickerOf(asset)
  // Where books are quoted in several currencies, each price says its own.
  const quoted =
    plan.fx === undefined ? undefined : new Map(plan.venues.map(({ platform, quote }) => [platform, quote]))
  const states = {
    filled: ['good', t('sale:order.filledState')],
    'partly-filled': ['accent', t('sale:order.partlyState')],
    cancelled: ['quiet', t('sale:order.cancelledState')],
    rejected: ['bad', t('sale:order.rejectedState')],
    rests: ['accent', t('sale:order.restsState')],
    open: ['wait', t('sale:order.openState')],
  } as const
  const resting = orders.filter(({ state }) => state === 'rests').length
  return (
    <Panel
      title={`${t('sale:orders')} ${count.toLocaleString('en')}${resting === 0 ? '' : ` · ${t('sale:order.resting', { count: resting })}`}`}
    >
      <Table
        data-testid="order-list"
        size="small"
        // What is not read yet is not nothing.
        {...(page === undefined ? { locale: { emptyText: <Skeleton active paragraph={{ rows: 4 }} /> } } : {})}
        dataSource={[...orders]}
        rowKey={({ entry }) => entry}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: `${t('common:time')} (UTC+8)`, render: (_, row) => <At at={row.at} /> },
          { title: t('sale:slice'), align: 'right', className: 'num', dataIndex: 'slice' },
          { title: t('sale:platform'), dataIndex: 'platform' },
          {
            title: quoted === undefined ? `${t('sale:order.price')} (${plan.currency})` : t('sale:order.price'),
            align: 'right',
            className: 'num',
            render: (_, row) => <Rate value={row.price} {...unitOf(quoted?.get(row.platform))} />,
          },
          {
            title: `${t('sale:order.units')} (${unit})`,
            align: 'right',
            className: 'num',
            render: (_, row) => <Amount units={row.units} asset={asset} />,
          },
          {
            title: `${t('sale:order.filled')} (${unit})`,
            align: 'right',
            className: 'num',
            render: (_, row) => <Amount units={row.filled} asset={asset} />,
          },
          {
            title: t('sale:order.state'),
            render: (_, row) => <State tone={states[row.state][0]}>{states[row.state][1]}</State>,
          },
          { title: t('common:hash'), render: (_, row) => <EntryLink id={row.entry} /> },
        ]}
      />
      <Pager pages={pages} next={page?.next} />
    </Panel>
  )
}

function unitOf(unit: string | undefined): { readonly unit?: string } {
  return unit === undefined ? {} : { unit }
}
