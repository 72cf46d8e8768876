import { commitmentOf, type SealedBid } from '../../src/offshore/sale/auction/bid.ts'
import { openFixOrders } from '../../src/world/venues/fix/fixOrders.ts'
import type { FixQuote } from '../../src/world/venues/fix/quoteMessages.ts'
import { memoryStore } from '../../src/world/venues/fix/store.ts'
import type { OrderReport } from '../../src/world/venues/venue.ts'
import { startFixDesk } from '../exchange/fixDesk.ts'
import { type Stage, sha } from './stage.ts'

/** A conversation with a desk over FIX 4.4, by the trust's own client. */
export interface FixTalk {
  readonly quote: FixQuote
  /** Takes the quote, whole, under an id that follows from it: asked again, the desk tells of the same trade. */
  take(): Promise<OrderReport>
  end(): Promise<void>
}

/** When the envelopes are opened, a desk is asked over FIX for the quote that it committed to: its id is the commitment, its price the bid's. */
export async function askDeskByFix(
  stage: Stage,
  { bid, quantity }: { readonly bid: SealedBid; readonly quantity: string },
): Promise<FixTalk> {
  const { clock, seed } = stage
  const { price } = bid.steps[0]!
  const quoteId = commitmentOf(bid)
  const password = sha(`${seed} fix ${bid.bidder}`).slice(0, 24)
  const desk = await startFixDesk({
    desk: bid.bidder,
    customerCompId: 'TRUST',
    password,
    clock: () => clock.nowMs(),
    quote: () => ({ quoteId, price, validUntilMs: clock.nowMs() + 6 * 3_600_000 }),
  })
  const orders = openFixOrders({
    entity: bid.bidder,
    endpoint: { host: desk.host, port: desk.port },
    sandbox: true,
    senderCompId: 'TRUST',
    targetCompId: bid.bidder,
    logonFields: [[554, password]],
    clock: () => clock.nowMs(),
    store: memoryStore(),
    quoteScaleOf: () => 2,
    timeoutMs: 30_000,
  })
  const quote = await orders.requestQuote({
    quoteRequestId: `${bid.round}-${bid.bidder}`,
    symbol: 'BTCUSD',
    quantity,
    currency: 'USD',
    answerByMs: clock.nowMs() + 600_000,
  })
  if (quote.quoteId !== quoteId || quote.price !== price)
    throw new TypeError(`${bid.bidder} quotes ${quote.price}, and had committed to ${price}`)
  return {
    quote,
    take: () => orders.takeQuote({ quote, clientOrderId: quoteId.slice(0, 32) }),
    end: async () => {
      await orders.close()
      await desk.stop()
    },
  }
}
