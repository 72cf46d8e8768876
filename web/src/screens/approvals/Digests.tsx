import { useTranslation } from 'react-i18next'
import { Id } from '../../parts/Id.tsx'
import { FieldRow } from '../../parts/Value.tsx'
import type { OpenProposal } from '../../record/proposals.ts'

/** What a signature is over: which proposal, what it does, the values its guards read. */
export function Digests({ one }: { readonly one: OpenProposal }) {
  const { t } = useTranslation('approvals')
  return (
    <>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('sign.explain')}
      </p>
      <dl className="facts">
        <FieldRow label={t('digest.proposal')}>
          <Id id={one.id} head={16} tail={8} />
        </FieldRow>
        <FieldRow label={t('digest.what')}>
          <Id id={one.proposal.what} head={16} tail={8} />
        </FieldRow>
        <FieldRow label={t('digest.values')}>
          <Id id={one.proposal.values} head={16} tail={8} />
        </FieldRow>
      </dl>
    </>
  )
}
