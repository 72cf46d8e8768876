import { isCurrency } from '../../../core/money/currency.ts'

/** Where a rate is taken from while a tranche is sold: a bank's signed sheet, or for a stablecoin the pair's own book at a platform. */
export interface RateSource {
  /** Units of the second for one of the first: `USD/HKD`. It may be the other way round than it is needed. */
  readonly pair: string
  /** Organisation whose rate it is. */
  readonly source: string
  /** The pair's book at that platform; absent for a bank. */
  readonly host?: string
  readonly symbol?: string
  /** A rate older than this is none. */
  readonly ageSecondsMax: number
}

/** How books in another currency are compared with those in the plan's. Shares in millionths. */
export interface QuoteTerms extends RateSource {
  readonly currency: string
  /** What turning it into the plan's currency costs. */
  readonly costPpm: number
  /** Taken off its live rate besides: what may be lost until it is money. */
  readonly haircutPpm: number
  /** How far the rate may lie from one to one, either way; past it no book in it counts. Stablecoins only, and always for them. */
  readonly pegPpmMax?: number
  /** CAIP-19 id of the stablecoin as the platform keeps it: selling for it is buying it, and the platform's licence must admit that. */
  readonly asset?: string
}

/** Of a plan that sells in several currencies: how each becomes the plan's, and the plan's yuan. */
export interface PlanFx {
  /** Yuan for the plan's currency: the floor in yuan is held to it at every look. */
  readonly yuan: RateSource
  readonly quotes: readonly QuoteTerms[]
}

/** What a plan says of currencies. */
export interface PlanQuotes {
  readonly currency: string
  readonly fx?: PlanFx
  readonly venues: readonly { readonly platform: string; readonly quote?: string }[]
}

/** A stablecoin is counted to its sixth decimal, as its issuers do; money to its minor unit. @example quoteDecimals('USDT') // 6 */
export function quoteDecimals(currency: string): number {
  return isCurrency(currency) ? 2 : 6
}

/** The currency of a venue's book. */
export function quoteOf(plan: Pick<PlanQuotes, 'currency'>, venue: { readonly quote?: string }): string {
  return venue.quote ?? plan.currency
}

/** The currencies of a plan's books, each once, the plan's own first where it is among them. */
export function quotesOf(plan: PlanQuotes): readonly string[] {
  const found = new Set(plan.venues.map((venue) => quoteOf(plan, venue)))
  return [...found].sort((a, b) => Number(b === plan.currency) - Number(a === plan.currency) || (a < b ? -1 : 1))
}

/** What is missing or does not fit in what a plan says of currencies, or undefined. */
export function faultOfFx(plan: PlanQuotes): string | undefined {
  const { fx, currency, venues } = plan
  if (!isCurrency(currency)) return `a plan counts in money, not in ${currency}`
  const others = quotesOf(plan).filter((quote) => quote !== currency)
  if (fx === undefined)
    return others.length === 0 ? undefined : `no rate is agreed for ${others.join(', ')}: expected where it comes from`
  const unnamed = venues.find(({ quote }) => quote === undefined)
  if (unnamed !== undefined) return `the currency of the book at ${unnamed.platform} is not named`
  const named = fx.quotes.map((terms) => terms.currency)
  if (new Set(named).size !== named.length || [...named].sort().join() !== [...others].sort().join())
    return `rates are agreed for ${named.join(', ') || 'nothing'}, books are in ${others.join(', ') || currency}`
  return (
    faultOfSource(fx.yuan, currency, 'CNY') ??
    fx.quotes.map((terms) => faultOfTerms(terms, currency)).find((fault) => fault !== undefined)
  )
}

function faultOfTerms(terms: QuoteTerms, planCurrency: string): string | undefined {
  const { currency, costPpm, haircutPpm, pegPpmMax, asset, symbol } = terms
  if (![costPpm, haircutPpm].every((ppm) => isWhole(ppm, 0, 500_000)))
    return `the cost or the haircut of ${currency} is no share below a half`
  const stable = !isCurrency(currency)
  if (stable !== (pegPpmMax !== undefined && asset !== undefined && symbol !== undefined))
    return stable
      ? `${currency} is no money: expected its asset, its own book and how far it may lie off its peg`
      : `${currency} is money: expected a bank's rate, no peg and no asset`
  if (pegPpmMax !== undefined && !isWhole(pegPpmMax, 1, 100_000))
    return `the peg of ${currency} is no share below a tenth`
  return faultOfSource(terms, currency, planCurrency)
}

function faultOfSource({ pair, source, ageSecondsMax, symbol, host }: RateSource, from: string, to: string) {
  if (pair !== `${from}/${to}` && pair !== `${to}/${from}`) return `${pair} does not turn ${from} into ${to}`
  if (source === '') return `${pair} names no source`
  if ((symbol === undefined) !== (host === undefined)) return `the book of ${pair} has no host or no symbol`
  return isWhole(ageSecondsMax, 1, 604_800) ? undefined : `the age of ${pair} is no number of seconds within a week`
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most
}
