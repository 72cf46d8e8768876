import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { At } from '../../parts/At.tsx'
import { useNames } from '../../parts/names.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { EntryLink, Fields } from '../../parts/Value.tsx'
import { caseName } from '../../record/caseNumber.ts'
import { lotsOf } from '../../record/lots.ts'
import type { OpenProposal } from '../../record/proposals.ts'
import { readFields } from '../../record/read.ts'
import { Rules } from '../entry/Rules.tsx'
import { ApprovalActions } from './ApprovalActions.tsx'
import { Digests } from './Digests.tsx'

/** A proposal: what will be done, who signed which version, who is missing, and what one can do about it. */
export function ProposalView({ proposal: one }: { readonly proposal: OpenProposal }) {
  const { t } = useTranslation(['approvals', 'entry'])
  const names = useNames()
  const [view, setView] = useState<'decoded' | 'both' | 'rules'>('decoded')
  const asset = lotsOf(one.row.state)[one.subject.split('/')[0] ?? '']?.asset
  return (
    <div>
      <Panel
        padded
        testId="proposal"
        title={
          <>
            {names.kind(one.proposal.kind)} {one.subject}
          </>
        }
        extra={<Link to={`/cases/${one.row.id}/timeline`}>{caseName(one.row)}</Link>}
      >
        <ApprovalTimeline one={one} />
        <ApprovalActions one={one} />
      </Panel>
      <Panel
        padded
        title={t('entry:content')}
        extra={
          <Segmented
            value={view}
            onChange={setView}
            options={[
              { value: 'decoded', label: t('entry:decoded') },
              { value: 'both', label: `${t('entry:decoded')} + ${t('entry:raw')}` },
              { value: 'rules', label: t('entry:rules') },
            ]}
          />
        }
      >
        {view === 'rules' ? (
          <Rules entry={one.entry.entry} />
        ) : (
          <div className={view === 'both' ? 'side-by-side' : ''}>
            <Fields fields={one.payload} asset={asset} />
            {view === 'both' ? <pre className="raw">{JSON.stringify(one.payload, null, 2)}</pre> : null}
          </div>
        )}
      </Panel>
      <Panel padded title={t('approvals:sign.title')}>
        <Digests one={one} />
      </Panel>
    </div>
  )
}

function ApprovalTimeline({ one }: { readonly one: OpenProposal }) {
  const { t } = useTranslation('approvals')
  const names = useNames()
  const { actor } = readFields(one.entry.entry)
  return (
    <ol className="approval-line" data-testid="approval-timeline">
      <li data-done="yes">
        <State tone="good">{t('proposer')}</State>
        <b>{one.proposal.by}</b>{' '}
        <span className="muted">{actor === undefined ? '' : `${actor.org} · ${names.role(actor.role)}`}</span>
        <At at={one.at} named /> <EntryLink id={one.id} />
      </li>
      {one.slots.map((slot, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places of one step in its order
        <li key={index} data-done={slot.person === undefined ? 'no' : 'yes'}>
          <State tone={slot.person === undefined ? 'wait' : 'good'}>
            {t(slot.person === undefined ? 'missing' : 'signed')}
          </State>
          <b>{slot.person ?? names.role(slot.role)}</b>{' '}
          <span className="muted">{slot.person === undefined ? '' : `${slot.org} · ${names.role(slot.role)}`}</span>
          {slot.entry === undefined ? null : (
            <>
              <At at={one.times.get(slot.entry)} named /> <EntryLink id={slot.entry} />
            </>
          )}
        </li>
      ))}
    </ol>
  )
}
