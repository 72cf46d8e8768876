import { useTranslation } from 'react-i18next'
import { fingerprintOf } from '../../../src/core/record/publicKeys.ts'
import { CopyButton } from './Id.tsx'

/** What people compare, in groups that can be read out. */
export function Fingerprint({ of }: { readonly of: string }) {
  const { t } = useTranslation('people')
  const print = fingerprintOf(of)
  return (
    <div className="fingerprint" data-testid="fingerprint">
      <span className="muted">{t('fingerprint')}</span>
      <code>
        {print.split(' ').map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one fixed text
          <span key={index}>{part}</span>
        ))}
      </code>
      <span className="id">
        <CopyButton text={print} />
      </span>
    </div>
  )
}
