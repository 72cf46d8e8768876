import { LogoutOutlined, UserOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../format/time.ts'
import { useNames } from '../parts/names.tsx'
import { useMe, useSignOut } from './session.ts'

/** As whom one reads, until when, and the way out. */
export function MeState() {
  const { t } = useTranslation('access')
  const names = useNames()
  const me = useMe().data
  const signOut = useSignOut()
  if (me?.signedIn !== true) return null
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'roles', disabled: true, label: `${t('me.roles')}: ${names.list((me.roles ?? []).map(names.role))}` },
          { key: 'until', disabled: true, label: t('me.until', { at: `${formatTime(me.expiresAt)} UTC+8` }) },
          {
            key: 'out',
            icon: <LogoutOutlined aria-hidden />,
            label: <span data-testid="sign-out">{t('me.signOut')}</span>,
          },
        ],
        onClick: ({ key }) => {
          if (key === 'out') signOut.mutate(undefined)
        },
      }}
    >
      <Button icon={<UserOutlined aria-hidden />} data-testid="me">
        {t('me.as', { person: me.person, org: me.org })}
      </Button>
    </Dropdown>
  )
}
