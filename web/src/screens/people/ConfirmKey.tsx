import { Checkbox, Input, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { confirmationAct } from '../../../../src/core/zone/acts.ts'
import { confirmationWays } from '../../../../src/core/zone/keyKinds.ts'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { Fingerprint } from '../../parts/Fingerprint.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import type { KeyRow } from '../../record/keyRows.ts'

interface Props {
  readonly row: KeyRow
  readonly open: boolean
  readonly close: () => void
}

const noteLengthMin = 8

/** A person of a body that relies on a key says that they asked its holder: how, and what was said. Signed by them alone. */
export function ConfirmKey({ row, open, close }: Props) {
  const { t } = useTranslation('people')
  const [how, setHow] = useState<(typeof confirmationWays)[number]>('call-back')
  const [note, setNote] = useState('')
  const [compared, setCompared] = useState(false)
  const text = note.trim()
  const end = (): void => {
    setNote('')
    setCompared(false)
    close()
  }
  return (
    <ActDialog
      open={open}
      close={end}
      title={`${t('confirm')} · ${row.holder}`}
      lead={t('confirm.lead')}
      by="person"
      testId="confirm"
      prepare={(person) =>
        compared && [...text].length >= noteLengthMin
          ? { act: confirmationAct({ person, key: row.key, how, note: text }), texts: [text] }
          : undefined
      }
    >
      <Fingerprint of={row.key} />
      <FormRow label={t('how')}>
        <Radio.Group
          value={how}
          onChange={(event) => setHow(event.target.value)}
          options={confirmationWays.map((value) => ({ value, label: t(`how.${value}`) }))}
        />
      </FormRow>
      <FormRow label={t('confirm.note')} hint={t('confirm.note.hint')}>
        <Input.TextArea
          rows={3}
          maxLength={4000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          data-testid="confirm-note"
        />
      </FormRow>
      <Checkbox
        checked={compared}
        onChange={(event) => setCompared(event.target.checked)}
        data-testid="confirm-compared"
      >
        {t('confirm.compared')}
      </Checkbox>
    </ActDialog>
  )
}
