import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CaseState } from '../../../../src/core/case/state.ts'
import type { Clearing } from '../../../../src/offshore/sale/auction/clear.ts'
import {
  allottedTo,
  answerTo,
  dealOf,
  openLots,
  type RoundState,
} from '../../../../src/offshore/sale/auction/roundState.ts'
import { useClocks, useDocument } from '../../api/queries.ts'
import type { CaseDetail } from '../../api/types.ts'
import { Amount, Rate } from '../../parts/Amount.tsx'
import { At } from '../../parts/At.tsx'
import { useNames } from '../../parts/names.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { FieldRow } from '../../parts/Value.tsx'
import { BankLine } from './BankLine.tsx'

interface RoundParameters {
  readonly tranche: string
  readonly round: RoundState
  readonly detail: CaseDetail
}

/** A sealed round of a tranche: what was invited, who committed and opened, what the clearing gave, and what was paid and handed over since. */
export function RoundPanel({ tranche, round, detail }: RoundParameters) {
  const { t } = useTranslation(['sale', 'common'])
  const names = useNames()
  const { terms, clearing, currency, asset } = round
  const document = useDocument(clearing?.document).data
  const cleared = typeof document === 'string' ? (JSON.parse(document) as Clearing) : undefined
  const [tone, state] = standing(round)
  return (
    <Panel
      padded
      title={`${t('common:tranche')} ${tranche} · ${t('sale:round.title')} ${round.round}`}
      extra={
        <>
          <State tone={tone}>{t(`sale:round.state.${state}`)}</State>
          <BankLine detail={detail} tranche={tranche} round={round} cleared={cleared} />
        </>
      }
    >
      <dl className="facts" data-testid="round">
        <FieldRow label={t('sale:round.rule')}>{names.value(round.rule)}</FieldRow>
        <FieldRow label={t('sale:round.lots')}>
          {round.lots} × <Amount units={round.lotUnits} asset={asset} unit trim />
        </FieldRow>
        <FieldRow label={t('sale:floor')}>
          <Rate value={round.reserve} unit={currency} />
        </FieldRow>
        <FieldRow label={t('sale:round.commitBy')}>
          <At at={round.commitBy} named />
        </FieldRow>
        <FieldRow label={t('sale:round.revealBy')}>
          <At at={round.revealBy} named />
        </FieldRow>
        <FieldRow label={t('sale:method')}>{names.value(round.method)}</FieldRow>
        {terms === undefined ? null : (
          <FieldRow label={t('sale:round.terms')}>
            <Amount units={terms.deposit} asset={currency} unit />
            {' · '}
            {t('sale:round.pay', { minutes: terms.payMinutes })}
            {' · '}
            {t(`sale:round.default.${terms.onDefault}`)}
          </FieldRow>
        )}
        <Terms tranche={tranche} round={round} detail={detail} />
      </dl>
      <Table
        size="small"
        dataSource={[...bidsOf(round, cleared)]}
        rowKey={({ bidder }) => bidder}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('sale:round.bidder'), render: (_, row) => <b>{row.bidder}</b> },
          { title: `${t('sale:round.committed')} (UTC+8)`, render: (_, row) => <At at={row.committedAt} /> },
          { title: `${t('sale:round.opened')} (UTC+8)`, render: (_, row) => <At at={row.openedAt} /> },
          {
            title: `${t('sale:round.bid')} (${currency})`,
            align: 'right',
            className: 'num',
            render: (_, row) => <Rate value={row.price} />,
          },
          { title: t('sale:round.allotted'), align: 'right', className: 'num', render: (_, row) => row.lots || '--' },
          {
            title: `${t('sale:round.paid')} (${currency})`,
            align: 'right',
            className: 'num',
            render: (_, { deal }) => <Amount units={deal?.paidGross} asset={currency} />,
          },
          {
            title: t('sale:round.delivered'),
            align: 'right',
            className: 'num',
            render: (_, { deal }) => deal?.deliveredLots || '--',
          },
          {
            title: t('sale:order.state'),
            render: (_, { deal, excluded }) =>
              deal?.defaulted !== undefined ? (
                <State tone="bad">{t(`sale:round.defaulted.${deal.defaulted}`)}</State>
              ) : excluded !== undefined ? (
                <State tone="quiet">{t(`sale:round.excluded.${excluded}`)}</State>
              ) : null,
          },
        ]}
      />
    </Panel>
  )
}

/** Until when the price must come, and what was paid be handed over: the first as invited, the second by the clock of the pack, late where the zone says so. */
function Terms({ tranche, round, detail }: RoundParameters) {
  const { t } = useTranslation(['sale'])
  const clocks = useClocks().data ?? []
  const subject = { lot: tranche.slice(0, tranche.indexOf('/')), tranche }
  const answered = answerTo(detail.state as unknown as CaseState, subject)
  const unpaid = (round.allotted ?? []).some(({ bidder }) => {
    const { defaulted, paidLots } = dealOf(round, bidder)
    return defaulted === undefined && paidLots < allottedTo(round, bidder)
  })
  const due = clocks.filter(
    ({ case: of, clock, key, state }) =>
      of === detail.id && clock === 'block-delivery' && key.startsWith(`${tranche} `) && state !== 'met',
  )
  return (
    <>
      {answered?.answer === 'confirm' && unpaid ? (
        <FieldRow label={t('sale:round.payBy')}>
          <At at={answered.payBy} named />
        </FieldRow>
      ) : null}
      {due.map(({ key, overAt, state }) => (
        <FieldRow key={key} label={t('sale:round.deliverBy', { bidder: key.slice(tranche.length + 1) })}>
          <At at={overAt} named /> {state === 'over' ? <State tone="bad">{t('sale:round.late')}</State> : null}
        </FieldRow>
      ))}
    </>
  )
}

function standing(round: RoundState) {
  if (round.closed === true) return ['good', 'closed'] as const
  if (round.clearing === undefined) return ['accent', 'open'] as const
  if (round.terms === undefined) return ['good', 'ranked'] as const
  return openLots(round) > 0 ? (['wait', 'due'] as const) : (['good', 'settled'] as const)
}

/** A row a bidder, as invited; who was not invited and sent an envelope stands behind. */
function bidsOf(round: RoundState, cleared: Clearing | undefined) {
  const bidders = new Set([...round.bidders, ...round.envelopes.map(({ bidder }) => bidder)])
  return [...bidders].map((bidder) => {
    const envelope = round.envelopes.find((one) => one.bidder === bidder)
    const ranked = cleared?.ranking.filter((one) => one.bidder === bidder) ?? []
    return {
      bidder,
      committedAt: envelope?.committedAt,
      openedAt: envelope?.opened?.at,
      // The best of what it bid; a bidder may bid several lots at several prices.
      price: ranked[0]?.price,
      lots: (round.allotted ?? []).reduce((sum, row) => sum + (row.bidder === bidder ? row.lots : 0), 0),
      deal: round.deals?.[bidder],
      excluded: cleared?.excluded.find((one) => one.bidder === bidder)?.reason,
    }
  })
}
