import { useTranslation } from 'react-i18next'
import { type DisposalPlan, disposalPlanFormat } from '../../../../src/offshore/sale/plan/disposalPlan.ts'
import { useDocument } from '../../api/queries.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { Amount } from '../../parts/Amount.tsx'
import { Id } from '../../parts/Id.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { FieldRow } from '../../parts/Value.tsx'
import { CostBars } from './CostBars.tsx'

const bps = (e2: number): string => (e2 / 100).toFixed(1)

/** Why this plan: what it should cost, how surely, what a longer window would cost, up to which size it is safe, and the other channels. */
export function PlanPanel({ hash }: { readonly hash: string }) {
  const { t } = useTranslation('sale')
  const { language } = usePreferences()
  const text = useDocument(hash).data
  if (text === undefined || text === null) return null
  const plan = JSON.parse(text) as DisposalPlan
  if (plan.format !== disposalPlanFormat) return null
  const { forecast, frontier, reference } = plan
  return (
    <Panel padded title={t('plan.title')} extra={<Id id={hash} />} testId="sale-plan">
      <p className="said">{plan.said[language]}</p>
      <div className="sale-head">
        <dl className="facts">
          <FieldRow label={t('plan.expected')}>
            {bps(forecast.costBpsE2)} bps ({bps(forecast.lowBpsE2)} – {bps(forecast.highBpsE2)}, 80 %)
          </FieldRow>
          <FieldRow label={t('plan.risk')}>{bps(forecast.riskBpsE2)} bps</FieldRow>
          <FieldRow label={t('plan.safe')}>
            <Amount units={plan.safeUnits} asset={plan.asset} unit />
          </FieldRow>
          <FieldRow label={t('plan.shortest')}>{plan.shortestMinutes} min</FieldRow>
          {plan.channels.map(({ channel, kind, costBpsE2, riskBpsE2, chargedBpsE2 }, i) => (
            <FieldRow key={channel} label={`${t('plan.channel')} ${i + 1}`}>
              {kind === 'book' ? t('plan.books') : channel}: {bps(costBpsE2)} ± {bps(riskBpsE2)} → {bps(chargedBpsE2)}{' '}
              bps
            </FieldRow>
          ))}
        </dl>
        <CostBars
          label={t('plan.frontier')}
          bars={[
            {
              key: 'plan',
              label: `${forecast.minutes} min`,
              bps: bps(forecast.costBpsE2),
              band: [forecast.lowBpsE2 / 100, forecast.highBpsE2 / 100],
              strong: true,
              note: t('plan.thisWindow'),
            },
            ...frontier.map(({ minutes, costBpsE2, lowBpsE2, highBpsE2, riskBpsE2 }, i) => ({
              key: String(minutes),
              label: `${minutes / 60} h`,
              bps: bps(costBpsE2),
              band: [lowBpsE2 / 100, highBpsE2 / 100] as const,
              note: `± ${bps(riskBpsE2)} · AC ${bps(reference[i]?.costBpsE2 ?? 0)}`,
            })),
          ]}
        />
      </div>
    </Panel>
  )
}
