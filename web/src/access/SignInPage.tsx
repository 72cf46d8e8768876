import { Alert, Button, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '../api/client.ts'
import { useZone } from '../api/queries.ts'
import { LanguageSwitch, ThemeSwitch } from '../app/TopBar.tsx'
import { shorten } from '../format/ids.ts'
import { fileKey } from '../signing/heldKey.ts'
import { KeyInput } from '../signing/KeyInput.tsx'
import type { LoadedKey } from '../signing/readKeys.ts'
import { UsePasskey } from '../signing/UsePasskey.tsx'
import { FirstPasskey } from './FirstPasskey.tsx'
import { PublicJudgments } from './PublicJudgments.tsx'
import { SandboxPeople } from './SandboxPeople.tsx'
import { useSignIn } from './session.ts'
import '../styles/access.css'
import '../styles/people.css'

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
          <FirstPasskey />
          <p className="muted">{t('signIn.explain')}</p>
          <p className="muted">
            {t('public.open')} <a href="/log/checkpoint">{t('public.checkpoint')}</a>
          </p>
          <PublicJudgments />
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
  // Before the directory can be read, the log's own profile says which kind 32 bytes are.
  const sm2 = useZone().data?.origin.endsWith('/sm3') === true
  const take = (found: readonly LoadedKey[] | undefined): void => {
    setKeys(found)
    setChosen(0)
  }
  const key = keys?.[chosen]
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (key !== undefined) signIn.mutate(fileKey(key))
      }}
    >
      <KeyInput known={sm2 ? (one) => one.startsWith('sm2:') : () => false} found={take} testId="sign-in-key" />
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
      <UsePasskey use={(passkey) => signIn.mutate(passkey)} />
    </form>
  )
}

export function saidOf(error: Error): string {
  return error instanceof ProblemError ? `${error.problem.code}: ${error.problem.detail}` : error.message
}
