import { StopOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '../../api/client.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { useAct } from '../../signing/act.ts'
import { useSigning } from '../../signing/signer.tsx'
import { Refused } from '../approvals/Refused.tsx'
import { stopKey, stopRoles } from './useStopKey.ts'

/** The kill switch: one step, signed by whoever may, with a reason. */
export function StopSale({
  stream,
  lot,
  tranche,
}: {
  readonly stream: string
  readonly lot: string
  readonly tranche: string
}) {
  const { t } = useTranslation(['sale', 'approvals', 'common'])
  const { signer } = useSigning()
  const act = useAct()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const role = signer?.roles.find((one) => stopRoles.includes(one))
  return (
    <>
      <Button
        danger
        icon={<StopOutlined aria-hidden />}
        disabled={role === undefined}
        onClick={() => setOpen(true)}
        data-testid="stop-sale"
      >
        {t('sale:stop')} ({stopKey})
      </Button>
      <Dialog
        open={open}
        title={t('sale:stop')}
        okText={t('sale:stop')}
        cancelText={t('common:cancel')}
        okButtonProps={{ danger: true, disabled: reason.trim() === '', loading: act.isPending }}
        onCancel={() => setOpen(false)}
        onOk={() => {
          if (signer === undefined || role === undefined) return
          const action = { kind: 'sale.stopped', payload: { reason: reason.trim() }, subject: { lot, tranche } }
          act.mutate({ stream, signer, role, action }, { onSuccess: () => setOpen(false) })
        }}
        destroyOnHidden
      >
        <p>{t('sale:stop.explain')}</p>
        <Input.TextArea
          rows={3}
          maxLength={400}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          placeholder={t('approvals:reason')}
          aria-label={t('approvals:reason')}
        />
        {act.error === null ? null : (
          <Refused error={act.error instanceof ProblemError ? act.error.problem : undefined} text={act.error.message} />
        )}
      </Dialog>
    </>
  )
}
