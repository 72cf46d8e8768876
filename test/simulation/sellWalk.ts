import type { Custody } from '../../sandbox/coins/coins.ts'
import { tradedBy } from '../../sandbox/coins/traded.ts'
import { entrust, type Route } from '../../sandbox/rehearsal/entrust.ts'
import { type MoveParameters, moveCoins } from '../../sandbox/rehearsal/move.ts'
import { type Held, seize } from '../../sandbox/rehearsal/seize.ts'
import { stateCover } from '../../sandbox/rehearsal/sell.ts'
import type { Streams } from '../../src/host/openStreams.ts'
import { sandboxStreams } from './sandboxStreams.ts'
import { type MemorySeller, sellMemory } from './sellMemory.ts'
import { type Simulation, type SimulationParameters, simulate } from './simulate.ts'

/** A case whose first tranche lies at both platforms and is ready to be priced and sold. Time that passes lets the executor work. */
export interface SellWalk extends Simulation {
  readonly route: Route
  readonly seller: MemorySeller
  readonly streams: Streams
  readonly custody: Custody
  readonly held: readonly Held[]
}

const depositFen = 120_000_000n

/** @param streaming the executor follows the books of both platforms */
export async function walkToSale(
  seed = 'sale',
  passivePpm = 0,
  streaming = false,
  more: Pick<SimulationParameters, 'quotes' | 'amend'> & Pick<MoveParameters, 'short'> = {},
): Promise<SellWalk> {
  const { short, ...asked } = more
  const sim = await simulate({ world: true, seed, ...asked })
  const streams = sandboxStreams(sim)
  const seller = sellMemory({
    zone: sim.zones.offshore,
    now: sim.clock.now,
    venueFor: sim.world.reader,
    ...(streaming ? { followed: streams.forSelling } : {}),
    rateSheet: sim.world.rateSheet,
  })
  const { custody, held, inventory } = await seize(sim)
  const route = await entrust(sim, { held, inventory, depositFen, passivePpm })
  const rows = route.tranches.filter(({ tranche }) => tranche === 'A/1')
  const address = (platform: string): string => sim.world.depositAddress[platform]!
  await moveCoins(sim, {
    transfer: 'test-a',
    purpose: 'test',
    lot: 'A',
    pays: rows.map(({ platform }) => ({
      platform,
      address: address(platform),
      units: tradedBy.BTC.testUnits.toString(),
    })),
    fee: tradedBy.BTC.fees.test,
    custody,
  })
  await stateCover(sim, { tranche: 'A/1', next: rows.reduce((sum, { units }) => sum + BigInt(units), 0n), depositFen })
  await moveCoins(sim, {
    transfer: 'tranche-a-1',
    purpose: 'tranche',
    lot: 'A',
    tranche: 'A/1',
    pays: rows.map(({ platform, units }) => ({ platform, address: address(platform), units })),
    fee: tradedBy.BTC.fees.tranche,
    custody,
    ...(short === undefined ? {} : { short }),
  })
  const clock = {
    ...sim.clock,
    pass: async (minutes: number) => {
      await sim.clock.pass(minutes)
      await seller.work()
    },
  }
  const end = async (): Promise<void> => {
    streams.stop()
    await sim.end()
  }
  return { ...sim, clock, route, seller, streams, custody, held, end }
}
