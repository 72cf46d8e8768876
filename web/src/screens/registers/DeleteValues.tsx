import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Alert, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { zoneAct } from '../../../../src/core/zone/acts.ts'
import { deletionDuties } from '../../../../src/core/zone/deletionDuties.ts'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'

const hashes = /^[0-9a-f]{64}$/
const fieldNames = /^personal[A-Z][A-Za-z0-9]{0,60}$/
const days = /^\d{4}-\d\d-\d\d$/
const retention = 'pipl-47-2-retention-ended'

interface Row {
  readonly key: number
  readonly entry: string
  readonly field: string
}

/** Personal values by entry and field, documents by hash, the duty and its source: then the first of two signatures. What the rules do not let go is refused whole. */
export function DeleteValues({ close }: { readonly close: () => void }) {
  const { t } = useTranslation(['registers', 'fields', 'people', 'values'])
  const [rows, setRows] = useState<readonly Row[]>([{ key: 0, entry: '', field: 'personalName' }])
  const [form, setForm] = useState({ documents: '', duty: '', source: '', ended: '' })
  const set = (change: Partial<typeof form>): void => setForm({ ...form, ...change })
  const setRow = (key: number, change: Partial<Row>): void =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...change } : row)))
  const named = rows.filter(({ entry }) => entry !== '')
  const documents = [...new Set(form.documents.split(/\s+/).filter((one) => one !== ''))].sort()
  const { duty, ended } = form
  const source = form.source.trim()
  const readable =
    named.every(({ entry, field }) => hashes.test(entry) && fieldNames.test(field)) &&
    documents.every((one) => hashes.test(one)) &&
    (ended === '' || days.test(ended))
  const whole =
    named.length + documents.length > 0 && duty !== '' && source !== '' && (duty !== retention || ended !== '')
  const payload = {
    ...(named.length === 0 ? {} : { values: named.map(({ entry, field }) => ({ entry, field: `payload.${field}` })) }),
    ...(documents.length === 0 ? {} : { documents }),
    duty,
    source,
    ...(ended === '' || duty !== retention ? {} : { retentionEndedOn: ended }),
  }
  return (
    <ActDialog
      open
      close={close}
      width={720}
      title={t('registers:deletions.ask')}
      lead={t('registers:deletions.lead')}
      by="administrators"
      testId="deletion"
      prepare={() => (readable && whole ? { act: zoneAct('delete', { kind: 'value.deleted', payload }) } : undefined)}
    >
      <Alert type="warning" showIcon title={t('registers:deletions.reach')} />
      <FormRow label={t('registers:deletions.values')} hint={t('registers:deletions.values.hint')}>
        {rows.map(({ key, entry, field }, index) => (
          <div key={key} className="form-line">
            <Input
              className="mono"
              value={entry}
              placeholder={t('registers:deletions.entry')}
              aria-label={t('registers:deletions.entry')}
              status={entry === '' || hashes.test(entry) ? '' : 'error'}
              onChange={(event) => setRow(key, { entry: event.target.value.trim() })}
              data-testid={`deletion-entry-${index}`}
            />
            <Input
              style={{ width: 180 }}
              value={field}
              aria-label={t('fields:field')}
              status={fieldNames.test(field) ? '' : 'error'}
              onChange={(event) => setRow(key, { field: event.target.value.trim() })}
              data-testid={`deletion-field-${index}`}
            />
            <Button
              icon={<DeleteOutlined aria-hidden />}
              aria-label={t('people:remove')}
              title={t('people:remove')}
              disabled={rows.length === 1}
              onClick={() => setRows(rows.filter((row) => row.key !== key))}
            />
          </div>
        ))}
      </FormRow>
      <Button
        icon={<PlusOutlined aria-hidden />}
        disabled={rows.length >= 200}
        onClick={() =>
          setRows([...rows, { key: Math.max(...rows.map(({ key }) => key)) + 1, entry: '', field: 'personalName' }])
        }
      >
        {t('registers:deletions.add')}
      </Button>
      <FormRow label={t('fields:documents')} hint={t('registers:deletions.documents.hint')}>
        <Input.TextArea
          rows={2}
          className="mono"
          value={form.documents}
          onChange={(event) => set({ documents: event.target.value })}
          data-testid="deletion-documents"
        />
      </FormRow>
      <FormRow label={t('fields:duty')}>
        <Select
          value={duty === '' ? null : duty}
          onChange={(value) => set({ duty: value })}
          options={deletionDuties.map((value) => ({ value, label: t(`values:${value}`) }))}
          data-testid="deletion-duty"
        />
      </FormRow>
      {duty === retention ? (
        <FormRow label={t('fields:retentionEndedOn')} hint={t('registers:deletions.ended.hint')}>
          <Input
            style={{ width: 130 }}
            value={ended}
            placeholder="2036-03-02"
            status={ended === '' || days.test(ended) ? '' : 'error'}
            onChange={(event) => set({ ended: event.target.value.trim() })}
            data-testid="deletion-ended"
          />
        </FormRow>
      ) : null}
      <FormRow label={t('fields:source')} hint={t('registers:deletions.source.hint')}>
        <Input.TextArea
          rows={2}
          maxLength={2000}
          value={form.source}
          onChange={(event) => set({ source: event.target.value })}
          data-testid="deletion-source"
        />
      </FormRow>
    </ActDialog>
  )
}
