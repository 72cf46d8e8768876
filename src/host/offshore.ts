import { offshoreKinds } from '../offshore/kinds.ts'
import type { Bank } from '../world/banks/bank.ts'
import { openSandboxBank } from '../world/banks/sandbox/openSandboxBank.ts'
import { deskRoute } from './desk/deskRoute.ts'
import { runZone } from './main.ts'
import { openStreams } from './openStreams.ts'
import { openVenues } from './openVenues.ts'
import { startZone } from './startZone.ts'
import { executeSales } from './work/execute.ts'
import { paymentHandler } from './work/pay.ts'
import type { Desk } from './work/sale/desk.ts'
import { readyOrders } from './work/sale/heldOrders.ts'
import { zoneDesk } from './work/sale/zoneDesk.ts'
import { cancelHandler, orderHandler } from './work/trade.ts'
import type { Zone } from './zone/zone.ts'

/** The zone offshore as a process: the only one that speaks to venues. */
await runZone(({ config, secrets, databaseUrl, say }) => {
  let now: () => string = () => new Date().toISOString()
  const venueFor = openVenues({ config, secrets, clock: () => Date.parse(now()) })
  const streams = openStreams({ config, clock: () => Date.parse(now()) })
  const banks = new Map<string, Bank>(
    config.banks.map(({ bank, url }) => [bank, openSandboxBank({ url, token: secrets.banks[bank] ?? '' })]),
  )
  const bankFor = (bank: string): Bank | undefined => banks.get(bank)
  const deskOf = (zone: Zone): Desk => zoneDesk({ zone, venueFor, bankFor, followed: streams.forSelling })
  return startZone({
    config,
    secrets,
    databaseUrl,
    say,
    kinds: offshoreKinds,
    handlers: (zone) => {
      now = zone.now
      return {
        order: orderHandler(deskOf(zone)),
        cancel: cancelHandler(deskOf(zone)),
        payment: paymentHandler({ zone, bankFor }),
      }
    },
    beside: (zone) => executeSales({ zone, desk: deskOf(zone) }),
    extra: (server, reading) => deskRoute(server, { now: () => now(), reading, streams }),
    together: ['order'],
    ready: (zone) => readyOrders(zone.pool, deskOf(zone)),
  })
})
