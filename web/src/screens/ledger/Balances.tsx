import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { tickerOf } from '../../format/asset.ts'
import { Amount } from '../../parts/Amount.tsx'
import { Empty } from '../../parts/Panel.tsx'
import { useAccountName } from './accountName.ts'

interface Props {
  readonly balances: Readonly<Record<string, string>>
  readonly open?: (account: string, asset: string) => void
}

/** Balances by account and asset; the unit stands in a column of its own so that figures align. */
export function Balances({ balances, open }: Props) {
  const { t } = useTranslation(['ledger', 'common'])
  const name = useAccountName()
  const rows = Object.entries(balances).map(([key, units]) => {
    const at = key.lastIndexOf(' ')
    return { key, account: key.slice(0, at), asset: key.slice(at + 1), units }
  })
  rows.sort((a, b) => (a.key < b.key ? -1 : 1))
  return (
    <Table
      size="small"
      pagination={false}
      dataSource={rows}
      locale={{ emptyText: <Empty title={t('ledger:empty')} /> }}
      scroll={{ x: 'max-content' }}
      {...(open === undefined
        ? {}
        : {
            onRow: (row: (typeof rows)[number]) => ({
              onClick: () => open(row.account, row.asset),
              className: 'row-link',
            }),
          })}
      columns={[
        { title: t('ledger:account'), render: (_, row) => <span title={row.account}>{name(row.account)}</span> },
        {
          title: <span className="mono muted">id</span>,
          render: (_, row) => <span className="mono muted">{row.account}</span>,
        },
        {
          title: t('ledger:balance'),
          align: 'right',
          className: 'num',
          render: (_, row) => <Amount units={row.units} asset={row.asset} />,
        },
        {
          title: t('common:asset'),
          width: 120,
          render: (_, row) => <span title={row.asset}>{tickerOf(row.asset)}</span>,
        },
      ]}
    />
  )
}
