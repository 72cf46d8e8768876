import { cloneElement, isValidElement, type ReactNode, useId } from 'react'

interface Props {
  readonly label: string
  readonly hint?: string
  readonly children: ReactNode
}

/** One labelled control of a form, or a group of them. A single control bears the label as its own name and the hint as its description, so that both are read out with it. */
export function FormRow({ label, hint, children }: Props) {
  const id = useId()
  const described = hint === undefined ? {} : { 'aria-describedby': id }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is laid out otherwise by each browser
    <div className="form-row" role="group" aria-label={label}>
      <span>{label}</span>
      {isValidElement<{ 'aria-label'?: string; 'aria-describedby'?: string }>(children) &&
      children.props['aria-label'] === undefined
        ? cloneElement(children, { 'aria-label': label, ...described })
        : children}
      {hint === undefined ? null : (
        <span className="muted" id={id}>
          {hint}
        </span>
      )}
    </div>
  )
}
