import { Segmented, Table } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Since } from '../../parts/At.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { caseName } from '../../record/caseNumber.ts'
import type { CaseView } from '../../record/useWaiting.ts'
import type { Waiting } from '../../record/waiting.ts'
import { useSigning } from '../../signing/signer.tsx'

interface Item extends Waiting {
  readonly view: CaseView
  readonly since: string
}

/** Everything that waits in this zone; with a key loaded, what waits for its holder. */
export function WaitingList({ views, loading }: { readonly views: readonly CaseView[]; readonly loading: boolean }) {
  const { t } = useTranslation('home')
  const { signer } = useSigning()
  const [mine, setMine] = useState(true)
  const items = views.flatMap((view) => view.waiting.map((waiting) => ({ ...waiting, view })))
  const own = signer === undefined ? [] : items.filter((item) => waitsFor(item, signer))
  const shown = signer !== undefined && mine ? own : items
  const rank = { ready: 0, proposed: 1, next: 2 } as const
  const sorted = [...shown].sort((a, b) => rank[a.state] - rank[b.state] || (a.since < b.since ? -1 : 1))
  return (
    <Panel
      title={`${t('waits')} ${shown.length}`}
      testId="waiting"
      extra={
        signer === undefined ? null : (
          <Segmented
            value={mine ? 'mine' : 'all'}
            onChange={(value) => setMine(value === 'mine')}
            options={[
              { value: 'mine', label: `${t('waits.mine')} ${own.length}` },
              { value: 'all', label: `${t('waits.all')} ${items.length}` },
            ]}
          />
        )
      }
    >
      {!loading && sorted.length === 0 ? (
        <Empty
          title={signer !== undefined && mine ? t('waits.noneMine', { person: signer.person }) : t('waits.none')}
        />
      ) : (
        <WaitingTable items={sorted} loading={loading} />
      )}
    </Panel>
  )
}

function waitsFor(item: Item, signer: { readonly person: string; readonly roles: readonly string[] }): boolean {
  const proposal = item.proposal === undefined ? undefined : item.view.row.state.proposals[item.proposal]
  if (
    item.state === 'proposed' &&
    (proposal?.by === signer.person || proposal?.approvals.some(({ person }) => person === signer.person))
  )
    return false
  return item.roles.some((role) => signer.roles.includes(role))
}

export function WaitingTable({
  items,
  loading = false,
  withCase = true,
}: {
  readonly items: readonly Item[]
  readonly loading?: boolean
  readonly withCase?: boolean
}) {
  const { t } = useTranslation(['home', 'common', 'cases'])
  const names = useNames()
  const navigate = useNavigate()
  const open = useCallback(
    ({ proposal, view }: Item) =>
      void navigate(proposal === undefined ? `/cases/${view.row.id}/timeline` : `/approvals/${proposal}`),
    [navigate],
  )
  const states = { next: t('home:next'), proposed: t('home:proposed'), ready: t('home:ready') }
  const tones = { next: 'quiet', proposed: 'wait', ready: 'accent' } as const
  return (
    <Table<Item>
      size="small"
      loading={loading}
      dataSource={[...items]}
      rowKey={(item) => `${item.view.row.id} ${item.key} ${item.kind} ${item.purpose ?? ''} ${item.proposal ?? ''}`}
      rowClassName="row-link"
      onRow={(item) => ({ onClick: () => open(item) })}
      pagination={items.length > 20 ? { pageSize: 20 } : false}
      scroll={{ x: 'max-content' }}
      columns={[
        ...(withCase ? [{ title: t('common:case'), render: (_: unknown, { view }: Item) => caseName(view.row) }] : []),
        { title: t('common:subject'), render: (_, item) => <b>{item.tranche ?? item.lot ?? '·'}</b> },
        {
          title: t('common:kind'),
          render: (_, item) =>
            `${names.kind(item.kind)}${item.purpose === undefined ? '' : ` · ${names.value(item.purpose)}`}`,
        },
        {
          title: t('common:status'),
          render: (_, item) => <State tone={tones[item.state]}>{states[item.state]}</State>,
        },
        {
          title: `${t('home:by')} / ${t('home:missing')}`,
          render: (_, item) => (
            <span className="chips">
              {item.roles
                .filter((role) => role !== 'system')
                .map((role, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a role may be asked twice
                  <span key={index}>{names.role(role)}</span>
                ))}
            </span>
          ),
        },
        { title: t('cases:waiting'), align: 'right', className: 'num', render: (_, item) => <Since at={item.since} /> },
      ]}
    />
  )
}
