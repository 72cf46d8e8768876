import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { administration } from '../../../../src/core/access/parties.ts'
import type { Directory } from '../../../../src/core/case/directory.ts'
import { fingerprintOf } from '../../../../src/core/record/publicKeys.ts'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { At } from '../../parts/At.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { Id } from '../../parts/Id.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useSigning } from '../../signing/signer.tsx'
import { freshAct } from '../../signing/zoneAct.ts'

/** Who administers the zone, who did before, and how two of them change that. */
export function Administrators({ directory }: { readonly directory: Directory }) {
  const { t } = useTranslation('people')
  const { signer } = useSigning()
  const [changing, setChanging] = useState(false)
  const now = Object.entries(directory.administrators).map(([person, key]) => ({ person, key }))
  const before = Object.entries(directory.formerAdministrators ?? {}).map(([key, row]) => ({ key, ...row }))
  return (
    <>
      <p className="said muted">{t('administrators.explain')}</p>
      <Panel
        title={`${t('tab.administrators')} ${now.length}`}
        extra={
          signer?.org === administration ? (
            <Button type="primary" onClick={() => setChanging(true)} data-testid="change-administrators">
              {t('administrators.change')}
            </Button>
          ) : null
        }
      >
        <Table
          size="small"
          rowKey="key"
          dataSource={now}
          pagination={false}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: t('person'), render: (_, { person }) => <b>{person}</b> },
            { title: t('key'), render: (_, { key }) => <Id id={key} head={10} tail={6} /> },
            { title: t('fingerprint'), render: (_, { key }) => <code className="mono">{fingerprintOf(key)}</code> },
          ]}
        />
      </Panel>
      {before.length === 0 ? null : (
        <Panel title={t('administrators.former')}>
          <Table
            size="small"
            rowKey="key"
            dataSource={before}
            pagination={false}
            scroll={{ x: 'max-content' }}
            columns={[
              { title: t('person'), render: (_, { person }) => person },
              { title: t('key'), render: (_, { key }) => <Id id={key} head={16} tail={8} /> },
              { title: `${t('until')} (UTC+8)`, render: (_, { until }) => <At at={until} /> },
            ]}
          />
        </Panel>
      )}
      {changing ? <Change now={now} close={() => setChanging(false)} /> : null}
    </>
  )
}

interface Row {
  readonly person: string
  readonly key: string
}

function Change({ now, close }: { readonly now: readonly Row[]; readonly close: () => void }) {
  const { t } = useTranslation('people')
  const [rows, setRows] = useState<readonly Row[]>(now)
  const [reason, setReason] = useState('')
  const set = (index: number, change: Partial<Row>): void =>
    setRows(rows.map((row, i) => (i === index ? { ...row, ...change } : row)))
  const good = rows.every(({ person, key }) => /^[a-z0-9][a-z0-9./:-]*$/.test(person) && /^(sm2:0[23])?[0-9a-f]{64}$/.test(key)) // biome-ignore format: one test
  const apart = [rows.map(({ person }) => person), rows.map(({ key }) => key)].every((all) => new Set(all).size === all.length) // biome-ignore format: one test
  const changed = JSON.stringify(rows) !== JSON.stringify(now)
  return (
    <ActDialog
      open
      close={close}
      width={720}
      title={t('administrators.change')}
      lead={t('administrators.change.lead')}
      by="administrators"
      testId="administrators"
      prepare={() =>
        good && apart && changed && rows.length >= 2 && reason.trim() !== ''
          ? {
              act: freshAct({
                kind: 'administrators.changed',
                payload: { administrators: rows.map((row) => ({ ...row })), reason: reason.trim() },
              }),
            }
          : undefined
      }
    >
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of this form have no other name
        <div key={index} className="form-line">
          <Input
            value={row.person}
            placeholder={t('person')}
            aria-label={t('person')}
            style={{ width: 160 }}
            onChange={(event) => set(index, { person: event.target.value.trim() })}
            data-testid={`administrator-person-${index}`}
          />
          <Input
            className="mono"
            value={row.key}
            placeholder={t('key')}
            aria-label={t('key')}
            onChange={(event) => set(index, { key: event.target.value.trim() })}
            data-testid={`administrator-key-${index}`}
          />
          <Button
            icon={<DeleteOutlined aria-hidden />}
            aria-label={t('remove')}
            title={t('remove')}
            onClick={() => setRows(rows.filter((_, i) => i !== index))}
          />
        </div>
      ))}
      <Button
        icon={<PlusOutlined aria-hidden />}
        disabled={rows.length >= 9}
        onClick={() => setRows([...rows, { person: '', key: '' }])}
        data-testid="administrator-add"
      >
        {t('administrators.add')}
      </Button>
      <FormRow label={t('reason')}>
        <Input.TextArea
          rows={2}
          maxLength={400}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          data-testid="administrators-reason"
        />
      </FormRow>
    </ActDialog>
  )
}
