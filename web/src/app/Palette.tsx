import { Input, type InputRef } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useCases } from '../api/queries.ts'
import { isHash } from '../format/ids.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { caseName } from '../record/caseNumber.ts'

interface Target {
  readonly to: string
  readonly label: string
  readonly hint: string
}

/** Ctrl+K: by case number, page, or the whole id of an entry. */
export function Palette({ open, setOpen }: { readonly open: boolean; readonly setOpen: (open: boolean) => void }) {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [current, setCurrent] = useState(0)
  const input = useRef<InputRef>(null)
  const targets = useTargets(text)
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setOpen(true)
      }
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [setOpen])
  const go = (target: Target | undefined): void => {
    if (target === undefined) return
    setOpen(false)
    void navigate(target.to)
  }
  return (
    <Dialog
      open={open}
      onCancel={() => setOpen(false)}
      footer={null}
      closable={false}
      width={520}
      destroyOnHidden
      afterOpenChange={(shown) => {
        setText('')
        setCurrent(0)
        if (shown) input.current?.focus()
      }}
    >
      <Input
        ref={input}
        value={text}
        placeholder={t('palette.placeholder')}
        aria-label={t('palette')}
        onChange={(event) => {
          setText(event.target.value)
          setCurrent(0)
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setCurrent((index) => Math.min(index + 1, targets.length - 1))
          else if (event.key === 'ArrowUp') setCurrent((index) => Math.max(index - 1, 0))
          else if (event.key === 'Enter') go(targets[current])
        }}
      />
      <div className="palette" role="listbox">
        {targets.map((target, index) => (
          <button
            type="button"
            role="option"
            aria-selected={index === current}
            key={target.to}
            onClick={() => go(target)}
          >
            {target.label}
            <span className="muted">{target.hint}</span>
          </button>
        ))}
        {targets.length === 0 ? <div className="empty">{t('palette.none')}</div> : null}
      </div>
    </Dialog>
  )
}

function useTargets(text: string): readonly Target[] {
  const { t } = useTranslation(['shell', 'common'])
  const cases = useCases().data
  return useMemo(() => {
    const wanted = text.trim().toLowerCase()
    if (isHash(wanted)) return [{ to: `/entries/${wanted}`, label: t('shell:palette.entry'), hint: '' }]
    const pages = (
      [
        ['/', 'home'],
        ['/pipeline', 'pipeline'],
        ['/cases', 'cases'],
        ['/approvals', 'approvals'],
        ['/people', 'people'],
        ['/registers', 'registers'],
        ['/journal', 'log'],
      ] as const
    ).map(([to, key]) => ({ to, label: t(`shell:nav.${key}`), hint: '' }))
    const found = (cases ?? []).map((row) => ({
      to: `/cases/${row.id}/timeline`,
      label: caseName(row),
      hint: t('common:case'),
    }))
    return [...found, ...pages]
      .filter(({ label, to }) => label.toLowerCase().includes(wanted) || to.includes(wanted))
      .slice(0, 12)
  }, [text, cases, t])
}
