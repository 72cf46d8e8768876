import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useClocks } from '../../api/queries.ts'
import type { DueRow } from '../../api/types.ts'
import { formatTime } from '../../format/time.ts'
import { useNames } from '../../parts/names.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { State, type Tone } from '../../parts/State.tsx'

type Standing = 'running' | 'near' | 'late' | 'reasoned' | 'lapsed'

/** Late with its reason on record is another thing than late. */
function standingOf({ state, reason }: DueRow): Standing {
  if (state === 'over') return reason === undefined ? 'late' : 'reasoned'
  return state === 'near' || state === 'lapsed' ? state : 'running'
}

const toneOf: Readonly<Record<Standing, Tone>> = {
  running: 'quiet',
  near: 'warn',
  late: 'bad',
  reasoned: 'wait',
  lapsed: 'bad',
}

/** What the law lets run in the open cases: the last day, on whom, by which article, and how it stands. What was met is not shown. */
export function Clocks() {
  const { t, i18n } = useTranslation(['home', 'common'])
  const navigate = useNavigate()
  const names = useNames()
  const rows = (useClocks().data ?? []).filter(({ state }) => state !== 'met')
  if (rows.length === 0) return null
  const language = i18n.language as keyof DueRow['title']
  return (
    <Panel title={t('home:clocks')}>
      <Table
        size="small"
        dataSource={rows}
        rowKey={(row) => `${row.case} ${row.clock} ${row.key}`}
        rowClassName="row-link"
        onRow={(row) => ({ onClick: () => void navigate(`/cases/${row.case}/timeline`) })}
        pagination={rows.length > 10 ? { pageSize: 10 } : false}
        columns={[
          {
            title: `${t('home:due')} (UTC+8)`,
            width: 180,
            render: (_, { lastDay, overAt, uncounted }) => (
              <span className="nowrap" title={uncounted ? t('home:clocks.uncounted') : undefined}>
                {lastDay ?? formatTime(overAt)}
                {uncounted ? ' *' : ''}
              </span>
            ),
          },
          { title: t('common:case'), render: (_, row) => row.number ?? row.case.slice(0, 8) },
          { title: t('common:subject'), render: (_, { key }) => <b>{key === 'case' ? '·' : key}</b> },
          { title: t('common:kind'), render: (_, { title }) => title[language] ?? title.en },
          { title: t('home:clocks.on'), render: (_, { binds }) => names.role(binds) },
          { title: t('home:clocks.source'), render: (_, { source }) => <span className="muted">{source}</span> },
          {
            title: t('common:status'),
            render: (_, row) => (
              <State tone={toneOf[standingOf(row)]} {...(row.reason === undefined ? {} : { title: row.reason })}>
                {t(`home:clocks.${standingOf(row)}`)}
                {row.warning === undefined ? '' : ` · ${t('home:clocks.warned', { n: row.warning })}`}
              </State>
            ),
          },
        ]}
      />
    </Panel>
  )
}
