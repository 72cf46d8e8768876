import { App, Button, Input, Select, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '../../api/client.ts'
import type { Acted } from '../../api/types.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { copyText } from '../../parts/Id.tsx'
import { useNames } from '../../parts/names.tsx'
import { barOf, type OpenProposal } from '../../record/proposals.ts'
import { readFields } from '../../record/read.ts'
import { missingRoles } from '../../record/waiting.ts'
import { approvalPayload, useAct } from '../../signing/act.ts'
import { type Signer, useSigning } from '../../signing/signer.tsx'
import { Refused } from './Refused.tsx'
import { SignDialog } from './SignDialog.tsx'

type Doing = 'sign' | 'withdraw' | undefined

/** 通过 驳回 转交 撤回 办理: what the record has an entry for, signed here with the person's own key. */
export function ApprovalActions({ one }: { readonly one: OpenProposal }) {
  const { t } = useTranslation('approvals')
  const { message } = App.useApp()
  const names = useNames()
  const { signer } = useSigning()
  const act = useAct()
  const [dialog, setDialog] = useState<Doing>()
  const bar = barOf(one, signer)
  const missing = missingRoles(one.slots)
  const why =
    bar === undefined
      ? ''
      : bar === 'role'
        ? t('why.role', { roles: names.list(missing.map(names.role)) })
        : t(`why.${bar}`)
  const own =
    signer !== undefined &&
    (one.proposal.by === signer.person || one.proposal.approvals.some(({ person }) => person === signer.person))
  const executeAs =
    signer === undefined || missing.length > 0 ? undefined : one.step?.roles.find((role) => signer.roles.includes(role))
  const done = ({ outcome, entry }: Acted): void => {
    setDialog(undefined)
    void message.success(t(outcome === 'known' ? 'sign.known' : 'sign.sent', { id: entry.slice(0, 12) }))
  }
  const send = (by: Signer, role: string, action: Parameters<typeof act.mutate>[0]['action']): void =>
    act.mutate(
      { stream: one.row.id, signer: by, role, action: { subject: readFields(one.entry.entry).subject, ...action } },
      { onSuccess: done, onError: () => setDialog(undefined) },
    )
  return (
    <>
      <div className="verbs">
        <Tooltip title={why}>
          <Button
            type="primary"
            size="middle"
            disabled={bar !== undefined}
            onClick={() => setDialog('sign')}
            data-testid="approve-button"
          >
            {t('approve')}
          </Button>
        </Tooltip>
        <Tooltip title={t('reject.unavailable')}>
          <Button size="middle" disabled data-testid="reject-button">
            {t('reject')}
          </Button>
        </Tooltip>
        <Button
          size="middle"
          onClick={() =>
            void copyText(`${window.location.origin}/approvals/${one.id}`).then(() => message.info(t('forward.done')))
          }
        >
          {t('forward')}
        </Button>
        <Button size="middle" disabled={!own} onClick={() => setDialog('withdraw')} data-testid="withdraw-button">
          {t('withdraw')}
        </Button>
        {missing.length > 0 ? null : (
          <Button
            type="primary"
            size="middle"
            disabled={executeAs === undefined}
            loading={act.isPending && dialog === undefined}
            onClick={() => signer !== undefined && executeAs !== undefined && send(signer, executeAs, executionOf(one))}
            data-testid="execute-button"
          >
            {t('execute')}
          </Button>
        )}
        {why === '' ? null : <span className="muted">{why}</span>}
      </div>
      {act.error === null ? null : (
        <Refused error={act.error instanceof ProblemError ? act.error.problem : undefined} text={act.error.message} />
      )}
      {signer === undefined ? null : (
        <>
          <SignDialog
            one={one}
            signer={signer}
            open={dialog === 'sign'}
            busy={act.isPending}
            close={() => setDialog(undefined)}
            sign={(role) =>
              send(signer, role, {
                kind: 'approval.given',
                payload: () =>
                  approvalPayload({
                    proposal: one.id,
                    what: one.proposal.what,
                    values: one.proposal.values,
                    role,
                    seen: one.row.head,
                    signer,
                  }),
              })
            }
          />
          <WithdrawDialog
            open={dialog === 'withdraw'}
            busy={act.isPending}
            close={() => setDialog(undefined)}
            roles={signer.roles}
            withdraw={(role, reason) =>
              send(signer, role, { kind: 'approval.withdrawn', payload: { proposal: one.id, reason } })
            }
          />
        </>
      )}
    </>
  )
}

/** Exactly what was proposed and approved, nothing of this page's own. */
function executionOf(one: OpenProposal) {
  const { documents } = readFields(one.entry.entry)
  return { kind: one.proposal.kind, payload: one.payload, documents, proposal: one.id }
}

interface WithdrawParameters {
  readonly open: boolean
  readonly busy: boolean
  readonly roles: readonly string[]
  readonly close: () => void
  readonly withdraw: (role: string, reason: string) => void
}

function WithdrawDialog({ open, busy, roles, close, withdraw }: WithdrawParameters) {
  const { t } = useTranslation(['approvals', 'common'])
  const names = useNames()
  const [reason, setReason] = useState('')
  const [role, setRole] = useState(roles[0] ?? '')
  return (
    <Dialog
      open={open}
      title={t('approvals:withdraw')}
      okText={t('approvals:withdraw')}
      cancelText={t('common:cancel')}
      okButtonProps={{ disabled: reason.trim() === '', danger: true, loading: busy }}
      onOk={() => withdraw(role, reason.trim())}
      onCancel={close}
      destroyOnHidden
    >
      <Select
        style={{ width: '100%', marginBottom: 8 }}
        value={role}
        onChange={setRole}
        aria-label={t('approvals:sign.role')}
        options={roles.map((value) => ({ value, label: names.role(value) }))}
      />
      <Input.TextArea
        rows={3}
        maxLength={400}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        placeholder={t('approvals:reason')}
        aria-label={t('approvals:reason')}
      />
    </Dialog>
  )
}
