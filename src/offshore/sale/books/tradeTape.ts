import { SluiceError } from '../../../core/errors.ts'
import { parseDecimal } from '../../../core/price/rational.ts'
import { quoteOf } from '../currency/planFx.ts'
import type { SalePlan } from '../sale.ts'

export const tapeFormat = 'sluice/tape/1'

/** One trade of anybody's, ours too: when, price for a whole unit, whole units. Decimals as they came, trailing zeros cut. */
export type Print = readonly [at: string, price: string, quantity: string]

/** What one platform's public tape showed of a stretch of time. */
export interface VenueTape {
  readonly platform: string
  readonly host: string
  readonly symbol: string
  readonly quote: string
  /** The stretch that is covered whole: from this moment on, up to and without the other. */
  readonly from: string
  readonly until: string
  readonly prints: readonly Print[]
}

/**
 * The trades that the platforms of a plan showed since the tape before: frozen at each look, so that nobody chooses afterwards which trades the market
 * made. Where a platform shows its newest trades only and more were made meanwhile, the stretch begins later, and the gap stays a gap.
 */
export interface TradeTape {
  readonly format: typeof tapeFormat
  readonly tapes: readonly VenueTape[]
}

/** @throws {INPUT_INVALID} a document that is no tape */
export function readTape(text: string): TradeTape {
  const tape = JSON.parse(text) as TradeTape
  if (tape.format !== tapeFormat)
    throw new SluiceError('INPUT_INVALID', `expected a tape ${tapeFormat}, found ${String(tape.format)}.`)
  return tape
}

/**
 * The stretch that a page of newest trades covers since a moment.
 *
 * @param whole whether the platform has shown all trades that it knows, so that none lies before the page
 * @example tapeSince({ venue, quote: 'USD', since, until, prints, whole: true }).from // since
 */
export function tapeSince(parameters: {
  readonly venue: Pick<VenueTape, 'platform' | 'host' | 'symbol'>
  readonly quote: string
  readonly since: string
  readonly until: string
  /** Oldest first. */
  readonly prints: readonly Print[]
  readonly whole: boolean
}): VenueTape {
  const { venue, quote, since, until, prints, whole } = parameters
  const { platform, host, symbol } = venue
  const oldest = prints[0]?.[0]
  // Of the page's oldest moment some trades may lie before the page.
  const after = oldest === undefined ? since : new Date(Date.parse(oldest) + 1).toISOString()
  const reached = whole || (oldest !== undefined && oldest < since) ? since : after
  const from = reached < until ? reached : until
  return { platform, host, symbol, quote, from, until, prints: prints.filter(([at]) => at >= from && at < until) }
}

/** What is wrong with a tape of a plan, or undefined: strange platforms, prints out of order or of another stretch, stretches that overlap the tape before. */
export function faultOfTape(parameters: {
  readonly plan: SalePlan
  readonly tape: TradeTape
  readonly before: TradeTape | undefined
  readonly recordedAt: string
}): string | undefined {
  const { plan, tape, before, recordedAt } = parameters
  const seen = new Set<string>()
  // The moment of the recording itself may count as over.
  const latestUntil = new Date(Date.parse(recordedAt) + 1).toISOString()
  for (const { platform, host, symbol, quote, from, until, prints } of tape.tapes) {
    const venue = plan.venues.find((one) => one.platform === platform)
    if (venue === undefined || venue.host !== host || venue.symbol !== symbol || quote !== quoteOf(plan, venue))
      return `trades of ${symbol} in ${quote} at ${host}`
    if (seen.has(platform)) return `two tapes of ${platform}`
    seen.add(platform)
    const latest = before?.tapes.find((one) => one.platform === platform)?.until
    if (
      ![from, until].every(isMoment) ||
      from > until ||
      until > latestUntil ||
      (latest !== undefined && from < latest)
    )
      return `a tape of ${platform} from ${from} until ${until}`
    let last = from
    for (const [at, price, quantity] of prints) {
      if (!isMoment(at) || at < last || at >= until || !isPositive(price) || !isPositive(quantity))
        return `a trade of ${platform} at ${at}`
      last = at
    }
  }
  return undefined
}

function isMoment(text: string): boolean {
  const ms = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text
}

function isPositive(text: string): boolean {
  try {
    return parseDecimal(text).num > 0n
  } catch (error) {
    if (error instanceof SluiceError) return false
    throw error
  }
}
