import { Alert, App } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { administration } from '../../../src/core/access/parties.ts'
import type { Subject } from '../../../src/core/case/kind.ts'
import { hashText } from '../../../src/core/record/hash.ts'
import { ProblemError, postText } from '../api/client.ts'
import type { CaseDetail } from '../api/types.ts'
import { stepFor, usePackBook } from '../record/packs.ts'
import type { CaseAct } from '../record/papers.ts'
import { Refused } from '../screens/approvals/Refused.tsx'
import { useAct } from '../signing/act.ts'
import { useSigning } from '../signing/signer.tsx'
import { Dialog } from './Dialog.tsx'
import { useNames } from './names.tsx'

interface Props {
  readonly detail: CaseDetail
  /** The kind of the act, so that who may do it is known before the form is filled. */
  readonly kind: string
  readonly subject: Subject
  /** No step of a model names who does it: whoever signs does, in a role of theirs, and the rules say whether they may. */
  readonly byRulesAlone?: boolean
  readonly close: () => void
  readonly title: string
  readonly lead: string
  /** The act as it stands in the form; undefined while something is missing. May fetch what the act names. */
  readonly prepare: () => CaseAct | (() => Promise<CaseAct>) | undefined
  readonly children: ReactNode
  readonly width?: number
  readonly testId: string
}

/**
 * A form whose outcome is one act in a case, signed here: recorded at once where the model asks for nobody else, proposed for approval where it does. Who
 * may sign it is the model's word. Whatever the rules say against it stands below.
 */
export function CaseActDialog(props: Props) {
  const {
    detail,
    kind,
    subject,
    byRulesAlone = false,
    close,
    title,
    lead,
    prepare,
    children,
    width = 640,
    testId,
  } = props
  const { t } = useTranslation(['people', 'common'])
  const { message } = App.useApp()
  const names = useNames()
  const { signer } = useSigning()
  const act = useAct()
  const [failed, setFailed] = useState<Error>()
  const book = usePackBook()
  const step = stepFor(book.model(detail.state.model), kind, undefined)
  const roles = step?.roles.filter((role) => role !== 'system') ?? []
  const role = byRulesAlone
    ? signer?.org === administration
      ? undefined
      : signer?.roles[0]
    : roles.find((one) => signer?.roles.includes(one))
  const proposes = (step?.approvals.length ?? 0) > 0
  const ready = prepare()
  const send = async (): Promise<void> => {
    if (signer === undefined || role === undefined || ready === undefined) return
    setFailed(undefined)
    try {
      const made = typeof ready === 'function' ? await ready() : ready
      for (const text of made.texts) await postText('/api/documents', text)
      const { payload } = made
      await act.mutateAsync({
        stream: detail.id,
        signer,
        role,
        action: {
          ...(made.id === undefined || proposes ? {} : { id: made.id }),
          kind: proposes ? 'proposal.made' : made.kind,
          subject,
          payload: proposes ? { proposes: made.kind, payload } : payload,
          documents: [...new Set([...made.texts.map(hashText), ...(made.documents ?? [])])],
        },
      })
      void message.success(t(proposes ? 'people:act.proposed' : 'people:sign.done'))
      close()
    } catch (error) {
      setFailed(error as Error)
    }
  }
  return (
    <Dialog
      open
      width={width}
      title={title}
      okText={t(proposes ? 'people:act.propose' : 'people:sign.record')}
      cancelText={t('common:cancel')}
      okButtonProps={{
        disabled: role === undefined || ready === undefined,
        loading: act.isPending,
        'data-testid': `${testId}-sign`,
      }}
      onOk={() => void send()}
      onCancel={close}
      destroyOnHidden
    >
      <p className="muted">{lead}</p>
      <div className="form-rows">{children}</div>
      {role !== undefined ? null : (
        <Alert
          style={{ marginTop: 10 }}
          type="info"
          showIcon
          title={
            byRulesAlone
              ? t('people:needs.anyPerson')
              : step === undefined
                ? t('people:act.noStep')
                : t('people:act.needs', { roles: roles.map(names.role).join(t('people:act.or')) })
          }
        />
      )}
      {proposes ? (
        <p className="muted">
          {t('people:act.approvers', {
            roles: step?.approvals.map(({ role: of }) => names.role(of)).join(t('people:act.and')),
          })}
        </p>
      ) : null}
      {failed === undefined ? null : (
        <Refused error={failed instanceof ProblemError ? failed.problem : undefined} text={failed.message} />
      )}
    </Dialog>
  )
}
