import { SluiceError } from '../core/errors.ts'
import { hashKeyDeclares } from '../world/venues/hashkey/declares.ts'
import { openHashKey } from '../world/venues/hashkey/hashkey.ts'
import type { Venue } from '../world/venues/venue.ts'
import type { Config, Secrets } from './config.ts'

/**
 * The clients of the venues that a zone offshore is configured for. Whether an order may be sent again is the venue's own word in its row of the
 * configuration, with where it says so; else what the adapter declares, which promises nothing.
 *
 * @throws {CONFIG_INVALID} no trading credentials for a venue, or a host that may not be talked to
 * @throws {VENUE_REFUSED} by the function returned: no venue is configured for the entity
 * @example const venueFor = openVenues({ config, secrets, clock: Date.now })
 */
export function openVenues(parameters: {
  readonly config: Pick<Config, 'venues' | 'world'>
  readonly secrets: Pick<Secrets, 'venues'>
  readonly clock: () => number
}): (entity: string) => Venue {
  const { config, secrets, clock } = parameters
  const venues = new Map<string, Venue>()
  for (const { entity, legalName, apiOrigin, accountOwner, idempotency } of config.venues) {
    const credentials = secrets.venues[entity]
    if (credentials === undefined)
      throw new SluiceError('CONFIG_INVALID', `secrets.venues.${entity}: expected trading credentials.`)
    const idempotencyClass = idempotency?.class ?? hashKeyDeclares.idempotencyClass
    venues.set(
      entity,
      openHashKey({
        registration: { entity, legalName, apiOrigin, accountOwner, idempotencyClass },
        credentials,
        sandbox: config.world === 'rehearsal',
        clock,
      }),
    )
  }
  return (entity) => {
    const venue = venues.get(entity)
    if (venue === undefined)
      throw new SluiceError('VENUE_REFUSED', `no venue is configured for ${entity}.`, { facts: { entity } })
    return venue
  }
}
