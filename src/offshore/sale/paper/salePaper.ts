import { decimalsOf, tickerOf } from '../../../core/assets/units.ts'
import { formatAmount } from '../../../core/money/amount.ts'
import type { World } from '../../../core/record/entry.ts'
import type { DisposalPlan } from '../plan/disposalPlan.ts'
import type { SalePlan } from '../sale.ts'
import type { SaleReport } from '../tca/saleReport.ts'
import type { TrancheWhole } from '../tca/trancheWhole.ts'
import { bps, grouped, moment, percent } from './figures.ts'
import { methodText, type PaperLanguage, type PaperText, paperText } from './texts.ts'

/** All that one page about a sale is made from. */
export interface SalePaperParameters {
  readonly world: World
  /** How the case is called by whoever asked: its official number, or the id of its stream. */
  readonly caseName: string
  readonly zone: string
  readonly plan: SalePlan
  readonly planHash: string
  readonly disposal: DisposalPlan
  readonly report: SaleReport
  /** Hash of the report in the record, and the entry that brought it there. */
  readonly reportHash: string
  readonly entry: string
  /** Whether the report computed again is the one in the record, byte for byte. */
  readonly recomputed: boolean
  /** Origin, size and root of the log that the record stood in when this was made. */
  readonly log: { readonly origin: string; readonly size: number; readonly root: string }
  /** All that the tranche was sold in, and which of its sales this page is about, from 1 on; absent where it was sold in one. */
  readonly whole?: TrancheWhole & { readonly sale: number }
}

export type Block =
  | { readonly kind: 'note'; readonly text: string; readonly strong?: boolean }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'facts' | 'hashes'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | {
      readonly kind: 'table'
      readonly head: readonly string[]
      /** Cells that begin with a digit or sign stand to the right. */
      readonly rows: readonly (readonly string[])[]
      readonly strongRow?: number
    }
  | { readonly kind: 'bars'; readonly head: readonly string[]; readonly rows: readonly Bar[] }
  /** Beside each other where there is room. */
  | { readonly kind: 'pair'; readonly left: readonly Block[]; readonly right: readonly Block[] }
  | { readonly kind: 'path'; readonly label: string; readonly points: readonly PathPoint[]; readonly floor: number }

export interface Bar {
  readonly label: string
  readonly bps: string
  readonly cells: readonly string[]
  readonly band?: readonly [low: number, high: number]
  readonly strong?: boolean
}

export interface PathPoint {
  readonly mid: number
  readonly got?: number
}

/** One page in one language, for a printer to lay out. */
export interface Paper {
  readonly language: PaperLanguage
  readonly title: string
  readonly sandbox?: string
  readonly blocks: readonly Block[]
  readonly footer: string
}

const wayTexts: Readonly<Record<string, PaperText>> = {
  actual: 'actualWay',
  dump: 'dump',
  dumpOne: 'dumpOne',
  twap: 'twap',
  bestSingle: 'bestSingle',
  equalSplit: 'equalSplit',
}

/**
 * One page for an official: why this plan, what it should cost, what it did cost, and what the alternatives would have cost on the same books. Every figure
 * is one of the plan's or of the report's; nothing is computed here but how it is written.
 *
 * @example salePaper({ … }, 'en').title // 'Report of a sale'
 */
