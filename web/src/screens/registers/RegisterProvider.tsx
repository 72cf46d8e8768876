import { Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Directory } from '../../../../src/core/case/directory.ts'
import { momentOf } from '../../format/moment.ts'
import { formatTime } from '../../format/time.ts'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { MomentInput } from '../../parts/MomentInput.tsx'
import { organisationOptions } from '../../parts/names.tsx'
import { freshAct } from '../../signing/zoneAct.ts'

interface Props {
  readonly directory: Directory
  readonly now: string
  readonly close: () => void
}

/** Two administrators enter for what and from when to when an organisation is qualified, and where that is said. A row is never edited: what changes is entered as another. */
export function RegisterProvider({ directory, now, close }: Props) {
  const { t } = useTranslation(['registers', 'fields', 'common'])
  const [form, setForm] = useState({
    org: '',
    qualification: '',
    from: formatTime(now).slice(0, 16),
    until: '',
    source: '',
  })
  const set = (change: Partial<typeof form>): void => setForm({ ...form, ...change })
  const { org } = form
  const [qualification, source] = [form.qualification.trim(), form.source.trim()]
  const [from, until] = [momentOf(form.from), momentOf(form.until)]
  const ended = form.until.trim() !== ''
  const backwards = from !== undefined && until !== undefined && until <= from
  const whole = ![org, qualification, source].includes('') && from !== undefined && !backwards
  return (
    <ActDialog
      open
      close={close}
      title={t('registers:provider.enter')}
      lead={t('registers:provider.lead')}
      by="administrators"
      testId="provider"
      prepare={() =>
        whole && (!ended || until !== undefined)
          ? {
              act: freshAct({
                kind: 'provider.registered',
                payload: { org, qualification, from, ...(until === undefined ? {} : { until }), source },
              }),
            }
          : undefined
      }
    >
      <FormRow label={t('fields:org')}>
        <Select
          showSearch
          value={org === '' ? null : org}
          onChange={(value) => set({ org: value })}
          options={organisationOptions(directory)}
          data-testid="provider-org"
        />
      </FormRow>
      <FormRow label={t('fields:qualification')} hint={t('registers:provider.qualification.hint')}>
        <Input.TextArea
          rows={2}
          maxLength={2000}
          value={form.qualification}
          onChange={(event) => set({ qualification: event.target.value })}
          data-testid="provider-qualification"
        />
      </FormRow>
      <FormRow label={`${t('common:from')} (UTC+8)`}>
        <MomentInput
          value={form.from}
          change={(value) => set({ from: value })}
          label={t('common:from')}
          testId="provider-from"
        />
      </FormRow>
      <FormRow label={`${t('common:until')} (UTC+8)`} hint={t('registers:provider.until.hint')}>
        <MomentInput
          value={form.until}
          change={(value) => set({ until: value })}
          faulty={backwards}
          label={t('common:until')}
          testId="provider-until"
        />
      </FormRow>
      <FormRow label={t('fields:source')} hint={t('registers:provider.source.hint')}>
        <Input.TextArea
          rows={2}
          maxLength={2000}
          value={form.source}
          onChange={(event) => set({ source: event.target.value })}
          data-testid="provider-source"
        />
      </FormRow>
    </ActDialog>
  )
}
