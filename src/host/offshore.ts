import { SluiceError } from '../core/errors.ts'
import { offshoreKinds } from '../offshore/kinds.ts'
import type { Bank } from '../world/banks/bank.ts'
import { openSandboxBank } from '../world/banks/sandbox/openSandboxBank.ts'
import { openHashKey } from '../world/venues/hashkey/hashkey.ts'
import type { Venue } from '../world/venues/venue.ts'
import { runZone } from './main.ts'
import { startZone } from './startZone.ts'
import { executeSales } from './work/execute.ts'
import { paymentHandler } from './work/pay.ts'
import { zoneDesk } from './work/sale/zoneDesk.ts'
import { cancelHandler, orderHandler } from './work/trade.ts'

/** The zone offshore as a process: the only one that speaks to venues. */
await runZone(({ config, secrets, databaseUrl, say }) => {
  let now: () => string = () => new Date().toISOString()
  const venues = new Map<string, Venue>()
  for (const { entity, legalName, apiOrigin, accountOwner } of config.venues) {
    const credentials = secrets.venues[entity]
    if (credentials === undefined)
      throw new SluiceError('CONFIG_INVALID', `secrets.venues.${entity}: expected trading credentials.`)
    venues.set(
      entity,
      openHashKey({
        registration: { entity, legalName, apiOrigin, accountOwner, idempotencyClass: 'client-order-id-forever' },
        credentials,
        sandbox: config.world === 'rehearsal',
        clock: () => Date.parse(now()),
      }),
    )
  }
  const venueFor = (entity: string): Venue => {
    const venue = venues.get(entity)
    if (venue === undefined)
      throw new SluiceError('VENUE_REFUSED', `no venue is configured for ${entity}.`, { facts: { entity } })
    return venue
  }
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
  })
})
