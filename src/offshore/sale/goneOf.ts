import type { CaseState } from '../../core/case/state.ts'
import { restsOf } from '../handover/declareRest.ts'
import { missingByPlatform } from '../handover/missing.ts'
import { sentBackUnits } from '../handover/withdrawals.ts'
import { roundOf } from './auction/roundState.ts'
import { pastSales, saleOf } from './sale.ts'

/**
 * What of a tranche no sale has any more, in base units by platform: sold in the books by sales that are settled, handed over to buyers of blocks, sent back,
 * given up below a minimum, never credited. Undefined while a sale of it is not settled: what it has sold, and what may be sold, is not booked yet.
 *
 * @example goneOf(state, 'A/1') // { 'venue-a': '40000000' }
 */
export function goneOf(state: CaseState, tranche: string): Readonly<Record<string, string>> | undefined {
  const past = pastSales(saleOf(state, tranche))
  if (past === undefined) return undefined
  const sums: Record<string, string> = {}
  const parts = [...past.map(({ sold }) => sold), roundOf(state, tranche)?.delivered ?? {}, restsOf(state, tranche)]
  for (const [platform, units] of [
    ...parts.flatMap((part) => Object.entries(part)),
    ...sentBackUnits(state, tranche),
    ...missingByPlatform(state, tranche),
  ])
    sums[platform] = (BigInt(sums[platform] ?? '0') + BigInt(units)).toString()
  return sums
}
