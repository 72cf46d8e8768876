import { UploadOutlined } from '@ant-design/icons'
import { Alert, Button, Checkbox, Input, Upload } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Licence } from '../../../../src/core/case/registers.ts'
import { SluiceError } from '../../../../src/core/errors.ts'
import { flawIn } from '../../../../src/core/flaws/flaw.ts'
import { importAct, type ReadImport, readImport } from '../../../../src/core/zone/importActs.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { momentOf } from '../../format/moment.ts'
import { formatTime } from '../../format/time.ts'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { MomentInput } from '../../parts/MomentInput.tsx'
import { Flaws, ImportDiff } from './ImportDiff.tsx'

interface Props {
  readonly standing: readonly Licence[]
  readonly now: string
  readonly close: () => void
}

/** Takes in a published register: its flaws by line, what would change, then the first of two signatures. Read by the code of the command line. */
export default function ImportLicences({ standing, now, close }: Props) {
  const { t } = useTranslation('registers')
  const { language } = usePreferences()
  const [text, setText] = useState('')
  const [name, setName] = useState('')
  // The moment is the one of the preview that is signed, however long it is read.
  const [local, setLocal] = useState(() => formatTime(now).slice(0, 16))
  const [leaveOut, setLeaveOut] = useState(false)
  const at = momentOf(local)
  const found = useMemo(() => readText(text, standing, at), [text, standing, at])
  const read = found instanceof SluiceError ? undefined : found
  const inDoubt = read?.read.inDoubt.length ?? 0
  const ready = read !== undefined && read.entities.length > 0 && (inDoubt === 0 || leaveOut)
  return (
    <ActDialog
      open
      close={close}
      width={900}
      title={t('import')}
      lead={t('import.lead')}
      by="administrators"
      testId="import"
      prepare={() => (ready ? { act: importAct(read), texts: [read.text] } : undefined)}
    >
      <div className="ask-row">
        <Upload
          accept=".csv,.json,.txt"
          showUploadList={false}
          beforeUpload={(file) => {
            setName(file.name)
            void file.text().then(setText)
            return false
          }}
        >
          <Button icon={<UploadOutlined aria-hidden />}>{t('import.file')}</Button>
        </Upload>
        <span className="muted">{name}</span>
        <FormRow label={`${t('import.at')} (UTC+8)`}>
          <MomentInput value={local} change={setLocal} label={t('import.at')} testId="import-at" />
        </FormRow>
      </div>
      <FormRow label={t('import.paste')} hint={t('import.forms')}>
        <Input.TextArea
          rows={4}
          className="mono"
          value={text.length > 20_000 ? `${text.slice(0, 20_000)}…` : text}
          readOnly={text.length > 20_000}
          onChange={(event) => {
            setName('')
            setText(event.target.value)
          }}
          data-testid="import-text"
        />
      </FormRow>
      {found instanceof SluiceError ? (
        <Alert type="error" showIcon title={flawIn(found.facts, language) ?? found.message} />
      ) : null}
      {read === undefined ? null : (
        <>
          <p className="said">
            {t('import.read', { n: read.read.register.rows.length, form: t(`form.${read.read.form}`) })}
          </p>
          <Flaws faults={read.read.faults} inDoubt={inDoubt} />
          {inDoubt === 0 ? null : (
            <Checkbox checked={leaveOut} onChange={(event) => setLeaveOut(event.target.checked)}>
              {t('import.leaveOut', { n: inDoubt })}
            </Checkbox>
          )}
          <ImportDiff entities={read.entities} />
        </>
      )}
    </ActDialog>
  )
}

/** What the text says, why it is no register, or nothing where there is no text. */
function readText(
  text: string,
  standing: readonly Licence[],
  at: string | undefined,
): ReadImport | SluiceError | undefined {
  if (text.trim() === '' || at === undefined) return undefined
  try {
    return readImport({ text, standing, at })
  } catch (error) {
    if (error instanceof SluiceError) return error
    throw error
  }
}
