import { Badge, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { useDirectory, useHeldActs, useZone } from '../../api/queries.ts'
import { formatTime } from '../../format/time.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Administrators } from './Administrators.tsx'
import { HeldActs } from './HeldActs.tsx'
import { Keys } from './Keys.tsx'
import { Organisations } from './Organisations.tsx'
import { Supervision } from './Supervision.tsx'
import { Ties } from './Ties.tsx'
import '../../styles/people.css'

/** Who is in the zone, whose key is whose and on whose word, who administers and supervises, and what waits for a second signature. */
export function PeoplePage() {
  const { t } = useTranslation('people')
  const { tab = 'keys' } = useParams()
  const navigate = useNavigate()
  const directory = useDirectory()
  const now = useZone().data?.now
  const waiting = useHeldActs().data?.length ?? 0
  return (
    <>
      <div className="page-head">
        <h1>{t('title')}</h1>
        <span className="lead">{t('lead', { at: `${formatTime(now)} UTC+8` })}</span>
      </div>
      <Tabs
        activeKey={tab}
        onChange={(key) => void navigate(`/people/${key}`)}
        destroyOnHidden
        items={[
          {
            key: 'keys',
            label: t('tab.keys'),
            children: (
              <Loaded query={directory}>
                {({ state, id }) => (state === undefined ? null : <Keys directory={state} stream={id} />)}
              </Loaded>
            ),
          },
          {
            key: 'organisations',
            label: t('tab.organisations'),
            children: (
              <Loaded query={directory}>
                {({ state }) =>
                  state === undefined ? null : (
                    <>
                      <Organisations directory={state} />
                      <Ties directory={state} />
                    </>
                  )
                }
              </Loaded>
            ),
          },
          {
            key: 'administrators',
            label: t('tab.administrators'),
            children: (
              <Loaded query={directory}>
                {({ state }) => (state === undefined ? null : <Administrators directory={state} />)}
              </Loaded>
            ),
          },
          {
            key: 'supervision',
            label: t('tab.supervision'),
            children: (
              <Loaded query={directory}>
                {({ state }) => (state === undefined ? null : <Supervision directory={state} />)}
              </Loaded>
            ),
          },
          {
            key: 'waiting',
            label: (
              <Badge count={waiting} size="small" offset={[8, 0]}>
                {t('tab.waiting')}
              </Badge>
            ),
            children: <HeldActs />,
          },
        ]}
      />
    </>
  )
}
