import { Button, Input, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { administration, supervisorRoles } from '../../../../src/core/access/parties.ts'
import type { Directory } from '../../../../src/core/case/directory.ts'
import { hashText } from '../../../../src/core/record/hash.ts'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { EntryLink } from '../../parts/Value.tsx'
import { useSigning } from '../../signing/signer.tsx'
import { freshAct } from '../../signing/zoneAct.ts'

/** Who reads every case of the zone, by which entry, and how two administrators grant or withdraw it. */
export function Supervision({ directory }: { readonly directory: Directory }) {
  const { t } = useTranslation(['people', 'common'])
  const names = useNames()
  const { signer } = useSigning()
  const [granting, setGranting] = useState(false)
  const [from, setFrom] = useState<string>()
  const administers = signer?.org === administration
  const rows = Object.entries(directory.supervision ?? {}).map(([org, entry]) => ({ org, entry }))
  return (
    <>
      <p className="said muted">{t('supervision.explain')}</p>
      <Panel
        title={`${t('tab.supervision')} ${rows.length}`}
        extra={
          administers ? (
            <Button type="primary" onClick={() => setGranting(true)} data-testid="grant-supervision">
              {t('supervision.grant')}
            </Button>
          ) : null
        }
      >
        <Table
          size="small"
          rowKey="org"
          dataSource={rows}
          pagination={false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Empty title={t('supervision.none')} /> }}
          columns={[
            {
              title: t('organisation'),
              render: (_, { org }) => (
                <div className="cell-wide">
                  <b>{org}</b> <span className="muted">{directory.organisations[org]?.name}</span>
                </div>
              ),
            },
            { title: t('role'), render: (_, { org }) => names.role(directory.organisations[org]?.role ?? '') },
            { title: t('entry'), render: (_, { entry }) => <EntryLink id={entry} /> },
            {
              title: <span className="sr-only">{t('common:acts')}</span>,
              align: 'right',
              render: (_, { org }) =>
                administers ? (
                  <Button danger onClick={() => setFrom(org)} data-testid={`withdraw-${org}`}>
                    {t('withdraw')}
                  </Button>
                ) : null,
            },
          ]}
        />
      </Panel>
      {granting ? <Grant directory={directory} close={() => setGranting(false)} /> : null}
      {from === undefined ? null : <Withdraw org={from} close={() => setFrom(undefined)} />}
    </>
  )
}

function Grant({ directory, close }: { readonly directory: Directory; readonly close: () => void }) {
  const { t } = useTranslation('people')
  const names = useNames()
  const [org, setOrg] = useState<string>()
  const [reason, setReason] = useState('')
  const [document, setDocument] = useState('')
  const [why, text] = [reason.trim(), document.trim()]
  const may = Object.entries(directory.organisations).filter(
    ([id, { role }]) => supervisorRoles.includes(role) && directory.supervision?.[id] === undefined,
  )
  return (
    <ActDialog
      open
      close={close}
      title={t('supervision.grant')}
      lead={t('supervision.grant.lead')}
      by="administrators"
      testId="supervision"
      prepare={() =>
        org === undefined || why === '' || text === ''
          ? undefined
          : {
              act: freshAct({
                kind: 'supervision.granted',
                payload: { org, document: hashText(text), reason: why },
                documents: [hashText(text)],
              }),
              texts: [text],
            }
      }
    >
      <FormRow
        label={t('organisation')}
        hint={t('supervision.may', { roles: names.list(supervisorRoles.map(names.role)) })}
      >
        <Select
          value={org ?? null}
          onChange={setOrg}
          options={may.map(([value, { name }]) => ({ value, label: `${value} · ${name}` }))}
          notFoundContent={t('supervision.nobody')}
        />
      </FormRow>
      <FormRow label={t('supervision.document')}>
        <Input.TextArea rows={3} value={document} onChange={(event) => setDocument(event.target.value)} />
      </FormRow>
      <FormRow label={t('reason')}>
        <Input value={reason} maxLength={400} onChange={(event) => setReason(event.target.value)} />
      </FormRow>
    </ActDialog>
  )
}

function Withdraw({ org, close }: { readonly org: string; readonly close: () => void }) {
  const { t } = useTranslation('people')
  const [reason, setReason] = useState('')
  return (
    <ActDialog
      open
      close={close}
      title={`${t('supervision.withdraw')} · ${org}`}
      lead={t('supervision.withdraw.lead')}
      by="administrators"
      testId="supervision-withdraw"
      prepare={() =>
        reason.trim() === ''
          ? undefined
          : { act: freshAct({ kind: 'supervision.withdrawn', payload: { org, reason: reason.trim() } }) }
      }
    >
      <FormRow label={t('reason')}>
        <Input
          value={reason}
          maxLength={400}
          onChange={(event) => setReason(event.target.value)}
          data-testid="supervision-reason"
        />
      </FormRow>
    </ActDialog>
  )
}
