import { EllipsisOutlined } from '@ant-design/icons'
import { App as AntApp, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import zhHK from 'antd/locale/zh_HK'
import { useEffect, useMemo } from 'react'
import { I18nextProvider } from 'react-i18next'
import { Navigate, Route, Routes } from 'react-router'
import { SignInGate } from '../access/SignInGate.tsx'
import { Live } from '../api/live.tsx'
import { useZone } from '../api/queries.ts'
import { setUpTexts } from '../i18n/setUp.ts'
import { NothingRecorded } from '../parts/Panel.tsx'
import { Approvals } from '../screens/approvals/Approvals.tsx'
import { CasePage } from '../screens/cases/CasePage.tsx'
import { Cases } from '../screens/cases/Cases.tsx'
import { EntryPage } from '../screens/entry/EntryPage.tsx'
import { Home } from '../screens/home/Home.tsx'
import { LogPage } from '../screens/log/LogPage.tsx'
import { PeoplePage } from '../screens/people/PeoplePage.tsx'
import { Pipeline } from '../screens/pipeline/Pipeline.tsx'
import { RegistersPage } from '../screens/registers/RegistersPage.tsx'
import { SigningProvider } from '../signing/signer.tsx'
import { usePreferences } from './preferences.tsx'
import { Shell } from './Shell.tsx'
import { themeOf } from './theme.ts'

const locales = { 'zh-CN': zhCN, 'zh-HK': zhHK, en: enUS }

export function App() {
  const { language, dark } = usePreferences()
  const zone = useZone().data
  const kind = zone?.kind ?? 'onshore'
  const world = zone?.world
  const texts = useMemo(() => setUpTexts(language), [language])
  const theme = useMemo(() => themeOf({ dark, kind }), [dark, kind])
  useEffect(() => {
    document.documentElement.dataset.zone = kind
    if (world !== undefined) document.documentElement.dataset.world = world
  }, [kind, world])
  return (
    <I18nextProvider i18n={texts}>
      <ConfigProvider
        theme={theme}
        locale={locales[language]}
        componentSize="small"
        button={{ autoInsertSpace: false }}
        tabs={{ more: { icon: <EllipsisOutlined aria-label={texts.t('common:moreTabs')} /> } }}
        renderEmpty={() => <NothingRecorded />}
      >
        <AntApp component={false} message={{ top: 40 }}>
          <SignInGate>
            <Live>
              <SigningProvider>
                <Shell>
                  <Routes>
                    <Route index element={<Home />} />
                    <Route path="pipeline" element={<Pipeline />} />
                    <Route path="cases" element={<Cases />} />
                    <Route path="cases/:id" element={<Navigate to="timeline" replace />} />
                    <Route path="cases/:id/:tab" element={<CasePage />} />
                    <Route path="entries/:id" element={<EntryPage />} />
                    <Route path="approvals" element={<Approvals />} />
                    <Route path="approvals/:proposal" element={<Approvals />} />
                    <Route path="people" element={<Navigate to="keys" replace />} />
                    <Route path="people/:tab" element={<PeoplePage />} />
                    <Route path="registers" element={<Navigate to="licences" replace />} />
                    <Route path="registers/:tab" element={<RegistersPage />} />
                    <Route path="journal" element={<LogPage />} />
                    <Route path="*" element={<Navigate to="/" replace />} />
                  </Routes>
                </Shell>
              </SigningProvider>
            </Live>
          </SignInGate>
        </AntApp>
      </ConfigProvider>
    </I18nextProvider>
  )
}
