import { Table } from 'antd'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { stageOf } from '../../../../src/core/case/state.ts'
import { useDirectory } from '../../api/queries.ts'
import type { CaseRow } from '../../api/types.ts'
import { At } from '../../parts/At.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { useListKeys } from '../../parts/useListKeys.ts'
import { caseName, organName, seizureOf } from '../../record/caseNumber.ts'
import { type CaseView, useCaseViews } from '../../record/useWaiting.ts'
import { LotChips } from './LotChips.tsx'

export function Cases() {
  const { t } = useTranslation('cases')
  const { ready, views } = useCaseViews()
  return (
    <>
      <div className="page-head">
        <h1>{t('title')}</h1>
      </div>
      <CaseTable views={views} loading={!ready} />
    </>
  )
}

/** One row a case; J/K and Enter work on it. */
export function CaseTable({
  views,
  loading,
  title,
}: {
  readonly views: readonly CaseView[]
  readonly loading: boolean
  readonly title?: string
}) {
  const { t } = useTranslation('cases')
  const names = useNames()
  const directory = useDirectory().data?.state
  const navigate = useNavigate()
  const open = useCallback(
    (index: number) => void navigate(`/cases/${views[index]?.row.id}/timeline`),
    [navigate, views],
  )
  const current = useListKeys(views.length, open)
  if (!loading && views.length === 0) {
    return (
      <Panel {...(title === undefined ? {} : { title })}>
        <Empty title={t('empty')} next={t('empty.next')} />
      </Panel>
    )
  }
  return (
    <Panel {...(title === undefined ? {} : { title })} {...(title === undefined ? { extra: <KeysHelp /> } : {})}>
      <Table<CaseView>
        size="small"
        loading={loading}
        pagination={views.length > 50 ? { pageSize: 50 } : false}
        dataSource={[...views]}
        rowKey={({ row }) => row.id}
        rowClassName={(_, index) => (index === current ? 'row-link is-current' : 'row-link')}
        scroll={{ x: 'max-content' }}
        onRow={({ row }, index) =>
          ({ onClick: () => open(index ?? 0), 'data-testid': 'case-row', 'data-case': row.id }) as object
        }
        columns={[
          { title: t('number'), render: (_, { row }) => <b>{caseName(row)}</b> },
          { title: t('organ'), render: (_, { row }) => organName(seizureOf(row.state)?.organ, directory) },
          { title: t('stage'), render: (_, { row }) => stageText(row, names) },
          { title: t('lots'), render: (_, { row }) => <LotCell row={row} /> },
          { title: t('waiting'), align: 'right', className: 'num', render: (_, { waiting }) => waiting.length || '--' },
          { title: t('entries'), align: 'right', className: 'num', render: (_, { row }) => row.position + 1 },
          {
            title: `${t('last')} (UTC+8)`,
            align: 'right',
            className: 'num',
            render: (_, { row }) => <At at={row.recordedAt} />,
          },
        ]}
      />
    </Panel>
  )
}

/** Lots side by side as far as the page is wide, else below each other. */
function LotCell({ row }: { readonly row: CaseRow }) {
  return (
    <div className="cell-wide">
      <LotChips state={row.state} />
    </div>
  )
}

function KeysHelp() {
  const { t } = useTranslation('shell')
  return <span className="muted">{t('keys.help')}</span>
}

/** A case has a stage of its own onshore; offshore its lots have. */
function stageText({ state }: CaseRow, names: ReturnType<typeof useNames>): string {
  const stage = stageOf(state, {})
  return stage === 'none' ? '--' : names.stage(stage)
}
