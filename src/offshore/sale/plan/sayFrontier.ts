import type { PlanPoint } from './planSale.ts'

const bps = (e2: number) => (e2 / 100).toFixed(1)

/** What a day and three days would cost instead, as it is read out to an official. @example sayFrontier(plan.frontier, 'en') // 'In 24 h this costs 17.7 bps; in 72 h 17.6.' */
export function sayFrontier(frontier: readonly PlanPoint[], language: 'zh-CN' | 'zh-HK' | 'en'): string {
  const day = frontier.find(({ hours }) => hours === 24)
  const three = frontier.find(({ hours }) => hours === 72)
  if (day === undefined || three === undefined) return ''
  const [a, b] = [bps(day.costBpsE2), bps(three.costBpsE2)]
  const [riskA, riskB] = [bps(day.riskBpsE2), bps(three.riskBpsE2)]
  if (language === 'en')
    return `In 24 h this costs ${a} bps with ${riskA} bps of price risk; in 72 h ${b} with ${riskB}.`
  if (language === 'zh-HK')
    return `24 小時內出售成本為 ${a} 個基點，價格風險 ${riskA}；72 小時內為 ${b}，價格風險 ${riskB}。`
  return `24 小时内出售成本为 ${a} 个基点，价格风险 ${riskA}；72 小时内为 ${b}，价格风险 ${riskB}。`
}
