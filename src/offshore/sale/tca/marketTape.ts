import { decimalsOf } from '../../../core/assets/units.ts'
import { add, divide, multiply, parseDecimal, type Rational, rational, zero } from '../../../core/price/rational.ts'
import { readTape, type VenueTape } from '../books/tradeTape.ts'
import { quoteOf } from '../currency/planFx.ts'
import { rateOf } from '../currency/worth.ts'
import type { SalePlan } from '../sale.ts'
import type { Look } from './looks.ts'
import type { SaleEvidence } from './saleEvidence.ts'

/** What the market traded at the platforms of a sale while it ran, and our part of it. Base units, our own trades within; prices per base unit. */
export interface MarketPart {
  readonly platform: string
  readonly volume: Rational
  readonly value: Rational
  /** What we sold in the stretches that the tape covers. */
  readonly own: bigint
  /** Share of the interval that the tape covers, in millionths. */
  readonly coveredPpm: number
  /** Whether the tape shows at least what we sold: one that does not is not the whole tape. */
  readonly ownSeen: boolean
}

export interface MarketOfSale {
  readonly from: string
  readonly to: string
  readonly trades: number
  readonly parts: readonly MarketPart[]
  /** Volume-weighted price of all trades; undefined where none was shown. */
  readonly vwap: Rational | undefined
  readonly volume: Rational
  readonly own: bigint
}

/**
 * Interval VWAP and participation from the trades that were recorded at each look: from the first look to the last fill. Undefined where no trades were
 * recorded, as before tapes were kept.
 *
 * @param last hash of the tape after the last look, where one was recorded
 */
export function marketOfSale(parameters: {
  readonly evidence: SaleEvidence
  readonly last: string | undefined
  readonly looks: readonly Look[]
  readonly plan: SalePlan
  readonly document: (sha256: string) => string
}): MarketOfSale | undefined {
  const { evidence, last, looks, plan, document } = parameters
  const hashes = evidence.entries.flatMap(({ kind, payload }) =>
    kind === 'slice.routed' && typeof payload.tape === 'string' ? [payload.tape] : [],
  )
  const tapes = [...hashes, ...(last === undefined ? [] : [last])].flatMap((hash) => readTape(document(hash)).tapes)
  const [first] = looks
  const fills = looks.flatMap((look) => look.fills)
  if (tapes.length === 0 || first === undefined || fills.length === 0) return undefined
  const from = first.at
  const lastFill = fills.map(({ at }) => at).reduce((a, b) => (b > a ? b : a))
  const to = new Date(Math.max(Date.parse(lastFill), Date.parse(from)) + 1).toISOString()
  const perCoin = rational(10n ** BigInt(decimalsOf(plan.asset)))
  /** What trades in a currency count at, look by look, oldest first: that of the last look before a trade that saw a book in it; empty where none did. */
  const ratesOf = (quote: string): readonly { readonly at: string; readonly rate: Rational }[] =>
    looks
      .filter(({ books }) => quote === plan.currency || books.books.some((book) => book.quote === quote))
      .map(({ at, books }) => ({ at, rate: rateOf(plan, books, quote) }))
  let trades = 0
  const parts = plan.venues.map((venue): MarketPart => {
    const { platform } = venue
    const rates = ratesOf(quoteOf(plan, venue))
    const own = tapes.filter((tape) => tape.platform === platform)
    let volume = zero
    let value = zero
    for (const { prints } of own) {
      for (const [at, price, quantity] of prints) {
        const rate = (rates.findLast((one) => one.at <= at) ?? rates[0])?.rate
        if (at < from || at >= to || rate === undefined) continue
        const coins = parseDecimal(quantity)
        volume = add(volume, multiply(coins, perCoin))
        value = add(value, multiply(multiply(coins, parseDecimal(price)), rate))
        trades += 1
      }
    }
    const units = fills
      .filter((fill) => fill.venue === platform && own.some((tape) => fill.at >= tape.from && fill.at < tape.until))
      .reduce((sum, fill) => sum + fill.units, 0n)
    const ownSeen = units * volume.den <= volume.num
    return { platform, volume, value, own: units, coveredPpm: coveredOf(own, from, to), ownSeen }
  })
  const volume = parts.map((part) => part.volume).reduce(add, zero)
  const value = parts.map((part) => part.value).reduce(add, zero)
  return {
    from,
    to,
    trades,
    parts,
    vwap: volume.num === 0n ? undefined : divide(value, volume),
    volume,
    own: parts.reduce((sum, part) => sum + part.own, 0n),
  }
}

/** Stretches never overlap: the record held each tape to the one before. */
function coveredOf(tapes: readonly VenueTape[], from: string, to: string): number {
  const ms = (text: string): number => Date.parse(text)
  const whole = ms(to) - ms(from)
  const covered = tapes.reduce(
    (sum, tape) => sum + Math.max(0, Math.min(ms(tape.until), ms(to)) - Math.max(ms(tape.from), ms(from))),
    0,
  )
  return Math.floor((covered * 1_000_000) / whole)
}
