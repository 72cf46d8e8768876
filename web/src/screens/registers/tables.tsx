import { Button, Table } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { administration } from '../../../../src/core/access/parties.ts'
import { accountPurposes, type Directory } from '../../../../src/core/case/directory.ts'
import type { Provider } from '../../../../src/core/case/registers.ts'
import { useZone } from '../../api/queries.ts'
import { maskNumber } from '../../format/ids.ts'
import { At } from '../../parts/At.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { useSigning } from '../../signing/signer.tsx'
import { RegisterAccount } from './RegisterAccount.tsx'
import { RegisterProvider } from './RegisterProvider.tsx'
import '../../styles/people.css'

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
  title,
  extra,
  testId,
}: {
  readonly title: string
  readonly extra: ReactNode
  readonly testId: string
  readonly rows: readonly T[]
  readonly columns: object[]
  readonly rowKey: (row: T) => string
}) {
  const { t } = useTranslation('common')
  return (
    <Panel title={title} extra={extra} testId={testId}>
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

/** What begins a form of two administrators; to others it says that it takes two of them. */
export function EnterButton({
  open,
  text,
  testId,
}: {
  readonly open: () => void
  readonly text: string
  readonly testId: string
}) {
  const { t } = useTranslation('registers')
  const { signer } = useSigning()
  if (signer?.org !== administration) return <span className="muted">{t('enter.who')}</span>
  return (
    <Button type="primary" onClick={open} data-testid={testId}>
      {text}
    </Button>
  )
}

interface Shown {
  readonly directory: Directory | undefined
}

export function Providers({ rows, directory }: Shown & { readonly rows: readonly Provider[] }) {
  const { t } = useTranslation(['fields', 'registers'])
  const now = useZone().data?.now ?? ''
  const [entering, setEntering] = useState(false)
  return (
    <>
      <Rows
        title={`${t('registers:tab.providers')} ${rows.length}`}
        extra={
          <EnterButton open={() => setEntering(true)} text={t('registers:provider.enter')} testId="enter-provider" />
        }
        testId="providers"
        rows={rows}
        rowKey={({ org, from, qualification }) => `${org} ${from} ${qualification}`}
        columns={[
          {
            title: t('fields:org'),
            render: (_: unknown, { org }: Provider) => (
              <div className="cell-wide">
                <b>{org}</b> <span className="muted">{directory?.organisations[org]?.name}</span>
              </div>
            ),
          },
          {
            title: t('fields:qualification'),
            render: (_: unknown, { qualification }: Provider) => <div className="cell-wide">{qualification}</div>,
          },
          ...useInterval(),
          {
            title: t('fields:source'),
            render: (_: unknown, { source }: Provider) => <div className="cell-wide">{source}</div>,
          },
        ]}
      />
      {entering && directory !== undefined ? (
        <RegisterProvider directory={directory} now={now} close={() => setEntering(false)} />
      ) : null}
    </>
  )
}

export function Accounts({ directory }: Shown) {
  const { t } = useTranslation(['fields', 'registers', 'common'])
  const [entering, setEntering] = useState(false)
  const rows = Object.entries(directory?.accounts ?? {}).map(([account, row]) => ({ account, ...row }))
  type Row = (typeof rows)[number]
  const purposes: readonly string[] = accountPurposes
  const purposeOf = (purpose: string): string =>
    purposes.includes(purpose) ? t(`registers:purpose.${purpose as (typeof accountPurposes)[number]}`) : purpose
  return (
    <>
      <Rows<Row>
        title={`${t('registers:tab.accounts')} ${rows.length}`}
        extra={
          <EnterButton open={() => setEntering(true)} text={t('registers:account.enter')} testId="enter-account" />
        }
        testId="accounts"
        rows={rows}
        rowKey={({ account }) => account}
        columns={[
          { title: t('fields:account'), render: (_: unknown, row: Row) => <b>{row.account}</b> },
          { title: t('fields:purpose'), render: (_: unknown, row: Row) => purposeOf(row.purpose) },
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
      {entering && directory !== undefined ? (
        <RegisterAccount directory={directory} close={() => setEntering(false)} />
      ) : null}
    </>
  )
}
