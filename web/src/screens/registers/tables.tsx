import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Directory } from '../../../../src/core/case/directory.ts'
import type { Provider } from '../../../../src/core/case/registers.ts'
import { useZone } from '../../api/queries.ts'
import { maskNumber } from '../../format/ids.ts'
import { At } from '../../parts/At.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'

/** Whether an interval holds at a moment; at the store clock where none is asked about. */
export function InForce({
  from,
  until,
  at,
}: {
  readonly from: string
  readonly until?: string | undefined
  readonly at?: string
}) {
  const { t } = useTranslation('registers')
  const clock = useZone().data?.now ?? ''
  const now = at ?? clock
  if (from > now) return <State tone="quiet">{t('notYet')}</State>
  if (until !== undefined && until <= now) return <State tone="bad">{t('over')}</State>
  return <State tone="good">{t('inForce')}</State>
}

function useInterval() {
  const { t } = useTranslation('common')
  return [
    {
      title: t('status'),
      render: (_: unknown, row: { from: string; until?: string }) => <InForce from={row.from} until={row.until} />,
    },
    { title: `${t('from')} (UTC+8)`, render: (_: unknown, row: { from: string }) => <At at={row.from} /> },
    { title: `${t('until')} (UTC+8)`, render: (_: unknown, row: { until?: string }) => <At at={row.until} /> },
  ]
}

function Rows<T extends object>({
  rows,
  columns,
  rowKey,
}: {
  readonly rows: readonly T[]
  readonly columns: object[]
  readonly rowKey: (row: T) => string
}) {
  const { t } = useTranslation('common')
  return (
    <Panel>
      <Table<T>
        size="small"
        dataSource={[...rows]}
        rowKey={rowKey}
        columns={columns}
        pagination={rows.length > 50 ? { pageSize: 50 } : false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty title={t('empty')} /> }}
      />
    </Panel>
  )
}

export function Providers({ rows }: { readonly rows: readonly Provider[] }) {
  const { t } = useTranslation('fields')
  return (
    <Rows
      rows={rows}
      rowKey={({ org, from }) => `${org} ${from}`}
      columns={[
        { title: t('org'), render: (_: unknown, row: Provider) => <b>{row.org}</b> },
        { title: t('qualification'), dataIndex: 'qualification' },
        ...useInterval(),
        { title: t('source'), dataIndex: 'source' },
      ]}
    />
  )
}

export function Accounts({ directory }: { readonly directory: Directory | undefined }) {
  const { t } = useTranslation(['fields', 'registers', 'common'])
  const rows = Object.entries(directory?.accounts ?? {}).map(([account, row]) => ({ account, ...row }))
  type Row = (typeof rows)[number]
  const purposes: Readonly<Record<string, string>> = {
    'case-money': t('registers:purpose.case-money'),
    'court-money': t('registers:purpose.court-money'),
    deposit: t('registers:purpose.deposit'),
    trust: t('registers:purpose.trust'),
    treasury: t('registers:purpose.treasury'),
    victim: t('registers:purpose.victim'),
  }
  return (
    <Rows<Row>
      rows={rows}
      rowKey={({ account }) => account}
      columns={[
        { title: t('fields:account'), render: (_: unknown, row: Row) => <b>{row.account}</b> },
        { title: t('fields:purpose'), render: (_: unknown, row: Row) => purposes[row.purpose] ?? row.purpose },
        { title: t('fields:owner'), dataIndex: 'owner' },
        { title: t('fields:bank'), dataIndex: 'bank' },
        { title: t('fields:currency'), dataIndex: 'currency' },
        {
          title: t('fields:number'),
          render: (_: unknown, row: Row) => (
            <span className="mono" title={t('common:maskedNumber')}>
              {maskNumber(row.number)}
            </span>
          ),
        },
        { title: t('fields:drawnBy'), render: (_: unknown, row: Row) => row.drawnBy.join(' ') || '--' },
      ]}
    />
  )
}
