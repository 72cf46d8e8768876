import type { ReactNode } from 'react'

interface Props {
  readonly label: string
  readonly hint?: string
  readonly children: ReactNode
}

/** One labelled control of a form, or a group of them. */
export function FormRow({ label, hint, children }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is laid out otherwise by each browser
    <div className="form-row" role="group" aria-label={label}>
      <span>{label}</span>
      {children}
      {hint === undefined ? null : <span className="muted">{hint}</span>}
    </div>
  )
}
