import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SluiceError } from '../../../../src/core/errors.ts'
import type { CaseDetail } from '../../api/types.ts'
import { CaseActDialog } from '../../parts/CaseActDialog.tsx'
import { PaperInput } from '../../parts/PaperInput.tsx'
import { paperOf } from '../../record/papers.ts'
import { type SaleOrders, settledPlatforms, settlement } from '../../record/wayBack.ts'

interface Props {
  readonly detail: CaseDetail
  readonly tranche: string
  readonly asset: string
  readonly orders: SaleOrders
}

/** Books what a sale sold that is over with coins left: by the platforms' own statements of one moment, counted with what the record has. */
export function SettleSale({ detail, tranche, asset, orders }: Props) {
  const { t } = useTranslation('sale')
  const [open, setOpen] = useState(false)
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const platforms = settledPlatforms(detail.state, tranche, asset, orders)
  const papers = platforms.map((platform) => [platform, paperOf(texts[platform] ?? '', 'venue-statement')] as const)
  const statements = Object.fromEntries(
    papers.flatMap(([platform, paper]) =>
      paper === undefined || paper instanceof SluiceError ? [] : [[platform, paper] as const],
    ),
  )
  return (
    <>
      <Button onClick={() => setOpen(true)} data-testid={`settle-${tranche}`}>
        {t('settle')}
      </Button>
      {open ? (
        <CaseActDialog
          detail={detail}
          kind="sale.settled"
          subject={{ lot: tranche.split('/')[0]!, tranche }}
          close={() => setOpen(false)}
          title={`${t('settle')} · ${tranche}`}
          lead={t('settle.lead')}
          testId="settle"
          prepare={() => settlement({ state: detail.state, tranche, asset, orders, statements })}
        >
          {papers.map(([platform, paper]) => (
            <PaperInput
              key={platform}
              label={t('settle.statement', { platform })}
              hint={t('settle.statement.hint')}
              value={texts[platform] ?? ''}
              change={(text) => setTexts({ ...texts, [platform]: text })}
              read={paper}
              testId={`settle-${platform}`}
            />
          ))}
        </CaseActDialog>
      ) : null}
    </>
  )
}
