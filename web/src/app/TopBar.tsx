import {
  CloseOutlined,
  DisconnectOutlined,
  KeyOutlined,
  MoonOutlined,
  SafetyCertificateOutlined,
  SearchOutlined,
  SunOutlined,
  SyncOutlined,
  WifiOutlined,
} from '@ant-design/icons'
import { Button, Dropdown, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { administration } from '../../../src/core/access/parties.ts'
import { MeState } from '../access/MeState.tsx'
import { type Connection, useConnection } from '../api/live.tsx'
import { useZone } from '../api/queries.ts'
import { formatTime } from '../format/time.ts'
import { languageNames, languages } from '../i18n/language.ts'
import { KeyDialog } from '../signing/KeyDialog.tsx'
import { MakePasskey } from '../signing/MakePasskey.tsx'
import { useSigning } from '../signing/signer.tsx'
import { Palette } from './Palette.tsx'
import { type ThemeChoice, usePreferences } from './preferences.tsx'

export function TopBar() {
  const [palette, setPalette] = useState(false)
  const { t } = useTranslation('shell')
  return (
    <header className="top">
      <LinkState />
      <span className="grow" />
      <Button icon={<SearchOutlined aria-hidden />} onClick={() => setPalette(true)}>
        {t('palette')} <span className="muted mono">{t('palette.hint')}</span>
      </Button>
      <MeState />
      <KeyState />
      <ThemeSwitch />
      <LanguageSwitch />
      <Palette open={palette} setOpen={setPalette} />
    </header>
  )
}

const linkIcons = {
  live: <WifiOutlined aria-hidden />,
  connecting: <SyncOutlined spin aria-hidden />,
  offline: <DisconnectOutlined aria-hidden />,
} satisfies Record<Connection, unknown>

function LinkState() {
  const { t } = useTranslation('shell')
  const connection = useConnection()
  const now = useZone().data?.now
  const text = connection === 'offline' ? t('offline', { at: `${formatTime(now)} UTC+8` }) : t(connection)
  return (
    <span className="link-state" data-state={connection} role="status">
      {linkIcons[connection]} {text}
    </span>
  )
}

function KeyState() {
  const { t } = useTranslation('shell')
  const { signer, unload } = useSigning()
  const [open, setOpen] = useState(false)
  const [making, setMaking] = useState(false)
  return (
    <>
      {signer === undefined ? (
        <Button icon={<KeyOutlined aria-hidden />} onClick={() => setOpen(true)} data-testid="load-key">
          {t('key.load')}
        </Button>
      ) : (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              // Administrators sign with key files: their keys are no keys of the directory.
              ...(signer.org === administration
                ? []
                : [
                    {
                      key: 'passkey',
                      icon: <SafetyCertificateOutlined aria-hidden />,
                      label: <span data-testid="add-passkey">{t('passkey.make')}</span>,
                    },
                  ]),
              {
                key: 'unload',
                icon: <CloseOutlined aria-hidden />,
                label: <span data-testid="unload-key">{t('key.unload')}</span>,
              },
            ],
            onClick: ({ key }) => (key === 'unload' ? unload() : setMaking(true)),
          }}
        >
          <Button
            type="primary"
            ghost
            icon={signer.means === 'passkey' ? <SafetyCertificateOutlined aria-hidden /> : <KeyOutlined aria-hidden />}
            data-testid="signer"
          >
            {t('key.loaded', { person: signer.person })}
          </Button>
        </Dropdown>
      )}
      <KeyDialog open={open} close={() => setOpen(false)} />
      {signer === undefined ? null : <MakePasskey signer={signer} open={making} close={() => setMaking(false)} />}
    </>
  )
}

export function ThemeSwitch() {
  const { t } = useTranslation('shell')
  const { theme, dark, setTheme } = usePreferences()
  const choices: readonly ThemeChoice[] = ['light', 'dark', 'system']
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectedKeys: [theme],
        items: choices.map((key) => ({ key, label: t(`theme.${key}`) })),
        onClick: ({ key }) => setTheme(key as ThemeChoice),
      }}
    >
      <Button
        icon={dark ? <MoonOutlined aria-hidden /> : <SunOutlined aria-hidden />}
        aria-label={t('theme')}
        data-testid="theme-switch"
      />
    </Dropdown>
  )
}

const shortNames = { 'zh-CN': '简', 'zh-HK': '繁', en: 'EN' } as const

export function LanguageSwitch() {
  const { t } = useTranslation('shell')
  const { language, setLanguage } = usePreferences()
  return (
    <div data-testid="language-switch">
      <Segmented
        aria-label={t('language')}
        value={language}
        onChange={setLanguage}
        options={languages.map((value) => ({
          value,
          label: (
            <span lang={value} title={languageNames[value]} data-testid={`language-${value}`}>
              {shortNames[value]}
            </span>
          ),
        }))}
      />
    </div>
  )
}
