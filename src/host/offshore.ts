import { offshoreKinds } from '../offshore/kinds.ts'
import type { Bank } from '../world/banks/bank.ts'
import { openSandboxBank } from '../world/banks/sandbox/openSandboxBank.ts'
import { runZone } from './main.ts'
import { openVenues } from './openVenues.ts'
import { startZone } from './startZone.ts'
import { executeSales } from './work/execute.ts'
import { paymentHandler } from './work/pay.ts'
import { readyOrders } from './work/sale/heldOrders.ts'
import { zoneDesk } from './work/sale/zoneDesk.ts'
import { cancelHandler, orderHandler } from './work/trade.ts'

/** The zone offshore as a process: the only one that speaks to venues. */
await runZone(({ config, secrets, databaseUrl, say }) => {
  let now: () => string = () => new Date().toISOString()
  const venueFor = openVenues({ config, secrets, clock: () => Date.parse(now()) })
  const banks = new Map<string, Bank>(
    config.banks.map(({ bank, url }) => [bank, openSandboxBank({ url, token: secrets.banks[bank] ?? '' })]),
  )
  return startZone({
    config,
    secrets,
    databaseUrl,
    say,
    kinds: offshoreKinds,
    handlers: (zone) => {
      now = zone.now
      return {
        order: orderHandler(zoneDesk({ zone, venueFor })),
        cancel: cancelHandler(zoneDesk({ zone, venueFor })),
        payment: paymentHandler({ zone, bankFor: (bank) => banks.get(bank) }),
      }
    },
    beside: (zone) => executeSales({ zone, desk: zoneDesk({ zone, venueFor }) }),
    together: ['order'],
    ready: (zone) => readyOrders(zone.pool, zoneDesk({ zone, venueFor })),
  })
})
