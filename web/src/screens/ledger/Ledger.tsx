import { Segmented, Select, Table } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLedger } from '../../api/queries.ts'
import type { LedgerRow } from '../../api/types.ts'
import { tickerOf } from '../../format/asset.ts'
import { Amount } from '../../parts/Amount.tsx'
import { At } from '../../parts/At.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { EntryLink } from '../../parts/Value.tsx'
import { balances as balancesOf, type Line, linesOf, unbalancedAssets } from '../../record/ledgerLines.ts'
import { subjectText } from '../../record/read.ts'
import { useAccountName } from './accountName.ts'
import { Balances } from './Balances.tsx'

/** Postings of a case, exact: by account with a running balance, or all in order. */
export function Ledger({ id }: { readonly id: string }) {
  return <Loaded query={useLedger(id)}>{(rows) => <Postings rows={rows} />}</Loaded>
}

function Postings({ rows }: { readonly rows: readonly LedgerRow[] }) {
  const { t } = useTranslation('ledger')
  const lines = useMemo(() => linesOf(rows), [rows])
  const off = useMemo(() => unbalancedAssets(rows), [rows])
  const assets = useMemo(() => [...new Set(lines.map(({ asset }) => asset))].sort(), [lines])
  const accounts = useMemo(() => [...new Set(lines.map(({ account }) => account))].sort(), [lines])
  const [account, setAccount] = useState('')
  const [asset, setAsset] = useState('')
  const name = useAccountName()
  if (rows.length === 0)
    return (
      <Panel>
        <Empty title={t('empty')} />
      </Panel>
    )
  const chosen = assets.includes(asset) ? asset : (assets[0] ?? '')
  const shown = lines.filter((line) => line.asset === chosen && (account === '' || line.account === account))
  return (
    <>
      <Panel
        title={t('balances')}
        extra={
          <State tone={off.length === 0 ? 'good' : 'bad'}>
            {off.length === 0 ? t('balanced') : `${t('unbalanced')}: ${off.map(tickerOf).join(', ')}`}
          </State>
        }
      >
        <Balances balances={balancesOf(lines)} open={setAccount} />
      </Panel>
      <Panel
        title={t('byAccount')}
        extra={
          <>
            <Segmented
              value={chosen}
              onChange={setAsset}
              options={assets.map((value) => ({ value, label: <span title={value}>{tickerOf(value)}</span> }))}
            />
            <Select
              size="small"
              value={account}
              onChange={setAccount}
              aria-label={t('account')}
              style={{ minWidth: 240 }}
              options={[{ value: '', label: t('all') }, ...accounts.map((value) => ({ value, label: name(value) }))]}
            />
          </>
        }
      >
        <Lines lines={shown} asset={chosen} running={account !== ''} />
      </Panel>
    </>
  )
}

function Lines({
  lines,
  asset,
  running,
}: {
  readonly lines: readonly Line[]
  readonly asset: string
  readonly running: boolean
}) {
  const { t } = useTranslation(['ledger', 'common'])
  const names = useNames()
  const name = useAccountName()
  const unit = tickerOf(asset)
  return (
    <Table
      size="small"
      data-testid="ledger-table"
      dataSource={[...lines]}
      rowKey={({ entry, index }) => `${entry} ${index}`}
      pagination={lines.length > 100 ? { pageSize: 100 } : false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: `${t('common:time')} (UTC+8)`, render: (_, line) => <At at={line.at} /> },
        { title: t('common:subject'), render: (_, line) => subjectText(line.subject) || '--' },
        { title: t('ledger:entry'), render: (_, line) => names.kind(line.kind) },
        { title: t('common:hash'), render: (_, line) => <EntryLink id={line.entry} /> },
        { title: t('ledger:account'), render: (_, line) => <span title={line.account}>{name(line.account)}</span> },
        {
          title: `${t('ledger:debit')} (${unit})`,
          align: 'right',
          className: 'num',
          render: (_, line) => (line.units.startsWith('-') ? '' : <Amount units={line.units} asset={asset} />),
        },
        {
          title: `${t('ledger:credit')} (${unit})`,
          align: 'right',
          className: 'num',
          render: (_, line) => (line.units.startsWith('-') ? <Amount units={line.units.slice(1)} asset={asset} /> : ''),
        },
        ...(running
          ? [
              {
                title: `${t('ledger:balance')} (${unit})`,
                align: 'right' as const,
                className: 'num',
                render: (_: unknown, line: Line) => <Amount units={line.balance} asset={asset} />,
              },
            ]
          : []),
      ]}
    />
  )
}
