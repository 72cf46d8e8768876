import type { PlaceOrderParameters } from '../venue.ts'
import type { FixMessage } from './message.ts'

/** An order as it was sent, with the quote that it takes where it takes one. */
export type KeptOrder = PlaceOrderParameters & { readonly quoteId?: string }

/**
 * What a FIX client must still know after a crash: the numbers of the link, the orders it meant to send (written before they are
 * sent: what is not here never left), and the reports that came (fills are not told twice).
 */
export interface FixStore {
  readonly nextOut: number
  readonly nextIn: number
  readonly orders: ReadonlyMap<string, KeptOrder>
  readonly reports: readonly FixMessage[]
  setNumbers(numbers: { nextOut: number; nextIn: number }): void
  keepOrder(order: KeptOrder): void
  keepReport(message: FixMessage): void
}

/** Forgets all when the process ends: for tests and simulations. */
export function memoryStore(): FixStore {
  const orders = new Map<string, KeptOrder>()
  const reports: FixMessage[] = []
  let numbers = { nextOut: 1, nextIn: 1 }
  return {
    get nextOut() {
      return numbers.nextOut
    },
    get nextIn() {
      return numbers.nextIn
    },
    orders,
    reports,
    setNumbers: (given) => {
      numbers = { ...given }
    },
    keepOrder: (order) => void orders.set(order.clientOrderId, order),
    keepReport: (message) => void reports.push(message),
  }
}
