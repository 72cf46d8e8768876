import { Alert, App } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { administration } from '../../../src/core/access/parties.ts'
import { ProblemError } from '../api/client.ts'
import { Refused } from '../screens/approvals/Refused.tsx'
import { useSigning } from '../signing/signer.tsx'
import { type PreparedAct, useZoneAct } from '../signing/zoneAct.ts'
import { Dialog } from './Dialog.tsx'
import { useNames } from './names.tsx'

interface Props {
  readonly open: boolean
  readonly close: () => void
  readonly title: string
  /** What the act does, and what to do before it is signed. */
  readonly lead: string
  /** Two administrators, one person under their own signature, or a person and then another. */
  readonly by: 'administrators' | 'person' | 'people'
  /** The role in which they act, where the act asks for one that not everybody has. */
  readonly role?: string | undefined
  /** What will be signed; undefined while something is missing. */
  readonly prepare: (person: string) => PreparedAct | undefined
  readonly children: ReactNode
  readonly width?: number
  readonly testId: string
}

/** A form whose outcome is one act of the zone's own streams, signed here. Whatever the rules say against it stands below. */
export function ActDialog({ open, close, title, lead, by, role, prepare, children, width = 560, testId }: Props) {
  const { t } = useTranslation(['people', 'common'])
  const { message } = App.useApp()
  const { signer } = useSigning()
  const names = useNames()
  const act = useZoneAct()
  const fits =
    signer !== undefined &&
    (signer.org === administration) === (by === 'administrators') &&
    (role === undefined || signer.roles.includes(role))
  const two = by !== 'person'
  const needs =
    by === 'administrators'
      ? t('people:needs.administrator')
      : role !== undefined
        ? t('people:needs.role', { role: names.role(role) })
        : t(by === 'people' ? 'people:needs.anyPerson' : 'people:needs.person')
  const ready = signer === undefined ? undefined : prepare(signer.person)
  const end = (): void => {
    act.reset()
    close()
  }
  return (
    <Dialog
      open={open}
      width={width}
      title={title}
      okText={t(two ? 'people:sign.hold' : 'people:sign.record')}
      cancelText={t('common:cancel')}
      okButtonProps={{
        disabled: !fits || ready === undefined,
        loading: act.isPending,
        'data-testid': `${testId}-sign`,
      }}
      onOk={() => {
        if (signer === undefined || ready === undefined) return
        act.mutate(
          { ...ready, signer, two, ...(role === undefined ? {} : { role }) },
          {
            onSuccess: ({ outcome }) => {
              const held = by === 'people' ? 'people:sign.held.people' : 'people:sign.held'
              void message.success(t(outcome === 'held' ? held : 'people:sign.done'))
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
      {fits ? null : <Alert style={{ marginTop: 10 }} type="info" showIcon title={needs} />}
      {act.error === null ? null : (
        <Refused error={act.error instanceof ProblemError ? act.error.problem : undefined} text={act.error.message} />
      )}
    </Dialog>
  )
}
