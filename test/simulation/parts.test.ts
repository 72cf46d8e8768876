import { expect, test } from 'vitest'
import { closeSale, setReserve, startSale } from '../../sandbox/rehearsal/sell.ts'
import type { SaleReport } from '../../src/offshore/sale/tca/saleReport.ts'
import { walkToSale } from './sellWalk.ts'

test('the adaptive rule costs no more than equal parts by hand on the same books, and keeps to the plan', async () => {
  const walk = await walkToSale('3')
  try {
    const plan = await startSale(walk, 'A/1', await setReserve(walk, 'A/1'), walk.route)
    const whole = plan.venues.reduce((sum, { units }) => sum + BigInt(units), 0n)
    for (let minute = 0; minute < 60; minute++) {
      await walk.clock.pass(1)
      const { totals } = walk.seller.ordersOf('A/1')!
      if (Object.values(totals).reduce((sum, { units }) => sum + BigInt(units), 0n) === whole) break
    }
    await closeSale(walk, { lot: 'A', tranche: 'A/1' })
    await walk.seller.work()
    const sale = walk.stateOf('offshore').slices.sale as unknown as Record<string, { report: string }>
    const report = JSON.parse(walk.zones.offshore.documents.get(sale['A/1']!.report)!) as SaleReport
    const costOf = (way: string) => Number(report.alternatives.find((row) => row.way === way)!.costBps)
    expect(report.unsold).toBe('0')
    expect(costOf('actual')).toBeLessThanOrEqual(costOf('twap'))
    const most = (whole * BigInt(plan.execution.stepMaxPpm)) / 1_000_000n
    expect(report.looks.filter(({ units }) => BigInt(units) > most)).toEqual([])
    expect(report.looks.length).toBeGreaterThan(10)
  } finally {
    await walk.end()
  }
})
