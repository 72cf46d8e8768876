import { Alert, App, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { administration } from '../../../src/core/access/parties.ts'
import { ProblemError } from '../api/client.ts'
import { Refused } from '../screens/approvals/Refused.tsx'
import { useSigning } from '../signing/signer.tsx'
import { type PreparedAct, useZoneAct } from '../signing/zoneAct.ts'

interface Props {
  readonly open: boolean
  readonly close: () => void
  readonly title: string
  /** What the act does, and what to do before it is signed. */
  readonly lead: string
  /** Two administrators, or one person under their own signature. */
  readonly by: 'administrators' | 'person'
  /** What will be signed; undefined while something is missing. */
  readonly prepare: (person: string) => PreparedAct | undefined
  readonly children: ReactNode
  readonly width?: number
  readonly testId: string
}

/** A form whose outcome is one act of the zone's own streams, signed here. Whatever the rules say against it stands below. */
export function ActDialog({ open, close, title, lead, by, prepare, children, width = 560, testId }: Props) {
  const { t } = useTranslation(['people', 'common'])
  const { message } = App.useApp()
  const { signer } = useSigning()
  const act = useZoneAct()
  const fits = signer !== undefined && (signer.org === administration) === (by === 'administrators')
  const ready = signer === undefined ? undefined : prepare(signer.person)
  const end = (): void => {
    act.reset()
    close()
  }
  return (
    <Modal
      open={open}
      width={width}
      title={title}
      okText={t(by === 'administrators' ? 'people:sign.hold' : 'people:sign.record')}
      cancelText={t('common:cancel')}
      okButtonProps={{
        disabled: !fits || ready === undefined,
        loading: act.isPending,
        'data-testid': `${testId}-sign`,
      }}
      onOk={() => {
        if (signer === undefined || ready === undefined) return
        act.mutate(
          { ...ready, signer, two: by === 'administrators' },
          {
            onSuccess: ({ outcome }) => {
              void message.success(t(outcome === 'held' ? 'people:sign.held' : 'people:sign.done'))
              end()
            },
          },
        )
      }}
      onCancel={end}
      destroyOnHidden
    >
      <p className="muted">{lead}</p>
      <div className="form-rows">{children}</div>
      {fits ? null : (
        <Alert
          style={{ marginTop: 10 }}
          type="info"
          showIcon
          title={t(by === 'administrators' ? 'people:needs.administrator' : 'people:needs.person')}
        />
      )}
      {act.error === null ? null : (
        <Refused error={act.error instanceof ProblemError ? act.error.problem : undefined} text={act.error.message} />
      )}
    </Modal>
  )
}
