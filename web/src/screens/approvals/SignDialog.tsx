import { Alert, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../parts/Dialog.tsx'
import { useNames } from '../../parts/names.tsx'
import { Fields } from '../../parts/Value.tsx'
import { lotsOf } from '../../record/lots.ts'
import type { OpenProposal } from '../../record/proposals.ts'
import { readFields } from '../../record/read.ts'
import { missingRoles } from '../../record/waiting.ts'
import type { Signer } from '../../signing/signer.tsx'
import { Digests } from './Digests.tsx'

interface Props {
  readonly one: OpenProposal
  readonly signer: Signer
  readonly open: boolean
  readonly busy: boolean
  readonly close: () => void
  readonly sign: (role: string) => void
}

/** Warnings first, then the content, then the digest: only then the signature. */
export function SignDialog({ one, signer, open, busy, close, sign }: Props) {
  const { t } = useTranslation(['approvals', 'common'])
  const names = useNames()
  const roles = [...new Set(missingRoles(one.slots).filter((role) => signer.roles.includes(role)))]
  const [chosen, setChosen] = useState<string>()
  const role = chosen ?? roles[0]
  const asset = lotsOf(one.row.state)[one.subject.split('/')[0] ?? '']?.asset
  return (
    <Dialog
      open={open}
      width={760}
      title={`${t('approvals:sign.title')} · ${names.kind(one.proposal.kind)} ${one.subject}`}
      okText={t('approvals:sign.now')}
      cancelText={t('common:cancel')}
      okButtonProps={{ disabled: role === undefined, loading: busy, 'data-testid': 'sign-approve' }}
      onOk={() => role !== undefined && sign(role)}
      onCancel={close}
      destroyOnHidden
    >
      <Warnings one={one} />
      <div style={{ maxHeight: '40vh', overflow: 'auto', margin: '10px 0' }}>
        <Fields fields={one.payload} asset={asset} />
      </div>
      <Digests one={one} />
      <p style={{ margin: '12px 0 0' }}>
        {t('approvals:sign.role')}{' '}
        <Select
          size="small"
          style={{ minWidth: 160 }}
          {...(role === undefined ? {} : { value: role })}
          onChange={setChosen}
          aria-label={t('approvals:sign.role')}
          options={roles.map((value) => ({ value, label: names.role(value) }))}
        />
      </p>
    </Dialog>
  )
}

function Warnings({ one }: { readonly one: OpenProposal }) {
  const { t } = useTranslation('approvals')
  const { decision } = readFields(one.entry.entry)
  const texts = [
    ...(Array.isArray(one.payload.pays) || one.payload.address !== undefined ? [t('warn.pays')] : []),
    ...((decision?.warnings.length ?? 0) > 0 ? [`${t('warn.notMet')}: ${decision!.warnings.join(', ')}`] : []),
    ...(one.later > one.proposal.approvals.length ? [t('warn.moved', { n: one.later })] : []),
  ]
  return (
    <div style={{ display: 'grid', gap: 6 }}>
      {texts.map((text) => (
        <Alert key={text} type="warning" showIcon title={text} />
      ))}
    </div>
  )
}