export function salePaper(parameters: SalePaperParameters, language: PaperLanguage): Paper {
  const { world, plan, report, disposal, recomputed } = parameters
  const t = (key: PaperText): string => paperText(language, key)
  const coins = (units: string): string =>
    `${formatAmount({ amount: BigInt(units), decimals: decimalsOf(plan.asset), trim: true })} ${tickerOf(plan.asset)}`
  const write: Write = { t, coins, language }
  return {
    language,
    title: `${t('title')} · ${plan.tranche}${parameters.whole === undefined ? '' : ` · ${t('saleOf')} ${parameters.whole.sale}`}`,
    ...(world === 'rehearsal' ? { sandbox: t('sandbox') } : {}),
    blocks: [
      facts([
        [t('case'), parameters.caseName],
        [t('tranche'), plan.tranche],
        [t('asset'), `${tickerOf(plan.asset)} (${plan.asset})`],
        [t('sold'), coins(report.units)],
        ...(report.unsold === '0' ? [] : [[t('unsold'), coins(report.unsold)] as const]),
        [t('period'), `${moment(report.from)} – ${moment(report.to)}`],
        [t('method'), methodText(language, plan.method)],
      ]),
      ...wholeBlocks(parameters, write),
      ...whyBlocks(parameters, write),
      ...costBlocks(report, write),
      ...otherBlocks(report, write),
      ...venueBlocks(report, disposal, write),
      ...currencyBlocks(report, write),
      { kind: 'heading', text: t('proof') },
      { kind: 'note', text: t(recomputed ? 'recomputed' : 'differs'), strong: !recomputed },
      hashes([
        [t('reportHash'), parameters.reportHash],
        [t('planHash'), parameters.planHash],
        [t('agreedHash'), plan.agreed],
        [t('evidenceHash'), report.evidence],
        [t('entry'), parameters.entry],
        [t('log'), `${parameters.log.origin} · ${parameters.log.size} · ${parameters.log.root}`],
      ]),
      { kind: 'note', text: t('notSaid') },
    ],
    footer: `${t('footer')} · ${parameters.reportHash}`,
  }
}

interface Write {
  t(key: PaperText): string
  coins(units: string): string
  readonly language: PaperLanguage
}

function wholeBlocks({ whole }: SalePaperParameters, { t, coins }: Write): readonly Block[] {
  if (whole === undefined) return []
  const { parts, units, gross, fees, net, average, arrivalMid, shortfallBps, currency } = whole
  const books = parts.filter(({ kind }) => kind === 'books').length
  return [
    { kind: 'heading', text: t('whole') },
    {
      kind: 'table',
      head: [t('part'), t('sold'), `${t('gross')} (${currency})`, t('average')],
      rows: [
        ...parts.map((row, i) => [
          row.kind === 'block'
            ? t('block')
            : `${t('saleOf')} ${i + 1}${books > 1 && i + 1 === whole.sale ? ` (${t('thisSale')})` : ''}`,
          coins(row.units),
          grouped(row.gross),
          grouped(row.average),
        ]),
        [t('inAll'), coins(units), grouped(gross), grouped(average)],
      ],
      strongRow: parts.length,
    },
    {
      kind: 'note',
      text: `${t('fees')} ${grouped(fees)}, ${t('net')} ${grouped(net)} ${currency}. ${t('wholeShortfall')} (${grouped(arrivalMid)}): ${shortfallBps} bps.`,
    },
  ]
}

function whyBlocks({ disposal, plan }: SalePaperParameters, { t, coins, language }: Write): readonly Block[] {
  const { forecast, frontier, channels, safeUnits, shortestMinutes } = disposal
  const shown = frontier.filter(({ minutes }) => [60, 1440, 4320].includes(minutes))
  const windowText = (minutes: number): string =>
    minutes < 60 || minutes % 60 !== 0 ? `${minutes} ${t('minutes')}` : `${minutes / 60} ${t('hours')}`
  return [
    { kind: 'heading', text: t('why') },
    { kind: 'note', text: disposal.said[language] },
    {
      kind: 'table',
      head: [t('channel'), t('cost'), t('risk'), t('charged')],
      rows: channels.map(({ channel, kind, costBpsE2, riskBpsE2, chargedBpsE2 }, i) => [
        `${kind === 'book' ? t('books') : channel}${i === 0 ? ` (${t('chosen')})` : ''}`,
        bps(costBpsE2),
        bps(riskBpsE2),
        bps(chargedBpsE2),
      ]),
      strongRow: 0,
    },
    {
      kind: 'pair',
      left: [
        {
          kind: 'table',
          head: [t('window'), t('cost'), t('interval80'), t('risk')],
          rows: [
            [
              `${windowText(forecast.minutes)} (${t('planned')})`,
              bps(forecast.costBpsE2),
              `${bps(forecast.lowBpsE2)} – ${bps(forecast.highBpsE2)}`,
              bps(forecast.riskBpsE2),
            ],
            ...shown.map(({ minutes, costBpsE2, lowBpsE2, highBpsE2, riskBpsE2 }) => [
              windowText(minutes),
              bps(costBpsE2),
              `${bps(lowBpsE2)} – ${bps(highBpsE2)}`,
              bps(riskBpsE2),
            ]),
          ],
          strongRow: 0,
        },
      ],
      right: [
        facts([
          [t('safe'), coins(safeUnits)],
          [t('shortest'), windowText(shortestMinutes)],
          [t('floor'), `${plan.floor} ${plan.currency}${plan.floorCny === undefined ? '' : `, ${plan.floorCny} CNY`}`],
          [t('cap'), percent(Number(plan.participationCapPpm))],
          [t('stepMax'), percent(plan.execution.stepMaxPpm)],
          [t('deadline'), moment(plan.deadline)],
        ]),
      ],
    },
  ]
}

