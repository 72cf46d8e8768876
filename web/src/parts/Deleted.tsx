import { useTranslation } from 'react-i18next'
import type { Deletion } from '../record/deletions.ts'
import { At } from './At.tsx'
import { useNames } from './names.tsx'
import { State } from './State.tsx'
import { EntryLink } from './Value.tsx'

/** In place of what was destroyed: that it was, when, under which duty, and by which entry. */
export function Deleted({ deletion }: { readonly deletion: Deletion }) {
  const { t } = useTranslation('access')
  const names = useNames()
  const { at, duty, source, entry } = deletion
  return (
    <span data-testid="deleted">
      <State tone="quiet">{t('deleted')}</State> <At at={at} named /> · {names.value(duty)} ·{' '}
      <span className="muted">{source}</span> <EntryLink id={entry} />
    </span>
  )
}
