import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Directory } from '../../../../src/core/case/directory.ts'
import type { Licence, Provider } from '../../../../src/core/case/registers.ts'
import { useZone } from '../../api/queries.ts'
import { tickerOf } from '../../format/asset.ts'
import { maskNumber } from '../../format/ids.ts'
import { At } from '../../parts/At.tsx'
import { Id } from '../../parts/Id.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'

/** Whether an interval holds at the store clock. */
function InForce({ from, until }: { readonly from: string; readonly until?: string | undefined }) {
  const { t } = useTranslation('registers')
  const now = useZone().data?.now ?? ''
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

export function Licences({ rows }: { readonly rows: readonly Licence[] }) {
  const { t } = useTranslation('fields')
  const names = useNames()
  return (
    <Rows
      rows={rows}
      rowKey={({ entity, licence, from }) => `${entity} ${licence} ${from}`}
      columns={[
        { title: t('entity'), render: (_: unknown, row: Licence) => <b>{row.entity}</b> },
        { title: t('licence'), render: (_: unknown, row: Licence) => `${row.regulator} ${row.licence}` },
        ...useInterval(),
        {
          title: t('assets'),
          render: (_: unknown, row: Licence) => (
            <span title={row.assets.join('\n')}>{[...new Set(row.assets.map(tickerOf))].join(' ')}</span>
          ),
        },
        { title: t('clientTypes'), render: (_: unknown, row: Licence) => row.clientTypes.map(names.value).join('、') },
        {
          title: t('hosts'),
          render: (_: unknown, row: Licence) => <span className="mono">{row.hosts.join(' ') || '--'}</span>,
        },
        { title: t('source'), render: (_: unknown, row: Licence) => row.source },
      ]}
    />
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

export function Organisations({ directory }: { readonly directory: Directory | undefined }) {
  const { t } = useTranslation(['fields', 'registers'])
  const names = useNames()
  const people = Object.entries(directory?.people ?? {})
  const rows = Object.entries(directory?.organisations ?? {}).map(([org, row]) => ({
    org,
    ...row,
    people: people.filter(([, person]) => person.org === org),
  }))
  type Row = (typeof rows)[number]
  return (
    <Rows<Row>
      rows={rows}
      rowKey={({ org }) => org}
      columns={[
        { title: t('fields:org'), render: (_: unknown, row: Row) => <b>{row.org}</b> },
        { title: t('fields:name'), dataIndex: 'name' },
        { title: t('fields:role'), render: (_: unknown, row: Row) => names.role(row.role) },
        { title: t('fields:family'), dataIndex: 'family' },
        {
          title: t('registers:people'),
          render: (_: unknown, row: Row) =>
            row.people.map(([person, { roles }]) => (
              <div key={person}>
                <span className="mono">{person}</span> <span className="muted">{roles.map(names.role).join('、')}</span>
              </div>
            )),
        },
      ]}
    />
  )
}

export function Keys({ directory }: { readonly directory: Directory | undefined }) {
  const { t } = useTranslation(['fields', 'registers'])
  const rows = Object.entries(directory?.keys ?? {}).map(([key, row]) => ({ key, ...row }))
  type Row = (typeof rows)[number]
  return (
    <Rows<Row>
      rows={rows}
      rowKey={({ key }) => key}
      columns={[
        { title: t('fields:holder'), render: (_: unknown, row: Row) => <b>{row.holder}</b> },
        { title: t('fields:use'), render: (_: unknown, row: Row) => t(`registers:keyUse.${row.use}`) },
        { title: t('fields:key'), render: (_: unknown, row: Row) => <Id id={row.key} head={10} tail={6} /> },
        { title: t('fields:algorithm'), dataIndex: 'algorithm' },
        ...useInterval(),
        { title: t('fields:vouchedBy'), dataIndex: 'vouchedBy' },
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
