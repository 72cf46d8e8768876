import { Segmented } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { Since } from '../../parts/At.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { useListKeys } from '../../parts/useListKeys.ts'
import { caseName } from '../../record/caseNumber.ts'
import { type OpenProposal, openProposals } from '../../record/proposals.ts'
import { useCaseViews } from '../../record/useWaiting.ts'
import { missingRoles } from '../../record/waiting.ts'
import { useSigning } from '../../signing/signer.tsx'
import { ProposalView } from './ProposalView.tsx'

/** One queue of all proposals that stand in this zone, and the one that is open. */
export function Approvals() {
  const { t } = useTranslation('approvals')
  const { proposal: wanted } = useParams()
  const { ready, views, book } = useCaseViews()
  const { signer } = useSigning()
  const [mine, setMine] = useState(false)
  const navigate = useNavigate()
  const all = openProposals(views, book)
  const shown =
    signer !== undefined && mine
      ? all.filter((one) => missingRoles(one.slots).some((role) => signer.roles.includes(role)))
      : all
  const opened = all.find(({ id }) => id === wanted) ?? shown[0]
  const open = useCallback((index: number) => void navigate(`/approvals/${shown[index]?.id}`), [navigate, shown])
  const current = useListKeys(shown.length, open)
  return (
    <>
      <div className="page-head">
        <h1>
          {t('title')} {all.length === 0 ? '' : all.length}
        </h1>
        {signer === undefined ? (
          <span className="lead">{t('why.noKey')}</span>
        ) : (
          <Segmented
            value={mine ? 'mine' : 'all'}
            onChange={(value) => setMine(value === 'mine')}
            options={[
              { value: 'all', label: t('filter.all') },
              { value: 'mine', label: t('filter.mine') },
            ]}
          />
        )}
      </div>
      {ready && all.length === 0 ? (
        <Panel>
          <Empty title={t('empty')} next={t('empty.next')} />
        </Panel>
      ) : (
        <div className="queue">
          <Panel testId="approval-queue">
            {shown.map((one, index) => (
              <QueueRow
                key={one.id}
                one={one}
                selected={one.id === opened?.id}
                current={index === current}
                open={() => open(index)}
              />
            ))}
          </Panel>
          {opened === undefined ? null : <ProposalView key={opened.id} proposal={opened} />}
        </div>
      )}
    </>
  )
}

function QueueRow({
  one,
  selected,
  current,
  open,
}: {
  readonly one: OpenProposal
  readonly selected: boolean
  readonly current: boolean
  readonly open: () => void
}) {
  const { t } = useTranslation('approvals')
  const names = useNames()
  const missing = missingRoles(one.slots).length
  return (
    <button
      type="button"
      className={`queue-row ${current ? 'is-current' : ''}`}
      aria-pressed={selected}
      onClick={open}
      data-testid="proposal-row"
    >
      <span>
        <b>{names.kind(one.proposal.kind)}</b> {one.subject === '' ? '' : one.subject}
      </span>
      <span className="muted">
        {caseName(one.row)} · {one.proposal.by} · <Since at={one.at} />
      </span>
      <State tone={missing === 0 ? 'accent' : 'wait'}>
        {missing === 0 ? t('complete') : t('missing.count', { n: missing })}
      </State>
    </button>
  )
}
