import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useZone } from '../../api/queries.ts'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { caseName } from '../../record/caseNumber.ts'
import { type CaseView, useCaseViews } from '../../record/useWaiting.ts'
import { WaitingTable } from '../home/WaitingList.tsx'
import { Channel } from './Channel.tsx'
import { Legend } from './Legend.tsx'

/** Every lot and tranche in its channel: gates passed, the gate it waits at, gates ahead; the crossing between the zones in between. */
export function Pipeline() {
  const { t } = useTranslation('pipeline')
  const { ready, views } = useCaseViews({ closed: true })
  return (
    <>
      <div className="page-head">
        <h1>{t('title')}</h1>
        <span className="lead">{t('lead')}</span>
      </div>
      <Legend />
      {ready && views.length === 0 ? (
        <Panel>
          <Empty title={t('empty')} />
        </Panel>
      ) : null}
      {views.map((view) => (
        <OneCase key={view.row.id} view={view} />
      ))}
    </>
  )
}

function OneCase({ view }: { readonly view: CaseView }) {
  const zone = useZone().data?.kind ?? 'onshore'
  return (
    <Panel title={<Link to={`/cases/${view.row.id}/timeline`}>{caseName(view.row)}</Link>} testId="pipeline-case">
      <Channel view={view} zone={zone} />
      {view.waiting.length === 0 ? null : (
        <WaitingTable items={view.waiting.map((one) => ({ ...one, view }))} withCase={false} />
      )}
    </Panel>
  )
}
