import { useTranslation } from 'react-i18next'
import type { CaseDetail } from '../../api/types.ts'
import { Panel } from '../../parts/Panel.tsx'

export function VerifyTab(_: { readonly detail: CaseDetail }) {
  const { t } = useTranslation('verify')
  return (
    <Panel title={t('title')} padded>
      {t('explain')}
    </Panel>
  )
}
