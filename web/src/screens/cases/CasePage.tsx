import { Skeleton, Tabs } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { stageOf } from '../../../../src/core/case/state.ts'
import { useCase, useDirectory, usePacks, useZone } from '../../api/queries.ts'
import type { CaseDetail } from '../../api/types.ts'
import { Id } from '../../parts/Id.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useNames } from '../../parts/names.tsx'
import { State } from '../../parts/State.tsx'
import { caseName, organName, seizureOf } from '../../record/caseNumber.ts'
import { Distribution } from '../distribution/Distribution.tsx'
import { Ledger } from '../ledger/Ledger.tsx'
import { Annotations } from '../sale/Annotations.tsx'
import { VerifyTab } from '../verify/VerifyTab.tsx'
import { Access } from './Access.tsx'
import { Holdings } from './Holdings.tsx'
import { Screenings } from './Screenings.tsx'
import { Timeline } from './Timeline.tsx'

// Loaded in the zone offshore only: the console onshore never runs what shows orders.
const SaleDesk = lazy(() => import('../sale/SaleDesk.tsx'))
const WithdrawalsPage = lazy(() => import('../return/WithdrawalsPage.tsx'))
const HomewardPage = lazy(() => import('../return/HomewardPage.tsx'))

const loading = <Skeleton active paragraph={{ rows: 4 }} style={{ padding: 14 }} />

export function CasePage() {
  const { id = '' } = useParams()
  return <Loaded query={useCase(id)}>{(detail) => <CaseTabs detail={detail} />}</Loaded>
}

function CaseTabs({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation('cases')
  const { id = '', tab = 'timeline' } = useParams()
  const navigate = useNavigate()
  const offshore = useZone().data?.kind === 'offshore'
  const sale = offshore
    ? {
        key: 'sale',
        label: t('tab.sale'),
        children: <Suspense fallback={loading}>{<SaleDesk detail={detail} />}</Suspense>,
      }
    : {
        key: 'annotations',
        label: t('tab.annotations'),
        children: <Annotations state={detail.state} stream={detail.id} />,
      }
  return (
    <>
      <CaseHead detail={detail} />
      <Tabs
        activeKey={tab}
        onChange={(key) => void navigate(`/cases/${id}/${key}`)}
        destroyOnHidden
        items={[
          { key: 'timeline', label: t('tab.timeline'), children: <Timeline detail={detail} /> },
          { key: 'holdings', label: t('tab.holdings'), children: <Holdings detail={detail} /> },
          sale,
          {
            key: 'return',
            label: t(offshore ? 'tab.platforms' : 'tab.return'),
            children: (
              <Suspense fallback={loading}>
                {offshore ? <WithdrawalsPage detail={detail} /> : <HomewardPage detail={detail} />}
              </Suspense>
            ),
          },
          ...(offshore
            ? []
            : [{ key: 'distribution', label: t('tab.distribution'), children: <Distribution detail={detail} /> }]),
          { key: 'screenings', label: t('tab.screenings'), children: <Screenings detail={detail} /> },
          { key: 'ledger', label: t('tab.ledger'), children: <Ledger id={detail.id} /> },
          { key: 'access', label: t('tab.access'), children: <Access detail={detail} /> },
          { key: 'verify', label: t('tab.verify'), children: <VerifyTab detail={detail} /> },
        ]}
      />
    </>
  )
}

function CaseHead({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation('cases')
  const names = useNames()
  const model = usePacks().data?.state?.inForce.find(({ hash }) => hash === detail.state.model)
  const organ = seizureOf(detail.state)?.organ
  const directory = useDirectory().data?.state
  const holds = Object.entries(detail.state.holds)
  const stage = stageOf(detail.state, {})
  return (
    <div className="page-head">
      <h1>{caseName(detail)}</h1>
      {stage === 'none' ? null : <State tone={stage === 'closed' ? 'good' : 'accent'}>{names.stage(stage)}</State>}
      {holds.map(([hold, { kind }]) => (
        <State key={hold} tone="bad">
          {t('holds')} {names.value(kind)}
        </State>
      ))}
      <span className="lead">
        {organ === undefined ? '' : `${t('organ')} ${organName(organ, directory)} · `}
        {t('model')} {model?.id ?? '--'} · {detail.peer === undefined ? '' : `${t('peer')} ${detail.peer.zone} · `}
        <Id id={detail.id} />
      </span>
    </div>
  )
}
