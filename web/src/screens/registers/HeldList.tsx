import { Alert } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignedAction } from '../../../../src/core/case/action.ts'
import { listChanges } from '../../../../src/core/rules/screenSubjects.ts'
import { useDocument } from '../../api/queries.ts'
import { Fields } from '../../parts/Value.tsx'
import { ListDiff } from './ListDiff.tsx'

/** A snapshot that waits for its second signature: what it says of itself, and which rows begin and are gone, read again from the texts that the zone keeps. */
export default function HeldList({ action }: { readonly action: SignedAction }) {
  const { t } = useTranslation('registers')
  const { snapshot, previous } = action.payload as { readonly snapshot: string; readonly previous?: string }
  const after = useDocument(snapshot).data
  const before = useDocument(previous).data
  const waits = after === undefined || (previous !== undefined && before === undefined)
  const changes = useMemo(
    () => (waits || after === null || before === null ? undefined : listChanges(before, after)),
    [waits, after, before],
  )
  return (
    <>
      <Fields fields={action.payload} />
      {waits ? null : changes === undefined ? (
        <Alert type="error" showIcon title={t('lists.textMissing')} />
      ) : (
        <ListDiff changes={changes} />
      )}
    </>
  )
}
