import { CheckOutlined, CopyOutlined } from '@ant-design/icons'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { shorten } from '../format/ids.ts'

/** An identifier: shortened on screen, whole on hover and copy. */
export function Id({
  id,
  head = 6,
  tail = 4,
}: {
  readonly id: string | undefined
  readonly head?: number
  readonly tail?: number
}) {
  if (id === undefined || id === '') return <span className="muted">--</span>
  return (
    <span className={head > 32 ? 'id id-whole' : 'id'} title={id}>
      {shorten(id, head, tail)}
      <CopyButton text={id} />
    </span>
  )
}

export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const { t } = useTranslation('common')
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), 1200)
    return () => clearTimeout(timer)
  }, [copied])
  const name = copied ? t('copied') : (label ?? t('copy'))
  return (
    <button
      type="button"
      aria-label={name}
      title={name}
      onClick={(event) => {
        event.stopPropagation()
        void copyText(text).then(() => setCopied(true))
      }}
    >
      {copied ? <CheckOutlined aria-hidden /> : <CopyOutlined aria-hidden />}
    </button>
  )
}

/** The clipboard is there in a secure context only; elsewhere the old way still works. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
