import { UploadOutlined } from '@ant-design/icons'
import { Alert, Button, Input, Radio, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '../api/client.ts'
import { useZone } from '../api/queries.ts'
import { LanguageSwitch, ThemeSwitch } from '../app/TopBar.tsx'
import { shorten } from '../format/ids.ts'
import { type LoadedKey, readKeys } from '../signing/readKeys.ts'
import { SandboxPeople } from './SandboxPeople.tsx'
import { useSignIn } from './session.ts'
import '../styles/access.css'

/** What somebody sees who has no session: which zone this is, how to sign in, and what is open to everybody. */
export function SignInPage({ ended }: { readonly ended: boolean }) {
  const { t } = useTranslation(['access', 'shell', 'common'])
  const zone = useZone().data
  const rehearsal = zone?.world === 'rehearsal'
  return (
    <div className="sign-in" data-testid="sign-in">
      {rehearsal ? (
        <div className="banner" role="status" data-testid="sandbox-banner">
          {t('shell:sandbox')}
        </div>
      ) : null}
      <header className="sign-in-bar">
        <ThemeSwitch />
        <LanguageSwitch />
      </header>
      <main className="sign-in-page">
        <section className="sign-in-card">
          <h1>{t('common:appName')}</h1>
          {zone === undefined ? null : (
            <p>
              <b>{t(`common:${zone.kind}`)}</b> · {zone.name || zone.zone}
              <br />
              <span className="mono muted">{zone.origin}</span>
            </p>
          )}
          {ended ? <Alert type="warning" showIcon title={t('signIn.ended')} /> : null}
          <p>{t('signIn.lead')}</p>
          <KeyForm />
          <p className="muted">{t('signIn.explain')}</p>
          <p className="muted">
            {t('public.open')} <a href="/log/checkpoint">{t('public.checkpoint')}</a>
          </p>
        </section>
        {zone?.sandboxPeople === true ? <SandboxPeople /> : null}
      </main>
    </div>
  )
}

function KeyForm() {
  const { t } = useTranslation('access')
  const [keys, setKeys] = useState<readonly LoadedKey[]>()
  const [chosen, setChosen] = useState(0)
  const signIn = useSignIn()
  const take = (text: string): void => {
    setKeys(text.trim() === '' ? undefined : readKeys(text))
    setChosen(0)
  }
  const key = keys?.[chosen]
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (key !== undefined) signIn.mutate(key)
      }}
    >
      <Upload
        accept=".json,.pem,.key,.txt"
        showUploadList={false}
        beforeUpload={(file) => {
          void file.text().then(take)
          return false
        }}
      >
        <Button icon={<UploadOutlined />}>{t('signIn.file')}</Button>
      </Upload>
      <Input.Password
        className="mono"
        autoComplete="off"
        aria-label={t('signIn.paste')}
        placeholder={t('signIn.paste')}
        onChange={(event) => take(event.target.value)}
        data-testid="sign-in-key"
      />
      {keys?.length === 0 ? <Alert type="warning" showIcon title={t('signIn.malformed')} /> : null}
      {keys === undefined || keys.length === 0 ? null : (
        <Radio.Group
          aria-label={t('signIn.found')}
          value={chosen}
          onChange={(event) => setChosen(event.target.value as number)}
        >
          {keys.map(({ publicKey }, index) => (
            <Radio key={publicKey} value={index}>
              <span className="mono">{shorten(publicKey)}</span>
            </Radio>
          ))}
        </Radio.Group>
      )}
      {signIn.error === null ? null : (
        <Alert type="error" showIcon title={saidOf(signIn.error)} data-testid="sign-in-refused" />
      )}
      <Button
        type="primary"
        htmlType="submit"
        disabled={key === undefined}
        loading={signIn.isPending}
        data-testid="sign-in-use"
      >
        {t('signIn.use')}
      </Button>
    </form>
  )
}

export function saidOf(error: Error): string {
  return error instanceof ProblemError ? `${error.problem.code}: ${error.problem.detail}` : error.message
}
