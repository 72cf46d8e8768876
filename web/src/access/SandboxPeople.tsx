import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNames } from '../parts/names.tsx'
import { saidOf } from './SignInPage.tsx'
import { useSandboxPeople, useSandboxSignIn } from './session.ts'

/** One click instead of a key: of a rehearsal only, and marked as that. */
export function SandboxPeople() {
  const { t } = useTranslation('access')
  const names = useNames()
  const people = useSandboxPeople(true)
  const signIn = useSandboxSignIn()
  return (
    <section className="sign-in-card" data-testid="sandbox-people">
      <h2>{t('people.title')}</h2>
      <p>{t('people.lead')}</p>
      {people.isError ? <Alert type="warning" showIcon title={t('people.none')} /> : null}
      {signIn.error === null ? null : <Alert type="error" showIcon title={saidOf(signIn.error)} />}
      <ul className="sign-in-people">
        {(people.data ?? []).map(({ person, org, roles, name }) => (
          <li key={person}>
            <Button
              block
              loading={signIn.isPending && signIn.variables === person}
              onClick={() => signIn.mutate(person)}
              data-testid={`person-${person}`}
            >
              <b>{name}</b> <span>{names.list(roles.map(names.role))}</span> <span className="mono muted">{org}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
