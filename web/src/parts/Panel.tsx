import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly title?: ReactNode
  readonly extra?: ReactNode
  readonly children: ReactNode
  readonly padded?: boolean
  readonly testId?: string
}

export function Panel({ title, extra, children, padded = false, testId }: Props) {
  return (
    <section className="panel" {...(testId === undefined ? {} : { 'data-testid': testId })}>
      {title === undefined && extra === undefined ? null : (
        <header className="panel-head">
          <h2>{title}</h2>
          <span className="grow" />
          {extra}
        </header>
      )}
      {padded ? <div className="panel-body">{children}</div> : children}
    </section>
  )
}

export function Empty({ title, next }: { readonly title: string; readonly next?: string }) {
  return (
    <div className="empty">
      <b>{title}</b>
      {next}
    </div>
  )
}

/** What a table says that has no rows and nothing better to say. */
export function NothingRecorded() {
  const { t } = useTranslation('common')
  return <Empty title={t('empty')} />
}
