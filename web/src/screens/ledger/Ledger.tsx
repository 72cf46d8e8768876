import { Segmented, Select, Table } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLedgerAccounts, useLedgerPage } from '../../api/queries.ts'
import type { LedgerAccount, LedgerPage } from '../../api/types.ts'
import { tickerOf } from '../../format/asset.ts'
import { Amount } from '../../parts/Amount.tsx'
import { At } from '../../parts/At.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useNames } from '../../parts/names.tsx'
import { Pager, usePages } from '../../parts/Pager.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { EntryLink } from '../../parts/Value.tsx'
import { type Line, linesOf, unbalancedAssets } from '../../record/ledgerLines.ts'
import { subjectText } from '../../record/read.ts'
import { useAccountName } from './accountName.ts'
import { Balances } from './Balances.tsx'

/** Balances of a case as they stand, and its postings, exact: by account with a running balance, or all in order, a page at a time. */
export function Ledger({ id }: { readonly id: string }) {
  return <Loaded query={useLedgerAccounts(id)}>{(accounts) => <Postings id={id} accounts={accounts} />}</Loaded>
}

function Postings({ id, accounts }: { readonly id: string; readonly accounts: readonly LedgerAccount[] }) {
  const { t } = useTranslation('ledger')
  const assets = useMemo(() => [...new Set(accounts.map(({ asset }) => asset))].sort(), [accounts])
  const [account, setAccount] = useState('')
  const [asset, setAsset] = useState('')
  const chosen = assets.includes(asset) ? asset : (assets[0] ?? '')
  const pages = usePages(`${chosen} ${account}`)
  const query = useLedgerPage(id, { asset: chosen, account, after: pages.after })
  const name = useAccountName()
  if (accounts.length === 0)
    return (
      <Panel>
        <Empty title={t('empty')} />
      </Panel>
    )
  const inAsset = accounts.filter((one) => one.asset === chosen)
  return (
    <Loaded query={query}>
      {(page) => (
        <>
          <Panel title={t('balances')} extra={<Balanced page={page} whole={account === ''} />}>
            <Balances
              balances={page.balances}
              open={(one, of) => {
                setAsset(of)
                setAccount(one)
              }}
            />
          </Panel>
          <Panel
            title={t('byAccount')}
            extra={
              <div className="filters">
                <Segmented
                  value={chosen}
                  onChange={(value) => {
                    setAsset(value)
                    setAccount('')
                  }}
                  options={assets.map((value) => ({ value, label: <span title={value}>{tickerOf(value)}</span> }))}
                />
                <Select
                  size="small"
                  value={account}
                  onChange={setAccount}
                  aria-label={t('account')}
                  style={{ minWidth: 240 }}
                  options={[
                    { value: '', label: t('all') },
                    ...inAsset.map((one) => ({ value: one.account, label: `${name(one.account)} · ${one.lines}` })),
                  ]}
                />
              </div>
            }
          >
            <Lines lines={linesOf(page.rows)} asset={chosen} running={account !== ''} />
            <Pager pages={pages} next={page.next} />
          </Panel>
        </>
      )}
    </Loaded>
  )
}

/** Checked here again: balances cancel in each asset, and so do the lines of each entry that is shown whole. */
function Balanced({ page, whole }: { readonly page: LedgerPage; readonly whole: boolean }) {
  const { t } = useTranslation('ledger')
  const off = unbalancedAssets(page, whole)
  return (
    <State tone={off.length === 0 ? 'good' : 'bad'}>
      {off.length === 0 ? t('balanced') : `${t('unbalanced')}: ${off.map(tickerOf).join(', ')}`}
    </State>
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
      pagination={false}
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
