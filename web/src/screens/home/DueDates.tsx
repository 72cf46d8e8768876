import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useZone } from '../../api/queries.ts'
import { At } from '../../parts/At.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { caseName } from '../../record/caseNumber.ts'
import { dueDatesOf } from '../../record/due.ts'
import type { CaseView } from '../../record/useWaiting.ts'

export function DueDates({ views }: { readonly views: readonly CaseView[] }) {
  const { t } = useTranslation(['home', 'common'])
  const navigate = useNavigate()
  const now = useZone().data?.now ?? ''
  const rows = views
    .flatMap((view) => dueDatesOf(view.row.state).map((due) => ({ ...due, view })))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
  if (rows.length === 0) return null
  return (
    <Panel title={t('home:dueDates')}>
      <Table
        size="small"
        dataSource={rows}
        rowKey={({ view, what, subject }) => `${view.row.id} ${what} ${subject}`}
        rowClassName="row-link"
        onRow={({ view }) => ({ onClick: () => void navigate(`/cases/${view.row.id}/timeline`) })}
        pagination={rows.length > 10 ? { pageSize: 10 } : false}
        columns={[
          { title: `${t('home:due')} (UTC+8)`, width: 180, render: (_, { at }) => <At at={at} /> },
          { title: t('common:case'), render: (_, { view }) => caseName(view.row) },
          { title: t('common:subject'), render: (_, { subject }) => <b>{subject || '·'}</b> },
          { title: t('common:kind'), render: (_, { what }) => t(`home:due.${what}`) },
          {
            title: t('common:status'),
            render: (_, { at }) => (at <= now ? <State tone="bad">{t('home:due.over')}</State> : ''),
          },
        ]}
      />
    </Panel>
  )
}
