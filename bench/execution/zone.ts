import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { closeSale, setReserve, startSale } from '../../sandbox/rehearsal/sell.ts'
import type { SaleReport } from '../../src/offshore/sale/tca/saleReport.ts'
import { walkToSale } from '../../test/simulation/sellWalk.ts'

/**
 * What a zone gets when the adaptive rule drives its sale: the first tranche of the rehearsal, from seizure to statement, with the zone's own worker, rules and
 * record in memory, against the sandbox's platforms. The other ways are those of the zone's own analysis: on the same books, our traces in them.
 *
 *     node bench/execution/zone.ts --seeds 1,2,3,4,5 [--passive PPM] --out bench/execution/results/execution-Z.json
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3,4,5' },
    passive: { type: 'string', default: '0' },
    out: { type: 'string' },
  },
})

const rows: Awaited<ReturnType<typeof sellOnce>>[] = []
for (const seed of values.seeds.split(',')) rows.push(await sellOnce(seed))
const mean = (way: string) => {
  const all = rows.map(({ costBps }) => costBps[way]!)
  return Number((all.reduce((a, b) => a + b, 0) / all.length).toFixed(3))
}
const ways = Object.keys(rows[0]!.costBps)
const result = {
  format: 'sluice/bench-zone/1',
  passivePpm: Number(values.passive),
  seeds: rows,
  meanBps: Object.fromEntries(ways.map((way) => [way, mean(way)])),
  notWorseThanEqualParts: rows.filter(({ costBps }) => costBps.actual! <= costBps.twap! + 0.005).length,
}
const text = `${JSON.stringify(result, null, 2)}\n`
process.stdout.write(text)
if (values.out !== undefined) writeFileSync(values.out, text)

async function sellOnce(seed: string) {
  const walk = await walkToSale(seed, Number(values.passive))
  try {
    const floor = await setReserve(walk, 'A/1')
    const plan = await startSale(walk, 'A/1', floor, walk.route)
    const whole = plan.venues.reduce((sum, { units }) => sum + BigInt(units), 0n)
    const sold = (): bigint =>
      Object.values(walk.seller.ordersOf('A/1')?.totals ?? {}).reduce((sum, { units }) => sum + BigInt(units), 0n)
    let minutes = 0
    while (sold() < whole && minutes < 90) {
      await walk.clock.pass(1)
      minutes++
    }
    await closeSale(walk, { lot: 'A', tranche: 'A/1' })
    await walk.seller.work()
    const sale = walk.stateOf('offshore').slices.sale as unknown as Record<string, { report: string }>
    const report = JSON.parse(walk.zones.offshore.documents.get(sale['A/1']!.report)!) as SaleReport
    return {
      seed,
      minutes,
      orders: walk.seller.ordersOf('A/1')!.count,
      looks: report.looks.length,
      sold: report.units,
      forecastBps: report.forecast.costBpsE2 / 100,
      withinForecast: report.forecast.within,
      costBps: Object.fromEntries(report.alternatives.map(({ way, costBps }) => [way, Number(costBps)])),
      shortfallBps: Number(report.shortfallBps),
    }
  } finally {
    await walk.end()
  }
}
