import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { PublicJudgment } from '../../../src/host/access/disclosure.ts'
import { getJson } from '../api/client.ts'
import { useNames } from '../parts/names.tsx'

/** What everybody may know of a zone: outcomes of effective judgments. No person, no number, no address, no sum. */
export function PublicJudgments() {
  const { t } = useTranslation('access')
  const names = useNames()
  const { data } = useQuery({
    queryKey: ['public-judgments'],
    queryFn: () => getJson<{ readonly judgments: readonly PublicJudgment[] }>('/api/public/judgments'),
  })
  if (data === undefined) return null
  return (
    <section data-testid="public-judgments">
      <h2>{t('judgments.title')}</h2>
      {data.judgments.length === 0 ? <p className="muted">{t('judgments.none')}</p> : null}
      <ul>
        {data.judgments.map(({ on, lot, outcome }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a judgment has no name here, on purpose
          <li key={index}>
            <span className="mono">{on}</span> {lot === undefined ? null : t('judgments.lot', { lot })} ·{' '}
            {names.value(outcome)}
          </li>
        ))}
      </ul>
    </section>
  )
}
