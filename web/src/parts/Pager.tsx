import { LeftOutlined, RightOutlined, VerticalRightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Where one stands among pages that are asked for one by the other: each is known by the last position of the one before. */
export interface Pages {
  readonly after: string | undefined
  /** From 1. */
  readonly number: number
  readonly onwards: (next: number) => void
  readonly back: () => void
  readonly first: () => void
}

/** Begins again where what is asked for changes: give its text as `of`. */
export function usePages(of: string): Pages {
  const [kept, setKept] = useState<{ readonly of: string; readonly cursors: readonly number[] }>({ of, cursors: [] })
  const cursors = kept.of === of ? kept.cursors : []
  return {
    after: cursors.at(-1)?.toString(),
    number: cursors.length + 1,
    onwards: (next) => setKept({ of, cursors: [...cursors, next] }),
    back: () => setKept({ of, cursors: cursors.slice(0, -1) }),
    first: () => setKept({ of, cursors: [] }),
  }
}

/** Buttons between pages; nothing where all stands on one. */
export function Pager({ pages, next }: { readonly pages: Pages; readonly next: number | undefined }) {
  const { t } = useTranslation('common')
  if (pages.number === 1 && next === undefined) return null
  return (
    <nav className="pager" aria-label={t('page.pages')} data-testid="pager">
      <Button
        size="small"
        icon={<VerticalRightOutlined aria-hidden />}
        disabled={pages.number === 1}
        onClick={pages.first}
        title={t('page.first')}
        aria-label={t('page.first')}
      />
      <Button
        size="small"
        icon={<LeftOutlined aria-hidden />}
        disabled={pages.number === 1}
        onClick={pages.back}
        title={t('page.back')}
        aria-label={t('page.back')}
      />
      <span className="num">{t('page.number', { n: pages.number })}</span>
      <Button
        size="small"
        icon={<RightOutlined aria-hidden />}
        iconPlacement="end"
        disabled={next === undefined}
        onClick={() => next !== undefined && pages.onwards(next)}
        data-testid="page-next"
      >
        {t('page.next')}
      </Button>
    </nav>
  )
}
