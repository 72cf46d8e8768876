import type { IdempotencyClass } from '../venue.ts'

/**
 * What this adapter declares of a client order id that is sent twice. The documents of HashKey Exchange have a code for a duplicate (-1141) and do not say
 * for how long an id is remembered; nobody has tried it at the real host. So nothing is relied on: an order whose answer was lost is asked about, and where
 * the venue does not know it, it waits for a person instead of being sent again. A venue that commits itself says so in the zone's configuration.
 * Source: hashkeypro-apidoc.readme.io/reference/create-order.
 */
export const hashKeyDeclares: { readonly idempotencyClass: IdempotencyClass } = { idempotencyClass: 'never' }
