import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { useDirectory, useRegisters, useZone } from '../../api/queries.ts'
import { formatTime } from '../../format/time.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Deletions } from './Deletions.tsx'
import { Licences } from './Licences.tsx'
import { Lists } from './Lists.tsx'
import { Notices } from './Notices.tsx'
import { Overrides } from './Overrides.tsx'
import { Regime } from './Regime.tsx'
import { RuleList } from './RuleList.tsx'
import { Accounts, Providers } from './tables.tsx'

/** What the zone's own streams say: registers as of the store clock, the directory, the rules in force. */
export function RegistersPage() {
  const { t } = useTranslation('registers')
  const { tab = 'licences' } = useParams()
  const navigate = useNavigate()
  const registers = useRegisters()
  const directory = useDirectory()
  const now = useZone().data?.now
  return (
    <>
      <div className="page-head">
        <h1>{t('title')}</h1>
        <span className="lead">{t('asOf', { at: `${formatTime(now)} UTC+8` })}</span>
      </div>
      <Tabs
        activeKey={tab}
        onChange={(key) => void navigate(`/registers/${key}`)}
        destroyOnHidden
        items={[
          {
            key: 'licences',
            label: t('tab.licences'),
            children: (
              <Loaded query={registers}>
                {({ state, id }) => <Licences registers={state ?? { licences: [], providers: [] }} stream={id} />}
              </Loaded>
            ),
          },
          {
            key: 'providers',
            label: t('tab.providers'),
            children: (
              <Loaded query={registers}>
                {({ state }) => <Providers rows={state?.providers ?? []} directory={directory.data?.state} />}
              </Loaded>
            ),
          },
          {
            key: 'lists',
            label: t('tab.lists'),
            children: <Loaded query={registers}>{({ state }) => <Lists registers={state} />}</Loaded>,
          },
          {
            key: 'accounts',
            label: t('tab.accounts'),
            children: <Loaded query={directory}>{({ state }) => <Accounts directory={state} />}</Loaded>,
          },
          { key: 'regime', label: t('tab.regime'), children: <Regime /> },
          { key: 'rules', label: t('tab.rules'), children: <RuleList /> },
          { key: 'notices', label: t('tab.notices'), children: <Notices /> },
          { key: 'overrides', label: t('tab.overrides'), children: <Overrides /> },
          {
            key: 'deletions',
            label: t('tab.deletions'),
            children: <Loaded query={directory}>{({ id }) => <Deletions stream={id} />}</Loaded>,
          },
        ]}
      />
    </>
  )
}