/** VWAP of the interval and our part of what was traded, with what the record of trades does not cover. */
function tapeRows({ tape, currency }: SaleReport, { t, coins }: Write): readonly (readonly [string, string])[] {
  if (tape === undefined) return []
  const { vwap, againstVwapBps, participationPpm, capPpm, withinCap, volume, byVenue } = tape
  const lacks = byVenue.flatMap(({ platform, coveredPpm, ownSeen }) => [
    ...(coveredPpm === 1_000_000 ? [] : [`${platform}: ${percent(coveredPpm)} ${t('covered')}`]),
    ...(ownSeen ? [] : [`${platform}: ${t('ownMissing')}`]),
  ])
  const share = participationPpm === undefined ? '--' : percent(participationPpm)
  return [
    [t('vwap'), vwap === undefined ? '--' : `${grouped(vwap)} ${currency} (${againstVwapBps ?? '--'} ${t('bps')})`],
    [
      t('participation'),
      [
        withinCap ? `${share} ≤ ${percent(capPpm)}` : `${share} > ${percent(capPpm)}: ${t('overCap')}`,
        `${t('ofTraded')} (${coins(volume)})`,
        ...lacks,
      ].join('; '),
    ],
  ]
}

function tierRows({ feeTiers, currency }: SaleReport, { t }: Write): readonly (readonly [string, string])[] {
  if (feeTiers === undefined) return []
  const rows = feeTiers.map(
    ({ platform, tier, from, takerPpm, currency: counted = currency, looks }) =>
      `${platform}: ${t('tierNumber')} ${tier}, ${percent(Number(takerPpm))}, ${t('fromVolume')} ${grouped(from)} ${counted} (${looks} ${t('lookCount')})`,
  )
  return [[t('feeTier'), rows.join('; ')]]
}

function costBlocks(report: SaleReport, write: Write): readonly Block[] {
  const { t } = write
  const { forecast, currency } = report
  const money = (text: string): string => `${grouped(text)} ${currency}`
  return [
    { kind: 'heading', text: t('should') },
    {
      kind: 'pair',
      left: [
        {
          kind: 'table',
          head: ['', t('bps'), currency],
          rows: [
            [t('forecast'), `${bps(forecast.costBpsE2)} (${bps(forecast.lowBpsE2)} – ${bps(forecast.highBpsE2)})`, ''],
            [`${t('actual')} (${t(forecast.within ? 'within' : 'outside')})`, report.costBps, ''],
            [`– ${t('fees')}`, report.feesBps, grouped(report.fees)],
            [`– ${t('liquidity')}`, report.liquidityBps, ''],
            [t('market'), report.marketBps, ''],
            [t('shortfall'), report.shortfallBps, ''],
          ],
          strongRow: 1,
        },
      ],
      right: [
        facts([
          [t('gross'), money(report.gross)],
          [t('net'), money(report.net)],
          [t('average'), money(report.average)],
          [t('arrival'), money(report.arrivalMid)],
          [t('interval'), `${money(report.intervalMid)} (${report.againstIntervalBps} ${t('bps')})`],
          ...tapeRows(report, write),
          [t('lowest'), `${money(report.lowest)} ≥ ${grouped(report.floor)}`],
          ...yuanRows(report, write),
          ...tierRows(report, write),
        ]),
        {
          kind: 'path',
          label: t('path'),
          points: report.looks.map(({ mid, average }) => ({
            mid: Number(mid),
            ...(average === undefined ? {} : { got: Number(average) }),
          })),
          floor: Number(report.floor),
        },
      ],
    },
  ]
}

