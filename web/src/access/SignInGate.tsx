import { Alert } from 'antd'
import { type PropsWithChildren, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { SignInPage } from './SignInPage.tsx'
import { useMe } from './session.ts'

/** Shows the console to who is signed in, and everybody else how to sign in. */
export function SignInGate({ children }: PropsWithChildren) {
  const { t } = useTranslation('access')
  const me = useMe()
  const wasIn = useRef(false)
  useEffect(() => {
    if (me.data?.signedIn === true) wasIn.current = true
  }, [me.data])
  if (me.data?.signedIn === true) return children
  if (me.isError && me.data === undefined) return <Alert type="error" showIcon title={t('signIn.away')} />
  if (me.data === undefined) return null
  return <SignInPage ended={wasIn.current} />
}
