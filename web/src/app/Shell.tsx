import {
  AuditOutlined,
  BranchesOutlined,
  DashboardOutlined,
  DatabaseOutlined,
  FileProtectOutlined,
  FolderOpenOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import type { PropsWithChildren, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useCases, useHeldActs, useZone } from '../api/queries.ts'
import { At } from '../parts/At.tsx'
import { TopBar } from './TopBar.tsx'

/** Frame of every screen: which zone and world this is, where one can go, language, appearance, and with whose key one signs. */
export function Shell({ children }: PropsWithChildren) {
  const { t } = useTranslation('shell')
  const world = useZone().data?.world
  return (
    <div className="shell" data-world={world}>
      {world === 'rehearsal' ? (
        <div className="banner" role="status" data-testid="sandbox-banner">
          {t('sandbox')}
        </div>
      ) : null}
      <Rail />
      <TopBar />
      <main className="page">{children}</main>
    </div>
  )
}

const places: readonly {
  readonly to: string
  readonly key: 'home' | 'pipeline' | 'cases' | 'approvals' | 'people' | 'registers' | 'log'
  readonly icon: ReactNode
}[] = [
  { to: '/', key: 'home', icon: <DashboardOutlined aria-hidden /> },
  { to: '/pipeline', key: 'pipeline', icon: <BranchesOutlined aria-hidden /> },
  { to: '/cases', key: 'cases', icon: <FolderOpenOutlined aria-hidden /> },
  { to: '/approvals', key: 'approvals', icon: <AuditOutlined aria-hidden /> },
  { to: '/people', key: 'people', icon: <TeamOutlined aria-hidden /> },
  { to: '/registers', key: 'registers', icon: <FileProtectOutlined aria-hidden /> },
  { to: '/journal', key: 'log', icon: <DatabaseOutlined aria-hidden /> },
]

function Rail() {
  const { t } = useTranslation('shell')
  const held = useHeldActs().data?.length ?? 0
  const open = (useCases().data ?? []).reduce((sum, { state }) => sum + Object.keys(state.proposals).length, 0)
  return (
    <aside className="rail">
      <ZoneMark />
      <nav aria-label={t('nav.main')}>
        {places.map(({ to, key, icon }) => (
          <NavLink key={to} to={to} end={to === '/'}>
            {icon}
            {t(`nav.${key}`)}
            {key === 'approvals' && open > 0 ? <span className="tally">{open}</span> : null}
            {key === 'people' && held > 0 ? <span className="tally">{held}</span> : null}
          </NavLink>
        ))}
      </nav>
      <Clock />
    </aside>
  )
}

function ZoneMark() {
  const { t } = useTranslation('common')
  const zone = useZone().data
  return (
    <div className="rail-zone">
      <div className="rail-mark">
        <svg width="18" height="18" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M0 20h11v4H0zM21 12h11v4H21z" fill="#7fd0c0" />
          <path d="M12 4h3v24h-3zM17 4h3v24h-3z" fill="currentColor" />
        </svg>
        {t('appName')}
      </div>
      {zone === undefined ? null : (
        <div className="rail-where">
          <b>{t(zone.kind)}</b> · {zone.name || zone.zone}
        </div>
      )}
    </div>
  )
}

function Clock() {
  const { t } = useTranslation('shell')
  const now = useZone().data?.now
  return (
    <div className="rail-foot">
      {t('storeClock')}
      <br />
      <At at={now} /> UTC+8
    </div>
  )
}
