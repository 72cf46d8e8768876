import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument } from '../api/queries.ts'
import { Id } from './Id.tsx'

/** A document by its hash, and its text where somebody wants to read it. */
export function DocumentText({ sha256 }: { readonly sha256: string }) {
  const { t } = useTranslation('people')
  const [open, setOpen] = useState(false)
  const found = useDocument(open ? sha256 : undefined)
  return (
    <div>
      <Id id={sha256} head={10} tail={6} />{' '}
      <button type="button" className="text-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t(open ? 'document.hide' : 'document.read')}
      </button>
      {open && found.data !== undefined ? (
        <pre className="raw" style={{ marginTop: 6, maxHeight: 260 }}>
          {found.data ?? t('document.missing')}
        </pre>
      ) : null}
    </div>
  )
}
