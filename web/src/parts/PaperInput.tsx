import { Alert, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { SluiceError } from '../../../src/core/errors.ts'
import { flawIn } from '../../../src/core/flaws/flaw.ts'
import { usePreferences } from '../app/preferences.tsx'
import { formatTime } from '../format/time.ts'
import type { paperOf } from '../record/papers.ts'
import { FormRow } from './FormRow.tsx'

interface Props {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly change: (text: string) => void
  /** What `paperOf` made of the text. */
  readonly read: ReturnType<typeof paperOf>
  readonly testId: string
}

/** A signed paper, pasted as it came. What is wrong with it is said at once; who signed it is shown. */
export function PaperInput({ label, hint, value, change, read, testId }: Props) {
  const { t } = useTranslation('people')
  const { language } = usePreferences()
  return (
    <>
      <FormRow label={label} {...(hint === undefined ? {} : { hint })}>
        <Input.TextArea
          rows={3}
          className="mono"
          value={value}
          status={read instanceof SluiceError ? 'error' : ''}
          aria-invalid={read instanceof SluiceError}
          onChange={(event) => change(event.target.value)}
          data-testid={testId}
        />
      </FormRow>
      {read instanceof SluiceError ? (
        <Alert
          type="error"
          showIcon
          title={t('act.noPaper')}
          description={flawIn(read.facts, language) ?? read.message}
        />
      ) : null}
      {read === undefined || read instanceof SluiceError ? null : (
        <p className="said muted">
          {t('act.paperBy', { issuer: read.paper.issuer, at: `${formatTime(read.paper.issuedAt)} UTC+8` })}
        </p>
      )}
    </>
  )
}