function otherBlocks(report: SaleReport, { t, coins }: Write): readonly Block[] {
  const name = (way: string): string => t(wayTexts[way] ?? 'way')
  const { forecast, alternatives, currency } = report
  return [
    { kind: 'heading', text: t('others') },
    {
      kind: 'bars',
      head: [t('way'), t('cost'), t('could'), `${t('net')} (${currency})`],
      rows: alternatives.map(({ way, costBps, units, net }) => ({
        label: name(way),
        bps: costBps,
        cells: [coins(units), grouped(net)],
        ...(way === 'actual'
          ? { strong: true, band: [forecast.lowBpsE2 / 100, forecast.highBpsE2 / 100] as const }
          : {}),
      })),
    },
    { kind: 'note', text: t('flattered') },
  ]
}

function venueBlocks(report: SaleReport, disposal: DisposalPlan, { t, coins }: Write): readonly Block[] {
  const planned = disposal.tranches.find(({ tranche }) => tranche === report.tranche)?.allocation ?? []
  return [
    { kind: 'heading', text: t('platforms') },
    {
      kind: 'table',
      head: [t('platform'), t('positions'), t('sold'), t('average'), `${t('fees')} (${t('bps')})`, t('cost'), t('net')],
      rows: report.byVenue.map((row) => {
        const put = planned.find(({ platform }) => platform === row.platform)
        return [
          row.platform,
          put === undefined ? '--' : coins((BigInt(put.units) + BigInt(put.test)).toString()),
          coins(row.units),
          grouped(row.average),
          row.feesBps,
          row.costBps,
          grouped(row.net),
        ]
      }),
    },
  ]
}

/** The sale in yuan, where it was sold for several currencies: what every fill was held to. */
function yuanRows({ yuan }: SaleReport, { t }: Write): readonly (readonly [string, string])[] {
  if (yuan === undefined) return []
  return [
    [t('net'), `${grouped(yuan.net)} CNY`],
    [t('lowestYuan'), `${grouped(yuan.lowest)} CNY ≥ ${grouped(yuan.floor)}`],
  ]
}

function currencyBlocks({ byCurrency, currency }: SaleReport, { t, coins }: Write): readonly Block[] {
  if (byCurrency === undefined) return []
  return [
    { kind: 'heading', text: t('currencies') },
    {
      kind: 'table',
      head: [
        t('quote'),
        t('platform'),
        t('sold'),
        t('gross'),
        t('fees'),
        t('net'),
        `${t('rate')} (${currency})`,
        `${t('net')} (${currency})`,
        `${t('net')} (CNY)`,
        `${t('turning')} (${currency})`,
      ],
      rows: byCurrency.map((row) => [
        row.currency,
        row.platforms.join(', '),
        coins(row.units),
        grouped(row.gross),
        grouped(row.fees),
        grouped(row.net),
        row.rate ?? '--',
        grouped(row.inPlan),
        grouped(row.inYuan),
        grouped(row.conversion),
      ]),
    },
    { kind: 'note', text: t('atLookRates') },
  ]
}

function facts(rows: readonly (readonly [string, string])[]): Block {
  return { kind: 'facts', rows }
}

function hashes(rows: readonly (readonly [string, string])[]): Block {
  return { kind: 'hashes', rows }
}
