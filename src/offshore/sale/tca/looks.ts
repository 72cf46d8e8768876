import { decimalsOf } from '../../../core/assets/units.ts'
import { SluiceError } from '../../../core/errors.ts'
import {
  add,
  divide,
  multiply,
  parseDecimal,
  type Rational,
  rational,
  subtract,
  zero,
} from '../../../core/price/rational.ts'
import { type LoggedBooks, midOf, readBooks } from '../books/loggedBooks.ts'
import { type RouteFee, tiersOf } from '../books/routeDocument.ts'
import { quoteDecimals, quoteOf } from '../currency/planFx.ts'
import { rateOf, worthOf } from '../currency/worth.ts'
import type { SalePlan } from '../sale.ts'
import { readStep } from '../step/stepDocument.ts'
import type { TcaFill } from './analyseSale.ts'
import type { SaleEvidence } from './saleEvidence.ts'

/** A fill with its moment and the currency that it was made in; its values are in the plan's, at the rate of its look. */
export interface LookFill extends TcaFill {
  readonly at: string
  readonly quote: string
  /** As the platform booked it, in that currency. */
  readonly booked: { readonly gross: Rational; readonly fee: Rational }
}

/** One look at the books, with what was sold on it. */
export interface Look {
  readonly slice: number
  readonly at: string
  readonly books: LoggedBooks
  /** Mean of the middles of the books shown, per base unit, in the plan's currency. */
  readonly mid: Rational
  readonly fills: readonly LookFill[]
  /** The fee tier of each platform at that look, where the plan has schedules. */
  readonly tiers: readonly RouteFee[]
}

interface Reported {
  readonly clientOrderId: string
  readonly fills: readonly {
    readonly price: string
    readonly units: string
    readonly gross: string
    readonly fee: string
    readonly at: string
  }[]
}

/**
 * The looks of a sale in order, each with its fills. Prices per base unit and fees in the sale's currency, what was made in another at the live rate of
 * the look; what turning it costs is among the fees.
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
  const looks: (Look & { readonly fills: LookFill[] })[] = []
  const orders = new Map<string, { readonly look: (typeof looks)[number]; readonly platform: string }>()
  for (const { kind, payload } of evidence.entries) {
    if (kind === 'slice.routed') {
      const books = readBooks(document(String(payload.books)))
      const mid = divide(middleOf(plan, books), perCoin)
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
      const venue = plan.venues.find(({ platform }) => platform === order.platform)
      const quote = quoteOf(plan, venue ?? {})
      const rate = rateOf(plan, order.look.books, quote)
      const lost = subtract(rate, worthOf(plan, order.look.books, quote))
      const minor = 10n ** BigInt(quoteDecimals(quote))
      for (const fill of fills) {
        const booked = { gross: rational(BigInt(fill.gross), minor), fee: rational(BigInt(fill.fee), minor) }
        order.look.fills.push({
          venue: order.platform,
          slice: String(order.look.slice),
          units: BigInt(fill.units),
          price: multiply(divide(parseDecimal(fill.price), perCoin), rate),
          fee: add(multiply(booked.fee, rate), multiply(subtract(booked.gross, booked.fee), lost)),
          mid: order.look.mid,
          at: fill.at,
          quote,
          booked,
        })
      }
    }
  }
  return looks
}

function middleOf(plan: SalePlan, look: LoggedBooks): Rational {
  const { books } = look
  const mids = books.flatMap((book) => {
    const mid = midOf(book)
    return mid === undefined ? [] : [multiply(mid, rateOf(plan, look, book.quote))]
  })
  if (mids.length === 0)
    throw new SluiceError('PRICE_EVIDENCE_LACKING', 'the books of a look have no middle.', {
      facts: { books: books.length },
    })
  return divide(mids.reduce(add, zero), rational(BigInt(mids.length)))
}
