import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ClaimsSlice, ClaimsState } from '../../../../src/onshore/claims/claims.ts'
import {
  type DistributionRow,
  distributionsOf,
  type PayoutOrder,
  toClaimants,
  unpaid,
} from '../../../../src/onshore/distribution/distribution.ts'
import type { CaseDetail } from '../../api/types.ts'
import { Amount } from '../../parts/Amount.tsx'
import { Id } from '../../parts/Id.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'

/** Who is to get what of the money, how far they are paid, and what waits. Claims are counted here, never listed: they are in files of their own. */
export function Distribution({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation('distribution')
  const rows = Object.entries(distributionsOf(detail.state))
  const claims = detail.state.slices.claims as unknown as ClaimsSlice | undefined
  return (
    <>
      {claims === undefined ? null : <Claims detail={detail} claims={claims} />}
      {rows.length === 0 ? (
        <Panel title={t('title')}>
          <Empty title={t('none')} next={t('none.next')} />
        </Panel>
      ) : (
        rows.map(([lot, row]) => <Decision key={lot} lot={lot} row={row} />)
      )}
    </>
  )
}

function Claims({ detail, claims }: { readonly detail: CaseDetail; readonly claims: ClaimsSlice }) {
  const { t } = useTranslation('distribution')
  const state = detail.children.find(({ id }) => id === claims.stream)?.state as ClaimsState | undefined
  const waiting = Object.keys(state?.objections ?? {})
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [t('claims.count'), <span key="n">{claims.count.toLocaleString('en')}</span>],
    [t('claims.owed'), <Amount key="o" units={claims.owed} asset="CNY" unit />],
    [t('claims.files'), String(claims.files)],
    [t('claims.noticed'), claims.noticedOn ?? '--'],
    [t('claims.objections'), <Objections key="b" waiting={waiting} />],
    [t('claims.stream'), <Id key="s" id={claims.stream} />],
  ]
  return (
    <Panel title={t('claims')} testId="claims">
      <Facts facts={facts} />
    </Panel>
  )
}

function Objections({ waiting }: { readonly waiting: readonly string[] }) {
  const { t } = useTranslation('distribution')
  if (waiting.length === 0) return <State tone="good">{t('objections.none')}</State>
  return (
    <State tone="warn" title={waiting.join(', ')}>
      {t('objections.wait', { count: waiting.length })}
    </State>
  )
}

function Decision({ lot, row }: { readonly lot: string; readonly row: DistributionRow }) {
  const { t } = useTranslation(['distribution', 'common'])
  const names = useNames()
  const lots = [lot, ...(row.lots ?? [])].join(', ')
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [t('distribution:pot'), row.pot === undefined ? names.value('treasury-only') : t(`distribution:pot.${row.pot}`)],
    [t('distribution:total'), <Amount key="t" units={row.total} asset="CNY" unit />],
    [t('distribution:plan'), <Id key="p" id={row.plan} />],
    ...(row.claims === undefined
      ? []
      : [
          [t('distribution:claims.count'), row.claims.count.toLocaleString('en')] as const,
          [t('distribution:root'), <Id key="r" id={row.claims.root} head={12} tail={8} />] as const,
        ]),
  ]
  return (
    <Panel
      title={`${t('common:lot')} ${lots}`}
      extra={row.paid === true ? <State tone="good">{t('distribution:ended')}</State> : null}
      testId={`distribution-${lot}`}
    >
      <Facts facts={facts} />
      <Shares row={row} />
      {row.payout === undefined ? null : <Payout row={row} orders={row.payout.orders} />}
    </Panel>
  )
}

function Shares({ row }: { readonly row: DistributionRow }) {
  const { t } = useTranslation('distribution')
  const shares = row.shares ?? [{ to: 'treasury' as const, amount: row.treasury }]
  return (
    <Table
      size="small"
      pagination={false}
      rowKey={({ to, rank = '' }) => `${to} ${rank}`}
      dataSource={[...shares]}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('to'), render: (_, { to }) => t(`to.${to}`) },
        { title: t('rank'), render: (_, { rank }) => (rank === undefined ? '--' : rankText(t, rank)) },
        {
          title: t('amount'),
          align: 'right',
          className: 'num',
          render: (_, { amount }) => <Amount units={amount} asset="CNY" />,
        },
        { title: t('state'), render: (_, { to, rank = 'rest' }) => <ShareState row={row} to={to} rank={rank} /> },
      ]}
    />
  )
}

const ranks = [
  'medical',
  'secured',
  'restitution',
  'civil-debt',
  'subsistence',
  'fine',
  'confiscation',
  'rest',
] as const

function rankText(t: ReturnType<typeof useTranslation<'distribution'>>['t'], rank: string): string {
  const known = ranks.find((one) => one === rank)
  return known === undefined ? rank : t(`rank.${known}`)
}

function ShareState({ row, to, rank }: { readonly row: DistributionRow; readonly to: string; readonly rank: string }) {
  const { t } = useTranslation('distribution')
  const done = row.paid === true || (to === 'claimants' ? unpaid(row) === 0n : row.paidShares?.[rank] !== undefined)
  return <State tone={done ? 'good' : 'wait'}>{done ? t('share.paid') : t('share.open')}</State>
}

/** Paid, with the bank, waiting, and not ordered yet add up to what claimants are to get. */
function Payout({ row, orders }: { readonly row: DistributionRow; readonly orders: readonly PayoutOrder[] }) {
  const { t } = useTranslation('distribution')
  const { paid, waiting, unclaimed } = row.payout!
  const atBank = orders
    .filter(({ statement }) => statement === undefined)
    .reduce((sum, { total }) => sum + BigInt(total), 0n)
  const facts: readonly (readonly [string, React.ReactNode])[] = [
    [t('payout.due'), <Amount key="d" units={toClaimants(row).toString()} asset="CNY" unit />],
    [t('payout.paid'), <Amount key="p" units={paid} asset="CNY" unit />],
    [t('payout.atBank'), <Amount key="b" units={atBank.toString()} asset="CNY" unit />],
    [t('payout.waiting'), <Amount key="w" units={waiting} asset="CNY" unit />],
    [t('payout.unclaimed'), <Amount key="u" units={unclaimed} asset="CNY" unit />],
    [t('payout.next'), `${row.payout!.next} / ${row.claims?.count ?? 0}`],
  ]
  return (
    <>
      <Facts facts={facts} />
      <Table
        size="small"
        rowKey={({ order }) => order}
        dataSource={[...orders]}
        pagination={orders.length > 20 ? { pageSize: 20 } : false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty title={t('orders.none')} /> }}
        columns={[
          { title: t('order'), render: (_, { order }) => <span className="mono">{order}</span> },
          { title: t('order.claims'), dataIndex: 'count', align: 'right', className: 'num' },
          {
            title: t('order.rows'),
            render: (_, { rows }) => (rows === undefined ? t('order.again') : `${rows[0] + 1}–${rows[1]}`),
          },
          {
            title: t('amount'),
            align: 'right',
            className: 'num',
            render: (_, { total }) => <Amount units={total} asset="CNY" />,
          },
          { title: t('order.file'), render: (_, { instruction }) => <Id id={instruction} /> },
          {
            title: t('state'),
            render: (_, { statement }) => (
              <State tone={statement === undefined ? 'wait' : 'good'}>
                {statement === undefined ? t('order.atBank') : t('order.reported')}
              </State>
            ),
          },
        ]}
      />
    </>
  )
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, React.ReactNode])[] }) {
  return (
    <dl className="facts-row">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
