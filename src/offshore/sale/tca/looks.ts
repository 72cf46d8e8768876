import { decimalsOf } from '../../../core/assets/decimals.ts'
import { SluiceError } from '../../../core/errors.ts'
import { add, divide, parseDecimal, type Rational, rational, zero } from '../../../core/price/rational.ts'
import { type LoggedBooks, midOf, readBooks } from '../books/loggedBooks.ts'
import { type RouteFee, tiersOf } from '../books/routeDocument.ts'
import type { SalePlan } from '../sale.ts'
import { readStep } from '../step/stepDocument.ts'
import type { TcaFill } from './analyseSale.ts'
import type { SaleEvidence } from './saleEvidence.ts'

/** One look at the books, with what was sold on it. */
export interface Look {
  readonly slice: number
  readonly at: string
  readonly books: LoggedBooks
  /** Mean of the middles of the books shown, per base unit. */
  readonly mid: Rational
  readonly fills: readonly (TcaFill & { readonly at: string })[]
  /** The fee tier of each platform at that look, where the plan has schedules. */
  readonly tiers: readonly RouteFee[]
}

interface Reported {
  readonly clientOrderId: string
  readonly fills: readonly {
    readonly price: string
    readonly units: string
    readonly fee: string
    readonly at: string
  }[]
}

/**
 * The looks of a sale in order, each with its fills. Prices per base unit in the sale's currency, fees in the currency.
 *
 * @throws {PRICE_EVIDENCE_LACKING} books of which no middle can be taken  @throws {INPUT_INVALID} an answer to no order
 */
export function looksOf(parameters: {
  readonly evidence: SaleEvidence
  readonly plan: SalePlan
  readonly document: (sha256: string) => string
}): readonly Look[] {
  const { evidence, plan, document } = parameters
  const { asset } = plan
  const tiered = plan.venues.some(({ fees }) => fees !== undefined)
  const perCoin = rational(10n ** BigInt(decimalsOf(asset)))
  const looks: (Look & { readonly fills: (TcaFill & { readonly at: string })[] })[] = []
  const orders = new Map<string, { readonly look: (typeof looks)[number]; readonly platform: string }>()
  for (const { kind, payload } of evidence.entries) {
    if (kind === 'slice.routed') {
      const books = readBooks(document(String(payload.books)))
      const mid = divide(middleOf(books), perCoin)
      const tiers = tiered ? tiersOf(readStep(document(String(payload.step)))) : []
      looks.push({ slice: Number(payload.slice), at: books.books[0]!.fetchedAt, books, mid, fills: [], tiers })
    }
    if (kind === 'order.placed') {
      const look = looks.at(-1)
      if (look === undefined) throw new SluiceError('INPUT_INVALID', 'an order before any look at the books.')
      orders.set(String(payload.clientOrderId), { look, platform: String(payload.platform) })
    }
    if (kind === 'order.reported') {
      const { clientOrderId, fills } = payload as unknown as Reported
      const order = orders.get(clientOrderId)
      if (order === undefined) throw new SluiceError('INPUT_INVALID', 'an answer to an order that was not placed.')
      for (const fill of fills) {
        order.look.fills.push({
          venue: order.platform,
          slice: String(order.look.slice),
          units: BigInt(fill.units),
          price: divide(parseDecimal(fill.price), perCoin),
          fee: rational(BigInt(fill.fee), 100n),
          mid: order.look.mid,
          at: fill.at,
        })
      }
    }
  }
  return looks
}

function middleOf({ books }: LoggedBooks): Rational {
  const mids = books.map(midOf).filter((mid) => mid !== undefined)
  if (mids.length === 0)
    throw new SluiceError('PRICE_EVIDENCE_LACKING', 'the books of a look have no middle.', {
      facts: { books: books.length },
    })
  return divide(mids.reduce(add, zero), rational(BigInt(mids.length)))
}
