import { App, Button, Input, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { administration } from '../../../../src/core/access/parties.ts'
import { ProblemError } from '../../api/client.ts'
import { useCaseReaders, useDirectory } from '../../api/queries.ts'
import type { CaseDetail, CaseReader } from '../../api/types.ts'
import { At } from '../../parts/At.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useNames } from '../../parts/names.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { State, type Tone } from '../../parts/State.tsx'
import { EntryLink } from '../../parts/Value.tsx'
import { useAct } from '../../signing/act.ts'
import { useSigning } from '../../signing/signer.tsx'
import { Refused } from '../approvals/Refused.tsx'
import '../../styles/people.css'

const tones: Readonly<Record<CaseReader['why'], Tone>> = { named: 'good', granted: 'accent', supervises: 'quiet' }

/** Who may say who else reads a case, by the rules of the house. */
const granterRoles = ['legal-affairs', 'principal-head', 'trust-officer', 'compliance-officer']

/** Who reads this case and why, each with the entry that makes them a reader; and how it is opened to others. */
export function Access({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation(['people', 'common'])
  const names = useNames()
  const readers = useCaseReaders(detail.id)
  const directory = useDirectory().data?.state
  const { signer } = useSigning()
  const [dialog, setDialog] = useState<{ readonly grant: boolean; readonly org: string }>()
  const role = signer?.roles.find((one) => granterRoles.includes(one))
  const nameOf = (org: string): string =>
    org.startsWith('@') ? names.role(org.slice(1)) : (directory?.organisations[org]?.name ?? '')
  return (
    <>
      <p className="said muted">{t('people:access.explain')}</p>
      <Loaded query={readers}>
        {(rows) => (
          <Panel
            title={t('people:access.readers', { n: new Set(rows.map(({ org }) => org)).size })}
            extra={
              <>
                {role === undefined ? <span className="muted">{t('people:access.who')}</span> : null}
                <Button
                  type="primary"
                  disabled={role === undefined}
                  onClick={() => setDialog({ grant: true, org: '' })}
                  data-testid="grant-access"
                >
                  {t('people:access.grant')}
                </Button>
              </>
            }
          >
            <Table<CaseReader>
              size="small"
              rowKey={({ org, why }) => `${org} ${why}`}
              dataSource={[...rows]}
              pagination={false}
              scroll={{ x: 'max-content' }}
              onRow={({ org, why }) => ({ 'data-testid': `reader-${org}-${why}` }) as object}
              columns={[
                {
                  title: t('people:organisation'),
                  render: (_, { org }) => (
                    <div className="cell-wide">
                      {org.startsWith('@') ? t('people:access.byRole') : <b>{org}</b>}{' '}
                      <span className="muted">{nameOf(org)}</span>
                    </div>
                  ),
                },
                {
                  title: t('people:access.why'),
                  render: (_, { why }) => <State tone={tones[why]}>{t(`people:access.why.${why}`)}</State>,
                },
                {
                  title: t('people:access.by'),
                  render: (_, { kind, entry }) => (
                    <>
                      {names.kind(kind)} <EntryLink id={entry} />
                    </>
                  ),
                },
                { title: `${t('people:access.since')} (UTC+8)`, render: (_, { at }) => <At at={at} /> },
                {
                  title: <span className="sr-only">{t('common:acts')}</span>,
                  align: 'right',
                  render: (_, { org, why }) =>
                    why !== 'granted' ? null : (
                      <Button
                        danger
                        disabled={role === undefined}
                        onClick={() => setDialog({ grant: false, org })}
                        data-testid={`withdraw-access-${org}`}
                      >
                        {t('people:withdraw')}
                      </Button>
                    ),
                },
              ]}
            />
          </Panel>
        )}
      </Loaded>
      {dialog === undefined || role === undefined ? null : (
        <AccessDialog
          detail={detail}
          {...dialog}
          role={role}
          granted={(readers.data ?? []).filter(({ why }) => why === 'granted').map(({ org }) => org)}
          close={() => setDialog(undefined)}
        />
      )}
    </>
  )
}

interface DialogProps {
  readonly detail: CaseDetail
  readonly grant: boolean
  readonly org: string
  readonly role: string
  readonly granted: readonly string[]
  readonly close: () => void
}

function AccessDialog({ detail, grant, org: given, role, granted, close }: DialogProps) {
  const { t } = useTranslation(['people', 'common'])
  const { message } = App.useApp()
  const directory = useDirectory().data?.state
  const { signer } = useSigning()
  const act = useAct()
  const [org, setOrg] = useState(given)
  const [reason, setReason] = useState('')
  const others = Object.entries(directory?.organisations ?? {}).filter(
    ([id]) => id !== administration && !granted.includes(id),
  )
  const title = t(grant ? 'people:access.grant' : 'people:access.withdraw')
  return (
    <Dialog
      open
      title={grant ? title : `${title} · ${org}`}
      okText={t('people:sign.record')}
      cancelText={t('common:cancel')}
      okButtonProps={{
        disabled: org === '' || reason.trim() === '',
        danger: !grant,
        loading: act.isPending,
        'data-testid': 'access-sign',
      }}
      onOk={() =>
        signer !== undefined &&
        act.mutate(
          {
            stream: detail.id,
            signer,
            role,
            action: {
              kind: grant ? 'access.granted' : 'access.withdrawn',
              payload: { org, reason: reason.trim() },
            },
          },
          {
            onSuccess: () => {
              void message.success(t('people:sign.done'))
              close()
            },
          },
        )
      }
      onCancel={close}
      destroyOnHidden
    >
      <p className="muted">{t(grant ? 'people:access.grant.lead' : 'people:access.withdraw.lead')}</p>
      <div className="form-rows">
        {grant ? (
          <FormRow label={t('people:organisation')}>
            <Select
              showSearch
              value={org === '' ? null : org}
              onChange={setOrg}
              options={others.map(([value, { name }]) => ({ value, label: `${value} · ${name}` }))}
              data-testid="access-org"
            />
          </FormRow>
        ) : null}
        <FormRow label={t('people:reason')}>
          <Input.TextArea
            rows={2}
            maxLength={400}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            data-testid="access-reason"
          />
        </FormRow>
      </div>
      {act.error === null ? null : (
        <Refused error={act.error instanceof ProblemError ? act.error.problem : undefined} text={act.error.message} />
      )}
    </Dialog>
  )
}
