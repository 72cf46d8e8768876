import { useTranslation } from 'react-i18next'
import type { SignedAction } from '../../../../src/core/case/action.ts'
import { entityChanges, type LicenceChanges } from '../../../../src/core/rules/licenceChanges.ts'
import { useRegisters } from '../../api/queries.ts'
import { At } from '../../parts/At.tsx'
import { Id } from '../../parts/Id.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { ImportDiff } from './ImportDiff.tsx'

/** An import that waits for its second signature, as its changes and not as its bytes. */
export default function HeldImport({ action }: { readonly action: SignedAction }) {
  const { t } = useTranslation('registers')
  const { at, added, ended, register } = action.payload as unknown as LicenceChanges & {
    readonly at: string
    readonly register: string
  }
  return (
    <Loaded query={useRegisters()}>
      {({ state }) => (
        <>
          <p className="said">
            <span className="muted">{t('import.at')}</span> <At at={at} named /> ·{' '}
            <span className="muted">{t('import.text')}</span> <Id id={register} head={10} tail={6} />
          </p>
          <ImportDiff entities={entityChanges(state?.licences ?? [], { added, ended }, at)} />
        </>
      )}
    </Loaded>
  )
}
