import type { SalePlan } from './planSale.ts'

const bps = (e2: number) => (e2 / 100).toFixed(1)

const units = { 'zh-CN': ['小时', '分钟'], 'zh-HK': ['小時', '分鐘'], en: ['h', 'min'] } as const

/** Whole hours as hours, anything else to the minute: nobody reads out two thirds of an hour in sixteen digits. */
function spanOf(hours: number, language: keyof typeof units): string {
  const [hour, minute] = units[language]
  return Number.isInteger(hours) ? `${hours} ${hour}` : `${Math.round(hours * 60)} ${minute}`
}

/** The plan in three sentences that an official can read out. `lots` are written by `size`. */
export function sayPlan(
  plan: SalePlan & { readonly floorKnown: boolean },
  language: 'zh-CN' | 'zh-HK' | 'en',
  size: (lots: number) => string,
): string {
  const { forecast, frontier, safeLots } = plan
  const floor = sayFloor(plan, language)
  const longer = frontier.find(({ hours }) => hours > forecast.hours) ?? forecast
  const safe = size(safeLots)
  const [span, longerSpan] = [spanOf(forecast.hours, language), spanOf(longer.hours, language)]
  if (language === 'en') {
    return [
      `Sold in ${span} this should cost ${bps(forecast.costBpsE2)} bps (four times in five between ${bps(forecast.lowBpsE2)} and ${bps(forecast.highBpsE2)}); in ${longerSpan} ${bps(longer.costBpsE2)} bps, with ${bps(longer.riskBpsE2)} instead of ${bps(forecast.riskBpsE2)} bps of price risk.`,
      `In ${span} a sale is safe below ${safe}.`,
      ...floor,
    ].join(' ')
  }
  if (language === 'zh-HK') {
    return [
      `${span}內出售，預計成本 ${bps(forecast.costBpsE2)} 個基點（五次中有四次介乎 ${bps(forecast.lowBpsE2)} 至 ${bps(forecast.highBpsE2)}）；延至 ${longerSpan}則為 ${bps(longer.costBpsE2)} 個基點，價格風險由 ${bps(forecast.riskBpsE2)} 變為 ${bps(longer.riskBpsE2)} 個基點。`,
      `${span}內的安全規模為 ${safe} 以下。`,
      ...floor,
    ].join('')
  }
  return [
    `${span}内出售，预计成本 ${bps(forecast.costBpsE2)} 个基点（五次中有四次介于 ${bps(forecast.lowBpsE2)} 至 ${bps(forecast.highBpsE2)}）；延至 ${longerSpan}则为 ${bps(longer.costBpsE2)} 个基点，价格风险由 ${bps(forecast.riskBpsE2)} 变为 ${bps(longer.riskBpsE2)} 个基点。`,
    `${span}内的安全规模为 ${safe} 以下。`,
    ...floor,
  ].join('')
}

const floorTexts = {
  'zh-CN': ['按现价可达底价。', '按现价达不到底价：请决定等待、下调、不设底价或退还。'],
  'zh-HK': ['按現價可達底價。', '按現價未能達到底價：請決定等待、下調、不設底價或退回。'],
  en: [
    'The floor is within reach at the present price.',
    'The floor is out of reach at the present price: decide whether to wait, lower, waive or return.',
  ],
} as const

/** Nothing is said of a floor that is not known yet. */
function sayFloor(
  { floorKnown, floorWithinReach }: { readonly floorKnown: boolean; readonly floorWithinReach: boolean },
  language: keyof typeof floorTexts,
): readonly string[] {
  return floorKnown ? [floorTexts[language][floorWithinReach ? 0 : 1]] : []
}
