import { useTranslation } from 'react-i18next'
import type { CreditSlice } from '../../../../src/onshore/credit/credit.ts'
import { useCheckpointNote, useRest } from '../../api/queries.ts'
import { sumUnits } from '../../format/amount.ts'
import { Amount } from '../../parts/Amount.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { isDone } from '../../record/closed.ts'
import { readNote } from '../../record/note.ts'
import type { CaseView } from '../../record/useWaiting.ts'

export function Figures({ views }: { readonly views: readonly CaseView[] }) {
  const { t } = useTranslation('home')
  const rest = useRest().data
  const note = useCheckpointNote().data
  const closed = views.filter(({ row }) => isDone(row.state)).length
  const custody = balancesAt(views, /^assets:custody/)
  const credited = views.flatMap(({ row }) =>
    Object.values((row.state.slices.credit as unknown as CreditSlice | undefined)?.credited ?? {}),
  )
  return (
    <Panel title={t('figures')}>
      <dl className="figures" style={{ margin: 0 }}>
        <Figure label={t('figure.open')}>{views.length - closed}</Figure>
        <Figure label={t('figure.closed')}>{closed}</Figure>
        <Figure label={t('figure.waiting')}>{views.reduce((sum, { waiting }) => sum + waiting.length, 0)}</Figure>
        {custody.map(([asset, units]) => (
          <Figure key={asset} label={t('figure.held')}>
            <Amount units={units} asset={asset} unit trim />
          </Figure>
        ))}
        {credited.length === 0 ? null : (
          <Figure label={t('figure.credited')}>
            <Amount units={sumUnits(credited)} asset="CNY" unit />
          </Figure>
        )}
        <Figure label={t('figure.log')}>{note === undefined ? '--' : (readNote(note)?.size ?? '--')}</Figure>
        <Figure label={t('figure.effects')}>{rest?.outbox ?? '--'}</Figure>
        <Figure label={t('figure.unknown')}>{rest?.unknown ?? '--'}</Figure>
      </dl>
    </Panel>
  )
}

function Figure({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function balancesAt(views: readonly CaseView[], account: RegExp): readonly (readonly [string, string])[] {
  const sums = new Map<string, bigint>()
  for (const { row } of views) {
    for (const [key, units] of Object.entries(row.state.balances)) {
      if (!account.test(key)) continue
      const asset = key.slice(key.lastIndexOf(' ') + 1)
      sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(units))
    }
  }
  return [...sums].map(([asset, units]) => [asset, units.toString()] as const)
}
