import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { zoneAct } from '../../../../src/core/zone/acts.ts'
import { useZone } from '../../api/queries.ts'
import { momentOf } from '../../format/moment.ts'
import { formatTime } from '../../format/time.ts'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { MomentInput } from '../../parts/MomentInput.tsx'
import type { KeyRow } from '../../record/keyRows.ts'

interface Props {
  readonly row: KeyRow
  readonly open: boolean
  readonly close: () => void
}

/** A key is its holder's no more, from the moment on at which it was lost. */
export function RevokeKey({ row, open, close }: Props) {
  const { t } = useTranslation('people')
  const now = useZone().data?.now
  const [typed, setTyped] = useState<string>()
  const [reason, setReason] = useState('')
  const local = typed ?? formatTime(now).slice(0, 16)
  const at = momentOf(local)
  const late = at !== undefined && now !== undefined && at > now
  const end = (): void => {
    setTyped(undefined)
    setReason('')
    close()
  }
  return (
    <ActDialog
      open={open}
      close={end}
      title={`${t('revoke')} · ${row.holder}`}
      lead={t('revoke.lead')}
      by="administrators"
      testId="revoke"
      prepare={() =>
        at === undefined || late || reason.trim() === ''
          ? undefined
          : {
              act: zoneAct('revoke', {
                kind: 'key.revoked',
                payload: { key: row.key, reason: reason.trim() },
                ...(typed === undefined ? {} : { effectiveAt: at }),
              }),
            }
      }
    >
      <FormRow label={`${t('revoke.since')} (UTC+8)`} hint={t(late ? 'revoke.late' : 'revoke.since.hint')}>
        <MomentInput
          value={local}
          change={(value) => setTyped(value === '' ? undefined : value)}
          label={t('revoke.since')}
          faulty={late}
          testId="revoke-since"
        />
      </FormRow>
      <FormRow label={t('reason')}>
        <Input.TextArea
          rows={2}
          maxLength={400}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          data-testid="revoke-reason"
        />
      </FormRow>
    </ActDialog>
  )
}
