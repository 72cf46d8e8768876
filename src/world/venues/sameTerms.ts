import { shortest } from './decimal.ts'
import type { PlaceOrderParameters } from './venue.ts'

/** Whether two orders under one client order id are the same order; '0' and no price are the same. */
export function sameTerms(
  a: Omit<PlaceOrderParameters, 'clientOrderId'>,
  b: Omit<PlaceOrderParameters, 'clientOrderId'>,
): boolean {
  return (
    a.symbol === b.symbol &&
    a.side === b.side &&
    a.type === b.type &&
    shortest(a.quantity) === shortest(b.quantity) &&
    shortest(a.price ?? '0') === shortest(b.price ?? '0')
  )
}
