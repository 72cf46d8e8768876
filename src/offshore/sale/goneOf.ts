import type { CaseState } from '../../core/case/state.ts'
import { roundOf } from './auction/roundState.ts'
import { pastSales, saleOf } from './sale.ts'

/**
 * What of a tranche was sold in the books by sales that are settled, and handed over to buyers of blocks, in base units by platform. Undefined while a sale
 * of it is not settled: what it has sold, and what may be sold, is not booked yet.
 *
 * @example goneOf(state, 'A/1') // { 'venue-a': '40000000' }
 */
export function goneOf(state: CaseState, tranche: string): Readonly<Record<string, string>> | undefined {
  const past = pastSales(saleOf(state, tranche))
  if (past === undefined) return undefined
  const sums: Record<string, string> = {}
  for (const part of [...past.map(({ sold }) => sold), roundOf(state, tranche)?.delivered ?? {}])
    for (const [platform, units] of Object.entries(part))
      sums[platform] = (BigInt(sums[platform] ?? '0') + BigInt(units)).toString()
  return sums
}
