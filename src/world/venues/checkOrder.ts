import { SluiceError } from '../../core/errors.ts'
import { checkClientOrderId } from './clientOrderId.ts'
import { isDecimal, shortest } from './decimal.ts'
import type { PlaceOrderParameters } from './venue.ts'

/**
 * What no venue is asked for. A MARKET BUY is not offered: at some venues its quantity would be an amount of money.
 *
 * @throws {INPUT_INVALID}
 */
export function checkOrder(parameters: PlaceOrderParameters): void {
  const { clientOrderId, symbol, side, type, price, quantity } = parameters
  checkClientOrderId(clientOrderId)
  if (!/^[A-Z0-9]{3,24}$/.test(symbol)) invalid('symbol', symbol)
  if (!isDecimal(quantity) || shortest(quantity) === '0') invalid('quantity', quantity)
  if (type === 'MARKET') {
    if (price !== undefined || side === 'BUY') invalid('type', 'MARKET is for selling, without a price')
  } else if (!isDecimal(price) || shortest(price) === '0') invalid('price', price)
}

function invalid(field: string, found: unknown): never {
  throw new SluiceError('INPUT_INVALID', `${field} of the order is not usable.`, {
    facts: { field, found: String(found) },
  })
}
