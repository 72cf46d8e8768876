import { Input } from 'antd'
import { momentOf } from '../format/moment.ts'

interface Props {
  /** As it is typed: `2026-03-02 09:00`, at UTC+8. */
  readonly value: string
  readonly change: (value: string) => void
  readonly label: string
  readonly faulty?: boolean
  readonly testId: string
}

/** A moment to the minute. It is typed as the record shows it, the same in each language: a browser's own control would set it by its own locale. */
export function MomentInput({ value, change, label, faulty = false, testId }: Props) {
  const wrong = faulty || (value.trim() !== '' && momentOf(value) === undefined)
  return (
    <Input
      style={{ width: 170, fontVariantNumeric: 'tabular-nums' }}
      value={value}
      maxLength={19}
      placeholder="YYYY-MM-DD HH:mm"
      aria-label={label}
      status={wrong ? 'error' : ''}
      aria-invalid={wrong}
      allowClear
      onChange={(event) => change(event.target.value)}
      data-testid={testId}
    />
  )
}
