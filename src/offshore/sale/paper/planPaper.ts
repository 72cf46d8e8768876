import { decimalsOf, tickerOf } from '../../../core/assets/units.ts'
import { formatAmount } from '../../../core/money/amount.ts'
import type { World } from '../../../core/record/entry.ts'
import type { DisposalPlan } from '../plan/disposalPlan.ts'
import { bps, percent } from './figures.ts'
import type { Paper } from './salePaper.ts'
import { type PaperLanguage, type PaperText, paperText } from './texts.ts'

/**
 * One page about a plan before anybody approves it: what it should cost and how surely, what a longer or shorter window would cost, up to which size it is
 * safe, channels, pre-positioning, schedule and bounds.
 *
 * @example planPaper({ plan, planHash, world: 'real' }, 'en').title // 'Plan of a sale'
 */
export function planPaper(
  parameters: { readonly plan: DisposalPlan; readonly planHash: string; readonly world: World },
  language: PaperLanguage,
): Paper {
  const { plan, planHash, world } = parameters
  const t = (key: PaperText): string => paperText(language, key)
  const coins = (units: string): string =>
    `${formatAmount({ amount: BigInt(units), decimals: decimalsOf(plan.asset), trim: true })} ${tickerOf(plan.asset)}`
  const windowText = (minutes: number): string =>
    minutes < 60 || minutes % 60 !== 0 ? `${minutes} ${t('minutes')}` : `${minutes / 60} ${t('hours')}`
  const { forecast, frontier, reference, execution } = plan
  return {
    language,
    title: t('planTitle'),
    ...(world === 'rehearsal' ? { sandbox: t('sandbox') } : {}),
    blocks: [
      { kind: 'note', text: plan.said[language] },
      {
        kind: 'table',
        head: [t('window'), t('cost'), t('interval80'), t('risk'), t('reference')],
        rows: [forecast, ...frontier].map((point, i) => [
          `${windowText(point.minutes)}${i === 0 ? ` (${t('planned')})` : ''}${point.withinParticipation ? '' : ` (${t('tooShort')})`}`,
          bps(point.costBpsE2),
          `${bps(point.lowBpsE2)} – ${bps(point.highBpsE2)}`,
          bps(point.riskBpsE2),
          i === 0 ? '' : bps(reference[i - 1]?.costBpsE2 ?? 0),
        ]),
        strongRow: 0,
      },
      {
        kind: 'table',
        head: [t('channel'), t('cost'), t('risk'), t('charged')],
        rows: plan.channels.map(({ channel, kind, costBpsE2, riskBpsE2, chargedBpsE2 }, i) => [
          `${kind === 'book' ? t('books') : channel}${i === 0 ? ` (${t('chosen')})` : ''}`,
          bps(costBpsE2),
          bps(riskBpsE2),
          bps(chargedBpsE2),
        ]),
        strongRow: 0,
      },
      { kind: 'heading', text: t('putThere') },
      {
        kind: 'table',
        head: [t('platform'), t('fee'), ...plan.tranches.map(({ tranche }) => tranche)],
        rows: plan.venues.map(({ platform, takerPpm }) => [
          platform,
          percent(Number(takerPpm)),
          ...plan.tranches.map(({ allocation }) => {
            const row = allocation.find((one) => one.platform === platform)
            return row === undefined ? '--' : coins((BigInt(row.units) + BigInt(row.test)).toString())
          }),
        ]),
      },
      { kind: 'heading', text: t('boundsAsked') },
      {
        kind: 'facts',
        rows: [
          [t('safe'), coins(plan.safeUnits)],
          [t('shortest'), windowText(plan.shortestMinutes)],
          [t('cap'), percent(Number(plan.participationCapPpm))],
          [t('stepMax'), percent(execution.stepMaxPpm)],
        ],
      },
      {
        kind: 'hashes',
        rows: [
          [t('thisPlan'), planHash],
          [t('evidenceHash'), plan.evidence],
        ],
      },
    ],
    footer: `${t('footer')} · ${planHash}`,
  }
}
